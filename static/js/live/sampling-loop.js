/**
 * The loop, live: at any setting and seed, after any text, token by token; the draws of `llms101/lab/sample.py`, each with
 * the exact probability of every token. It leaves out showing them (`widgets/sampling-loop.js`).
 */

import { order } from "deck/generate.js";
import { mind } from "deck/live/mind.js";
import { kept } from "deck/sample.js";

/** @typedef {import("deck/live/mind.js").Mind} Mind */
/** @typedef {import("deck/generate.js").Drawn} Drawn */
/** @typedef {import("deck/types.js").Token} Token */
/** How to draw: temperature, top-k (0: all), top-p (1: all). @typedef {{seed: number, t: number, k: number, p: number}} How */
/** One draw, and what there was to choose from: see the widget's `Choice`. @typedef {{tokens: Token[], places: number[], ranked: number[], left: number, whole: number, u: number, place: number}} Moment */
/** A row of drawn tokens, which goes along with the row at `along` (-1: none is above it) for `shared` of them. @typedef {{tokens: Token[], along: number, shared: number}} Row */

/** Tokens of a text that somebody types. */
const LONGEST = 64;
/** Runs that are kept: going back to one is going back to the same draws. */
const RUNS = 12;

/** @param {number} most tokens that are drawn */
export async function open(most) {
  return new Loop(await mind("base"), most);
}

export class Loop {
  /** @param {Mind} base @param {number} most */
  constructor(base, most) {
    this.base = base;
    this.most = most;
    /** @type {Map<string, Run>} */
    this.runs = new Map();
  }

  /**
   * What was typed, as tokens, and why it cannot be gone on from; empty if it can.
   * @param {string} text
   */
  typed(text) {
    const typed = this.base.typed(text);
    return { window: typed.tokens, unknown: typed.unknown, wrong: this.base.trouble(typed, LONGEST) };
  }

  /**
   * The run after these tokens, drawn as far as its `n`th draw, or to its end if that comes before.
   * @param {Token[]} window
   * @param {How} how
   * @param {number} n
   */
  run(window, how, n) {
    const context = window.map(({ id }) => this.base.words.place(id));
    const key = JSON.stringify([context, how.seed, how.t, how.k, how.p]);
    const run = this.runs.get(key) ?? new Run(this.base, context, how, this.most);
    this.runs.delete(key);
    this.runs.set(key, run); // the latest is the last
    for (const [old] of [...this.runs].slice(0, -RUNS)) this.runs.delete(old);
    run.go(n);
    return run;
  }

  /**
   * So many tokens of every seed, and where each row parts from those above it.
   * @param {Token[]} window
   * @param {How} how
   * @param {number[]} seeds
   * @param {number} most
   * @returns {Row[]}
   */
  rows(window, how, seeds, most) {
    const rows = seeds.map((seed) => this.run(window, { ...how, seed }, most - 1).tokens.slice(0, most));
    return rows.map((tokens, i) => ({ tokens, ...parting(rows, i) }));
  }
}

/** One run of the loop: the draws so far. */
class Run {
  /** @param {Mind} base @param {number[]} context @param {How} how @param {number} most */
  constructor(base, context, how, most) {
    this.words = base.words;
    this.how = how;
    const { seed, t: temperature, k: topK, p: topP } = how;
    this.draws = base.draws(context, { seed, temperature, topK, topP, max: most });
    /** @type {Drawn[]} */
    this.drawn = [];
    /** Is it at its end? */
    this.done = false;
  }

  /** Draws on, as far as the `n`th draw. @param {number} n */
  go(n) {
    while (this.drawn.length <= n && !this.done) {
      const { value, done } = this.draws.next();
      if (value) this.drawn.push(value);
      this.done = done === true;
    }
  }

  /** The tokens drawn so far. */
  get tokens() {
    return this.drawn.map(({ token }) => this.words.tokens[token]);
  }

  /** The `n`th draw. @param {number} n @returns {Moment} */
  at(n) {
    const { u, token, probs } = this.drawn[n];
    const places = [...order(probs)];
    const ranked = places.map((i) => probs[i]);
    const left = kept(ranked, this.how.k, this.how.p);
    const whole = left < ranked.length ? ranked.slice(0, left).reduce((sum, p) => sum + p, 0) : 1;
    return { tokens: this.words.tokens, places, ranked, left, whole, u, place: token };
  }
}

/**
 * Where a row parts from those above; `parting` of `llms101/widgets/_draws.py`.
 * @param {Token[][]} rows
 * @param {number} i
 */
function parting(rows, i) {
  let best = { along: -1, shared: 0 };
  for (let j = 0; j < i; j++) {
    let shared = 0;
    while (shared < Math.min(rows[i].length, rows[j].length) && rows[i][shared].id === rows[j][shared].id) shared++;
    if (best.along < 0 || shared > best.shared) best = { along: j, shared };
  }
  return best;
}
