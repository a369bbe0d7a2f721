/**
 * One recorded training run, stop by stop; and a smaller model that learns in the page (`live/learning-run.js`).
 *
 * The script: the stops that the build chose (`walk`), those at which something new is measured, to the last one.
 */

import { updateBars } from "deck/bars.js";
import { all, find, h, mark, say } from "deck/dom.js";
import { Widget } from "deck/element.js";
import { number, percent } from "deck/format.js";
import { clamp, expand } from "deck/maps.js";
import { has } from "deck/parcels.js";
import { wake } from "deck/wake.js";

/** @typedef {import("deck/types.js").LearningRun.Data} Data */
/**
 * `stop`: the stop of the run that is looked at. `live`: what is learned from in the page, `corpus` or `text`; else empty.
 * `until`: how many nudges the page's own model has had, or is on its way to.
 * @typedef {{stop: number, live: string, text: string, until: number}} State
 */

const PARCELS = ["corpus", "words", "cl100k_base"];

/** @extends {Widget<Data>} */
class LearningRun extends Widget {
  /** The live half, once it is here. @type {any} */
  #live = null;

  /** @override @param {number} step @returns {State} */
  scripted(step) {
    return { stop: this.data.walk[step] ?? this.data.stops.length - 1, live: "", text: "", until: 0 };
  }

  /** @override */
  setup() {
    const options = { signal: this.signal };
    const range = /** @type {HTMLInputElement} */ (find(this, ".range"));
    range.addEventListener("input", () => this.#go(range.valueAsNumber), options);
    const train = find(this, ".run-train");
    mark(this, "data-live", has(...PARCELS));
    train.addEventListener("click", () => this.change({ live: this.state.live ? "" : "corpus", until: 0 }), options);
    const plot = find(this, ".run-plot");
    plot.addEventListener("click", (event) => {
      const box = plot.getBoundingClientRect();
      this.#go(((event.clientX - box.left) / box.width) * (this.data.stops.length - 1));
    }, options);
  }

  /** @override @param {State} state */
  render(state) {
    const root = find(this, ".learning-run");
    if (state.live && this.#live) this.#live.show(state);
    else if (state.live) this.#wake();
    else this.#live?.close();
    mark(root, "data-trains", Boolean(state.live && this.#live));
    find(root, ".run-train").setAttribute("aria-pressed", String(Boolean(state.live)));
    const { stops, cases } = this.data;
    const at = this.#at(state);
    const { step, y } = stops[at];
    const { context, right, moments } = this.#case;
    const { phase, sample, shares } = moments[at];
    if (root.dataset.case !== String(cases.indexOf(this.#case))) this.#fill(root);

    say(find(root, ".run-step"), number(step));
    say(find(root, ".run-phase"), phase);
    say(find(root, ".run-prompt"), context);
    say(find(root, ".run-sampled"), sample.replaceAll("\n", " ⏎ "));
    updateBars(find(root, ".bars"), expand(shares, this.data.tokens, this.data.vocabulary, right));

    const here = find(root, ".run-here");
    for (const [name, value] of /** @type {const} */ ([["--x", at / (stops.length - 1)], ["--y", y]])) {
      if (Number(here.style.getPropertyValue(name)) !== value) here.style.setProperty(name, String(value));
    }
    const range = /** @type {HTMLInputElement} */ (find(root, ".range"));
    range.value = String(at);
    range.setAttribute("aria-valuetext", `${number(step)} nudges: ${phase}`);
  }

  async #wake() {
    const half = await wake(this, "live/learning-run.js", PARCELS, () => this.render(/** @type {State} */ (this.state)));
    if (half) this.#live ??= half.open(this);
    if (half) this.render(/** @type {State} */ (this.state));
  }

  /** The running example, or the first one if it is not among ours. */
  get #case() {
    return this.data.cases.find((c) => c.example === this.example) ?? this.data.cases[0];
  }

  /** @param {State} state */
  #at(state) {
    return clamp(state.stop, 0, this.data.stops.length - 1);
  }

  /** @param {number} stop */
  #go(stop) {
    this.change({ stop: clamp(stop, 0, this.data.stops.length - 1) });
    const { right, moments } = this.#case;
    const { phase, right: p, sample } = moments[this.state.stop];
    const answer = this.data.tokens[right].text.trim();
    this.announce(`${phase}. “${answer}” ${percent(p)}. It goes on: ${sample}`);
  }

  /** The table, which is the example's. @param {HTMLElement} root */
  #fill(root) {
    const { stops, cases, tokens } = this.data;
    const { right, moments } = this.#case;
    root.dataset.case = String(cases.indexOf(this.#case));
    say(all(root, "th")[3], `“${tokens[right].text.trim()}”`);
    find(root, "tbody").replaceChildren(
      ...stops.map(({ step, unsure, unsure_held_out }, i) => {
        const { right: p, rank, phase } = moments[i];
        const cells = [number(step), unsure, unsure_held_out, percent(p), number(rank), phase];
        return h("tr", {}, ...cells.map((text) => h("td", {}, text)));
      }),
    );
  }
}

customElements.define("learning-run", LearningRun);
