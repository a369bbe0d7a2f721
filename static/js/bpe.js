/**
 * The tokenizer in the page: byte-pair encoding, id by id what tiktoken gives for `cl100k_base` and `o200k_base`.
 *
 *     packed ranks -> `ranks.js`;  a text in UTF-8 -> `pieces.js` -> each looked up whole, or -> `merge.js` -> ids
 *
 * Special tokens are left out: written in a text, they are ordinary text.
 */

import { Words } from "deck/byte-words.js";
import { Merge } from "deck/merge.js";
import { cutCl100k, cutO200k, Scan } from "deck/pieces.js";
import { unpack } from "deck/ranks.js";

/** @typedef {"cl100k_base" | "o200k_base"} Name */

/**
 * A moment of merging. `parts` are the ids of what the text consists of by then; the one at `at` was just merged from
 * `pair`, which has the lowest rank of all pairs in its piece, and its id is that rank. In the first moment nothing
 * was: `pair` is `null`, `at` and `rank` are -1.
 * @typedef {{parts: number[], pair: [number, number] | null, at: number, rank: number}} Step
 */

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
