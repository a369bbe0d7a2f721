/**
 * The one table of all that keys, buttons with `data-do` and the help can do.
 */

import { closeTop, blank, blanked, closeAll } from "deck/overlays.js";
import { goTo, help, sources } from "deck/panels.js";
import { present } from "deck/presenting.js";
import { fullscreen, switchTheme } from "deck/screen.js";

/** @typedef {import("deck/keys.js").Action} Action */
/** @typedef {import("deck/deck.js").Deck} Deck */
/** @typedef {import("deck/overview.js").Overview} Overview */

/**
 * @param {Deck} deck
 * @param {Overview} overview
 * @returns {Action[]}
 */
export function actions(deck, overview) {
  /** Takes away what lies over the slide; a black screen goes, and that is all that happens. @param {() => void} move */
  const moving = (move) => () => {
    const black = blanked();
    closeAll();
    if (!black) move();
  };
  /** @type {Action[]} */
  const table = [
    {
      id: "next",
      keys: ["ArrowRight", "ArrowDown", "Space", "PageDown", "n", "j", "l"],
      always: ["PageDown"],
      help: "next step, then next slide",
      slides: true,
      repeats: true,
      run: moving(() => (overview.shown ? overview.by(1) : deck.next())),
    },
    {
      id: "previous",
      keys: ["ArrowLeft", "ArrowUp", "Shift+Space", "PageUp", "p", "k", "h"],
      always: ["PageUp"],
      help: "previous step",
      slides: true,
      repeats: true,
      run: moving(() => (overview.shown ? overview.by(-1) : deck.previous())),
    },
    { id: "next-slide", keys: ["Shift+ArrowRight", "Shift+ArrowDown"], help: "next slide, skipping steps", slides: true, run: moving(() => deck.nextSlide()) },
    { id: "previous-slide", keys: ["Shift+ArrowLeft", "Shift+ArrowUp"], help: "previous slide", slides: true, run: moving(() => deck.previousSlide()) },
    { id: "first", keys: ["Home"], help: "first slide", slides: true, run: moving(() => deck.jump(0)) },
    { id: "last", keys: ["End"], help: "last slide", slides: true, run: moving(() => deck.jump(deck.slides.length - 1)) },
    { id: "overview", keys: ["o"], help: "overview of all slides", slides: true, run: () => overview.toggle() },
    { id: "black", keys: ["b", "."], always: ["b", "."], help: "black screen", slides: true, over: true, run: () => blank("black") },
    { id: "white", keys: ["w"], help: "white screen", slides: true, run: () => blank("white") },
    { id: "go-to", keys: ["g", ..."0123456789"], help: "go to a slide", run: (key) => goTo(deck, /\d/.test(key) ? key : "") },
    { id: "example", keys: ["e"], help: "the other running example", run: () => deck.switchExample() },
    { id: "sources", keys: ["i"], help: "where does this figure come from?", over: true, run: () => sources(deck) },
    { id: "theme", keys: ["d"], help: "dark or light", run: () => switchTheme() },
    { id: "fullscreen", keys: ["f"], help: "fullscreen", run: () => fullscreen() },
    { id: "presenter", keys: ["s"], help: "the presenter’s window", run: () => present(deck) },
    { id: "help", keys: ["?", "F1"], help: "these keys", over: true, run: () => help(table) },
    { id: "close", keys: ["Escape"], help: "close the topmost thing", over: true, run: () => closeTop() || overview.close() },
  ];
  return table;
}
