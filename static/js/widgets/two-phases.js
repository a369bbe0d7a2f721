/**
 * Training beside inference. The script: at the left, a press each, after so many nudges as the author says;
 * then, a press each, the tokens of a recorded run at the right, where nothing but the text changes.
 */

import { updateBars } from "deck/bars.js";
import { chip } from "deck/chips.js";
import { all, find, h, mark, say, still } from "deck/dom.js";
import { Widget } from "deck/element.js";
import { count, number, percent } from "deck/format.js";
import { clamp, expand } from "deck/maps.js";

/** @typedef {import("deck/types.js").TwoPhases.Data} Data */
/** @typedef {import("deck/types.js").TwoPhases.Case} Case */
/** `nudges`: how often the example was learned from; `tokens`: how many are appended. @typedef {{nudges: number, tokens: number}} State */

/** @extends {Widget<Data>} */
class TwoPhases extends Widget {
  /** The running example that the right panel shows. @type {Case} */
  #shown = /** @type {any} */ (null);

  /** @override @param {number} step @returns {State} */
  scripted(step) {
    const stops = [0, ...this.data.presses];
    const at = Math.min(step, stops.length - 1);
    return { nudges: stops[at], tokens: step - at };
  }

  /** @override */
  setup() {
    const options = { signal: this.signal };
    const range = /** @type {HTMLInputElement} */ (find(this, ".range"));
    range.addEventListener("input", () => this.#nudge(Number(range.value)), options);
    find(this, "[data-do-nudge]").addEventListener("click", () => this.#nudge(this.#at(this.state).nudges + 1), options);
    for (const button of all(this, "[data-do-token]")) {
      button.addEventListener("click", () => this.#append(Number(button.dataset.doToken)), options);
    }
  }

  /** @override @param {State} state @param {State | null} before */
  render(state, before) {
    const { nudges, tokens, shown } = this.#at(state);
    const [training, inference] = all(this, ".phase-panel");
    mark(training, "data-now", tokens === 0);
    mark(inference, "data-now", tokens > 0);
    const fresh = shown !== (this.#shown ?? this.data.cases[0]);
    if (fresh) this.#words(training, shown);
    this.#train(training, shown, nudges, before !== null && !fresh);
    this.#infer(inference, shown, tokens, fresh, before !== null && !fresh);
    this.#shown = shown;
  }

  /** What a state shows, whatever a link says. @param {import("deck/element.js").State} state */
  #at(state) {
    const shown = this.data.cases.find((c) => c.example === this.example) ?? this.data.cases[0];
    return {
      shown,
      nudges: clamp(state.nudges, 0, shown.nudges.length - 1),
      tokens: clamp(state.tokens, 0, shown.run.length),
    };
  }

  /** @param {HTMLElement} panel @param {Case} shown */
  #words(panel, shown) {
    say(find(panel, '[data-field="context"]'), shown.context.map((token) => token.text).join(""));
    say(find(panel, '[data-field="right"]'), this.data.tokens[shown.right].text);
  }

  /** @param {HTMLElement} panel @param {Case} shown @param {number} nudges @param {boolean} moves */
  #train(panel, shown, nudges, moves) {
    const { tokens, vocabulary, parameters } = this.data;
    const { shares, weights } = shown.nudges[nudges];
    updateBars(find(panel, ".bars"), expand(shares, tokens, vocabulary, shown.right));
    const when = nudges ? `after ${count(nudges, "nudge")}` : "before the first nudge";
    say(find(panel, ".parameters-words"), `${weights.length} of ${number(parameters)} parameters, ${when}`);
    turn(panel, weights, shown.nudges[0].weights, shown.names, moves);
    const range = /** @type {HTMLInputElement} */ (find(panel, ".range"));
    range.value = String(nudges);
    say(find(panel, "output"), String(nudges));
    /** @type {HTMLButtonElement} */ (find(panel, "[data-do-nudge]")).disabled = nudges === shown.nudges.length - 1;
  }

  /** @param {HTMLElement} panel @param {Case} shown @param {number} n @param {boolean} fresh @param {boolean} moves */
  #infer(panel, shown, n, fresh, moves) {
    const { tokens, vocabulary } = this.data;
    const list = find(panel, ".growing");
    const length = shown.context.length;
    if (fresh) list.replaceChildren(...shown.context.map((token, i) => h("li", {}, chip(token, i))));
    while (list.children.length > length + n) list.lastElementChild?.remove();
    const old = list.children.length;
    for (let i = old - length; i < n; i++) list.append(h("li", {}, chip(tokens[shown.run[i]], length + i, "sampled")));
    const last = list.lastElementChild;
    if (moves && last && list.children.length === old + 1 && !still()) {
      last.animate({ transform: ["translateY(3em)", "none"], opacity: [0, 1] }, { duration: 320, easing: "cubic-bezier(0.3, 0, 0.15, 1)" });
    }
    updateBars(find(panel, ".bars"), expand(shown.after[n], tokens, vocabulary));
    turn(panel, shown.finished, shown.finished, shown.names, false);
    const [append, again] = /** @type {HTMLButtonElement[]} */ (all(panel, "[data-do-token]"));
    append.disabled = n === shown.run.length;
    again.disabled = n === 0;
  }

  /** @param {number} nudges */
  #nudge(nudges) {
    this.change({ nudges, tokens: 0 });
    const { shown, nudges: n } = this.#at(this.state);
    const { at, p } = shown.nudges[n].shares;
    this.announce(`After ${count(n, "nudge")}: “${this.data.tokens[shown.right].text.trim()}” ${percent(p[at.indexOf(shown.right)])}`);
  }

  /** @param {number} by */
  #append(by) {
    const { shown, tokens } = this.#at(this.state);
    const n = clamp(tokens + by, 0, shown.run.length);
    this.change({ tokens: n });
    this.announce(n ? `Appended “${this.data.tokens[shown.run[n - 1]].text.trim()}”` : "Only the beginning");
  }
}

/**
 * Writes parameters: the digits in which they differ from `first` stand out, and an arrow tells which way they went.
 * @param {HTMLElement} panel
 * @param {number[]} values
 * @param {number[]} first
 * @param {string[]} names
 * @param {boolean} moves
 */
function turn(panel, values, first, names, moves) {
  all(panel, ".parameter").forEach((one, i) => {
    one.title = names[i];
    const [now, then] = [written(values[i]), written(first[i])];
    const by = values[i] - first[i];
    const text = find(one, ".parameter-value");
    find(one, ".parameter-turn").dataset.by = by > 0 ? "up" : by < 0 ? "down" : "still";
    if (text.textContent === now && text.childElementCount === (now === then ? 0 : 1)) return;
    let same = 0;
    while (same < now.length && now[same] === then[same]) same++;
    text.replaceChildren(now.slice(0, same), ...(same < now.length ? [h("b", {}, now.slice(same))] : []));
    if (moves && !still()) text.animate({ transform: [`translateY(${by > 0 ? 0.4 : -0.4}em)`, "none"] }, { duration: 320, easing: "ease-out" });
  });
}

/** @param {number} value */
function written(value) {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(4)}`;
}

customElements.define("two-phases", TwoPhases);
