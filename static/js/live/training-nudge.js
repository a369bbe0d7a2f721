/**
 * New presses: real gradient steps on any sentence, from the weights and at the rate of the recorded ones; what `nudged`
 * in `llms101/lab/probe.py` is in Python. They have the shape of recorded ones, so that the widget shows them alike.
 *
 * It leaves out showing them, and weights of the presses before: going back shows what was noted down.
 */

import { gradients, loss } from "deck/backward.js";
import { order } from "deck/generate.js";
import { shapes } from "deck/gpt.js";
import { mind } from "deck/live/mind.js";
import { short } from "deck/maps.js";
import { descend } from "deck/steps.js";

/** @typedef {import("deck/live/mind.js").Mind} Mind */
/** @typedef {import("deck/types.js").Token} Token */
/** @typedef {import("deck/types.js").TrainingNudge.Data} Data */
/** @typedef {import("deck/types.js").TrainingNudge.Case} Case */
/** A case of its own; its places are places in `tokens`. `wrong`: why it cannot be nudged on, or nothing. @typedef {Case & {tokens: Token[], moved: number, cut: boolean, unknown: Token[], wrong: string}} Own */

/** Tokens in a sentence: a press must not make anybody wait. */
const LONGEST = 24;
/** Tokens of the window that have room on the slide. */
const SHOWN = 6;

/**
 * @param {Data} data
 * @param {() => void} again called when more has been worked out
 */
export async function open(data, again) {
  return new Presses(await mind("early"), data, again);
}

export class Presses {
  /** The sentence that is being nudged on. @type {Run | null} */
  #run = null;
  #timer = 0;

  /** @param {Mind} early @param {Data} data @param {() => void} again */
  constructor(early, data, again) {
    this.early = early;
    this.data = data;
    this.again = again;
  }

  /** What is known so far of this sentence. @param {string} sentence @returns {Own} */
  case(sentence) {
    if (this.#run?.sentence !== sentence) this.#run = new Run(this.early, this.data, sentence);
    return this.#run.case;
  }

  /**
   * Takes the next press at once, if there is one to take, and those after it in moments to come.
   * @param {string} sentence
   * @param {number} press how many there shall be
   */
  go(sentence, press) {
    clearTimeout(this.#timer);
    const { presses, wrong } = this.case(sentence);
    if (wrong || presses.length > press) return;
    this.#run?.press(this.data.rate);
    if (presses.length <= press) this.#timer = setTimeout(this.again);
  }
}

/** A sentence, and a model of its own that learns it. */
class Run {
  /** @param {Mind} early @param {Data} data @param {string} sentence */
  constructor(early, data, sentence) {
    this.sentence = sentence;
    const known = data.cases.find((recorded) => recorded.sentence === sentence);
    const { words } = early;
    const typed = early.typed(sentence);
    const { tokens, local } = typed;
    const at = known?.window.length ?? lastWord(tokens);
    const wrong = early.trouble(typed, LONGEST) || (at < 1 ? "That is one token; something must stand before what is guessed." : "");
    const end = wrong ? Math.max(SHOWN, tokens.indexOf(typed.unknown[0]) + 3) : at;
    const window = tokens.slice(0, end);
    this.row = { ids: local };
    this.before = local.slice(0, at);
    this.right = local[at];
    this.rows = data.first.bars.length;
    this.mind = wrong ? early : early.copy();
    const [blank] = data.cases;
    this.most = 1;
    /** @type {Own} */
    this.case = {
      ...blank, sentence, wrong, tokens: wrong ? data.tokens : words.tokens, unknown: typed.unknown, moved: 0,
      window: window.slice(-SHOWN), cut: window.length > SHOWN,
    };
    if (wrong) return;
    const probs = this.mind.probabilities(this.before);
    this.most = Math.min(Math.round(1 / probs[this.right]), probs.length);
    Object.assign(this.case, {
      right: this.right,
      unmarked: shares(probs, this.rows),
      presses: [],
      columns: known?.columns ?? Math.max(26, Math.ceil(Math.sqrt(13 * this.most))),
      weights: (known ?? blank).weights.map((weight) => this.#watched(weight, words.place(data.tokens[(known ?? blank).right].id))),
    });
    this.#note(0);
  }

  /** One step of plain gradient descent on the whole sentence. @param {number} rate */
  press(rate) {
    const { gpt } = this.mind;
    const { moved, largest } = descend(gpt, gradients(gpt, [this.row]).grads, rate);
    this.case.moved = Math.max(this.case.moved, moved);
    this.#note(largest);
  }

  /** Notes down where the model is now. @param {number} largest */
  #note(largest) {
    const { gpt } = this.mind;
    const probs = this.mind.probabilities(this.before);
    const unsure = -Math.log(Math.max(probs[this.right], 1e-12));
    this.case.presses.push({
      shares: shares(probs, this.rows, this.right),
      loss: loss(gpt, [this.row]).loss,
      options: options(unsure),
      dots: Math.max(1, Math.min(Math.round(Math.exp(unsure)), this.most)),
      largest: Number(largest.toFixed(5)),
    });
    for (const weight of this.case.weights) {
      const columns = shapes(gpt.config).find(([name]) => name === weight.tensor)?.[2] ?? 0;
      weight.values.push(gpt.weights[weight.tensor][weight.row * columns + weight.column]);
      [weight.low, weight.high] = [Math.min(...weight.values), Math.max(...weight.values)];
    }
  }

  /**
   * The same number of the model, or of the same token's meaning in this sentence: the right one's, or the last before.
   * @param {Case["weights"][number]} weight
   * @param {number} right
   */
  #watched(weight, right) {
    const row = weight.tensor !== "wte" ? weight.row : weight.row === right ? this.right : this.before[this.before.length - 1];
    const name = weight.tensor === "wte" ? `what “${this.case.tokens[row].text.trim()}” means` : weight.name;
    return { ...weight, name, row, values: [], low: 0, high: 0 };
  }
}

/** Where the last word is, or the last token where there is none. @param {Token[]} tokens */
function lastWord(tokens) {
  const at = tokens.findLastIndex(({ text }) => /[\p{L}\p{N}]/u.test(text));
  return at > 0 ? at : tokens.length - 1;
}

/**
 * The likeliest tokens; the right one has a row, however unlikely it is.
 * @param {number[]} probs
 * @param {number} rows
 * @param {number} [right]
 */
function shares(probs, rows, right = -1) {
  const at = [...order(probs)].slice(0, rows);
  if (right >= 0 && !at.includes(right)) at[rows - 1] = right;
  return { at, p: at.map((i) => short(probs[i])) };
}

/** Among how many equal options one would be as unsure; `options` of `llms101/widgets/_words.py`. @param {number} loss */
export function options(loss) {
  const equal = Math.exp(loss);
  if (equal < 9.95) return equal.toFixed(equal < 1.095 ? 2 : 1);
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(equal)) - 1);
  return (Math.round(equal / unit) * unit).toLocaleString("en-US");
}
