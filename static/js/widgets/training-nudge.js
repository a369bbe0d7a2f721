/**
 * A window of tokens, the map that comes out, and recorded gradient steps that move it.
 *
 * The script: 0 the window; 1 the map; 2 the right answer; then presses, twice as many each time, to the last one.
 */

import { updateBars } from "deck/bars.js";
import { chip, spoken } from "deck/chips.js";
import { all, find, h, mark, say } from "deck/dom.js";
import { Widget } from "deck/element.js";
import { count, percent } from "deck/format.js";
import { ghosts } from "deck/ghosts.js";
import { clamp, expand } from "deck/maps.js";

/** @typedef {import("deck/types.js").TrainingNudge.Data} Data */
/** @typedef {import("deck/types.js").TrainingNudge.Case} Case */
/** `map`, `right`: are they shown; `press`: after how many presses. @typedef {{map: boolean, right: boolean, press: number}} State */

/** @extends {Widget<Data>} */
class TrainingNudge extends Widget {
  /** @override @param {number} step @returns {State} */
  scripted(step) {
    const last = this.#case.presses.length - 1;
    return { map: step > 0, right: step > 1, press: step > 2 ? Math.min(2 ** (step - 3), last) : 0 };
  }

  /** @override */
  setup() {
    const options = { signal: this.signal };
    find(this, ".nudge-press").addEventListener("click", () => this.#go(this.#press + 1), options);
    const range = /** @type {HTMLInputElement} */ (find(this, ".range"));
    range.addEventListener("input", () => this.#go(range.valueAsNumber), options);
  }

  /** @override @param {State} state */
  render(state) {
    const root = find(this, ".training-nudge");
    const shown = this.#case;
    const press = this.#press;
    const right = state.right || press > 0;
    if (root.dataset.case !== String(this.data.cases.indexOf(shown))) this.#fill(root);

    for (const part of [".nudge-tick", ".nudge-unsure"]) mark(find(root, part), "data-waiting", !right);
    mark(find(root, ".nudge-next"), "data-unseen", !right);
    mark(find(root, ".nudge-out"), "data-unseen", !(state.map || right));
    mark(find(root, ".nudge-weights"), "data-waiting", press === 0);
    mark(find(root, ".ghost-key"), "data-waiting", press === 0);

    this.#showMap(right);
    const { options, dots } = shown.presses[press];
    say(find(root, ".nudge-loss strong"), options);
    setPath(find(root, ".dots-now"), dots, shown.columns);
    all(root, ".nudge-weights li").forEach((item, i) => showWeight(item, shown.weights[i], press));

    const range = /** @type {HTMLInputElement} */ (find(root, ".range"));
    range.value = String(press);
    say(find(root, "output"), String(press));
    find(root, ".nudge-press").toggleAttribute("disabled", press === shown.presses.length - 1);
  }

  /** The running example, or the first one if it is not among ours. */
  get #case() {
    return this.data.cases.find((c) => c.example === this.example) ?? this.data.cases[0];
  }

  get #press() {
    return clamp(this.state.press, 0, this.#case.presses.length - 1);
  }

  /** @param {number} press @param {boolean} [marked] */
  #map(press, marked = true) {
    const { presses, unmarked, right } = this.#case;
    const shares = marked ? presses[press].shares : unmarked;
    return expand(shares, this.data.tokens, this.data.vocabulary, marked ? right : -1);
  }

  /** @param {boolean} right */
  #showMap(right) {
    const element = find(this, ".bars");
    updateBars(element, this.#map(this.#press, right));
    ghosts(element, this.#press > 0 ? this.#map(0) : null);
  }

  /** @param {number} press */
  #go(press) {
    const { presses, right } = this.#case;
    const to = clamp(press, 0, presses.length - 1);
    this.change({ map: true, right: true, press: to });
    const { shares, options } = presses[to];
    const token = spoken(this.data.tokens[right]);
    this.announce(
      `${count(to, "nudge")}: ${token} ${percent(shares.p[shares.at.indexOf(right)])}, ` +
        `as unsure as choosing among ${options} equal options`,
    );
  }

  /** Everything that is only the example's. @param {HTMLElement} root */
  #fill(root) {
    const shown = this.#case;
    const { tokens, cases } = this.data;
    root.dataset.case = String(cases.indexOf(shown));
    const next = find(root, ".nudge-next");
    find(root, ".nudge-window").replaceChildren(...shown.window.map((token, n) => chip(token, n, "data")), next);
    find(next, ".chip").replaceWith(chip(tokens[shown.right], shown.window.length, "data"));
    const { dots } = shown.presses[0];
    const field = find(root, ".nudge-dots");
    field.setAttribute("viewBox", `-0.5 -0.5 ${shown.columns} ${Math.ceil(dots / shown.columns)}`);
    field.style.setProperty("--columns", String(shown.columns));
    setPath(find(root, ".dots-before"), dots, shown.columns);
    all(root, ".weight-name").forEach((name, i) => say(name, shown.weights[i].name));
    /** @type {HTMLInputElement} */ (find(root, ".range")).max = String(shown.presses.length - 1);
    this.#fillTable(root);
  }

  /** @param {HTMLElement} root */
  #fillTable(root) {
    const { presses, right } = this.#case;
    say(all(root, "th")[1], `“${this.data.tokens[right].text.trim()}”`);
    find(root, "tbody").replaceChildren(
      ...presses.map(({ shares, options, largest }, i) => {
        const cells = [String(i), percent(shares.p[shares.at.indexOf(right)]), options, String(largest)];
        return h("tr", {}, ...cells.map((text) => h("td", {}, text)));
      }),
    );
  }
}

/** A field of `dots`, row by row. @param {Element} path @param {number} dots @param {number} columns */
function setPath(path, dots, columns) {
  const place = (/** @type {number} */ i) => `M${i % columns} ${Math.floor(i / columns)}h0`;
  const d = Array.from({ length: dots }, (_, i) => place(i)).join("");
  if (path.getAttribute("d") !== d) path.setAttribute("d", d);
}

/**
 * @param {HTMLElement} item
 * @param {import("deck/types.js").TrainingNudge.Weight} weight
 * @param {number} press
 */
function showWeight(item, { values, low, high }, press) {
  const at = (/** @type {number} */ value) => (high > low ? (value - low) / (high - low) : 0.5);
  for (const [selector, value] of /** @type {const} */ ([[".weight-from", values[0]], [".weight-at", values[press]]])) {
    const dot = find(item, selector);
    if (Number(dot.style.getPropertyValue("--at")) !== at(value)) dot.style.setProperty("--at", String(at(value)));
  }
  say(find(item, ".weight-value"), values[press].toFixed(4).replace("-", "−"));
}

customElements.define("training-nudge", TrainingNudge);
