/**
 * Many short strings of bytes, each with a number: the tokens of the page's tokenizer, and pieces that it has met. It
 * leaves out what they mean.
 */

/** Strings of bytes, numbered as they were added, and found by a hash of their bytes (open addressing). */
export class Words {
  /**
   * @param {number} words at most
   * @param {number} bytes all together, at most
   */
  constructor(words, bytes) {
    this.count = 0;
    /** Where each word begins in `all`, and where the last one ends. */
    this.at = new Int32Array(words + 1);
    this.all = new Uint8Array(bytes);
    /** A word's number plus 1, or 0 where there is none; at least half are free. */
    this.slots = new Int32Array(2 << (32 - Math.clz32(words)));
  }

  /** @param {number} bytes */
  room(bytes) {
    return this.count + 1 < this.at.length && this.at[this.count] + bytes <= this.all.length;
  }

  clear() {
    this.count = 0;
    this.slots.fill(0);
  }

  /** @param {number} word */
  bytes(word) {
    return this.all.subarray(this.at[word], this.at[word + 1]);
  }

  /**
   * The number of a word, or -1.
   * @param {Uint8Array} source
   * @param {number} from
   * @param {number} to
   */
  find(source, from, to) {
    const { slots, at, all } = this;
    const hash = hashed(source, from, to);
    const mask = slots.length - 1;
    const length = to - from;
    search: for (let slot = hash & mask; slots[slot] > 0; slot = (slot + 1) & mask) {
      const word = slots[slot] - 1;
      const start = at[word];
      if (at[word + 1] - start !== length) continue;
      for (let i = 0; i < length; i++) if (all[start + i] !== source[from + i]) continue search;
      return word;
    }
    return -1;
  }

  /**
   * Adds a word, for which there is room and which is not there yet, and tells its number.
   * @param {Uint8Array} source
   * @param {number} from
   * @param {number} to
   */
  add(source, from, to) {
    const { slots, all } = this;
    const word = this.count++;
    const hash = hashed(source, from, to);
    const mask = slots.length - 1;
    let slot = hash & mask;
    while (slots[slot] > 0) slot = (slot + 1) & mask;
    slots[slot] = word + 1;
    let end = this.at[word];
    for (let i = from; i < to; i++) all[end++] = source[i];
    this.at[word + 1] = end;
    return word;
  }
}

/**
 * A number of 32 bits that words seldom share.
 * @param {Uint8Array} bytes
 * @param {number} from
 * @param {number} to
 */
function hashed(bytes, from, to) {
  let hash = to - from;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i], 0x9e3779b1) ^ (hash >>> 15);
  return hash ^ (hash >>> 16);
}
