/**
 * A window of tokens, the map that comes out, and gradient steps that move it: recorded ones, and beyond them, or on a
 * sentence that somebody types, new ones (`live/training-nudge.js`).
 *
 * The script: 0 the window; 1 the map; 2 the right answer; then presses, twice as many each time, to the last one.
 */

import { updateBars } from "deck/bars.js";
import { chip, spoken } from "deck/chips.js";
import { all, find, h, mark, say } from "deck/dom.js";
import { Widget } from "deck/element.js";
import { count, number, percent } from "deck/format.js";
import { ghosts } from "deck/ghosts.js";
import { clamp, expand } from "deck/maps.js";
import { has } from "deck/parcels.js";
import { wake } from "deck/wake.js";

/** @typedef {import("deck/types.js").TrainingNudge.Data} Data */
/** @typedef {import("deck/types.js").TrainingNudge.Case} Case */
/** @typedef {import("deck/live/training-nudge.js").Own} Own */
/** `map`, `right`: are they shown; `press`: after how many presses; `typed`: a sentence of one's own. @typedef {{map: boolean, right: boolean, press: number, typed: string}} State */

/** As far as one may press on. */
const MOST = 200;
/** What new presses need. */
const PARCELS = ["early", "words", "cl100k_base"];

/** @extends {Widget<Data>} */
class TrainingNudge extends Widget {
  /** What takes new presses, once one is wanted. @type {import("deck/live/training-nudge.js").Presses | null} */
  #live = null;
  /** What is drawn of a case, so that it is drawn anew only when that changes. */
  #drawn = "0";

  /** @override @param {number} step @returns {State} */
  scripted(step) {
    const last = this.#recorded.presses.length - 1;
    return { map: step > 0, right: step > 1, press: step > 2 ? Math.min(2 ** (step - 3), last) : 0, typed: "" };
  }

  /** @override */
  setup() {
    const options = { signal: this.signal };
    find(this, ".nudge-press").addEventListener("click", () => this.#go(this.#press + 1), options);
    const range = /** @type {HTMLInputElement} */ (find(this, ".range"));
    range.addEventListener("input", () => this.#go(range.valueAsNumber), options);
    mark(this, "data-live", has(...PARCELS));
    find(this, ".live-form").addEventListener("submit", (event) => {
      event.preventDefault();
      const typed = /** @type {HTMLInputElement} */ (find(this, ".field")).value.trim().slice(0, 300);
      this.change({ map: true, right: true, press: 0, typed });
    }, options);
  }

  /** @override @param {State} state @param {State | null} before */
  render(state, before) {
    const root = find(this, ".training-nudge");
    const wanted = this.#wanted;
    if (wanted) this.#live ? this.#live.go(wanted, state.press) : this.#wake();
    const shown = this.#case;
    const press = this.#press;
    const right = !shown.wrong && (state.right || press > 0);
    const drawn = shown === this.#recorded ? String(this.data.cases.indexOf(shown)) : `${wanted} ${shown.presses.length}`;
    if (this.#drawn !== drawn) this.#fill(root);
    this.#drawn = drawn;
    const field = /** @type {HTMLInputElement} */ (find(root, ".field"));
    if (state.typed !== (before?.typed ?? "")) field.value = state.typed;
    mark(root, "data-own", shown !== this.#recorded);
    mark(root, "data-typed", shown.sentence === state.typed);
    say(find(root, ".live-note"), shown.wrong ?? "");

    for (const part of [".nudge-tick", ".nudge-unsure"]) mark(find(root, part), "data-waiting", !right);
    mark(find(root, ".nudge-next"), "data-unseen", !right);
    for (const part of [".nudge-next", ".nudge-out"]) mark(find(root, part), "data-waiting", Boolean(shown.wrong));
    mark(find(root, ".nudge-out"), "data-unseen", !(state.map || right));
    mark(find(root, ".nudge-weights"), "data-waiting", press === 0);
    mark(find(root, ".ghost-key"), "data-waiting", press === 0);

    this.#showMap(right);
    const { options, dots } = shown.presses[press];
    say(find(root, ".nudge-loss strong"), options);
    setPath(find(root, ".dots-now"), dots, shown.columns);
    all(root, ".nudge-weights li").forEach((item, i) => showWeight(item, shown.weights[i], press));

    const range = /** @type {HTMLInputElement} */ (find(root, ".range"));
    const most = this.hasAttribute("data-live") ? MOST : this.#recorded.presses.length - 1;
    range.max = String(Math.max(this.#recorded.presses.length, shown.presses.length) - 1);
    range.value = String(press);
    say(find(root, "output"), String(press));
    find(root, ".nudge-press").toggleAttribute("disabled", press >= most || Boolean(shown.wrong));
  }

  /** The sentence on which new presses are wanted, if any are. */
  get #wanted() {
    const { typed, press } = this.state;
    if (!this.hasAttribute("data-live")) return "";
    return typed || (press >= this.#recorded.presses.length ? this.#recorded.sentence : "");
  }

  /** What is shown: what was recorded, or new presses once there are any. @returns {Case & Partial<Own>} */
  get #case() {
    const own = this.#wanted && this.#live?.case(this.#wanted);
    return own && (this.state.typed || own.presses.length > this.#recorded.presses.length) ? own : this.#recorded;
  }

  async #wake() {
    const module = await wake(this, "live/training-nudge.js", PARCELS, () => void this.#wake());
    const again = () => {
      this.render(/** @type {State} */ (this.state), /** @type {State} */ (this.state));
      if (this.#press === this.state.press) this.#tell();
    };
    this.#live ??= await module?.open(this.data, again);
    if (module && this.isConnected) again();
  }

  /** The running example, or the first one if it is not among ours. */
  get #recorded() {
    return this.data.cases.find((c) => c.example === this.example) ?? this.data.cases[0];
  }

  get #press() {
    const { presses, wrong } = this.#case;
    return wrong ? 0 : clamp(this.state.press, 0, presses.length - 1);
  }

  /** @param {number} press @param {boolean} [marked] */
  #map(press, marked = true) {
    const { presses, unmarked, right, tokens = this.data.tokens } = this.#case;
    const shares = marked ? presses[press].shares : unmarked;
    return expand(shares, tokens, this.data.vocabulary, marked ? right : -1);
  }

  /** @param {boolean} right */
  #showMap(right) {
    const element = find(this, ".bars");
    updateBars(element, this.#map(this.#press, right));
    ghosts(element, this.#press > 0 ? this.#map(0) : null);
  }

  /** @param {number} press */
  #go(press) {
    this.change({ map: true, right: true, press: clamp(press, 0, MOST) });
    this.#tell();
  }

  /** Says what the last press has led to. */
  #tell() {
    const { presses, right, wrong, tokens = this.data.tokens } = this.#case;
    if (wrong) return this.announce(wrong);
    const { shares, options } = presses[this.#press];
    const token = spoken(tokens[right]);
    this.announce(
      `${count(this.#press, "nudge")}: ${token} ${percent(shares.p[shares.at.indexOf(right)])}, ` +
        `as unsure as choosing among ${options} equal options`,
    );
  }

  /** Everything that is only the example's. @param {HTMLElement} root */
  #fill(root) {
    const shown = this.#case;
    const { tokens = this.data.tokens, unknown = [], moved = this.data.moved } = shown;
    const next = find(root, ".nudge-next");
    const chips = shown.window.map((token, n) => chip(token, n, "data"));
    chips.forEach((chip, n) => mark(chip, "data-unknown", unknown.includes(shown.window[n])));
    find(root, ".nudge-window").replaceChildren(...(shown.cut ? ["… "] : []), ...chips, next);
    say(find(root, ".nudge-moved"), `Each press moves ${number(moved)} of the ${number(this.data.parameters)} numbers, such as`);
    find(next, ".chip").replaceWith(chip(tokens[shown.right], shown.window.length, "data"));
    const { dots } = shown.presses[0];
    const field = find(root, ".nudge-dots");
    field.setAttribute("viewBox", `-0.5 -0.5 ${shown.columns} ${Math.ceil(dots / shown.columns)}`);
    field.style.setProperty("--columns", String(shown.columns));
    setPath(find(root, ".dots-before"), dots, shown.columns);
    all(root, ".weight-name").forEach((name, i) => say(name, shown.weights[i].name));
    this.#fillTable(root);
  }

  /** @param {HTMLElement} root */
  #fillTable(root) {
    const { presses, right, tokens = this.data.tokens } = this.#case;
    say(all(root, "th")[1], `“${tokens[right].text.trim()}”`);
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
