/**
 * The loop that writes: the map, one draw, the token appended, again; and five seeds side by side.
 *
 * The script: 0 the context; 1 the map; 2 a draw; 3 its token appended; 4, 5 once more; 6 the rest of the run; 7 all
 * seeds. The first map comes from the scores of the whole vocabulary, at any setting; from then on runs are recorded, and
 * where none was, or the record ends, or somebody types another text, the model itself goes on (`live/sampling-loop.js`).
 */

import { updateBars } from "deck/bars.js";
import { chip, spoken } from "deck/chips.js";
import { all, find, mark, say, still } from "deck/dom.js";
import { SMALLEST, fly, showLine, showRow } from "deck/draws.js";
import { Widget } from "deck/element.js";
import { number, percent } from "deck/format.js";
import { clamp, short } from "deck/maps.js";
import { has } from "deck/parcels.js";
import { kept, landing, nth, probabilities, scores } from "deck/sample.js";
import { wake } from "deck/wake.js";

/** @typedef {import("deck/types.js").SamplingLoop.Data} Data */
/** @typedef {import("deck/types.js").SamplingLoop.Run} Run */
/**
 * `map`: is it shown; `n`: how many tokens are appended; `drawn`: has the next one been drawn; `five`: all seeds side by
 * side; `t`, `k`, `p`: temperature, top-k (0: all), top-p (1: all); `typed`: a text of one's own.
 * @typedef {{map: boolean, n: number, drawn: boolean, five: boolean, seed: number, t: number, k: number, p: number, typed: string}} State
 */
/**
 * `tokens`: of which table the places are; `ranked`: likeliest first; `left`: how many may be drawn; `whole`: what these
 * have together; `u`, `place`: what a live draw came to.
 * @typedef {{tokens: Token[], places: number[], ranked: number[], left: number, whole: number, u?: number, place?: number}} Choice
 */
/** @typedef {import("deck/types.js").Token} Token */

/** What going on beyond the record needs. */
const PARCELS = ["base", "words", "cl100k_base"];
/** As far as it goes, in tokens; so many go on at once; so many chips of a text have room. */
const [MOST, MORE, SHOWN] = [100, 12, 22];

const KS = [1, 2, 3, 5, 10, 20, 50, 100, 0];

/** @extends {Widget<Data>} */
class SamplingLoop extends Widget {
  /** What the context and the rows of seeds show now, so that they are made anew only when that changes. */
  #context = "";
  #rows = "";
  /** What goes on beyond the record, once it is wanted. @type {import("deck/live/sampling-loop.js").Loop | null} */
  #live = null;

  /** @override @param {number} step @returns {State} */
  scripted(step) {
    const { seeds, settings, start } = this.data;
    const { temperature, k, p } = settings[start];
    const n = step < 3 ? 0 : step < 5 ? 1 : step < 6 ? 2 : Infinity;
    const drawn = step === 2 || step === 4;
    const last = Math.max(0, this.#case.runs[start][0].tokens.length - 1);
    return { map: step > 0, n: Math.min(n, last), drawn, five: step > 6, seed: seeds[0], t: temperature, k, p, typed: "" };
  }

  /** @override */
  setup() {
    const options = { signal: this.signal };
    mark(this, "data-live", has(...PARCELS));
    const own = find(this, ".loop-own");
    own.addEventListener("submit", (event) => {
      event.preventDefault();
      const typed = /** @type {HTMLInputElement} */ (find(own, ".field")).value.slice(0, 500);
      this.#choose({ typed: typed.trim() && typed });
    }, options);
    find(this, ".loop-seed").addEventListener("change", ({ target }) => {
      this.#choose({ seed: Number(/** @type {HTMLInputElement} */ (target).value) || 0 });
    }, options);
    find(this, ".loop-next").addEventListener("click", () => this.#next(), options);
    find(this, ".loop-on").addEventListener("click", () => this.#writeOn(), options);
    find(this, ".loop-five").addEventListener("click", () => this.change({ five: !this.state.five }), options);
    for (const button of all(this, "[data-seed]")) {
      button.addEventListener("click", () => this.#choose({ seed: Number(button.dataset.seed) }), options);
    }
    const select = /** @type {HTMLSelectElement} */ (find(this, "select"));
    select.addEventListener("change", () => {
      const { temperature, k, p } = this.data.settings[Number(select.value)];
      this.#choose({ t: temperature, k, p });
    }, options);
    find(this, ".loop-knobs").addEventListener("input", (event) => {
      const { name, valueAsNumber: value } = /** @type {HTMLInputElement} */ (event.target);
      this.#choose(name === "t" ? { t: value / 10 } : name === "k" ? { k: KS[value] } : { p: value / 20 });
    }, options);
  }

  /** @override @param {State} asked @param {State | null} before */
  render(asked, before) {
    const state = this.#sane(asked);
    const root = find(this, ".sampling-loop");
    if (this.#wanted({ ...state, n: asked.n })) void this.#wake();
    root.dataset.case = String(this.data.cases.indexOf(this.#case));
    mark(root, "data-five", state.five);
    this.#showControls(root, state);
    this.#showContext(root, state, before);
    if (state.typed !== before?.typed) /** @type {HTMLInputElement} */ (find(root, ".loop-own .field")).value = state.typed;
    const { wrong } = this.#text(state);
    const shown = state.map && !wrong;
    mark(find(root, ".loop-map"), "data-unseen", !shown);
    mark(find(root, ".loop-map"), "data-waiting", Boolean(wrong));
    mark(find(root, ".loop-draw"), "data-waiting", !shown);
    if (wrong) {
      say(find(root, ".loop-words"), "");
      find(root, ".loop-landed").replaceChildren();
      return say(find(root, ".loop-note"), wrong);
    }
    const choice = this.#choice(state);
    this.#showMap(root, choice);
    this.#showDraw(root, state, choice);
    this.#showAll(root, state);
  }

  /** The running example, or the first one if it is not among ours. */
  get #case() {
    return this.data.cases.find((c) => c.example === this.example) ?? this.data.cases[0];
  }

  /** A state that can be shown, whatever a link says. @param {State} state @returns {State} */
  #sane(state) {
    const known = this.data.seeds.includes(state.seed) || this.#can;
    const seed = known ? clamp(state.seed, 0, 2 ** 32 - 1) : this.data.seeds[0];
    const t = clamp(10 * state.t, 0, 20) / 10;
    const k = KS.includes(state.k) ? state.k : 0;
    const p = clamp(20 * state.p, 1, 20) / 20;
    const sane = { ...state, seed, t, k, p, n: clamp(state.n, 0, MOST - 1) };
    const length = (this.#own(sane)?.drawn ?? this.#run(sane)?.tokens)?.length ?? 1;
    const n = Math.min(sane.n, Math.max(0, length - 1));
    return { ...sane, n, map: state.map || state.drawn || n > 0, drawn: state.drawn };
  }

  /** May it go beyond the record? */
  get #can() {
    return this.hasAttribute("data-live");
  }

  /** Is it beyond the record? @param {State} state */
  #wanted(state) {
    const last = (this.#run(state)?.tokens.length ?? 1) - 1;
    return this.#can && (state.typed !== "" || state.n > last || (state.five && this.#setting(state) < 0));
  }

  async #wake() {
    if (this.#live) return;
    const module = await wake(this, "live/sampling-loop.js", PARCELS, () => void this.#wake());
    if (!module || this.#live) return;
    this.#live = await module.open(MOST);
    this.render(/** @type {State} */ (this.state), null);
  }

  /** What the loop goes on from. @param {State} state @returns {{window: Token[], unknown?: Token[], wrong?: string}} */
  #text({ typed }) {
    const { window } = this.#case;
    if (!typed || !this.#can) return { window };
    return this.#live?.typed(typed) ?? { window: [], wrong: " " };
  }

  /** The live run, drawn as far as this state is, if it is beyond the record. @param {State} state */
  #own(state) {
    const { window, wrong } = this.#text(state);
    return this.#live && !wrong && this.#wanted(state) ? this.#live.run(window, state, state.n) : null;
  }

  /** The present state, made sane. */
  get #now() {
    return this.#sane(/** @type {State} */ (this.state));
  }

  /** Which recorded setting this is, -1 if it is none. @param {State} state */
  #setting({ t, k, p }) {
    return this.data.settings.findIndex((s) => s.temperature === t && s.k === k && s.p === p);
  }

  /** The recorded run, if there is one. @param {State} state @returns {Run | undefined} */
  #run(state) {
    return state.typed && this.#can ? undefined : this.#case.runs[this.#setting(state)]?.[this.data.seeds.indexOf(state.seed)];
  }

  /** What there is to choose from. @param {State} state @returns {Choice} */
  #choice(state) {
    const own = this.#own(state);
    if (own) return own.at(state.n);
    const { tokens } = this.data;
    if (state.n === 0) {
      const { below, ranks, places } = this.#case;
      const ranked = probabilities(scores(below), state.t);
      const left = kept(ranked, state.k, state.p);
      const known = new Map(ranks.map((rank, i) => [rank, places[i]]));
      const whole = ranked.slice(0, left).reduce((sum, p) => sum + p, 0);
      return { tokens, places: ranked.map((_, rank) => known.get(rank) ?? -1), ranked, left, whole };
    }
    const run = /** @type {Run} */ (this.#run(state));
    const { at, p } = this.data.maps[run.maps[state.n]];
    const whole = run.whole[state.n];
    return { tokens, places: at, ranked: p, left: whole < 1 ? kept(p, state.k, state.p) : this.data.vocabulary, whole };
  }

  /** The draw of this state: the number, the token, and how probable it was. @param {State} state @param {Choice} choice */
  #draw(state, { places, ranked, left, whole, u = nth(state.seed, state.n), place }) {
    const known = place ?? (state.n ? this.#run(state)?.tokens[state.n] : undefined);
    const rank = known === undefined ? landing(ranked.slice(0, left).map((p) => p / whole), u) : places.indexOf(known);
    return { u, place: known ?? places[rank], p: ranked[rank] };
  }

  /** @param {HTMLElement} root @param {State} state */
  #showControls(root, state) {
    const { seed, five, drawn, n, t, k, p } = state;
    const setting = this.#setting(state);
    const run = this.#run(state);
    const own = this.#own(state);
    const wrong = Boolean(this.#text(state).wrong);
    const tokens = own?.tokens ?? run?.tokens.map((place) => this.data.tokens[place]) ?? [];
    const over = tokens.length > 0 && n >= tokens.length - 1; // nothing follows the end of a document
    const end = wrong || n >= MOST - 1 || (this.#can ? over && tokens[n].text === "<|endoftext|>" : !run || over);
    const next = find(root, ".loop-next");
    say(next, drawn ? "Append" : "Draw");
    next.toggleAttribute("disabled", five || wrong || (drawn && end));
    find(root, ".loop-on").toggleAttribute("disabled", five || end);
    find(root, ".loop-five").setAttribute("aria-pressed", String(five));
    find(root, ".loop-five").toggleAttribute("disabled", wrong || (setting < 0 && !this.#can));
    const other = /** @type {HTMLInputElement} */ (find(root, ".loop-seed"));
    other.value = this.data.seeds.includes(seed) ? "" : String(seed);
    for (const button of all(root, "[data-seed]")) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.seed) === seed));
    }
    /** @type {HTMLSelectElement} */ (find(root, "select")).value = String(setting);
    const shown = { t: [10 * t, t.toFixed(1)], k: [KS.indexOf(k), k ? String(k) : "all"], p: [20 * p, `${Math.round(100 * p)}\u202f%`] };
    for (const [name, [value, text]] of Object.entries(shown)) {
      const range = /** @type {HTMLInputElement} */ (find(root, `[name="${name}"]`));
      range.value = String(value);
      range.setAttribute("aria-valuetext", String(text));
      say(find(/** @type {HTMLElement} */ (range.parentElement), "output"), String(text));
    }
  }

  /** @param {HTMLElement} root @param {State} state @param {State | null} before */
  #showContext(root, state, before) {
    const line = find(root, ".loop-context");
    const n = state.five ? 0 : state.n;
    const { seed, t, k, p, typed } = state;
    const key = JSON.stringify([this.#case.example, seed, t, k, p, typed, n, Boolean(this.#live)]);
    const asBuilt = !this.#context && n === 0 && this.#case === this.data.cases[0];
    const same = this.#context === key || asBuilt;
    this.#context = key;
    if (same) return;
    const { window, unknown = [] } = this.#text(state);
    const recorded = this.#run(state)?.tokens.map((place) => this.data.tokens[place]) ?? [];
    const appended = (this.#own(state)?.tokens ?? recorded).slice(0, n);
    const whole = [
      ...window.map((token, n) => chip(token, n, "data")),
      ...appended.map((token, n) => chip(token, window.length + n, "sampled")),
    ];
    window.forEach((token, n) => mark(whole[n], "data-unknown", unknown.includes(token)));
    const from = Math.max(0, Math.min(whole.length - SHOWN, unknown.length ? window.indexOf(unknown[0]) - 2 : Infinity));
    const chips = whole.slice(from, from + SHOWN);
    const landed = root.querySelector(".loop-landed .chip")?.getBoundingClientRect();
    line.replaceChildren(...(from ? ["… "] : []), ...chips, find(line, ".loop-end"));
    if (landed && before && state.n === before.n + 1 && !still()) fly(chips[chips.length - 1], landed);
  }

  /** @param {HTMLElement} root @param {Choice} choice */
  #showMap(root, { tokens, places, ranked, left }) {
    const { rows, vocabulary } = this.data;
    const bars = places.slice(0, rows).map((place, i) => ({ token: tokens[place], p: short(ranked[i]), right: false }));
    const rest = Math.max(0, Number((1 - bars.reduce((sum, { p }) => sum + p, 0)).toFixed(5)));
    updateBars(find(root, ".loop-map .bars"), { bars, rest, rest_count: vocabulary - bars.length });
    all(root, ".loop-map .bar").forEach((row, i) => mark(row, "data-cut", i >= left));
  }

  /** @param {HTMLElement} root @param {State} state @param {Choice} choice */
  #showDraw(root, state, choice) {
    const { tokens, places, ranked, left, whole } = choice;
    const { u, place, p } = this.#draw(state, choice);
    const pieces = ranked.slice(0, state.map ? left : 0).map((share, i) => (
      { token: tokens[places[i]], share: share / whole, drawn: state.drawn && places[i] === place }
    ));
    showLine(find(root, ".loop-line"), pieces.filter(({ share }) => share >= SMALLEST), state.drawn ? u : -1);
    const room = p === undefined ? "" : `, which has ${percent(p)}`;
    const words = state.drawn ? `${(100 * u).toFixed(1)} is drawn${room}:` : "Room on the line: its probability.";
    say(find(root, ".loop-words"), state.map ? words : "");
    const landed = state.drawn && tokens[place];
    find(root, ".loop-landed").replaceChildren(...(landed ? [chip(landed, state.n, "sampled")] : []));
    this.#showNote(root, state, choice);
  }

  /** @param {HTMLElement} root @param {State} state @param {Choice} choice */
  #showNote(root, state, { ranked, left, whole }) {
    const cut = whole < 0.99995 ? `Cut off: ${percent(1 - whole)}${state.n && ranked.length < this.data.vocabulary ? "" : `, ${number(ranked.length - left)} tokens`}. ` : "";
    const own = this.#setting(state) < 0 && !this.#can ? "At this setting the first token can be drawn; what follows is not recorded." : "";
    say(find(root, ".loop-note"), cut + own);
  }

  /** @param {HTMLElement} root @param {State} state */
  #showAll(root, state) {
    const setting = this.#setting(state);
    const { typed, t, k, p } = state;
    const live = state.five && (typed || setting < 0) && this.#can;
    if (live && !this.#live) return;
    const key = live ? JSON.stringify([this.#case.example, typed, t, k, p]) : `${this.#case.example} ${setting}`;
    const asBuilt = !this.#rows && key === `${this.data.cases[0].example} ${this.data.start}`;
    if (this.#rows !== key && !asBuilt) {
      const runs = this.#case.runs[Math.max(0, setting)];
      const length = Math.max(...this.#case.runs.flat().map(({ tokens }) => tokens.length));
      const recorded = runs.map((run) => ({ ...run, tokens: run.tokens.map((place) => this.data.tokens[place]) }));
      const rows = live ? this.#live?.rows(this.#text(state).window, state, this.data.seeds, length) : null;
      all(find(root, ".branches"), "li").forEach((item, i) => {
        const { tokens, along, shared } = (rows ?? recorded)[i];
        showRow(find(item, ".branch-text"), tokens, shared, along >= 0);
        const way = shared === tokens.length ? "the same as" : `after ${shared} tokens its own way, not`;
        say(find(item, ".branch-parts"), along >= 0 ? `${way} seed ${this.data.seeds[along]}` : "");
      });
    }
    this.#rows = key;
  }

  /** A seed or a setting: the text begins again, and what was drawn is drawn anew. @param {Partial<State>} patch */
  #choose(patch) {
    const { n, drawn, five } = this.#now;
    const recorded = this.#setting(this.#sane({ ...this.#now, ...patch, n: 0 })) >= 0;
    this.change({ ...patch, map: true, n: 0, drawn: drawn || n > 0, five: five && (recorded || this.#can) });
    const { wrong } = this.#text(this.#now);
    if (wrong) return this.announce(wrong);
    const { tokens, places, ranked } = this.#choice(this.#now);
    this.announce(`Likeliest: ${spoken(tokens[places[0]])}, ${percent(ranked[0])}`);
  }

  #next() {
    const state = this.#now;
    if (state.drawn) this.change({ n: state.n + 1, drawn: false });
    else {
      this.change({ map: true, n: state.n, drawn: true });
      const choice = this.#choice(state);
      const { u, place } = this.#draw(state, choice);
      this.announce(`${(100 * u).toFixed(1)} is drawn: ${spoken(choice.tokens[place])}`);
    }
  }

  #writeOn() {
    const { n } = this.#now;
    const last = (this.#run(this.#now)?.tokens.length ?? 0) - 1;
    this.change({ map: true, n: n < last ? last : Math.min(n + MORE, MOST - 1), drawn: false });
    this.announce(all(this, '.loop-context [data-look="sampled"] .chip-text').map((token) => token.textContent).join(""));
  }
}

customElements.define("sampling-loop", SamplingLoop);
