/**
 * The model as one equation: in short, as a wall of numbers, and with knobs to turn.
 *
 * The script: 0 in short; 1 the wall; 2 the knobs as training left them; 3 the one that changes most, turned; 4 back.
 * These are recorded; any other knob is turned in the model itself (`live/network-knobs.js`).
 */

import { updateBars } from "deck/bars.js";
import { all, find, mark, say } from "deck/dom.js";
import { Widget } from "deck/element.js";
import { percent } from "deck/format.js";
import { ghosts } from "deck/ghosts.js";
import { clamp, expand } from "deck/maps.js";
import { has } from "deck/parcels.js";
import { wake } from "deck/wake.js";

/** @typedef {import("deck/types.js").NetworkKnobs.Data} Data */
/**
 * `view`: 0 in short, 1 the wall, 2 the knobs; `knob`: the one that is turned, `position`: how far, -1 for as trained.
 * `tensor`, `row`, `column`: any other knob, by its place; `turned`: how far from where training left it.
 * @typedef {{view: number, knob: number, position: number, tensor: string, row: number, column: number, turned: number}} State
 */

/** What any other knob needs. */
const PARCELS = ["base", "words", "cl100k_base"];

/** No other knob. */
const NONE = { tensor: "", row: 0, column: 0, turned: 0 };

/** @extends {Widget<Data>} */
class NetworkKnobs extends Widget {
  /** What turns any other knob, once one is wanted. @type {import("deck/live/network-knobs.js").AnyKnob | null} */
  #live = null;

  /** @override @param {number} step @returns {State} */
  scripted(step) {
    const { knob, position } = this.#case;
    return { view: Math.min(step, 2), knob, position: step === 3 ? position : -1, ...NONE };
  }

  /** @override */
  setup() {
    const options = { signal: this.signal };
    for (const button of all(this, "[data-show]")) {
      button.addEventListener("click", () => this.change({ view: Number(button.dataset.show) }), options);
    }
    all(this, ".knob .range").forEach((range, knob) => {
      range.addEventListener("input", () => this.#turn(knob, /** @type {HTMLInputElement} */ (range).valueAsNumber), options);
    });
    mark(this, "data-live", has(...PARCELS));
    find(this, ".any-knob").addEventListener("focusin", () => void this.#wake(), options);
    find(this, ".wall-numbers").addEventListener("click", ({ target }) => {
      const at = all(this, ".wall-term").findIndex((term) => term.contains(/** @type {Node} */ (target)));
      const columns = this.data.wall[0]?.length;
      if (at < 0 || !this.hasAttribute("data-live")) return;
      this.change({ ...NONE, view: 2, position: -1, tensor: this.data.wall_tensor, row: Math.floor(at / columns), column: at % columns });
    }, options);
  }

  async #wake() {
    if (this.#live || !this.hasAttribute("data-live")) return;
    const module = await wake(this, "live/network-knobs.js", PARCELS, () => void this.#wake());
    if (!module || this.#live) return;
    this.#live = await module.open(this);
    this.render(/** @type {State} */ (this.state));
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

    const { knob, position, turned } = this.#turned(state.tensor ? { ...state, position: -1 } : state);
    all(root, ".knob").forEach((item, i) => this.#showKnob(item, i, i === knob ? position : this.data.knobs[i].trained));
    const element = find(root, ".bars");
    if (state.tensor) void this.#wake();
    const { window, right } = this.#case;
    const other = this.#live?.show(state, window, this.data.tokens[right]);
    updateBars(element, other ?? this.#map(knob, position));
    ghosts(element, turned || other ? this.#map(knob, this.data.knobs[knob].trained) : null);
    mark(find(root, ".ghost-key"), "data-waiting", !turned && !other);
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
    this.change({ view: 2, knob, position: position === this.data.knobs[knob].trained ? -1 : position, ...NONE });
    const { token, p } = this.#map(knob, position).bars[0];
    this.announce(`Likeliest now: “${token.text.trim()}”, ${percent(p)}`);
  }
}

customElements.define("network-knobs", NetworkKnobs);
