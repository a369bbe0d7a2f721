/**
 * A swipe moves the slide; never one that begins in a widget that drags or scrolls, nor one with two fingers.
 */

import { open } from "deck/overlays.js";
import { view } from "deck/view.js";

/** @typedef {import("deck/deck.js").Deck} Deck */

const FAR = 50; // CSS pixels
const DRAGS = "input[type=range], [role=slider], [draggable=true], [data-drag], canvas, audio, video";

/** @param {Deck} deck */
export function swipe(deck) {
  /** @type {{id: number, x: number, y: number} | null} */
  let start = null;
  let fingers = 0;
  const { main } = deck;
  main.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "touch") return;
    fingers += 1;
    const free = view() === "deck" && fingers === 1 && !zoomed() && !open.dialog() && !holds(event.target, main);
    start = free ? { id: event.pointerId, x: event.clientX, y: event.clientY } : null;
  });
  addEventListener("pointerup", (event) => {
    if (event.pointerType !== "touch") return;
    fingers = 0;
    if (start?.id !== event.pointerId) return;
    const [dx, dy] = [event.clientX - start.x, event.clientY - start.y];
    start = null;
    if (Math.abs(dx) < FAR || Math.abs(dx) < 1.5 * Math.abs(dy)) return;
    if (dx < 0) deck.next();
    else deck.previous();
  });
  addEventListener("pointercancel", (event) => {
    if (event.pointerType !== "touch") return;
    fingers = 0;
    start = null;
  });
}

/** Pinched larger: then a finger pans. */
function zoomed() {
  return (visualViewport?.scale ?? 1) > 1.01;
}

/**
 * Does a widget, or what is touched outside of one, drag or scroll?
 * @param {EventTarget | null} target
 * @param {Element} main
 */
function holds(target, main) {
  if (!(target instanceof Element)) return false;
  const widget = target.closest(".widget");
  if (target.closest(DRAGS) || widget?.matches(DRAGS) || widget?.querySelector(DRAGS)) return true;
  if (widget && [widget, ...widget.querySelectorAll("*")].some(scrolls)) return true;
  for (let e = /** @type {Element | null} */ (target); e && e !== main; e = e.parentElement) if (scrolls(e)) return true;
  return false;
}

/** @param {Element} element */
function scrolls(element) {
  const { overflowX, overflowY } = getComputedStyle(element);
  const wide = /auto|scroll/.test(overflowX) && element.scrollWidth > element.clientWidth;
  return wide || (/auto|scroll/.test(overflowY) && element.scrollHeight > element.clientHeight);
}
