/**
 * What outlasts a reload in this tab and is not in the address: a black screen, and the widgets of other slides.
 */

import { blank, blanked } from "deck/overlays.js";

/** @typedef {import("deck/deck.js").Deck} Deck */

const KEY = `llms101 ${location.pathname}`;

/** @param {Deck} deck */
export function remember(deck) {
  addEventListener("pagehide", () => {
    const widgets = deck.slides.flatMap((slide) => deck.widgets(slide).map((w) => [w.id, w.step, w.delta()]));
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ blank: blanked(), widgets }));
    } catch {
      // no storage: the address alone has to do
    }
  });
}

/** After a reload, and only then: a link that is opened in this tab shows what it says. @param {Deck} deck */
export function recall(deck) {
  const [entry] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  if (entry?.type !== "reload") return;
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
    const elements = new Map(deck.slides.flatMap((slide) => deck.widgets(slide).map((w) => [w.id, w])));
    for (const [id, step, delta] of kept.widgets ?? []) elements.get(id)?.restore(step, delta);
    if (kept.blank === "black" || kept.blank === "white") blank(kept.blank);
  } catch (error) {
    console.warn("what this tab remembers cannot be read", error);
  }
}
