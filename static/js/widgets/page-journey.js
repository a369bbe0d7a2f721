/**
 * One page falls through six stations, each of which opens and closes; then the whole toy web; then "keep or throw?".
 *
 * The script: 0 to 5 the stations; 6 the whole web; 7 a page for the room to judge; 8 what became of it.
 * Which page travels is the running example's, or the one that was chosen.
 */

import { all, find, h, mark, say, still } from "deck/dom.js";
import { Widget } from "deck/element.js";
import { number } from "deck/format.js";

/** @typedef {import("deck/types.js").PageJourney.Data} Data */
/** @typedef {import("deck/types.js").PageJourney.Page} Page */
/**
 * `page`: which one travels, -1 for the running example's; `open`: the open station, 6 the whole web, 7 the guess, -1
 * none; `round`: the page to guess about; `said`: "keep", "throw", "told" or "".
 * @typedef {{page: number, open: number, round: number, said: string}} State
 */

const STATIONS = 6;
const GUESS = 7;

/** @extends {Widget<Data>} */
class PageJourney extends Widget {
  /** The page whose words are shown. */
  #shown = 0;
  #round = 0;

  /** @override @param {number} step @returns {State} */
  scripted(step) {
    return { page: -1, open: Math.min(step, GUESS), round: 0, said: step > GUESS ? "told" : "" };
  }

  /** @override */
  setup() {
    const options = { signal: this.signal };
    all(this, ".station-head").forEach((head, n) => {
      head.addEventListener("click", () => this.change({ open: this.state.open === n ? -1 : n }), options);
    });
    for (const button of all(this, "[data-page]")) {
      button.addEventListener("click", () => this.#follow(Number(button.dataset.page)), options);
    }
    for (const button of all(this, "[data-round]")) {
      button.addEventListener("click", () => this.change({ open: GUESS, round: Number(button.dataset.round), said: "" }), options);
    }
    for (const button of all(this, "[data-guess]")) {
      button.addEventListener("click", () => this.#judge(button.dataset.guess ?? ""), options);
    }
  }

  /** @override @param {State} state @param {State | null} before */
  render(state, before) {
    const index = this.#index(state.page);
    if (index !== this.#shown) this.#fill(index);
    for (const button of all(this, "[data-page]")) press(button, Number(button.dataset.page) === index);

    const guess = this.data.guesses[state.round] ?? this.data.guesses[0];
    const told = state.open === GUESS && state.said !== "" && guess !== undefined;
    this.#guess(state, told);

    // How far the page has come: to the open station, unless one before threw it out. One to guess about waits at the
    // first, and falls when the answer is told.
    const end = state.open === GUESS ? (guess?.station ?? STATIONS) : this.data.pages[index].stopped;
    const come = state.open === GUESS ? (told ? STATIONS : 0) : state.open;
    const stopped = end < STATIONS && come >= end;
    all(this, ".station").forEach((station, n) => {
      const open = n === state.open;
      mark(station, "data-closed", !open);
      find(station, ".station-head").setAttribute("aria-expanded", String(open));
      const done = n < Math.min(come, end, STATIONS);
      station.dataset.state = stopped && n === end ? "stop" : open ? "now" : done ? "done" : "todo";
    });
    mark(find(this, ".stations"), "data-none", !all(this, ".station")[state.open]);
    this.#fall(Math.max(0, Math.min(come, end, STATIONS - 1)), before !== null);
    if (state.open === 2) this.#look();
  }

  /** Which page `page` is; one that there is not counts as the running example's. @param {number} page */
  #index(page) {
    if (this.data.pages[page]) return page;
    return Math.max(0, this.data.pages.findIndex((p) => p.example === this.example));
  }

  /** @param {number} page */
  #follow(page) {
    this.change({ page, open: this.state.open >= STATIONS || this.state.open < 0 ? 0 : this.state.open });
    this.announce(`Following ${this.data.pages[page].label}`);
  }

  /** @param {string} said */
  #judge(said) {
    this.change({ said });
    this.announce(`${find(this, '[data-field="stamp"]').textContent}. ${find(this, '[data-field="answer"]').textContent}`);
  }

  /** All words of a page. @param {number} index */
  #fill(index) {
    this.#shown = index;
    const page = this.data.pages[index];
    /** @type {Record<string, string>} */
    const fields = {
      address: page.address, url: page.url, title: page.title, source: page.source, reason: page.reason,
      more: number(page.more), kept: `${number([...page.text].length)} of ${number(page.letters)}`,
    };
    find(this, ".row-more").hidden = page.more === 0;
    for (const [name, text] of Object.entries(fields)) {
      for (const element of all(this, `[data-field="${name}"]`)) say(element, text);
    }
    find(this, '[data-field="code"]').innerHTML = page.code; // highlighted by the build
    find(this, '[data-field="text"]').replaceChildren(...marked(page.text, page.sentence));
    find(this, '[data-field="content"]').replaceChildren(...marked(page.content, page.sentence));
    /** @type {HTMLIFrameElement} */ (find(this, "iframe")).srcdoc = page.seen;
    find(this, ".checks tbody").replaceChildren(...page.checks.map(checkRow));
    const row = page.stopped >= STATIONS;
    for (const stop of all(this, ".page-stop")) stop.hidden = row;
    for (const other of all(this, ".gone-others, .row")) other.hidden = !row;
  }

  /** @param {State} state @param {boolean} told */
  #guess(state, told) {
    const round = this.data.guesses[state.round] ? state.round : 0;
    const guess = this.data.guesses[round];
    if (!guess) return;
    const root = find(this, ".guess");
    root.dataset.said = told ? state.said : "";
    for (const button of all(root, "[data-round]")) press(button, Number(button.dataset.round) === round);
    for (const button of all(root, "[data-guess]")) press(button, told && button.dataset.guess === state.said);
    if (this.#round === round) return;
    this.#round = round;
    const kept = guess.station >= STATIONS;
    mark(find(root, ".stamp"), "data-kept", kept);
    say(find(root, '[data-field="guess-url"]'), guess.url.replace(/^.*?:\/\//, ""));
    say(find(root, '[data-field="guess-text"]'), guess.snippet);
    say(find(root, '[data-field="stamp"]'), kept ? "kept" : "thrown out");
    say(find(root, '[data-field="answer"]'), kept ? "It passed every station." : `${this.data.stations[guess.station].name}: ${guess.reason}.`);
  }

  /** The page falls to a station. @param {number} n @param {boolean} moves */
  #fall(n, moves) {
    const slot = all(this, ".station-slot")[n];
    const page = find(this, ".falling");
    if (page.parentElement === slot) return;
    const from = page.getBoundingClientRect().top;
    slot.append(page);
    const by = from - page.getBoundingClientRect().top;
    if (moves && by && !still()) page.animate({ transform: [`translateY(${by}px)`, "none"] }, { duration: 320, easing: "cubic-bezier(0.5, 0, 0.6, 1)" });
  }

  /** In the wall of HTML, the sentence is in view. */
  #look() {
    const source = find(this, ".source");
    const sentence = source.querySelector("mark");
    if (!sentence || !source.clientHeight) return;
    source.scrollTop += sentence.getBoundingClientRect().top - source.getBoundingClientRect().top - source.clientHeight / 2;
  }
}

/** @param {import("deck/types.js").PageJourney.Check} check */
function checkRow({ name, figure, limit, passed }) {
  const verdict = h("td", { class: "verdict" }, passed ? "✓" : "✗", h("span", { class: "sr-only" }, passed ? " passed" : " failed"));
  return h(
    "tr",
    { class: "check-row", "data-passed": passed },
    verdict, h("th", { scope: "row" }, name), h("td", { class: "check-figure" }, figure), h("td", { class: "check-limit" }, limit),
  );
}

/** @param {Element} button @param {boolean} on */
function press(button, on) {
  button.setAttribute("aria-pressed", String(on));
}

/**
 * A text in which a sentence is marked.
 * @param {string} text
 * @param {string} sentence
 */
function marked(text, sentence) {
  const at = sentence ? text.indexOf(sentence) : -1;
  return at < 0 ? [text] : [text.slice(0, at), h("mark", {}, sentence), text.slice(at + sentence.length)];
}

customElements.define("page-journey", PageJourney);
