/**
 * The base model goes on from whatever is typed, as it went on from the recorded beginnings; and the map behind each of
 * its draws. It leaves out showing the pages.
 */

import { updateBars, bars } from "deck/bars.js";
import { all, find, h, mark, say } from "deck/dom.js";
import { count } from "deck/format.js";
import { mind } from "deck/live/mind.js";

/** @typedef {import("deck/types.js").DocumentSimulator.Prompt} Prompt */
/** @typedef {import("deck/live/mind.js").Mind} Mind */
/** @typedef {import("deck/generate.js").Drawn} Drawn */
/** What a seed drew after a beginning. @typedef {{run: import("deck/types.js").DocumentSimulator.Run, draws: Drawn[]}} Lived */
/** A beginning that was typed: `unknown` tells which of its tokens the model has never met. @typedef {Prompt & {unknown: boolean[], draws: Drawn[]}} Own */

/** As the recorded pages were drawn. */
const SETTINGS = { temperature: 0.8, max: 60 };
/** More tokens of a text that is too long are not shown. */
const SHOWN = 200;
const BARS = 4;

/** @returns {Promise<Simulator>} */
export async function open() {
  return new Simulator(await mind("base"));
}

export class Simulator {
  /** The last pages, by seed and beginning: drawn once. @type {Map<string, Own>} */
  #made = new Map();

  /** @param {Mind} base */
  constructor(base) {
    this.base = base;
  }

  /**
   * A beginning and how it goes on with a seed; with `twice`, the seed before it stands beside it.
   * @param {string} text
   * @param {number} seed
   * @param {boolean} twice
   * @returns {Own}
   */
  begin(text, seed, twice) {
    const key = `${seed} ${twice} ${text}`;
    const made = this.#made.get(key) ?? this.#begin(text, seed, twice);
    if (this.#made.size > 8) this.#made.clear();
    this.#made.set(key, made);
    return made;
  }

  /** @param {string} text @param {number} seed @param {boolean} twice @returns {Own} */
  #begin(text, seed, twice) {
    const typed = this.base.typed(text);
    const trouble = this.base.trouble(typed);
    const begun = { label: text, notice: "", right: 0, asked: 0, tokens: typed.tokens.slice(0, SHOWN), unknown: typed.local.map((i) => i < 0) };
    const seeds = twice && !trouble ? [seed - 1, seed] : [seed];
    const lived = seeds.map((each) => this.#live(typed.local, each, trouble));
    const [first, second] = lived.map(({ run }) => run.tokens);
    if (second) lived[1].run.parts = common(first, second);
    return { ...begun, runs: lived.map(({ run }) => run), draws: lived[0].draws };
  }

  /** @param {number[]} local @param {number} seed @param {string} trouble @returns {Lived} */
  #live(local, seed, trouble) {
    const draws = trouble ? [] : [...this.base.draws(local, { ...SETTINGS, seed })];
    const tokens = draws.map(({ token }) => this.base.words.tokens[token]);
    const ended = tokens[tokens.length - 1]?.text === "<|endoftext|>";
    const seen = ended ? `It ends the page by itself, after ${count(tokens.length, "token")}.` : `Here it is stopped after ${count(tokens.length, "token")}; it would go on.`;
    return { draws, run: { seed, tokens, parts: -1, seen: trouble || seen } };
  }

  /**
   * Marks what is unknown, and shows the map behind the draw `at`.
   * @param {HTMLElement} root
   * @param {Own} own
   * @param {number} at
   * @param {(at: number) => void} choose
   */
  show(root, own, at, choose) {
    for (const page of all(root, ".simulator-page")) {
      all(page, '[data-look="data"]').forEach((element, i) => mark(element, "data-unknown", own.unknown[i]));
    }
    const shown = Math.min(Math.max(Math.trunc(at), 0), own.draws.length - 1);
    all(find(root, ".simulator-page"), '[data-look="sampled"]').forEach((element, i) => mark(element, "data-at", i === shown));
    const box = root.querySelector(".simulator-map") ?? this.#map(root, choose);
    mark(box, "hidden", own.draws.length === 0);
    if (!own.draws.length) return;
    const { probs, token } = own.draws[shown];
    const map = this.base.mapWith(probs, BARS, token);
    updateBars(find(/** @type {HTMLElement} */ (box), ".bars"), map);
    const range = /** @type {HTMLInputElement} */ (find(/** @type {HTMLElement} */ (box), "input"));
    range.max = String(own.draws.length - 1);
    range.value = String(shown);
    const said = `${shown + 1} of ${own.draws.length}`;
    range.setAttribute("aria-valuetext", said);
    say(find(/** @type {HTMLElement} */ (box), "output"), said);
  }

  /** @param {HTMLElement} root @param {(at: number) => void} choose */
  #map(root, choose) {
    const range = h("input", { class: "range", type: "range", min: 0, value: 0, oninput: ({ target }) => choose(target.valueAsNumber) });
    const label = h("label", { class: "labelled" }, h("span", {}, "The map at draw"), range, h("output", {}));
    const box = h("div", { class: "simulator-map" }, label, bars({ bars: [], rest: 0, rest_count: 0 }, "drawn"));
    root.append(box);
    root.addEventListener("click", ({ target }) => {
      const page = find(root, ".simulator-page");
      const chip = target instanceof Element ? target.closest('.chip[data-look="sampled"]') : null;
      const at = all(page, '[data-look="sampled"]').findIndex((each) => each === chip);
      if (at >= 0 && root.dataset.prompt?.startsWith("typed")) choose(at);
    });
    return box;
  }
}

/** How many tokens both begin with. @param {Prompt["tokens"]} a @param {Prompt["tokens"]} b */
function common(a, b) {
  const at = a.findIndex((token, i) => token.id !== b[i]?.id);
  return at < 0 ? a.length : at;
}
