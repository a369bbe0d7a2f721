/**
 * Text from the model in the page, one seeded draw after another: the twin of `generate` in `llms101/lab/sample.py`.
 * The same weights, prompt, seed and settings draw the same text as in Python. Left out: beam search, penalties, tokens
 * as text.
 */

import { Cache } from "deck/gpt.js";
import { mulberry32, probabilities } from "deck/sample.js";

/** @typedef {import("deck/gpt.js").GPT} GPT */
/** How to draw: temperature 0 means always the likeliest; `topK` 0 and `topP` 1 cut nothing. @typedef {{temperature?: number, topK?: number, topP?: number}} Settings */
/**
 * One token drawn: `p` is its probability before any cut, `share` after it, `u` the random number, `probs` what it was
 * drawn from.
 * @typedef {{token: number, p: number, share: number, u: number, probs: number[]}} Drawn
 */

/**
 * Tokens from likely to unlikely; equals in the order of the vocabulary.
 * @param {number[]} probs
 * @returns {Generator<number, void>}
 */
export function* order(probs) {
  // Nearly always one of the few likely ones is drawn, and the others need not be put in order.
  let below = Infinity;
  for (const least of [1e-2, 1e-4, 1e-6, 1e-8, 0]) {
    const tokens = [];
    for (let i = 0; i < probs.length; i++) if (probs[i] >= least && probs[i] < below) tokens.push(i);
    yield* tokens.sort((a, b) => probs[b] - probs[a] || a - b);
    below = least;
  }
}

/**
 * The tokens that may be drawn, likeliest first.
 * @param {number[]} probs
 * @param {Settings} settings
 */
export function* kept(probs, { topK = 0, topP = 1 }) {
  let [count, total] = [0, 0];
  for (const token of order(probs)) {
    yield token;
    total += probs[token];
    if (++count === topK || (topP < 1 && total >= topP)) return;
  }
}

/**
 * Lays the tokens that may be drawn end to end, likeliest first, and takes the one that `u` falls on.
 * @param {number[]} probs
 * @param {number} u
 * @param {Settings} settings
 * @returns {Drawn}
 */
export function draw(probs, u, settings) {
  const cut = (settings.topK ?? 0) > 0 || (settings.topP ?? 1) < 1;
  const allowed = cut ? [...kept(probs, settings)] : order(probs);
  let whole = 0;
  if (cut) for (const i of allowed) whole += probs[i];
  else for (let i = 0; i < probs.length; i++) whole += probs[i];
  let [token, reached] = [0, 0];
  for (token of allowed) {
    reached += probs[token] / whole;
    if (u < reached) break;
  }
  return { token, p: probs[token], share: probs[token] / whole, u, probs };
}

/**
 * Goes on from local indices. A token in `stop` is still drawn, and ends it; tokens in `never` cannot be drawn. When
 * the context is full, the older half is forgotten, unless `forget` is false: then it ends.
 * @param {GPT} gpt
 * @param {number[]} ids
 * @param {Settings & {seed?: number, max?: number, stop?: number[], never?: number[], forget?: boolean}} options
 * @returns {Generator<Drawn, void>}
 */
export function* generate(gpt, ids, options = {}) {
  const { seed = 1, max = 50, stop = [], never = [], forget = true, temperature = 1 } = options;
  if (!ids.length) throw new Error("there is nothing to go on from: the prompt is empty");
  const random = mulberry32(seed);
  const { context: most } = gpt.config;
  let context = forget ? ids.slice(-most) : ids;
  let [cache, fresh] = [new Cache(gpt), context];
  for (let i = 0; i < max; i++) {
    if (cache.length + fresh.length > most) {
      if (!forget) return;
      context = context.slice(-Math.ceil(most / 2));
      [cache, fresh] = [new Cache(gpt), context];
    }
    const found = gpt.forward(fresh, cache);
    const logits = /** @type {number[]} */ (new Array(found.length));
    for (let j = 0; j < found.length; j++) logits[j] = found[j]; // `Array.from` takes as long as a layer
    for (const token of never) logits[token] = -Infinity;
    const drawn = draw(probabilities(logits, temperature), random(), options);
    yield drawn;
    if (stop.includes(drawn.token)) return;
    context = [...context, drawn.token];
    fresh = [drawn.token];
  }
}
