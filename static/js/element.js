/**
 * The base class of every widget: a custom element over markup that the build made.
 *
 * A widget's state is a flat plain object. `scripted(step)` gives those that the presses of → walk through;
 * `render(state)` makes the DOM show one; `change(patch)` is what a person's hand does. All else is here: the
 * embedded data, listeners that end with the element, the bar below, what differs from the script (for links), and
 * that an error in one widget stays in that widget. It leaves out what any widget shows.
 */

import { finish, mark } from "deck/dom.js";
import { WidgetBar } from "deck/widget-bar.js";

/** @typedef {Record<string, any>} State */

/** @template Data */
export class Widget extends HTMLElement {
  /** The data that the build computed. @type {Data} */
  data = /** @type {any} */ (null);
  /** The step of the script that the widget is at, or was at when a person touched it. */
  step = 0;
  /** Did it fail? Then its markup stays as it is and it takes no further part. */
  failed = false;
  /** @type {AbortController | null} */
  #life = null;
  /** @type {State | null} */
  #state = null;
  /** @type {import("deck/widget-bar.js").WidgetBar | null} */
  #bar = null;

  // ---- what a widget writes

  /** Once the element is in the page: listeners on `this`, all with `{signal: this.signal}`. */
  setup() {}

  /**
   * The state after `step` presses.
   * @param {number} step
   * @returns {State}
   */
  scripted(step) {
    void step;
    return {};
  }

  /**
   * Makes the DOM show `state`; `before` is the state it shows now, `null` at first.
   * @param {State} state
   * @param {State | null} before
   */
  render(state, before) {
    void state, before;
  }

  /** Ends at once whatever moves. One that moves things with timers does more here. */
  settle() {
    finish(this);
  }

  // ---- what a widget uses

  /** Ends all listeners when the element leaves the page. */
  get signal() {
    if (!this.#life) throw new Error("a widget has a signal only while it is in the page");
    return this.#life.signal;
  }

  /** How many presses the script has. */
  get steps() {
    return Number(this.dataset.steps ?? 0);
  }

  /** The running example's name. */
  get example() {
    return document.documentElement.dataset.example ?? "";
  }

  get state() {
    this.#state ??= this.scripted(this.step);
    return this.#state;
  }

  set state(next) {
    this.#show(next);
  }

  /**
   * A person changed something.
   * @param {State} patch
   */
  change(patch) {
    this.#attempt(() => this.#show({ ...this.state, ...patch }));
    this.#tell();
  }

  /**
   * Tells a screen reader, when it has finished what it is saying.
   * @param {string} text
   */
  announce(text) {
    const live = document.getElementById("widget-live");
    if (live) live.textContent = text;
  }

  // ---- what the deck uses

  /**
   * Shows the script's state after `step` presses, whatever a person had changed.
   * @param {number} step
   */
  play(step) {
    this.step = clamp(step, this.steps);
    if (!this.failed && this.#life) this.#attempt(() => this.#show(this.scripted(this.step)));
  }

  /** Back to the script. */
  reset() {
    this.play(this.step);
    this.#tell();
  }

  /** The fields in which the state differs from the script; an empty object if nobody touched the widget. */
  delta() {
    if (this.failed) return {};
    const script = this.scripted(this.step);
    return Object.fromEntries(Object.entries(this.state).filter(([key, value]) => !same(value, script[key])));
  }

  /**
   * Shows a state from a link, an earlier visit or another window. What does not fit the script's fields is left out.
   * @param {number} step
   * @param {unknown} delta
   */
  restore(step, delta) {
    const before = this.step;
    this.step = clamp(step, this.steps);
    if (this.failed || !this.#life) return;
    const script = this.scripted(this.step);
    const fits = Object.entries(delta ?? {}).filter(([key, value]) => Object.hasOwn(script, key) && alike(value, script[key]));
    const wanted = { ...script, ...Object.fromEntries(fits) };
    if (this.step === before && same(wanted, { ...wanted, ...this.state })) return; // it is shown already
    try {
      this.#show(wanted);
    } catch (error) {
      console.error(`${this.id}: a link asks for a state that it cannot show`, error);
      this.play(step);
    }
  }

  // ---- the element's life

  connectedCallback() {
    this.#attempt(() => {
      const json = this.querySelector(':scope > script[type="application/json"]');
      this.data ??= JSON.parse(json?.textContent ?? "null");
      this.#life = new AbortController();
      this.#bar = new WidgetBar(this, () => this.#tell());
      document.addEventListener("deck-example", () => this.#switchExample(), { signal: this.signal });
      this.setup();
      this.#show(this.state);
    });
  }

  disconnectedCallback() {
    this.#life?.abort();
    this.#life = null;
    this.#bar?.element.remove();
    this.#bar = null;
  }

  #switchExample() {
    const script = this.scripted(this.step);
    const touched = this.hasAttribute("data-touched");
    this.#attempt(() => this.#show(touched ? { ...script, ...this.state } : script));
  }

  /** @param {State} next */
  #show(next) {
    if (this.failed) return;
    const before = this.#state;
    this.#state = next;
    this.render(next, this.#life && this.hasAttribute("data-shown") ? before : null);
    mark(this, "data-shown", true);
    mark(this, "data-touched", Object.keys(this.delta()).length > 0);
    this.#bar?.update();
  }

  #tell() {
    this.dispatchEvent(new CustomEvent("widget-change", { bubbles: true }));
  }

  /**
   * Runs `action`; an error ends this widget, and nothing else.
   * @param {() => void} action
   */
  #attempt(action) {
    try {
      action();
    } catch (error) {
      console.error(`${this.id || this.localName}: the widget stops here`, error);
      this.failed = true;
      mark(this, "data-failed", true);
      this.#bar?.element.remove();
      this.#life?.abort();
    }
  }
}

/** @param {number} step @param {number} last */
function clamp(step, last) {
  return Math.min(Math.max(Math.trunc(step) || 0, 0), last);
}

/** @param {unknown} a @param {unknown} b */
function same(a, b) {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/**
 * Is `value`, which comes from a link, of the kind that `model` is?
 * @param {unknown} value
 * @param {unknown} model
 */
function alike(value, model) {
  if (typeof value !== typeof model || (value === null) !== (model === null)) return false;
  if (typeof value === "number") return Number.isFinite(value);
  if (Array.isArray(value) !== Array.isArray(model)) return false;
  return true;
}
