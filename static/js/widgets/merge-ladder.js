/**
 * How a word is built up from single letters, pair by pair. The script: the first word's letters; then, a press each,
 * every merge. So steps = how many merges it takes. Any word may be typed; its merges are found in `live/merge-ladder.js`.
 */

import { chip } from "deck/chips.js";
import { all, find, h, mark, say, still } from "deck/dom.js";
import { Widget } from "deck/element.js";
import { clamp } from "deck/maps.js";
import { has } from "deck/parcels.js";
import { wake } from "deck/wake.js";

/** @typedef {import("deck/types.js").MergeLadder.Data} Data */
/** @typedef {import("deck/types.js").MergeLadder.Rung} Rung */
/** `word`: which word; `merges`: how many pairs are joined; `typed`: another word. @typedef {{word: number, merges: number, typed: string}} State */

const BEGIN = "Single letters at first. Which pair is joined? The one whose number is lowest.";

/** @extends {Widget<Data>} */
class MergeLadder extends Widget {
  /** Builds a word up, once the tokenizer is here. @type {((text: string) => any) | null} */
  #build = null;
  /** What was typed last, built up. @type {any} */
  #own = null;

  /** @override @param {number} step @returns {State} */
  scripted(step) {
    return { word: 0, merges: step, typed: "" };
  }

  /** @override */
  setup() {
    const options = { signal: this.signal };
    const select = /** @type {HTMLSelectElement} */ (find(this, "select"));
    select.addEventListener("change", () => this.#go({ word: Number(select.value), merges: 0, typed: "" }), options);
    mark(this, "data-live", has(this.data.encoding));
    const field = /** @type {HTMLInputElement} */ (find(this, "input"));
    field.addEventListener("input", () => this.change({ typed: field.value, merges: 0 }), options);
    field.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") field.blur();
      if (key === "Enter") this.#go({ merges: this.#at(this.state).merges + 1 });
    }, options);
    for (const button of all(this, "[data-move]")) {
      const by = Number(button.dataset.move);
      button.addEventListener("click", () => this.#go({ merges: this.#at(this.state).merges + by }), options);
    }
  }

  /** @override @param {State} state @param {State | null} before */
  render(state, before) {
    if (state.typed && !this.#build) this.#wake();
    const { word, merges, rungs, rung } = this.#at(state);
    const last = before && this.#at(before);
    const field = /** @type {HTMLInputElement} */ (find(this, "input"));
    if (field.value !== state.typed) field.value = state.typed;
    /** @type {HTMLSelectElement} */ (find(this, "select")).value = String(word);
    mark(find(this, ".ladder-parts"), "data-many", word < 0 && rungs[0].parts.length > 10);
    /** @type {HTMLButtonElement} */ (find(this, '[data-move="-1"]')).disabled = merges === 0;
    /** @type {HTMLButtonElement} */ (find(this, '[data-move="1"]')).disabled = merges === rungs.length - 1;
    say(find(this, ".ladder-words"), this.#words(state));
    if (last ? last.rung === rung : merges === 0 && word === 0 && !this.#own) return;

    const list = find(this, ".ladder-parts");
    const lefts = all(list, "li").map((item) => item.offsetLeft);
    list.replaceChildren(
      ...rung.parts.map((part, i) => h("li", { "data-joined": i === rung.joined ? "yes" : "no" }, chip(part, this.#hue(rungs, merges, i)))),
    );
    if (last?.rungs !== rungs) this.#list(rungs);
    else if (merges === last.merges + 1) slide(list, rung.joined, lefts);
  }

  /** What a state shows; a word or a merge that there is not counts as the nearest. @param {import("deck/element.js").State} state */
  #at(state) {
    const own = state.typed ? this.#typed(state.typed) : null;
    const word = own ? -1 : this.data.words[state.word] ? state.word : 0;
    /** @type {{rungs: Rung[], cut?: string, text: string}} */
    const { rungs, cut = "", text } = own ?? this.data.words[word];
    const merges = clamp(Math.trunc(state.merges), 0, rungs.length - 1);
    return { word, merges, rungs, rung: rungs[merges], cut, text };
  }

  /** @param {string} text */
  #typed(text) {
    if (this.#build && this.#own?.text !== text) this.#own = this.#build(text);
    return this.#build && this.#own;
  }

  async #wake() {
    const found = await wake(this, "live/merge-ladder.js", [this.data.encoding], () => this.#wake());
    if (!found) return;
    this.#build = await found.open(this.data.encoding);
    this.render(/** @type {State} */ (this.state), null);
  }

  /** A part keeps the hue of its first letter, so that only what is joined changes. @param {Rung[]} rungs @param {number} merges @param {number} i */
  #hue(rungs, merges, i) {
    return rungs[merges].parts.slice(0, i).reduce((sum, part) => sum + part.text.length, 0);
  }

  /** @param {import("deck/element.js").State} state */
  #words(state) {
    const { word, merges, rungs, rung, cut } = this.#at(state);
    const end = word < 0 && merges === rungs.length - 1 ? ` No other pair has a number.${cut}` : cut;
    if (merges === 0) return rungs.length > 1 ? BEGIN + cut : `Nothing to join.${cut}`;
    const i = rung.joined;
    const [left, right] = rungs[merges - 1].parts.slice(i, i + 2);
    const made = `${quote(left.text)} and ${quote(right.text)} are joined: ${quote(rung.parts[i].text)} is number ${rung.parts[i].id}`;
    return rung.parts.length === 1 ? `${made}. One token.` : `${made}, the lowest of all pairs.${end}`;
  }

  /** @param {Partial<State>} patch */
  #go(patch) {
    this.change(patch);
    this.announce(this.#words(this.state));
  }

  /** The same for a screen reader. @param {Rung[]} rungs */
  #list(rungs) {
    find(this, "ol.sr-only").replaceChildren(
      ...rungs.map((rung) => h("li", {}, rung.parts.map((part) => `“${part.text}” ${part.id}`).join(", "))),
    );
  }
}

/** @param {string} text */
function quote(text) {
  return `“${text.replaceAll(" ", "␣")}”`;
}

/**
 * The parts go from where they were to where they are: what is joined closes up, what follows moves on.
 * @param {HTMLElement} list
 * @param {number} joined
 * @param {number[]} lefts where the parts were
 */
function slide(list, joined, lefts) {
  if (still()) return;
  all(list, "li").forEach((item, i) => {
    const from = lefts[i > joined ? i + 1 : i] ?? item.offsetLeft;
    const by = i === joined ? 0 : from - item.offsetLeft;
    if (by) item.animate({ transform: [`translateX(${by}px)`, "none"] }, { duration: 320, easing: "ease-out" });
    if (i === joined) item.animate({ transform: ["scaleX(1.35)", "none"], transformOrigin: ["0 50%", "0 50%"] }, { duration: 320, easing: "ease-out" });
  });
}

customElements.define("merge-ladder", MergeLadder);
