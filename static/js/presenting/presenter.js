/**
 * The presenter's window: the slide as the room sees it, to be worked with as in any window; what the next press shows;
 * the notes; the time, and how far it is from the plan; whether the room's window is there.
 *
 * The slide and its notes are the page's own elements (`presenter.css` places them); the next moment is the page once
 * more, in a frame that nobody can touch. Left out: notes that are written here.
 */

import { h, mark, say } from "deck/dom.js";
import { behind, clock, Timer } from "deck/presenting/timer.js";
import { clamp } from "deck/maps.js";

/** @typedef {import("deck/deck.js").Deck} Deck */
/** @typedef {import("deck/presenting/together.js").Together} Together */

/** The size of the window that slides are laid out for, before they are scaled; as in `presenter.css`. */
const [WIDTH, HEIGHT] = [1280, 720];
/** How much of this window's width and height the slide has at most. */
const [WIDE, HIGH] = [0.64, 0.66];
/** How much larger or smaller notes can be. */
const SIZES = [0.8, 1, 1.25, 1.5, 1.85, 2.3];

/**
 * @param {Deck} deck
 * @param {Together} tied
 */
export function open(deck, tied) {
  const html = document.documentElement;
  html.dataset.presenter = "";
  const scale = () => html.style.setProperty("--scale", String(Math.min((WIDE * innerWidth) / WIDTH, (HIGH * innerHeight) / HEIGHT)));
  addEventListener("resize", scale);
  scale();
  const panel = h("aside", { class: "presenter px", "aria-label": "For the presenter" });
  panel.append(next(deck), time(deck), tools(deck, tied));
  // A click on one of its buttons leaves the focus, and so Space and the arrows, where they were.
  panel.addEventListener("mousedown", (event) => event.preventDefault());
  document.body.append(panel);
  const title = () => (document.title = `Presenter: ${deck.slide.title}`);
  deck.addEventListener("moved", title);
  title();
}

/** What the next press shows. @param {Deck} deck */
function next(deck) {
  const what = h("p", { class: "presenter-next-title" });
  const box = h("div", { class: "presenter-next" });
  /** @type {HTMLIFrameElement | null} */
  let frame = null;
  let address = "";
  const update = () => {
    const [index, step] = deck.step < deck.lastStep ? [deck.index, deck.step + 1] : [deck.index + 1, 0];
    const slide = deck.slides[index];
    const steps = slide?.plan.length ?? 0;
    say(what, slide ? `${slide.title}${steps > 1 ? `, step ${step + 1} of ${steps}` : ""}` : "This is the end of the talk");
    mark(box, "data-end", !slide);
    const example = deck.example === deck.examples[0] ? "" : `?e=${encodeURIComponent(deck.example)}`;
    if (!slide) return;
    address = `?next#/${encodeURIComponent(slide.id)}/${step}${example}`;
    // another address of the same page: nothing is loaded again, and no entry is made in the history
    if (frame) frame.contentWindow?.location.replace(address);
    else renew();
  };
  const renew = () => {
    const options = { name: "next", title: "What comes next", width: WIDTH, height: HEIGHT, src: address, inert: true, tabindex: -1, "aria-hidden": "true" };
    frame = /** @type {HTMLIFrameElement} */ (h("iframe", options));
    box.replaceChildren(frame);
  };
  new ResizeObserver(([{ contentRect }]) => box.style.setProperty("--small", String(contentRect.width / WIDTH))).observe(box);
  for (const kind of ["moved", "example", "refreshed"]) deck.addEventListener(kind, update);
  // the theme is read when a page begins
  new MutationObserver(() => frame && renew()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  update();
  return h("section", { class: "presenter-part" }, h("h2", {}, "Next"), what, box);
}

/** The time since the talk began, and the plan. @param {Deck} deck */
function time(deck) {
  const timer = new Timer(`llms101 timer ${location.pathname}`);
  const ran = h("p", { class: "presenter-ran", role: "timer", "aria-label": "Time since the talk began" });
  const now = h("span", { class: "presenter-now" });
  const plan = h("p", { class: "presenter-plan" });
  const press = h("button", { type: "button", class: "button", onclick: () => (timer.press(), update()) });
  const reset = h("button", { type: "button", class: "button", onclick: () => (timer.reset(), update()) });
  const update = () => {
    const { elapsed, going, undoable } = timer;
    const minutes = deck.slides.map(({ element }) => Number(element.dataset.minutes ?? 0));
    say(ran, clock(elapsed));
    say(now, `It is ${new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}`);
    say(press, going ? "Pause" : elapsed ? "Go on" : "Start");
    say(reset, undoable ? "Undo" : "Set to 0");
    mark(reset, "disabled", !elapsed && !undoable);
    mark(ran, "data-paused", !going);
    const [begin, end, whole] = [deck.index, deck.index + 1, minutes.length].map((n) => sum(minutes.slice(0, n)));
    const late = behind(minutes, deck.index, elapsed / 60000);
    const pace = Math.abs(late) < 1 ? "on time" : `${Math.floor(Math.abs(late))} min ${late > 0 ? "behind" : "ahead"}`;
    plan.hidden = !whole;
    mark(plan, "data-behind", late >= 1);
    say(plan, `Planned for this slide: minute ${begin} to ${end} of ${whole}.${elapsed ? ` You are ${pace}.` : ""}`);
  };
  let { index } = deck;
  deck.addEventListener("moved", () => {
    // The talk begins when its first slide is left.
    if (index === 0 && deck.index === 1 && !timer.elapsed) timer.press();
    ({ index } = deck);
    update();
  });
  setInterval(update, 250);
  update();
  return h(
    "section",
    { class: "presenter-part presenter-time", "aria-label": "Time" },
    ran,
    h("div", { class: "controls" }, press, reset, now),
    plan,
  );
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((all, each) => all + each, 0);
}

/** Buttons for those who hold no clicker, and who is there. @param {Deck} deck @param {Together} tied */
function tools(deck, tied) {
  const where = h("p", { class: "presenter-where" });
  const there = h("p", { class: "presenter-there", role: "status" });
  const again = h("button", { type: "button", class: "button", onclick: () => void window.open(location.pathname + location.hash) }, "Open one");
  /** @param {string} action @param {string} label */
  const button = (action, label) => h("button", { type: "button", class: "button", "data-do": action }, label);
  const row = h("div", { class: "controls" }, button("previous", "‹ Back"), button("next", "Next ›"), button("black", "Black"), button("white", "White"));
  if (deck.examples.length > 1) row.append(button("example", "Other example"));
  row.append(sizes());
  const update = () => {
    const steps = deck.lastStep ? `, step ${deck.step + 1} of ${deck.lastStep + 1}` : "";
    say(where, `Slide ${deck.index + 1} of ${deck.slides.length}${steps}`);
  };
  const company = () => {
    const alone = tied.others.size === 0;
    mark(there, "data-alone", alone);
    there.replaceChildren(...(alone ? ["No other window shows the talk. ", again] : ["The room’s window shows what this one shows."]));
  };
  deck.addEventListener("moved", update);
  tied.addEventListener("company", company);
  update();
  company();
  return h("section", { class: "presenter-part presenter-tools", "aria-label": "Controls" }, where, row, there);
}

/** Two buttons for the size of the notes; it is remembered where the browser lets us. */
function sizes() {
  const key = "llms101 notes";
  let at = SIZES.indexOf(1);
  const show = (/** @type {number} */ to) => {
    at = clamp(to, 0, SIZES.length - 1);
    document.documentElement.style.setProperty("--notes", String(SIZES[at]));
    mark(smaller, "disabled", at === 0);
    mark(larger, "disabled", at === SIZES.length - 1);
  };
  const change = (/** @type {number} */ by) => {
    show(at + by);
    try {
      localStorage.setItem(key, String(at));
    } catch {
      // no storage: it holds for this visit
    }
  };
  const smaller = h("button", { type: "button", class: "button", "aria-label": "Smaller notes", onclick: () => change(-1) }, "A−");
  const larger = h("button", { type: "button", class: "button", "aria-label": "Larger notes", onclick: () => change(1) }, "A+");
  try {
    at = Number(localStorage.getItem(key) ?? at);
  } catch {
    // no storage
  }
  show(at);
  return h("span", { class: "presenter-size", role: "group", "aria-label": "Size of the notes" }, smaller, larger);
}
