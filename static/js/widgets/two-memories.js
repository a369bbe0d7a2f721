/**
 * The same question twice: without the fact in the context, and with it; two maps side by side.
 *
 * The script: 0 nothing but the question on both sides; 1 the fact is put into the context at the right; 2 the map
 * moves; then, a press each, every other case with its fact.
 */

import { updateBars } from "deck/bars.js";
import { chip } from "deck/chips.js";
import { all, find, h, mark, say } from "deck/dom.js";
import { Widget } from "deck/element.js";
import { percent } from "deck/format.js";

/** @typedef {import("deck/types.js").TwoMemories.Data} Data */
/** @typedef {import("deck/types.js").TwoMemories.Case} Case */
/** `stage`: 0 the question alone, 1 the fact is there, 2 the model has read it. @typedef {{case: number, stage: number}} State */

const READ = 2;

/** @extends {Widget<Data>} */
class TwoMemories extends Widget {
  /** @override @param {number} step @returns {State} */
  scripted(step) {
    return step <= READ ? { case: 0, stage: step } : { case: step - READ, stage: READ };
  }

  /** @override */
  setup() {
    const options = { signal: this.signal };
    find(this, "select").addEventListener("change", (event) => {
      this.change({ case: Number(/** @type {HTMLSelectElement} */ (event.target).value) });
      this.#announce();
    }, options);
    find(this, "[data-toggle]").addEventListener("click", () => {
      this.change({ stage: this.#shown().stage ? 0 : READ });
      this.#announce();
    }, options);
  }

  /** @override @param {State} state @param {State | null} before */
  render(state, before) {
    const root = find(this, ".two-memories");
    const { n, stage, one } = this.#shown(state);
    const [left, right] = all(root, ".memory");
    const other = root.dataset.case !== String(n);
    const put = stage > 0;
    if (other) tokens(left, [], one.question, false);
    if (other || put !== Number(root.dataset.stage) > 0) tokens(right, put ? one.fact : [], put ? one.behind : one.question, before !== null);
    root.dataset.case = String(n);
    root.dataset.stage = String(stage);

    updateBars(find(left, ".bars"), one.without);
    updateBars(find(right, ".bars"), stage === READ ? one.known : one.without);
    mark(right, "data-unread", stage === 1);
    if (one.said_without) {
      say(find(left, ".memory-said [data-look]"), one.said_without);
      say(find(right, ".memory-said [data-look]"), stage === READ ? one.said_known : one.said_without);
    }
    say(find(root, ".memory-words"), words(one, stage));
    /** @type {HTMLSelectElement} */ (find(root, "select")).value = String(n);
    const toggle = find(root, "[data-toggle]");
    toggle.setAttribute("aria-pressed", String(put));
    say(toggle, put ? "The fact is in the context" : "Put the fact into the context");
  }

  /** What can be shown of a state, whatever a link asks for. @param {import("deck/element.js").State} state */
  #shown(state = this.state) {
    const n = this.data.cases[state.case] ? state.case : 0;
    return { n, stage: Math.min(Math.max(Math.round(state.stage), 0), READ), one: this.data.cases[n] };
  }

  #announce() {
    const { one, stage } = this.#shown();
    this.announce(words(one, stage));
  }
}

/**
 * @param {HTMLElement} memory @param {import("deck/types.js").Token[]} fact
 * @param {import("deck/types.js").Token[]} question @param {boolean} moves does the fact come in, for all to see?
 */
function tokens(memory, fact, question, moves) {
  find(memory, ".chips").replaceChildren(
    ...fact.map((token, i) => h("li", { "data-new": moves }, chip(token, i, "app"))),
    ...question.map((token, i) => h("li", {}, chip(token, i, "data"))),
  );
}

/** @param {Case} one @param {number} stage */
function words(one, stage) {
  const right = `“${one.right.text.trim()}”`;
  if (stage === 0) return `One question, asked twice. Without the fact it can only guess: ${right} gets ${percent(one.p_without)}.`;
  if (stage === 1) return "The fact is put into the context: pasted by somebody, or found by a search.";
  if (one.p_known < 1.5 * one.p_without) return `Our tiny model hardly looks: ${right} stays near ${percent(one.p_known)}, where it was ${percent(one.p_without)}.`;
  return `With the fact in front of it, ${right} goes from ${percent(one.p_without)} to ${percent(one.p_known)}.`;
}

customElements.define("two-memories", TwoMemories);
