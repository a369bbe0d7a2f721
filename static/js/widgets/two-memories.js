/**
 * The same question twice: without the fact in the context, and with it; two maps side by side.
 *
 * The script: 0 nothing but the question on both sides; 1 the fact is put into the context at the right; 2 the map
 * moves; then, a press each, every other case with its fact. One may tell another fact and ask about it: what the model in
 * the page makes of it is in `live/two-memories.js`.
 */

import { updateBars } from "deck/bars.js";
import { chip } from "deck/chips.js";
import { all, find, h, mark, say } from "deck/dom.js";
import { Widget } from "deck/element.js";
import { percent } from "deck/format.js";
import { clamp } from "deck/maps.js";
import { has } from "deck/parcels.js";
import { wake } from "deck/wake.js";

/** @typedef {import("deck/types.js").TwoMemories.Data} Data */
/** @typedef {import("deck/types.js").TwoMemories.Case} Case */
/**
 * `stage`: 0 the question alone, 1 the fact is there, 2 the model has read it; `fact`, `asked`: those of one's own.
 * @typedef {{case: number, stage: number, fact: string, asked: string}} State
 */

const READ = 2;
const OWN = { fact: "", asked: "" };
const PARCELS = ["assistant", "words", "cl100k_base"];

/** @extends {Widget<Data>} */
class TwoMemories extends Widget {
  /** Asks what was typed, once the model is here. @type {((fact: string, asked: string, bars: number) => any) | null} */
  #ask = null;
  /** What the fields were filled with. */
  #filled = "";

  /** @override @param {number} step @returns {State} */
  scripted(step) {
    return step <= READ ? { case: 0, stage: step, ...OWN } : { case: step - READ, stage: READ, ...OWN };
  }

  /** @override */
  setup() {
    const options = { signal: this.signal };
    find(this, "select").addEventListener("change", (event) => {
      this.change({ case: Number(/** @type {HTMLSelectElement} */ (event.target).value), ...OWN });
      this.#announce();
    }, options);
    find(this, "[data-toggle]").addEventListener("click", () => {
      this.change({ stage: this.#shown().stage ? 0 : READ });
      this.#announce();
    }, options);
    mark(this, "data-live", has(...PARCELS));
    const form = find(this, "form");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const [fact, asked] = this.#fields.map((field) => field.value.trim());
      this.change(asked ? { fact, asked, stage: READ } : OWN);
      this.#announce();
    }, options);
    form.addEventListener("keydown", ({ key, target }) => key === "Escape" && /** @type {HTMLElement} */ (target).blur(), options);
  }

  /** @returns {HTMLInputElement[]} */
  get #fields() {
    return all(this, "form .field");
  }

  /** @override @param {State} state @param {State | null} before */
  render(state, before) {
    const root = find(this, ".two-memories");
    if (state.asked && !this.#ask) this.#wake();
    const { key, stage, one } = this.#shown(state);
    const [left, right] = all(root, ".memory");
    const other = root.dataset.case !== key;
    const put = stage > 0 && one.fact.length > 0;
    if (other) tokens(left, one, false, false);
    if (other || put !== Number(root.dataset.stage) > 0) tokens(right, one, put, before !== null);
    if (this.#filled !== key) {
      const texts = state.asked ? [state.fact, state.asked] : [written(one.fact), one.label];
      this.#fields.forEach((field, i) => (field.value = texts[i]));
    }
    this.#filled = key;
    root.dataset.case = key;
    root.dataset.stage = String(stage);

    for (const bars of all(root, ".bars")) bars.dataset.rightWord = one.begun === undefined ? "right" : "said";
    updateBars(find(left, ".bars"), one.without);
    updateBars(find(right, ".bars"), stage === READ ? one.known : one.without);
    mark(right, "data-unread", stage === 1);
    if (one.said_without) {
      say(find(left, ".memory-said [data-look]"), one.said_without);
      say(find(right, ".memory-said [data-look]"), stage === READ ? one.said_known : one.said_without);
    }
    say(find(root, ".memory-words"), words(one, stage));
    /** @type {HTMLSelectElement} */ (find(root, "select")).value = key;
    const toggle = find(root, "[data-toggle]");
    toggle.setAttribute("aria-pressed", String(put));
    say(toggle, put ? "The fact is in the context" : "Put the fact into the context");
  }

  /** What can be shown of a state, whatever a link asks for: what was typed, once it is here, or a case. @param {import("deck/element.js").State} state */
  #shown(state = this.state) {
    const n = this.data.cases[state.case] ? state.case : 0;
    /** @type {Case & {begun?: number, unknown?: number[], trouble?: string}} */
    const own = state.asked && this.#ask?.(state.fact, state.asked, this.data.cases[n].known.bars.length);
    const key = own ? `typed ${state.fact} ${state.asked}` : String(n);
    return { key, stage: clamp(state.stage, 0, READ), one: own || this.data.cases[n] };
  }

  async #wake() {
    const found = await wake(this, "live/two-memories.js", PARCELS, () => this.#wake());
    if (!found) return;
    this.#ask = await found.open();
    this.render(/** @type {State} */ (this.state), /** @type {State} */ (this.state));
    this.#announce();
  }

  #announce() {
    const { one, stage } = this.#shown();
    this.announce(words(one, stage));
  }
}

/**
 * What stands in a context.
 * @param {HTMLElement} memory @param {Case & {begun?: number, unknown?: number[]}} one
 * @param {boolean} put is the fact there? @param {boolean} moves does it come in, for all to see?
 */
function tokens(memory, { fact, behind, question, begun = 0, unknown = [] }, put, moves) {
  const asked = put ? behind : question;
  /** @param {import("deck/types.js").Token} token @param {number} i @param {"app" | "data" | "sampled"} look */
  const piece = (token, i, look) => {
    const element = chip(token, i, look);
    mark(element, "data-unknown", unknown.includes(token.id));
    return element;
  };
  find(memory, ".chips").replaceChildren(
    ...(put ? fact : []).map((token, i) => h("li", { "data-new": moves }, piece(token, i, "app"))),
    ...asked.map((token, i) => h("li", {}, piece(token, i, i < asked.length - begun ? "data" : "sampled"))),
  );
}

/** @param {import("deck/types.js").Token[]} tokens */
function written(tokens) {
  return tokens.map(({ text }) => text).join("");
}

/** @param {Case & {trouble?: string}} one @param {number} stage */
function words(one, stage) {
  if (one.trouble) return one.trouble;
  const right = `“${one.right.text.trim()}”`;
  if (stage === 0) return `One question, asked twice. Without the fact it can only guess: ${right} gets ${percent(one.p_without)}.`;
  if (stage === 1) return "The fact is put into the context: pasted by somebody, or found by a search.";
  if (one.p_known < 1.5 * one.p_without) return `Our tiny model hardly looks: ${right} stays near ${percent(one.p_known)}, where it was ${percent(one.p_without)}.`;
  return `With the fact in front of it, ${right} goes from ${percent(one.p_without)} to ${percent(one.p_known)}.`;
}

customElements.define("two-memories", TwoMemories);
