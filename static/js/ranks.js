/**
 * Unpacks the tokens of an encoding, and the kinds of all characters: the twin of `llms101/ranks.py`. It leaves out
 * where the bytes come from.
 */

import { Words } from "deck/byte-words.js";

const UNICODE = 0x110000; // code points

/**
 * Every token, in the order of the ids, and the kinds of all code points: the twin of `pack` in `llms101/ranks.py`,
 * which says how it is done.
 * @param {Uint8Array} packed
 * @returns {[Words, Uint8Array]}
 */
export function unpack(packed) {
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
