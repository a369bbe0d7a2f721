/**
 * Starts the deck, once the widgets are defined: each part is given what it needs, and knows no other.
 */

import { actions } from "deck/actions.js";
import { follow, parse } from "deck/address.js";
import { followScroll } from "deck/article.js";
import { Deck } from "deck/deck.js";
import { find } from "deck/dom.js";
import { listen } from "deck/keys.js";
import { recall, remember } from "deck/memory.js";
import { Overview } from "deck/overview.js";
import { rejoin } from "deck/presenting.js";
import { onStage } from "deck/screen.js";
import { speak } from "deck/speech.js";
import { swipe } from "deck/touch.js";

function start() {
  const deck = new Deck(find(document, "#deck"));
  const table = actions(deck, new Overview(deck));
  const preview = window.name === "next"; // in the presenter's window: it shows what comes, and does nothing else
  if (!preview) recall(deck);
  follow(deck);
  speak(deck);
  if (!preview) remember(deck);
  listen(table);
  swipe(deck);
  onStage();
  followScroll(deck);
  if (!preview) rejoin(deck).catch(console.warn);

  // While the talk is written, `llms101 serve` replaces slides in the page (static/dev/reload.js).
  document.addEventListener("deck-refresh", (event) => {
    event.preventDefault();
    deck.refresh();
  });

  // Buttons and links of the page itself.
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const wanted = target?.closest("[data-do]")?.getAttribute("data-do");
    table.find((action) => action.id === wanted)?.run("");
    const place = parse(target?.closest("a[href^='#']:not([href*='?'])")?.getAttribute("href") ?? "");
    const index = deck.slides.findIndex((slide) => slide.id === place?.id);
    if (index < 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    deck.jump(index, place?.step);
  });
  // A click on one of the deck's own buttons leaves the focus where it is.
  document.addEventListener("mousedown", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-do]")) event.preventDefault();
  });
  document.documentElement.dataset.ready = "";
}

// Module scripts run before this event, so that all widgets are defined by then.
if (document.readyState === "complete") start();
else document.addEventListener("DOMContentLoaded", start, { once: true });
