/**
 * The deck: which slide, which step, which running example; and what the plan of a slide says for each step.
 *
 * It knows no widget: it asks elements with `data-widget` to `play`, `restore`, `reset` and `settle`. It leaves out
 * keys, the address and all that lies over a slide; these listen to its events `moved`, `example` and `touched`.
 */

import { all, finish, mark } from "deck/dom.js";
import { onViewChange, view } from "deck/view.js";

/** @typedef {{reveal: number, widgets: Record<string, number>}} Moment */
/** @typedef {{id: string, title: string, element: HTMLElement, plan: Moment[]}} Slide */
/**
 * How one comes to a slide: by a step; by a jump, which the Back button takes back; from an address, where nothing
 * that a person changed before remains; by scrolling in the article.
 * @typedef {"step" | "jump" | "address" | "scroll"} How
 */
/** @typedef {import("deck/element.js").Widget<any>} AnyWidget */

export class Deck extends EventTarget {
  index = 0;
  step = 0;

  /** @param {HTMLElement} main */
  constructor(main) {
    super();
    this.main = main;
    /** @type {Slide[]} */
    this.slides = read(main);
    this.examples = (document.documentElement.dataset.examples ?? "").split(" ").filter(Boolean);
    for (const slide of this.slides) reveal(slide, 0);
    main.addEventListener("widget-change", (event) => this.#touched(/** @type {HTMLElement} */ (event.target)));
    onViewChange(() => this.#show("step"));
  }

  /** Takes the slides from the page again, when some have been replaced there. */
  refresh() {
    this.slides = read(this.main);
    for (const slide of this.slides) reveal(slide, 0);
    this.dispatchEvent(new Event("refreshed"));
  }

  get slide() {
    return this.slides[this.index];
  }

  /** The last step of the present slide. */
  get lastStep() {
    return this.slide.plan.length - 1;
  }

  // ---- moving

  next() {
    if (this.step < this.lastStep) this.go(this.index, this.step + 1);
    else this.nextSlide();
  }

  previous() {
    if (this.step > 0) this.go(this.index, this.step - 1);
    else if (this.index > 0) this.go(this.index - 1, this.slides[this.index - 1].plan.length - 1);
  }

  nextSlide() {
    if (this.index < this.slides.length - 1) this.go(this.index + 1, 0);
  }

  previousSlide() {
    if (this.index > 0) this.go(this.index - 1, 0);
  }

  /** @param {number} index @param {number} [step] */
  jump(index, step = 0) {
    this.go(index, step, "jump");
  }

  /**
   * Shows a step of a slide. What moved before is at its end.
   * @param {number} index
   * @param {number} step
   * @param {How} [how]
   * @param {Record<string, unknown>} [deltas] what a person had changed, by widget
   */
  go(index, step, how = "step", deltas = {}) {
    this.settle();
    this.index = clamp(index, this.slides.length - 1);
    this.step = clamp(step, this.lastStep);
    this.#show(how, deltas);
  }

  /** Ends at once whatever moves. */
  settle() {
    for (const widget of this.widgets()) attempt(() => widget.settle());
    finish(document.documentElement);
  }

  /**
   * The widgets of a slide.
   * @param {Slide} [slide]
   * @returns {AnyWidget[]}
   */
  widgets(slide = this.slide) {
    const found = /** @type {AnyWidget[]} */ (all(slide.element, "[data-widget]"));
    return found.filter((element) => typeof element.play === "function"); // defined, that is
  }

  // ---- the running example

  get example() {
    return document.documentElement.dataset.example ?? "";
  }

  set example(name) {
    if (name === this.example || !this.examples.includes(name)) return;
    document.documentElement.dataset.example = name;
    document.dispatchEvent(new CustomEvent("deck-example"));
    this.dispatchEvent(new Event("example"));
  }

  switchExample() {
    if (this.examples.length < 2) return;
    this.example = this.examples[(this.examples.indexOf(this.example) + 1) % this.examples.length];
  }

  /** Which slides can be reached by keyboard, pointer and screen reader: in the deck the present one alone. */
  confine() {
    const now = view();
    for (const { element } of this.slides) {
      mark(element, "inert", now === "deck" && element !== this.slide.element);
      for (const frame of element.children) mark(frame, "inert", now === "overview");
    }
  }

  /** @param {How} how @param {Record<string, unknown>} [deltas] */
  #show(how, deltas = {}) {
    const { slide } = this;
    for (const { element } of this.slides) mark(element, "data-current", element === slide.element);
    reveal(slide, slide.plan[this.step].reveal);
    if (how !== "scroll") this.#playWidgets(how, deltas);
    this.confine();
    const part = this.step / slide.plan.length;
    const done = (this.index + part) / Math.max(1, this.slides.length - 1 + (slide.plan.length - 1) / slide.plan.length);
    document.querySelector(".progress")?.setAttribute("style", `--progress: ${Math.min(1, done)}`);
    if (view() === "article" && how !== "scroll" && how !== "step") slide.element.scrollIntoView();
    this.dispatchEvent(new CustomEvent("moved", { detail: how }));
  }

  /** @param {How} how @param {Record<string, unknown>} deltas */
  #playWidgets(how, deltas) {
    const wanted = this.slide.plan[this.step].widgets;
    for (const widget of this.widgets()) {
      const step = wanted[widget.id] ?? 0;
      attempt(() => {
        if (how === "address") widget.restore(step, deltas[widget.id] ?? {});
        else if (widget.step !== step) widget.play(step); // else it stays as a person left it
      });
    }
  }

  /** A person changed a widget; in an article they may have played it, and the slide's step follows. @param {HTMLElement} element */
  #touched(element) {
    const index = this.slides.findIndex((slide) => slide.element.contains(element));
    const widget = /** @type {AnyWidget} */ (element);
    if (view() === "article" && index >= 0) {
      const step = this.slides[index].plan.findIndex((moment) => moment.widgets[widget.id] === widget.step);
      this.index = index;
      this.step = Math.max(0, step);
      this.#show("scroll");
    }
    this.dispatchEvent(new Event("touched"));
  }
}

/** @param {HTMLElement} main @returns {Slide[]} */
function read(main) {
  return all(main, ":scope > .slide").map((element) => ({
    id: element.id,
    title: element.dataset.title ?? "",
    element,
    plan: JSON.parse(element.dataset.plan ?? '[{"reveal":0,"widgets":{}}]'),
  }));
}

/** @param {Slide} slide @param {number} count how many of its fragments are shown */
function reveal(slide, count) {
  all(slide.element, ".step").forEach((fragment, i) => mark(fragment, "data-waiting", i >= count));
}

/** A widget that fails must not take the deck along. @param {() => void} action */
function attempt(action) {
  try {
    action();
  } catch (error) {
    console.error(error);
  }
}

/** @param {number} value @param {number} max */
function clamp(value, max) {
  return Math.min(Math.max(Math.trunc(value) || 0, 0), max);
}
