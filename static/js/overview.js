/**
 * The overview: the very slides of the deck in a grid. Arrows or a click choose one, Enter opens it.
 */

import { mark } from "deck/dom.js";
import { view } from "deck/view.js";

/** @typedef {import("deck/deck.js").Deck} Deck */

const html = document.documentElement;

export class Overview {
  /** @param {Deck} deck */
  constructor(deck) {
    this.deck = deck;
    this.at = 0;
    deck.main.addEventListener("click", (event) => {
      const target = event.target instanceof Element ? event.target.closest(".slide") : null;
      const index = deck.slides.findIndex((slide) => slide.element === target);
      if (this.shown && index >= 0) this.open(index);
    });
    addEventListener("keydown", (event) => this.#key(event), { capture: true });
    deck.addEventListener("moved", () => this.close());
  }

  get shown() {
    return view() === "overview";
  }

  toggle() {
    if (this.shown) {
      this.close();
      return;
    }
    this.deck.settle();
    html.dataset.mode = "overview";
    this.deck.confine();
    for (const { element } of this.deck.slides) element.tabIndex = 0;
    this.#choose(this.deck.index);
  }

  /** Back to the deck; was the overview shown? */
  close() {
    if (html.dataset.mode !== "overview") return false;
    html.dataset.mode = "deck";
    for (const { element } of this.deck.slides) element.removeAttribute("tabindex");
    this.deck.confine();
    scrollTo(0, 0);
    return true;
  }

  /** @param {number} index */
  open(index) {
    this.close();
    if (index !== this.deck.index) this.deck.jump(index);
  }

  /** @param {number} steps */
  by(steps) {
    this.#choose(this.at + steps);
  }

  /** @param {number} index */
  #choose(index) {
    const { slides } = this.deck;
    this.at = Math.min(Math.max(index, 0), slides.length - 1);
    slides.forEach(({ element }, i) => mark(element, "data-chosen", i === this.at));
    slides[this.at].element.focus();
    slides[this.at].element.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!this.shown || event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
    const { slides } = this.deck;
    const focused = slides.findIndex((slide) => slide.element === document.activeElement);
    if (focused >= 0) this.at = focused;
    const tops = slides.map((slide) => slide.element.offsetTop);
    const columns = Math.max(1, tops.filter((top) => top === tops[0]).length);
    const to = {
      ArrowRight: this.at + 1, ArrowLeft: this.at - 1, ArrowDown: this.at + columns, ArrowUp: this.at - columns,
      Home: 0, End: slides.length - 1,
    }[event.key];
    if (to !== undefined) this.#choose(to);
    else if (event.key === "Enter" || event.key === " ") this.open(this.at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
