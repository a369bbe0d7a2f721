/**
 * How a word is built up from single letters, pair by pair. The script: the first word's letters; then, a press each,
 * every merge. So steps = how many merges it takes.
 */

import { chip } from "deck/chips.js";
import { all, find, h, say, still } from "deck/dom.js";
import { Widget } from "deck/element.js";

/** @typedef {import("deck/types.js").MergeLadder.Data} Data */
/** @typedef {import("deck/types.js").MergeLadder.Rung} Rung */
/** `word`: which word; `merges`: how many pairs are joined. @typedef {{word: number, merges: number}} State */

const BEGIN = "Single letters at first. Which pair is joined? The one whose number is lowest.";

/** @extends {Widget<Data>} */
class MergeLadder extends Widget {
  /** @override @param {number} step @returns {State} */
  scripted(step) {
    return { word: 0, merges: step };
  }

  /** @override */
  setup() {
    const options = { signal: this.signal };
    const select = /** @type {HTMLSelectElement} */ (find(this, "select"));
    select.addEventListener("change", () => this.#go({ word: Number(select.value), merges: 0 }), options);
    for (const button of all(this, "[data-move]")) {
      const by = Number(button.dataset.move);
      button.addEventListener("click", () => this.#go({ merges: this.#at(this.state).merges + by }), options);
    }
  }

  /** @override @param {State} state @param {State | null} before */
  render(state, before) {
    const { word, merges, rungs, rung } = this.#at(state);
    const last = before && this.#at(before);
    /** @type {HTMLSelectElement} */ (find(this, "select")).value = String(word);
    /** @type {HTMLButtonElement} */ (find(this, '[data-move="-1"]')).disabled = merges === 0;
    /** @type {HTMLButtonElement} */ (find(this, '[data-move="1"]')).disabled = merges === rungs.length - 1;
    say(find(this, ".ladder-words"), this.#words(state));
    if (last ? last.rung === rung : merges === 0 && word === 0) return;

    const list = find(this, ".ladder-parts");
    const lefts = all(list, "li").map((item) => item.offsetLeft);
    list.replaceChildren(
      ...rung.parts.map((part, i) => h("li", { "data-joined": i === rung.joined ? "yes" : "no" }, chip(part, this.#hue(rungs, merges, i)))),
    );
    if (!last || last.word !== word) this.#list(rungs);
    else if (merges === last.merges + 1) slide(list, rung.joined, lefts);
  }

  /** What a state shows; a word or a merge that there is not counts as the nearest. @param {import("deck/element.js").State} state */
  #at(state) {
    const word = this.data.words[state.word] ? state.word : 0;
    const rungs = this.data.words[word].rungs;
    const merges = Math.min(Math.max(Math.trunc(state.merges), 0), rungs.length - 1);
    return { word, merges, rungs, rung: rungs[merges] };
  }

  /** A part keeps the hue of its first letter, so that only what is joined changes. @param {Rung[]} rungs @param {number} merges @param {number} i */
  #hue(rungs, merges, i) {
    return rungs[merges].parts.slice(0, i).reduce((sum, part) => sum + part.text.length, 0);
  }

  /** @param {import("deck/element.js").State} state */
  #words(state) {
    const { merges, rungs, rung } = this.#at(state);
    if (merges === 0) return BEGIN;
    const i = rung.joined;
    const [left, right] = rungs[merges - 1].parts.slice(i, i + 2);
    const made = `${quote(left.text)} and ${quote(right.text)} are joined: ${quote(rung.parts[i].text)} is number ${rung.parts[i].id}`;
    return rung.parts.length === 1 ? `${made}. One token.` : `${made}, the lowest of all pairs.`;
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
