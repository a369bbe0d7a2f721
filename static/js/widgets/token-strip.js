/**
 * A text as coloured tokens, in one encoding and beside it in another.
 *
 * The script: 0 the running example in pieces; 1 their ids; 2 the second encoding; then, a press each, every sample
 * that is no running example. So steps = 2 + how many samples have no `example`.
 */

import { chip, spoken } from "deck/chips.js";
import { all, find, h, mark, say } from "deck/dom.js";
import { Widget } from "deck/element.js";
import { count } from "deck/format.js";

/** @typedef {import("deck/types.js").TokenStrip.Data} Data */
/**
 * `sample`: which text, -1 for the running example; `ids`, `both`: are ids and the second encoding shown;
 * `strip`, `token`: the token told about below, -1 for none.
 * @typedef {{sample: number, ids: boolean, both: boolean, strip: number, token: number}} State
 */

const INVITATION = "A model never sees these letters: it gets one number for each piece.";

/** @extends {Widget<Data>} */
class TokenStrip extends Widget {
  /** @override @param {number} step @returns {State} */
  scripted(step) {
    const others = this.data.samples.flatMap((sample, i) => (sample.example ? [] : [i]));
    return { sample: step > 2 ? (others[step - 3] ?? -1) : -1, ids: step > 0, both: step > 1, strip: 0, token: -1 };
  }

  /** @override */
  setup() {
    const options = { signal: this.signal };
    const select = find(this, "select");
    select.addEventListener("change", () => this.#choose(Number(/** @type {HTMLSelectElement} */ (select).value)), options);
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
    const index = this.#index(state.sample);
    if (root.dataset.sample !== String(index)) this.#fill(root, index);
    /** @type {HTMLSelectElement} */ (find(root, "select")).value = String(index);

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

  /** @param {HTMLElement} root @param {number} index */
  #fill(root, index) {
    root.dataset.sample = String(index);
    say(find(root, ".token-text"), this.data.samples[index].text);
    all(root, ".strip").forEach((strip, i) => {
      const { tokens, count: n } = this.data.samples[index].strips[i];
      say(find(strip, ".strip-count"), count(n, "token"));
      find(strip, ".chips").replaceChildren(
        ...tokens.map((token, n) =>
          h("li", {}, h("button", { type: "button", class: "token", "data-n": n, tabindex: n ? -1 : 0 }, chip(token, n))),
        ),
      );
    });
  }

  /** @param {number} sample */
  #choose(sample) {
    this.change({ sample, token: -1 });
    const { label, strips } = this.data.samples[sample];
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
    const sample = this.data.samples[this.#index(this.state.sample)];
    const { tokens, encoding } = sample.strips[strip] ?? sample.strips[0];
    const token = tokens[n];
    if (!token) return sample.note || INVITATION;
    return `${spoken(token)}: token ${token.id} of ${encoding}, number ${n + 1} of ${tokens.length} here`;
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
