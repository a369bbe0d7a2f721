/**
 * In an article the present slide is the one in the middle of the window.
 */

import { view } from "deck/view.js";

/** @typedef {import("deck/deck.js").Deck} Deck */

/** @param {Deck} deck */
export function followScroll(deck) {
  const observer = new IntersectionObserver(
    (entries) => {
      if (view() !== "article") return;
      for (const { isIntersecting, target } of entries) {
        const index = deck.slides.findIndex((slide) => slide.element === target);
        if (isIntersecting && index !== deck.index) deck.go(index, 0, "scroll");
      }
    },
    { rootMargin: "-49% 0px -49% 0px" },
  );
  for (const { element } of deck.slides) observer.observe(element);
}
