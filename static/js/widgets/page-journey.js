/**
 * One page falls through six stations, each of which opens and closes; then the whole toy web; "keep or throw?"; and a
 * threshold to move.
 *
 * The script: 0 to 5 the stations; 6 the whole web; a page for the room to judge, and what became of it; a threshold
 * as published, and twice as strict. Which page travels is the running example's, or the one that was chosen.
 */

import { all, find, h, mark, say, still } from "deck/dom.js";
import { Widget } from "deck/element.js";
import { number } from "deck/format.js";

/** @typedef {import("deck/types.js").PageJourney.Data} Data */
/** @typedef {import("deck/types.js").PageJourney.Page} Page */
/** @typedef {import("deck/types.js").PageJourney.Threshold} Threshold */
/**
 * `page`: which one travels, -1 for the running example's; `open`: the open station, 6 the whole web, then the guess
 * and the threshold, -1 none; `round`: the page to guess about; `said`: "keep", "throw", "told" or ""; `rule`: whose
 * threshold it is; `limit`: how many steps it is from 0, -1 as published.
 * @typedef {{page: number, open: number, round: number, said: string, rule: string, limit: number}} State
 */

const STATIONS = 6;

/** @extends {Widget<Data>} */
class PageJourney extends Widget {
  /** The page whose words are shown. */
  #shown = 0;
  #round = 0;
  /** The rule whose columns are drawn. */
  #rule = 0;

  /** Which station the guess is; none if there is nothing to guess. */
  get #guessing() {
    return this.data.guesses.length ? STATIONS + 1 : NaN;
  }

  /** Which station the threshold is. */
  get #limiting() {
    return STATIONS + (this.data.guesses.length ? 2 : 1);
  }

  /** @override @param {number} step @returns {State} */
  scripted(step) {
    const [guess, limits] = [this.#guessing, this.#limiting];
    const first = this.data.thresholds[0];
    const script = [0, 1, 2, 3, 4, 5, 6, ...(guess ? [guess, guess] : []), ...(first ? [limits, limits] : [])];
    const last = script.length - 1;
    return {
      page: -1, open: script[Math.min(step, last)], round: 0, said: guess && step > guess ? "told" : "",
      rule: first?.rule ?? "", limit: first && step >= last ? Math.min(2 * first.at, first.pages.length - 1) : -1,
    };
  }

  /** @override */
  setup() {
    const options = { signal: this.signal };
    const [first] = this.data.pages;
    first.code ||= find(this, '[data-field="code"]').innerHTML; // it is not in the data for the second time
    all(this, ".station-head").forEach((head, n) => {
      head.addEventListener("click", () => this.change({ open: this.state.open === n ? -1 : n }), options);
    });
    for (const button of all(this, "[data-page]")) {
      button.addEventListener("click", () => this.#follow(Number(button.dataset.page)), options);
    }
    for (const button of all(this, "[data-round]")) {
      button.addEventListener("click", () => this.change({ open: this.#guessing, round: Number(button.dataset.round), said: "" }), options);
    }
    for (const button of all(this, "[data-guess]")) {
      button.addEventListener("click", () => this.#judge(button.dataset.guess ?? ""), options);
    }
    if (!this.data.thresholds.length) return;
    const rules = /** @type {HTMLSelectElement} */ (find(this, '[data-limit="rule"]'));
    const range = /** @type {HTMLInputElement} */ (find(this, ".limits .range"));
    const open = this.#limiting;
    rules.addEventListener("change", () => this.#limit({ open, rule: rules.value, limit: -1 }), options);
    range.addEventListener("input", () => this.change({ open, limit: Number(range.value) }), options);
    find(this, '[data-limit="published"]').addEventListener("click", () => this.#limit({ open, limit: -1 }), options);
  }

  /** @override @param {State} state @param {State | null} before */
  render(state, before) {
    const index = this.#index(state.page);
    if (index !== this.#shown) this.#fill(index);
    for (const button of all(this, "[data-page]")) press(button, Number(button.dataset.page) === index);

    const guess = this.data.guesses[state.round] ?? this.data.guesses[0];
    const guessing = state.open === this.#guessing;
    const told = guessing && state.said !== "";
    this.#guess(state, told);
    if (this.data.thresholds.length) this.#limits(state);

    // How far the page has come: to the open station, unless one before threw it out. One to guess about waits at the
    // first, and falls when the answer is told.
    const end = guessing ? guess.station : this.data.pages[index].stopped;
    const come = guessing ? (told ? STATIONS : 0) : state.open;
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

  /** Another rule, or its threshold as published. @param {Partial<State>} patch */
  #limit(patch) {
    this.change(patch);
    this.announce(`${find(this, ".limit-said").textContent} ${find(this, ".limits .range").getAttribute("aria-valuetext")}`);
  }

  /** @param {State} state */
  #limits(state) {
    const index = Math.max(0, this.data.thresholds.findIndex((t) => t.rule === state.rule));
    const t = this.data.thresholds[index];
    const at = Number.isInteger(state.limit) && t.pages[state.limit] !== undefined ? state.limit : t.at;
    const root = find(this, ".limits");
    const range = /** @type {HTMLInputElement} */ (find(root, ".range"));
    if (this.#rule !== index) this.#columns(root, range, index);
    /** @type {HTMLSelectElement} */ (find(root, "select")).value = t.rule;
    /** @type {HTMLButtonElement} */ (find(root, '[data-limit="published"]')).disabled = at === t.at;
    root.style.setProperty("--at", String(at));
    all(root, ".limit-bar").forEach((bar, k) => mark(bar, "data-out", t.less ? k < at : k > at));

    const now = counts(t, at), published = counts(t, t.at);
    const pass = `${number(now.pages)} of ${number(t.pages.reduce(sum, 0))}`;
    say(find(root, '[data-field="limit"]'), limit(t, at));
    say(find(root, '[data-field="pages"]'), pass);
    say(find(root, '[data-field="rows"]'), number(now.rows));
    say(find(root, '[data-field="words"]'), number(now.words));
    say(find(root, '[data-field="more-pages"]'), more(now.pages - published.pages));
    say(find(root, '[data-field="more-rows"]'), more(now.rows - published.rows));
    say(find(root, '[data-field="more-words"]'), more(now.words - published.words));
    range.value = String(at);
    range.setAttribute("aria-valuetext", `${limit(t, at)} ${t.unit}: ${pass} pages pass`);
  }

  /** The columns of another rule. @param {HTMLElement} root @param {HTMLInputElement} range @param {number} index */
  #columns(root, range, index) {
    this.#rule = index;
    const t = this.data.thresholds[index];
    const top = Math.max(...t.pages);
    root.dataset.side = t.less ? "less" : "more";
    mark(root, "data-far", 2 * t.at > t.pages.length); // then its label is at the left, where there is room
    root.style.setProperty("--n", String(t.pages.length));
    root.style.setProperty("--published", String(t.at));
    range.max = String(t.pages.length - 1);
    range.setAttribute("aria-label", `Threshold: ${t.name}`);
    say(find(root, '[data-field="than"]'), t.less ? (t.share ? "less than" : "fewer than") : "more than");
    say(find(root, '[data-field="unit"]'), t.unit);
    say(find(root, '[data-field="limit-source"]'), t.source);
    say(find(root, '[data-field="published"]'), limit(t, t.at));
    say(find(root, '[data-field="most"]'), limit(t, t.pages.length - 1) + (t.less && !t.share ? " or more" : ""));
    const bar = (/** @type {number} */ n, /** @type {number} */ k) =>
      h("i", { class: "limit-bar", style: `--h: ${(n / top).toFixed(4)}; --r: ${n ? (t.rows[k] / n).toFixed(4) : 0}` });
    find(root, ".limit-bars").replaceChildren(...t.pages.map(bar));
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

const sum = (/** @type {number} */ a, /** @type {number} */ b) => a + b;

/** What passes with the limit at column `at`. @param {Threshold} t @param {number} at */
function counts(t, at) {
  const passing = (/** @type {number[]} */ all) => (t.less ? all.slice(at) : all.slice(0, at + 1)).reduce(sum, 0);
  return { pages: passing(t.pages), rows: passing(t.rows), words: passing(t.words) };
}

/** The limit in words. @param {Threshold} t @param {number} at */
function limit(t, at) {
  return t.share ? `${number(Math.round(1000 * at * t.step) / 10)} %` : number(at * t.step);
}

/** @param {number} by */
function more(by) {
  return by ? `${number(Math.abs(by))} ${by > 0 ? "more" : "fewer"}` : "as many";
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
