/**
 * Byte-pair encoding itself: the bytes of one piece are merged, pair by pair, into tokens. It leaves out how a text is cut
 * into pieces (`pieces.js`).
 */

/** @typedef {import("deck/byte-words.js").Words} Words */

const PAIR = 2 ** 32; // a pair in the heap is its rank times this, plus where it begins

/**
 * Merges a piece: of all pairs of neighbours the one of the lowest rank, the leftmost of equals, until no pair is a
 * token. The parts are a linked list and the pairs a heap, so that a piece twice as long takes but twice the time.
 */
export class Merge {
  /** The pairs, the lowest first. @type {number[]} */
  #heap = [];

  /**
   * @param {Words} tokens
   * @param {number} most bytes of a piece
   */
  constructor(tokens, most) {
    this.tokens = tokens;
    // By where a part begins: where the next one and the one before begin, its id, its rank as a pair with the next.
    this.next = new Int32Array(most);
    this.before = new Int32Array(most);
    this.ids = new Int32Array(most);
    this.ranks = new Int32Array(most);
  }

  /**
   * Adds the ids of a piece.
   * @param {Uint8Array} bytes
   * @param {number} from
   * @param {number} to
   * @param {number[]} out
   */
  run(bytes, from, to, out) {
    const { next, before, ids, ranks, tokens } = this;
    const n = to - from;
    for (let i = 0; i < n; i++) {
      next[i] = i + 1;
      before[i] = i - 1;
      ids[i] = tokens.find(bytes, from + i, from + i + 1);
    }
    for (let i = 0; i < n; i++) this.#pair(bytes, from, to, i);
    while (this.#heap.length > 0) {
      const lowest = this.#pop();
      const rank = Math.floor(lowest / PAIR);
      const i = lowest - rank * PAIR;
      if (ranks[i] !== rank) continue; // one of the two was merged with another
      const right = next[i];
      ids[i] = rank;
      ranks[right] = -1;
      next[i] = next[right];
      if (next[i] < n) before[next[i]] = i;
      this.#pair(bytes, from, to, i);
      if (i > 0) this.#pair(bytes, from, to, before[i]);
    }
    for (let i = 0; i < n; i = next[i]) out.push(ids[i]);
  }

  /**
   * Takes down the pair that begins at `i`, if it is a token.
   * @param {Uint8Array} bytes
   * @param {number} from
   * @param {number} to
   * @param {number} i
   */
  #pair(bytes, from, to, i) {
    const right = this.next[i];
    const rank = from + right < to ? this.tokens.find(bytes, from + i, from + this.next[right]) : -1;
    this.ranks[i] = rank;
    if (rank >= 0) this.#push(rank * PAIR + i);
  }

  /** @param {number} pair */
  #push(pair) {
    const heap = this.#heap;
    let i = heap.length;
    heap.push(pair);
    for (let up = (i - 1) >> 1; i > 0 && heap[up] > pair; up = (i - 1) >> 1) {
      heap[i] = heap[up];
      i = up;
    }
    heap[i] = pair;
  }

  #pop() {
    const heap = this.#heap;
    const [lowest, last] = [heap[0], heap[heap.length - 1]];
    heap.length--;
    const n = heap.length;
    let i = 0;
    for (let down = 1; down < n; down = 2 * i + 1) {
      if (down + 1 < n && heap[down + 1] < heap[down]) down++;
      if (heap[down] >= last) break;
      heap[i] = heap[down];
      i = down;
    }
    if (n > 0) heap[i] = last;
    return lowest;
  }
}
