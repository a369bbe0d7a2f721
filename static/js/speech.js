/**
 * What a screen reader hears of a move: "Slide 4 of 17: Tokens, step 2 of 3"; and where the focus goes then.
 */

import { typing } from "deck/keys.js";
import { view } from "deck/view.js";

/** @typedef {import("deck/deck.js").Deck} Deck */

/** @param {Deck} deck */
export function speak(deck) {
  const live = document.getElementById("deck-live");
  let keyboard = false;
  let { slide } = deck;
  addEventListener("keydown", () => (keyboard = true), { capture: true });
  addEventListener("pointerdown", () => (keyboard = false), { capture: true });
  deck.addEventListener("moved", (event) => {
    const how = /** @type {CustomEvent} */ (event).detail;
    if (view() === "article" || how === "scroll") return;
    if (live) live.textContent = words(deck);
    const moved = slide !== deck.slide;
    slide = deck.slide;
    if (moved && keyboard && !typing(document.activeElement)) focusHeading(deck);
  });
  deck.addEventListener("example", () => {
    if (live) live.textContent = `Running example: ${deck.example}`;
  });
}

/** @param {Deck} deck */
export function words(deck) {
  const { index, slides, slide, step, lastStep } = deck;
  const steps = lastStep ? `, step ${step + 1} of ${lastStep + 1}` : "";
  return `Slide ${index + 1} of ${slides.length}: ${slide.title}${steps}`;
}

/** @param {Deck} deck */
function focusHeading({ slide }) {
  /** @type {HTMLElement | null} */ (slide.element.querySelector(".slide-head :is(h1, h2)"))?.focus({ preventScroll: true });
}
