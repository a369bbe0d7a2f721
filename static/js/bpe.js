/**
 * The tokenizer in the page: byte-pair encoding, id by id what tiktoken gives for `cl100k_base` and `o200k_base`.
 *
 * `llms101/ranks.py` packs the tokens and the kinds of all characters; `unpack` is its twin. A text is read as UTF-8,
 * cut into pieces by hand where tiktoken's regular expressions would cut it, and each piece is looked up whole or
 * merged from its bytes. Special tokens are left out: written in a text, they are ordinary text. The file imports
 * nothing and knows of no page, so that it runs in a worker and in Node too.
 */

/** @typedef {"cl100k_base" | "o200k_base"} Name */

/**
 * A moment of merging. `parts` are the ids of what the text consists of by then; the one at `at` was just merged from
 * `pair`, which has the lowest rank of all pairs in its piece, and its id is that rank. In the first moment nothing
 * was: `pair` is `null`, `at` and `rank` are -1.
 * @typedef {{parts: number[], pair: [number, number] | null, at: number, rank: number}} Step
 */

// What a character is, in bits. A mark is no letter, but may stand among capitals and small letters.
const UPPER = 1;
const LOWER = 2;
const LETTER = 4;
const NUMBER = 8;
const SPACE = 16;
const NEWLINE = 32;
const OTHER = 64; // no letter, no number, no space

const UNICODE = 0x110000; // code points
const LONGEST = 128; // a piece of more bytes is not remembered
const MET = { words: 1 << 15, bytes: 1 << 19 }; // pieces to remember, and their bytes

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const strict = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

/**
 * Bytes as they are shown: their text or, where that is no whole character, the bytes; twin of `Tokenizer.token`.
 * @param {Uint8Array} bytes
 */
export function shown(bytes) {
  try {
    return strict.decode(bytes);
  } catch {
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0").toUpperCase()).join(" ");
  }
}

export class Bpe {
  #tokens;
  #kinds;
  #cut;
  /** Pieces merged before, and the ids of each, which lie where its bytes do. */
  #met = new Words(MET.words, MET.bytes);
  #metIds = new Int32Array(MET.bytes);
  #metCounts = new Uint8Array(MET.words);
  #merge;

  /**
   * @param {Name} name
   * @param {Words} tokens in the order of their ids
   * @param {Uint8Array} kinds of all code points
   */
  constructor(name, tokens, kinds) {
    this.name = name;
    /** How many ordinary tokens there are; their ids are the numbers below. */
    this.size = tokens.count;
    this.#tokens = tokens;
    this.#kinds = kinds;
    this.#cut = { cl100k_base: cutCl100k, o200k_base: cutO200k }[name];
    this.#merge = new Merge(tokens, LONGEST);
  }

  /**
   * @param {Uint8Array} bytes what `llms101/ranks.py` packed
   * @param {Name} name
   */
  static async open(bytes, name) {
    return new Bpe(name, ...unpack(bytes));
  }

  /**
   * The ids of a text. Half a surrogate pair is read as U+FFFD.
   * @param {string} text
   */
  encode(text) {
    const bytes = encoder.encode(text);
    const scan = new Scan(bytes, this.#kinds);
    const tokens = this.#tokens;
    /** @type {number[]} */
    const ids = [];
    for (let from = 0, to = 0; from < bytes.length; from = to) {
      to = this.#cut(scan, from);
      const id = tokens.find(bytes, from, to);
      if (id >= 0) ids.push(id);
      else this.#merged(bytes, from, to, ids);
    }
    return ids;
  }

  /**
   * The text of some ids; bytes that are no character become U+FFFD. Raises a `RangeError` for an id that is none.
   * @param {number[]} ids
   */
  decode(ids) {
    const parts = ids.map((id) => this.bytes(id));
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return decoder.decode(bytes);
  }

  /**
   * The bytes of one token, which are not to be changed. Raises a `RangeError` for an id that is none.
   * @param {number} id
   */
  bytes(id) {
    if (!(Number.isInteger(id) && id >= 0 && id < this.size)) throw new RangeError(`${id} is no token of ${this.name}`);
    return this.#tokens.bytes(id);
  }

  /**
   * The pieces that a text is cut into before anything is merged.
   * @param {string} text
   */
  pieces(text) {
    return this.#pieces(text).map((piece) => decoder.decode(piece));
  }

  /**
   * How a text is built up from its single bytes, merge by merge and piece by piece; the last moment's parts are the
   * text's ids. Slow, since every moment is kept: for a few words. A twin of `Tokenizer.merges`, which knows no pieces.
   * @param {string} text
   */
  merges(text) {
    const [done, pieces] = [/** @type {number[]} */ ([]), this.#pieces(text)];
    const byte = (/** @type {number} */ value) => this.#tokens.find(Uint8Array.of(value), 0, 1);
    /** @type {Step[]} */
    const steps = [{ parts: [...encoder.encode(text)].map(byte), pair: null, at: -1, rank: -1 }];
    for (const piece of pieces) {
      const rest = steps[steps.length - 1].parts.slice(done.length + piece.length);
      let parts = [...piece].map(byte);
      for (;;) {
        const ranks = parts.slice(1).map((right, i) => this.#joined(parts[i], right));
        const rank = ranks.reduce((low, each) => (each >= 0 && (low < 0 || each < low) ? each : low), -1);
        if (rank < 0) break;
        const i = ranks.indexOf(rank);
        /** @type {[number, number]} */
        const pair = [parts[i], parts[i + 1]];
        parts = parts.toSpliced(i, 2, rank);
        steps.push({ parts: [...done, ...parts, ...rest], pair, at: done.length + i, rank });
      }
      done.push(...parts);
    }
    return steps;
  }

  /** @param {string} text */
  #pieces(text) {
    const bytes = encoder.encode(text);
    const scan = new Scan(bytes, this.#kinds);
    const pieces = [];
    for (let from = 0, to = 0; from < bytes.length; from = to) {
      to = this.#cut(scan, from);
      pieces.push(bytes.subarray(from, to));
    }
    return pieces;
  }

  /**
   * The id of two tokens joined, or -1.
   * @param {number} left
   * @param {number} right
   */
  #joined(left, right) {
    const both = Uint8Array.of(...this.bytes(left), ...this.bytes(right));
    return this.#tokens.find(both, 0, both.length);
  }

  /**
   * Adds the ids of a piece that is no token, from memory if it can.
   * @param {Uint8Array} bytes
   * @param {number} from
   * @param {number} to
   * @param {number[]} ids
   */
  #merged(bytes, from, to, ids) {
    const [met, metIds, metCounts] = [this.#met, this.#metIds, this.#metCounts];
    if (to - from > LONGEST) return new Merge(this.#tokens, to - from).run(bytes, from, to, ids);
    const word = met.find(bytes, from, to);
    if (word >= 0) {
      for (let i = met.at[word], end = i + metCounts[word]; i < end; i++) ids.push(metIds[i]);
      return;
    }
    const before = ids.length;
    this.#merge.run(bytes, from, to, ids);
    if (!met.room(to - from)) met.clear();
    const fresh = met.add(bytes, from, to);
    metCounts[fresh] = ids.length - before;
    for (let i = before, at = met.at[fresh]; i < ids.length; i++) metIds[at++] = ids[i];
  }
}

// ---- words by their bytes

/** Strings of bytes, numbered as they were added, and found by a hash of their bytes (open addressing). */
class Words {
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

// ---- merging

const PAIR = 2 ** 32; // a pair in the heap is its rank times this, plus where it begins

/**
 * Merges a piece: of all pairs of neighbours the one of the lowest rank, the leftmost of equals, until no pair is a
 * token. The parts are a linked list and the pairs a heap, so that a piece twice as long takes but twice the time.
 */
class Merge {
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

// ---- cutting a text into pieces

/** A text that is being cut: what stands where in its bytes. Every method takes a place and tells one. */
class Scan {
  /**
   * @param {Uint8Array} bytes UTF-8, with no mistake
   * @param {Uint8Array} kinds
   */
  constructor(bytes, kinds) {
    this.bytes = bytes;
    this.kinds = kinds;
    this.end = bytes.length;
  }

  /**
   * The kind of the character at `i`; 0, which is none, at the end.
   * @param {number} i
   */
  kind(i) {
    if (i >= this.end) return 0;
    const [bytes, kinds] = [this.bytes, this.kinds];
    const byte = bytes[i];
    if (byte < 0x80) return kinds[byte];
    if (byte < 0xe0) return kinds[((byte & 0x1f) << 6) | (bytes[i + 1] & 0x3f)];
    const [second, third] = [bytes[i + 1] & 0x3f, bytes[i + 2] & 0x3f];
    if (byte < 0xf0) return kinds[((byte & 0x0f) << 12) | (second << 6) | third];
    return kinds[((byte & 0x07) << 18) | (second << 12) | (third << 6) | (bytes[i + 3] & 0x3f)];
  }

  /**
   * Past the character at `i`.
   * @param {number} i
   */
  past(i) {
    const byte = this.bytes[i];
    return i + (byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4);
  }

  /**
   * Past all characters of a kind.
   * @param {number} i
   * @param {number} kind
   */
  run(i, kind) {
    while (this.kind(i) & kind) i = this.past(i);
    return i;
  }

  /**
   * Past `'s`, `'t`, `'re`, `'ve`, `'m`, `'ll` or `'d` in any case, or `i` where none is.
   * @param {number} i
   */
  contraction(i) {
    const { bytes, end } = this;
    if (i + 1 >= end || bytes[i] !== 0x27) return i;
    const [first, second] = [bytes[i + 1], i + 2 < end ? bytes[i + 2] : 0];
    if (first === 0xc5 && second === 0xbf) return i + 3; // ſ is an s in another case
    const letter = String.fromCharCode(first | 0x20);
    if ("stmd".includes(letter)) return i + 2;
    const both = letter + String.fromCharCode(second | 0x20);
    return both === "re" || both === "ve" || both === "ll" ? i + 3 : i;
  }

  /**
   * Past up to three numbers.
   * @param {number} i
   */
  numbers(i) {
    for (let n = 0; n < 3 && this.kind(i) & NUMBER; n++) i = this.past(i);
    return i;
  }

  /**
   * Past a space, if one is there, and signs that are no letters, numbers or spaces; `i` where no sign is.
   * @param {number} i
   */
  signs(i) {
    const first = this.bytes[i] === 0x20 ? i + 1 : i;
    return this.kind(first) & OTHER ? this.run(first, OTHER) : i;
  }

  /**
   * Past the last line end among the spaces at `i`; with none, past all spaces at the end of the text, and elsewhere
   * past all but the last, which goes with what follows, or past the only one: `\s*[\r\n]+|\s+(?!\S)|\s+`.
   * @param {number} i
   */
  spaces(i) {
    let [to, last, line] = [i, i, i];
    for (let kind = this.kind(to); kind & SPACE; kind = this.kind(to)) {
      last = to;
      to = this.past(to);
      if (kind & NEWLINE) line = to;
    }
    if (line > i) return line;
    return to === this.end || last === i ? to : last;
  }
}

/**
 * Where the piece of `cl100k_base` ends that begins at `i`.
 *
 *     '(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+
 *     |\s++$|\s*[\r\n]|\s+(?!\S)|\s
 *
 * @param {Scan} scan
 * @param {number} i
 */
function cutCl100k(scan, i) {
  let to = scan.contraction(i);
  if (to > i) return to;
  const kind = scan.kind(i);
  const word = kind & (LETTER | NUMBER | NEWLINE) ? i : scan.past(i);
  if (scan.kind(word) & LETTER) return scan.run(word, LETTER);
  if (kind & NUMBER) return scan.numbers(i);
  to = scan.signs(i);
  if (to > i) return scan.run(to, NEWLINE);
  to = scan.run(i, SPACE);
  return to === scan.end ? to : scan.spaces(i);
}

/**
 * Where the piece of `o200k_base` ends that begins at `i`. What a word is, in its first two alternatives, is in `word`.
 *
 *     [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?
 *     |[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?
 *     |\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+
 *
 * @param {Scan} scan
 * @param {number} i
 */
function cutO200k(scan, i) {
  const kind = scan.kind(i);
  let to = word(scan, i, kind);
  if (to > i) return scan.contraction(to);
  if (kind & NUMBER) return scan.numbers(i);
  to = scan.signs(i);
  if (to === i) return scan.spaces(i);
  while (scan.bytes[to] === 0x2f || scan.kind(to) & NEWLINE) to++;
  return to;
}

/**
 * Past capitals and then small letters, with one sign before them; `i` where no word is. Most letters of the world are
 * neither and count as both, as marks do. So where no small letter ends the capitals, the last that counts as both
 * does: the expression gives back what it took. With none of those either, they are all capitals.
 * @param {Scan} scan
 * @param {number} i
 * @param {number} first the kind of the character at `i`
 */
function word(scan, i, first) {
  const start = first & (LETTER | NUMBER | NEWLINE) ? i : scan.past(i);
  let [to, both] = [start, start];
  let kind = scan.kind(to);
  for (; kind & UPPER; kind = scan.kind(to)) {
    to = scan.past(to);
    if (kind & LOWER) both = to;
  }
  if (kind & LOWER) return scan.run(to, LOWER);
  if (both > start) return both;
  if (first & UPPER && first & LOWER) return start; // a mark, which is no sign before a word then, but the word
  return to > start ? to : i;
}

// ---- unpacking

/**
 * Every token, in the order of the ids, and the kinds of all code points: the twin of `pack` in `llms101/ranks.py`,
 * which says how it is done.
 * @param {Uint8Array} packed
 * @returns {[Words, Uint8Array]}
 */
function unpack(packed) {
  const coded = new Coded(packed);
  const kinds = unpackKinds(coded);
  const size = coded.number();
  const tokens = new Words(size, coded.number());
  const token = new Uint8Array(256);
  const lefts = new Weights(FIRST_STEP, 256);
  const rights = Array.from({ length: 256 }, () => new Weights(FIRST_STEP, 256));
  const left = Array.from({ length: 256 }, () => new Weights(TOKEN_STEP, 0));
  const right = Array.from({ length: 256 }, () => new Weights(TOKEN_STEP, 0));
  /** The tokens that begin with a byte. @type {number[][]} */
  const beginning = Array.from({ length: 256 }, () => []);
  for (let id = 0; id < size; id++) {
    let n = 0;
    const take = (/** @type {number} */ part) => {
      for (let i = tokens.at[part]; i < tokens.at[part + 1]; i++) token[n++] = tokens.all[i];
    };
    if (id < 256) token[n++] = coded.uniform(256);
    else {
      const a = coded.symbol(lefts);
      take(beginning[a][coded.symbol(left[a])]);
      const b = coded.symbol(rights[token[n - 1]]);
      take(beginning[b][coded.symbol(right[b])]);
    }
    tokens.add(token, 0, n);
    beginning[token[0]].push(id);
    left[token[0]].grow();
    right[token[0]].grow();
  }
  return [tokens, kinds];
}

/** @param {Coded} coded */
function unpackKinds(coded) {
  const kinds = new Uint8Array(UNICODE);
  const weights = new Weights(FIRST_STEP, 128);
  for (let point = 0; point < UNICODE; ) {
    const kind = coded.symbol(weights);
    const to = point + coded.number();
    kinds.fill(kind, point, to);
    point = to;
  }
  return kinds;
}

// How much heavier a symbol gets each time it is used, beside the 1 it begins with.
const FIRST_STEP = 16;
const TOKEN_STEP = 2;

/** How likely each symbol is: by how often it was used so far. Sums are kept in a Fenwick tree. */
class Weights {
  /**
   * @param {number} step
   * @param {number} symbols
   */
  constructor(step, symbols) {
    this.step = step;
    this.total = 0;
    /** @type {number[]} */
    this.weights = [];
    /** At `i`, from 1: the sum of the weights before `i`, as many as the lowest bit of `i` says. */
    this.sums = [0];
    for (let i = 0; i < symbols; i++) this.grow();
  }

  /** One symbol more. */
  grow() {
    const i = this.sums.length;
    let sum = 1;
    for (let j = i - 1; j > i - (i & -i); j -= j & -j) sum += this.sums[j];
    this.sums.push(sum);
    this.weights.push(1);
    this.total++;
  }

  /** @param {number} symbol */
  use(symbol) {
    this.weights[symbol] += this.step;
    this.total += this.step;
    for (let i = symbol + 1; i < this.sums.length; i += i & -i) this.sums[i] += this.step;
  }

  /**
   * The symbol in whose share a value falls, and where that share begins.
   * @param {number} value
   */
  find(value) {
    let symbol = 0;
    let start = 0;
    for (let bit = 1 << (31 - Math.clz32(this.sums.length)); bit > 0; bit >>= 1) {
      const next = symbol + bit;
      if (next >= this.sums.length || start + this.sums[next] > value) continue;
      symbol = next;
      start += this.sums[next];
    }
    return { symbol, start };
  }
}

/** What an arithmetic coder wrote, read back; its numbers have 48 bits, which a float holds exactly. */
class Coded {
  #range = 2 ** 48;
  #code = 0;
  #share = 0;
  #at = 0;
  #bits = new Weights(FIRST_STEP, 32);

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    for (let i = 0; i < 6; i++) this.#code = this.#code * 256 + this.#next();
  }

  /**
   * A number below `n`, each as likely.
   * @param {number} n
   */
  uniform(n) {
    const value = this.#value(n);
    this.#narrow(value, 1);
    return value;
  }

  /** @param {Weights} weights */
  symbol(weights) {
    const { symbol, start } = weights.find(this.#value(weights.total));
    this.#narrow(start, weights.weights[symbol]);
    weights.use(symbol);
    return symbol;
  }

  /** A whole number: how many bits it has, and all of them after the first. */
  number() {
    const bits = this.symbol(this.#bits);
    return bits < 2 ? bits : 2 ** (bits - 1) + this.uniform(2 ** (bits - 1));
  }

  /**
   * Which of `total` equal shares of the range the code is in.
   * @param {number} total
   */
  #value(total) {
    this.#share = Math.floor(this.#range / total);
    return Math.min(Math.floor(this.#code / this.#share), total - 1);
  }

  /**
   * Goes into `size` of those shares, and reads on when little of the range is left.
   * @param {number} start
   * @param {number} size
   */
  #narrow(start, size) {
    this.#code -= start * this.#share;
    this.#range = size * this.#share;
    while (this.#range < 2 ** 40) {
      this.#code = this.#code * 256 + this.#next();
      this.#range *= 256;
    }
  }

  #next() {
    return this.#at < this.bytes.length ? this.bytes[this.#at++] : 0;
  }
}
