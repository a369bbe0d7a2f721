/**
 * The model as one equation: in short, as a wall of numbers, and with knobs to turn.
 *
 * The script: 0 in short; 1 the wall; 2 the knobs as training left them; 3 the one that changes most, turned; 4 back.
 */

import { updateBars } from "deck/bars.js";
import { all, find, mark, say } from "deck/dom.js";
import { Widget } from "deck/element.js";
import { percent } from "deck/format.js";
import { ghosts } from "deck/ghosts.js";
import { clamp, expand } from "deck/maps.js";

/** @typedef {import("deck/types.js").NetworkKnobs.Data} Data */
/**
 * `view`: 0 in short, 1 the wall, 2 the knobs; `knob`: the one that is turned, `position`: how far, -1 for as trained.
 * @typedef {{view: number, knob: number, position: number}} State
 */

/** @extends {Widget<Data>} */
class NetworkKnobs extends Widget {
  /** @override @param {number} step @returns {State} */
  scripted(step) {
    const { knob, position } = this.#case;
    return { view: Math.min(step, 2), knob, position: step === 3 ? position : -1 };
  }

  /** @override */
  setup() {
    const options = { signal: this.signal };
    for (const button of all(this, "[data-show]")) {
      button.addEventListener("click", () => this.change({ view: Number(button.dataset.show) }), options);
    }
    all(this, ".range").forEach((range, knob) => {
      range.addEventListener("input", () => this.#turn(knob, /** @type {HTMLInputElement} */ (range).valueAsNumber), options);
    });
  }

  /** @override @param {State} state */
  render(state) {
    const root = find(this, ".network-knobs");
    const view = clamp(state.view, 0, 2);
    if (root.dataset.view !== String(view)) root.dataset.view = String(view);
    for (const button of all(root, "[data-show]")) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.show) === view));
    }
    const example = this.data.cases.indexOf(this.#case);
    if (root.dataset.case !== String(example)) {
      root.dataset.case = String(example);
      say(find(root, ".knob-context-text"), this.#case.window.map((token) => token.text).join(""));
    }

    const { knob, position, turned } = this.#turned(state);
    all(root, ".knob").forEach((item, i) => this.#showKnob(item, i, i === knob ? position : this.data.knobs[i].trained));
    const element = find(root, ".bars");
    updateBars(element, this.#map(knob, position));
    ghosts(element, turned ? this.#map(knob, this.data.knobs[knob].trained) : null);
    mark(find(root, ".ghost-key"), "data-waiting", !turned);
  }

  /** The running example, or the first one if it is not among ours. */
  get #case() {
    return this.data.cases.find((c) => c.example === this.example) ?? this.data.cases[0];
  }

  /** The knob and position that a state means, whatever a link says. @param {State} state */
  #turned(state) {
    const knob = clamp(state.knob, 0, this.data.knobs.length - 1);
    const { values, trained } = this.data.knobs[knob];
    const position = state.position < 0 ? trained : clamp(state.position, 0, values.length - 1);
    return { knob, position, turned: position !== trained };
  }

  /** @param {number} knob @param {number} position */
  #map(knob, position) {
    const { tokens, vocabulary, cases, knobs } = this.data;
    return expand(knobs[knob].shares[cases.indexOf(this.#case)][position], tokens, vocabulary, this.#case.right);
  }

  /** @param {HTMLElement} item @param {number} knob @param {number} position */
  #showKnob(item, knob, position) {
    const { values, trained } = this.data.knobs[knob];
    const at = position / (values.length - 1);
    if (Number(item.style.getPropertyValue("--at")) !== at) item.style.setProperty("--at", String(at));
    mark(item, "data-turned", position !== trained);
    const value = values[position].toFixed(3).replace("-", "−");
    say(find(item, ".knob-value"), value);
    const range = /** @type {HTMLInputElement} */ (find(item, ".range"));
    range.value = String(position);
    range.setAttribute("aria-valuetext", position === trained ? `${value}, as trained` : value);
  }

  /** @param {number} knob @param {number} position */
  #turn(knob, position) {
    this.change({ view: 2, knob, position: position === this.data.knobs[knob].trained ? -1 : position });
    const { token, p } = this.#map(knob, position).bars[0];
    this.announce(`Likeliest now: “${token.text.trim()}”, ${percent(p)}`);
  }
}

customElements.define("network-knobs", NetworkKnobs);
