/**
 * A text as coloured tokens, in one encoding and beside it in another. Any other text may be typed over it; it is split
 * in `live/token-strip.js`.
 *
 * The script: 0 the running example in pieces; 1 their ids; 2 the second encoding; then, a press each, every sample
 * that is no running example. So steps = 2 + how many samples have no `example`.
 */

import { chip, spoken } from "deck/chips.js";
import { all, find, h, mark, say } from "deck/dom.js";
import { Widget } from "deck/element.js";
import { count, number } from "deck/format.js";
import { has } from "deck/parcels.js";
import { wake } from "deck/wake.js";

/** @typedef {import("deck/types.js").TokenStrip.Data} Data */
/** @typedef {import("deck/types.js").TokenStrip.Sample} Sample */
/**
 * `sample`: which text, -1 for the running example; `ids`, `both`: are ids and the second encoding shown;
 * `strip`, `token`: the token told about below, -1 for none; `typed`: a text of one's own, shown instead of the sample.
 * @typedef {{sample: number, ids: boolean, both: boolean, strip: number, token: number, typed: string}} State
 */

/** More tokens than these are shown small. */
const MANY = 14;
const INVITATION = "A model never sees these letters: it gets one number for each piece.";

/** @extends {Widget<Data>} */
class TokenStrip extends Widget {
  /** What was typed, once it is split. @type {Sample | null} */
  #own = null;
  /** The live half: `live/token-strip.js`. @type {any} */
  #live = null;
  /** For how many encodings it is awake. */
  #woken = 0;
  /** What the strips show. @type {Sample | null} */
  #filled = null;

  /** @override @param {number} step @returns {State} */
  scripted(step) {
    const others = this.data.samples.flatMap((sample, i) => (sample.example ? [] : [i]));
    const sample = step > 2 ? (others[step - 3] ?? -1) : -1;
    return { sample, ids: step > 0, both: step > 1, strip: 0, token: -1, typed: "" };
  }

  /** @override */
  setup() {
    const options = { signal: this.signal };
    const select = find(this, "select");
    select.addEventListener("change", () => this.#choose(Number(/** @type {HTMLSelectElement} */ (select).value)), options);
    const field = /** @type {HTMLTextAreaElement} */ (find(this, "textarea"));
    mark(this, "data-live", has(...this.data.samples[0].strips.map((strip) => strip.encoding)));
    field.addEventListener("input", () => {
      const same = field.value === this.data.samples[this.#index(this.state.sample)].text;
      this.change({ typed: same ? "" : field.value, ids: true, token: -1 });
    }, options);
    field.addEventListener("change", () => this.#announce(), options);
    field.addEventListener("blur", () => this.render(/** @type {State} */ (this.state)), options);
    field.addEventListener("keydown", ({ key }) => key === "Escape" && field.blur(), options);
    this.addEventListener("click", (event) => this.#pick(tokenAt(event)), options);
    this.addEventListener("pointerover", (event) => this.#tell(tokenAt(event)), options);
    this.addEventListener("pointerout", () => this.#tell(null), options);
    this.addEventListener("focusin", (event) => this.#tell(tokenAt(event)), options);
    this.addEventListener("focusout", () => this.#tell(null), options);
    this.addEventListener("keydown", (event) => this.#move(event), options);
  }

  /** @override @param {State} state */
  render(state) {
    const root = find(this, ".token-strip");
    const sample = this.#sample(state);
    const shown = sample === this.#own ? "typed" : String(this.#index(state.sample));
    if (this.#filled !== sample) this.#fill(root, sample);
    this.#filled = sample;
    root.dataset.sample = shown;
    /** @type {HTMLSelectElement} */ (find(root, "select")).value = shown;
    const field = /** @type {HTMLTextAreaElement} */ (find(root, "textarea"));
    const erased = field === document.activeElement && field.value === "" && !state.typed;
    if (!erased && field.value !== (state.typed || sample.text)) field.value = state.typed || sample.text;
    const split = this.#own?.text === state.typed && this.#own.strips.length >= this.#encodings(state).length;
    if (state.typed && !split) this.#split();

    all(root, ".strip").forEach((strip, i) => {
      mark(strip, "data-waiting", i > 0 && !state.both);
      mark(find(strip, ".chips"), "data-no-ids", !state.ids);
      for (const button of all(strip, ".token")) {
        const picked = i === state.strip && Number(button.dataset.n) === state.token;
        if (picked) button.setAttribute("aria-current", "true");
        else button.removeAttribute("aria-current");
      }
    });
    this.#tell(null);
  }

  /** Which sample `sample` is; one that there is not counts as the running example. @param {number} sample */
  #index(sample) {
    if (this.data.samples[sample]) return sample;
    return Math.max(0, this.data.samples.findIndex((s) => s.example === this.example));
  }

  /** The text that is shown: what was typed, once it has been split, or a sample. @param {Partial<State>} state */
  #sample({ sample, typed } = this.state) {
    return (typed && this.#own) || this.data.samples[this.#index(sample ?? -1)];
  }

  /** In which encodings a text is shown. @param {State} state */
  #encodings({ both }) {
    return this.data.samples[0].strips.map((strip) => strip.encoding).slice(0, both ? 2 : 1);
  }

  /** Splits what was typed, in what is shown; a split that comes too late is dropped. */
  async #split() {
    const names = this.#encodings(/** @type {State} */ (this.state));
    if (names.length > this.#woken) {
      const live = await wake(this, "live/token-strip.js", names, () => this.#split());
      if (!live) return;
      [this.#live, this.#woken] = [live, names.length];
    }
    const own = await this.#live.split(this.state.typed, names);
    if (own.text !== this.state.typed) return;
    this.#own = own;
    this.render(/** @type {State} */ (this.state));
  }

  /** @param {HTMLElement} root @param {Sample} sample */
  #fill(root, sample) {
    const { text, strips } = sample;
    say(find(root, ".token-text"), text);
    all(root, ".strip").forEach((strip, i) => {
      const { tokens, count: n } = strips[i] ?? { tokens: [], count: 0 };
      const more = n > tokens.length ? `, of which the first ${number(tokens.length)} are shown` : "";
      const list = find(strip, ".chips");
      const old = all(list, ".chip-id").map((id) => Number(id.textContent));
      let same = 0; // what stands before the change stays: a long text is typed into without a delay
      while (same < tokens.length && old[same] === tokens[same].id) same++;
      say(find(strip, ".strip-count"), count(n, "token") + more);
      mark(list, "data-many", sample === this.#own && tokens.length > MANY);
      for (const item of [...list.children].slice(same)) item.remove();
      list.append(
        ...tokens.slice(same).map((token, k) => {
          const n = same + k;
          return h("li", {}, h("button", { type: "button", class: "token", "data-n": n }, chip(token, n)));
        }),
      );
      all(list, ".token").forEach((button, n) => button.setAttribute("tabindex", n ? "-1" : "0"));
    });
  }

  /** @param {number} sample */
  #choose(sample) {
    this.change({ sample, token: -1, typed: "" });
    this.#announce();
  }

  #announce() {
    const { label, strips } = this.#sample();
    this.announce(`${label}: ${strips.map((s) => `${count(s.count, "token")} in ${s.encoding}`).join(", ")}`);
  }

  /** @param {HTMLElement | null} button */
  #pick(button) {
    if (!button) return;
    const [strip, token] = this.#place(button);
    const again = this.state.strip === strip && this.state.token === token;
    this.change({ strip, token: again ? -1 : token, ids: true });
    if (!again) this.announce(this.#words(strip, token));
  }

  /** Tells below about the token that is pointed at, else about the one picked. @param {HTMLElement | null} button */
  #tell(button) {
    const [strip, token] = button ? this.#place(button) : [this.state.strip, this.state.token];
    say(find(this, ".token-details"), this.#words(strip, token));
  }

  /** @param {number} strip @param {number} n */
  #words(strip, n) {
    const sample = this.#sample();
    const { tokens, encoding, count: all } = sample.strips[strip] ?? sample.strips[0];
    const token = tokens[n];
    if (!token) return sample.note || INVITATION;
    return `${spoken(token)}: token ${token.id} of ${encoding}, number ${n + 1} of ${number(all)} here`;
  }

  /** Arrows, Home and End move along the tokens. @param {KeyboardEvent} event */
  #move(event) {
    const from = tokenAt(event);
    if (!from || event.ctrlKey || event.altKey || event.metaKey) return;
    const buttons = all(from.closest(".chips") ?? this, ".token");
    const at = buttons.indexOf(from);
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = buttons[to];
    if (!next) return;
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  }

  /** The strip and the position of a token's button. @param {HTMLElement} button @returns {[number, number]} */
  #place(button) {
    const strip = button.closest(".strip");
    return [all(this, ".strip").findIndex((s) => s === strip), Number(button.dataset.n)];
  }
}

/** @param {Event} event @returns {HTMLElement | null} */
function tokenAt(event) {
  return event.target instanceof Element ? event.target.closest(".token") : null;
}

customElements.define("token-strip", TokenStrip);
