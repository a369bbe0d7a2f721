/**
 * Any one number of the model, turned: what the model says with that number changed, worked out by the model itself.
 *
 * It fills and hears the row of controls that `widgets/network-knobs.js` has for it. Left out: two knobs at once.
 */

import { spoken } from "deck/chips.js";
import { find, mark } from "deck/dom.js";
import { percent } from "deck/format.js";
import { shapes } from "deck/gpt.js";
import { mind } from "deck/live/mind.js";
import { clamp } from "deck/maps.js";

/** @typedef {import("deck/live/mind.js").Mind} Mind */
/** @typedef {import("deck/types.js").Token} Token */
/** @typedef {import("deck/types.js").ProbabilityMap} ProbabilityMap */
/** @typedef {import("deck/element.js").Widget<import("deck/types.js").NetworkKnobs.Data>} Knobs */
/** @typedef {{tensor: string, row: number, column: number, turned: number}} State */

/** How far the range goes, in what is usual in the matrix; the recorded ones go to 64 at most. */
const REACH = 32;
/** How far a value may go that somebody types. */
const MOST = 100;

/** @param {Knobs} widget */
export async function open(widget) {
  return new AnyKnob(widget, await mind("base"));
}

export class AnyKnob {
  /** @param {Knobs} widget @param {Mind} base */
  constructor(widget, base) {
    this.widget = widget;
    this.form = find(widget, ".any-knob");
    this.mind = base.copy(); // its numbers are changed, if only for a moment
    this.shapes = new Map(shapes(base.gpt.config).map(([name, rows, columns]) => [name, [rows, columns]]));
    /** How far the numbers of a matrix usually are from 0. @type {Map<string, number>} */
    this.usual = new Map();
    const options = { signal: widget.signal };
    this.form.addEventListener("submit", (event) => event.preventDefault(), options);
    this.form.addEventListener("input", ({ target }) => this.#hear(/** @type {HTMLInputElement} */ (target)), options);
    this.form.addEventListener("change", () => this.#fill(this.#sane(/** @type {any} */ (widget.state))), options);
    const { value } = this.#control("tensor");
    if (value && !widget.state.tensor) this.#hear(this.#control("tensor")); // chosen while the model came
  }

  /**
   * Shows where the knob is, and tells what the model says; nothing if no knob is turned.
   * @param {State} asked
   * @param {Token[]} window
   * @param {Token} right
   */
  show(asked, window, right) {
    const state = this.#sane(asked);
    this.window = window;
    this.#fill(state);
    this.map = state.tensor && state.turned !== 0 ? this.#map(state, window, right) : null;
    return this.map;
  }

  /**
   * What the model says with this number changed; the right token has a row, however unlikely it is.
   * @param {State} state
   * @param {Token[]} window
   * @param {Token} right
   * @returns {ProbabilityMap}
   */
  #map(state, window, right) {
    const { words, gpt } = this.mind;
    const place = words.place(right.id);
    const trained = this.#trained(state);
    gpt.set(state.tensor, state.row, state.column, trained + state.turned);
    const probs = this.mind.probabilities(window.map(({ id }) => words.place(id)));
    gpt.set(state.tensor, state.row, state.column, trained);
    const map = this.mind.map(probs, this.widget.data.first.bars.length, place);
    if (map.bars.some(({ right }) => right)) return map;
    const out = /** @type {ProbabilityMap["bars"][number]} */ (map.bars.pop());
    map.bars.push({ token: words.tokens[place], p: probs[place], right: true });
    return { ...map, rest: Math.max(0, map.rest + out.p - probs[place]) };
  }

  /** @param {"tensor" | "row" | "column" | "turned" | "value"} name */
  #control(name) {
    return /** @type {HTMLInputElement} */ (find(this.form, `[name="${name}"]`));
  }

  /** A knob that there is, whatever a link or a hand says. @param {State} asked @returns {State} */
  #sane({ tensor, row, column, turned }) {
    const [rows, columns] = this.shapes.get(tensor) ?? [0, 0];
    if (!rows) return { tensor: "", row: 0, column: 0, turned: 0 };
    const state = { tensor, row: clamp(row, 0, rows - 1), column: clamp(column, 0, columns - 1), turned };
    const trained = this.#trained(state);
    return { ...state, turned: Math.min(Math.max(turned, -MOST - trained), MOST - trained) };
  }

  /** Where training left it. @param {State} state */
  #trained({ tensor, row, column }) {
    const [, columns] = this.shapes.get(tensor) ?? [0, 0];
    return this.mind.gpt.weights[tensor][row * columns + column];
  }

  /** How far one step of the range turns it. @param {string} tensor */
  #step(tensor) {
    let usual = this.usual.get(tensor);
    if (usual === undefined) {
      const numbers = this.mind.gpt.weights[tensor];
      usual = Math.sqrt(numbers.reduce((sum, x) => sum + x * x, 0) / numbers.length);
      this.usual.set(tensor, usual);
    }
    return (REACH * usual) / Number(this.#control("turned").max);
  }

  /** Makes the controls show a state, but not the field that somebody types into. @param {State} state */
  #fill(state) {
    const { tensor, row, column, turned } = state;
    const [rows, columns] = this.shapes.get(tensor) ?? [1, 1];
    const text = tensor === "wte" ? `“${this.mind.words.tokens[row].text.trim()}”` : "a token";
    find(this.form, 'option[value="wte"]').textContent = `what ${text} means`;
    this.#control("row").max = String(rows - 1);
    this.#control("column").max = String(columns - 1);
    const at = tensor ? Math.min(Math.max(turned / this.#step(tensor), -REACH), REACH) : 0;
    const value = tensor ? (this.#trained(state) + turned).toFixed(3) : "";
    const shown = { tensor, row, column, turned: Math.round(at), value };
    for (const [name, now] of Object.entries(shown)) {
      const control = this.#control(/** @type {keyof typeof shown} */ (name));
      if (control !== document.activeElement || name === "tensor") control.value = String(now);
      if (name !== "tensor") control.disabled = !tensor;
    }
    this.#control("turned").setAttribute("aria-valuetext", turned ? value : `${value}, as trained`);
    this.form.style.setProperty("--at", String(0.5 + at / 2 / REACH));
    mark(this.form, "data-turned", turned !== 0);
  }

  /** A person changed something. @param {HTMLInputElement} control */
  #hear({ name, value, valueAsNumber }) {
    const state = this.#sane(/** @type {any} */ (this.widget.state));
    const number = Number.isFinite(valueAsNumber) ? valueAsNumber : 0;
    /** @type {Partial<State>} */
    let patch = {};
    if (name === "tensor") patch = { tensor: value, row: value === "wte" ? this.#word() : 0, column: 0, turned: 0 };
    else if (name === "turned") patch = { turned: number * this.#step(state.tensor) };
    else if (name !== "value") patch = { [name]: number, turned: 0 };
    else if (value !== "") patch = { turned: number - this.#trained(state) };
    if (patch.turned !== undefined) patch.turned = Number(patch.turned.toFixed(6));
    this.widget.change({ view: 2, position: -1, ...state, ...patch });
    const likeliest = this.map?.bars[0];
    this.widget.announce(likeliest ? `Likeliest now: ${spoken(likeliest.token)}, ${percent(likeliest.p)}` : "As trained");
  }

  /** The place of the context's last long word. */
  #word() {
    const token = this.window?.findLast(({ text }) => text.trim().length > 3) ?? this.window?.[0];
    return token ? this.mind.words.place(token.id) : 0;
  }
}
