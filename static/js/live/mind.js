/**
 * A stage of the model, live in the page: what `llms101/lab/mind.py` is in Python. Text goes in, tokens and maps come out.
 *
 * Weights, words and ranks come when first asked for and stay (`parcels.js`). It leaves out what a widget does with them,
 * and conversations (`live/talk.js`).
 */

import { Bpe, shown } from "deck/bpe.js";
import { number } from "deck/format.js";
import { generate } from "deck/generate.js";
import { GPT, read } from "deck/gpt.js";
import { bring, bytes } from "deck/parcels.js";
import { probabilities } from "deck/sample.js";

/** @typedef {import("deck/types.js").Token} Token */
/** @typedef {import("deck/types.js").ProbabilityMap} ProbabilityMap */
/** @typedef {"early" | "base" | "assistant" | "tools" | "preferences" | "reward"} Stage */
/**
 * A text as tokens: all of them, the local index of each, -1 for one that the model does not know; those
 * tokens, and the words that they are in.
 * @typedef {{tokens: Token[], local: number[], unknown: Token[], strange: string[]}} Typed
 */

/** What has been made already, so that it is made once. @type {Map<string, Promise<any>>} */
const made = new Map();

/**
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} make
 * @returns {Promise<T>}
 */
function once(name, make) {
  const promise = made.get(name) ?? make();
  made.set(name, promise);
  promise.catch(() => made.delete(name));
  return promise;
}

/** The tokens that the model knows. */
export class Words {
  /** @param {{tokens: [number, string, boolean][], special: Record<string, number>}} data */
  constructor({ tokens, special }) {
    /** @type {Token[]} */
    this.tokens = tokens.map(([id, text, bytes]) => ({ id, text, bytes }));
    /** An id's place among them. */
    this.index = new Map(this.tokens.map(({ id }, local) => [id, local]));
    /** The place of each special token, by how it is written. */
    this.special = Object.fromEntries(Object.entries(special).map(([name, id]) => [name, this.place(id)]));
    this.specials = new Set(Object.values(this.special));
  }

  /** @param {number} id */
  place(id) {
    return this.index.get(id) ?? -1;
  }

  /**
   * The text of these local indices; special tokens say nothing.
   * @param {number[]} local
   */
  text(local) {
    return local.map((i) => (this.specials.has(i) ? "" : this.tokens[i].text)).join("");
  }
}

/** @returns {Promise<Words>} */
export function words() {
  return once("words", async () => new Words(JSON.parse(await bring("words"))));
}

/**
 * @param {"cl100k_base" | "o200k_base"} name
 * @returns {Promise<Bpe>}
 */
export function tokenizer(name = "cl100k_base") {
  return once(name, async () => Bpe.open(await bytes(name), name));
}

/**
 * A token of a tokenizer, as it is shown.
 * @param {Bpe} bpe
 * @param {number} id
 * @returns {Token}
 */
export function token(bpe, id) {
  const raw = bpe.bytes(id);
  return { id, text: shown(raw), bytes: isPart(raw) };
}

/** Bytes that are no whole characters? @param {Uint8Array} raw */
function isPart(raw) {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(raw);
    return false;
  } catch {
    return true;
  }
}

/**
 * A stage that the room may talk to. Its weights are one copy for the whole page: whoever wants to change them takes
 * `copy()`.
 * @param {Stage} stage
 * @returns {Promise<Mind>}
 */
export function mind(stage) {
  return once(stage, async () => {
    const [known, bpe, file] = await Promise.all([words(), tokenizer(), bytes(stage)]);
    return new Mind(new GPT(read(file.buffer)), known, bpe);
  });
}

export class Mind {
  /**
   * @param {GPT} gpt
   * @param {Words} known
   * @param {Bpe} bpe
   */
  constructor(gpt, known, bpe) {
    this.gpt = gpt;
    this.words = known;
    this.bpe = bpe;
  }

  /** The same model with weights of its own. */
  copy() {
    const weights = Object.fromEntries(Object.entries(this.gpt.weights).map(([name, w]) => [name, w.slice()]));
    return new Mind(new GPT({ config: this.gpt.config, weights }), this.words, this.bpe);
  }

  /**
   * What somebody typed.
   * @param {string} text
   * @returns {Typed}
   */
  typed(text) {
    const ids = this.bpe.encode(text);
    const local = ids.map((id) => this.words.place(id));
    const tokens = ids.map((id, i) => this.words.tokens[local[i]] ?? token(this.bpe, id));
    const unknown = tokens.filter((_, i) => local[i] < 0);
    const met = (/** @type {string} */ piece) => this.bpe.encode(piece).every((id) => this.words.place(id) >= 0);
    const strange = unknown.length ? this.bpe.pieces(text).filter((piece) => !met(piece)) : [];
    return { tokens, local, unknown, strange };
  }

  /**
   * Why the model cannot take this text, in a sentence; empty if it can.
   * @param {Typed} typed
   * @param {number} [most] tokens that there is room for
   */
  trouble({ tokens, unknown, strange }, most = this.room) {
    const short = (/** @type {string} */ text) => (text.length > 20 ? `${text.slice(0, 20)}…` : text);
    const said = strange.length ? strange : unknown.map(({ text }) => text);
    const names = [...new Set(said.map((text) => `“${short(text.trim() || text)}”`))];
    const more = names.length > 3 ? ` and ${names.length - 3} more` : "";
    const known = number(this.words.tokens.length);
    if (names.length) return `The tiny model has never met ${names.slice(0, 3).join(", ")}${more}: it knows ${known} tokens.`;
    return tokens.length > most ? `There is room for ${most} tokens, and this text has ${number(tokens.length)}.` : "";
  }

  /** How many tokens fit into the context. */
  get room() {
    return this.gpt.config.context;
  }

  /**
   * One probability for every token of the vocabulary, after these.
   * @param {number[]} local
   * @param {number} [temperature]
   */
  probabilities(local, temperature = 1) {
    return probabilities(Array.from(this.gpt.forward(local.slice(-this.room))), temperature);
  }

  /**
   * The likeliest tokens as a map.
   * @param {number[]} probs
   * @param {number} [top]
   * @param {number} [right] the local index of the right one
   * @returns {ProbabilityMap}
   */
  map(probs, top = 8, right = -1) {
    const ranked = probs.map((_, i) => i).sort((a, b) => probs[b] - probs[a] || a - b);
    const bars = ranked.slice(0, top).map((i) => ({ token: this.words.tokens[i], p: probs[i], right: i === right }));
    const rest = Math.max(0, bars.reduce((left, { p }) => left - p, 1));
    return { bars, rest, rest_count: probs.length - bars.length };
  }

  /**
   * The same, but the right one has a bar however unlikely it is.
   * @param {number[]} probs
   * @param {number} top
   * @param {number} right
   * @returns {ProbabilityMap}
   */
  mapWith(probs, top, right) {
    const map = this.map(probs, top, right);
    if (map.bars.some((bar) => bar.right)) return map;
    const bars = [...map.bars.slice(0, top - 1), { token: this.words.tokens[right], p: probs[right], right: true }];
    return { ...map, bars, rest: Math.max(0, bars.reduce((left, { p }) => left - p, 1)) };
  }

  /**
   * Goes on from these local indices, up to the end of the document; see `generate.js`.
   * @param {number[]} local
   * @param {Parameters<typeof generate>[2]} options
   */
  *draws(local, options) {
    yield* generate(this.gpt, local, { stop: [this.words.special["<|endoftext|>"]], ...options });
  }
}
