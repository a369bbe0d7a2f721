/**
 * The base model goes on from a beginning; run again, it goes on otherwise, and both stand side by side.
 *
 * The script: the first beginning; the same with another seed; then, a press each, every other beginning. One may type
 * another beginning and choose a seed; how the model in the page goes on is in `live/document-simulator.js`.
 */

import { chip } from "deck/chips.js";
import { all, find, mark, say } from "deck/dom.js";
import { Widget } from "deck/element.js";
import { count } from "deck/format.js";
import { clamp } from "deck/maps.js";
import { has } from "deck/parcels.js";
import { wake } from "deck/wake.js";

/** @typedef {import("deck/types.js").DocumentSimulator.Data} Data */
/** @typedef {import("deck/types.js").DocumentSimulator.Prompt} Prompt */
/**
 * `run`: which recorded run; from the second on, the one before it stands beside it. `typed`: a beginning of one's own
 * and `seed`, with the seed before it beside it if `run` is not 0; `at`: the draw whose map is shown.
 * @typedef {{prompt: number, run: number, typed: string, seed: number, at: number}} State
 */

const PARCELS = ["base", "words", "cl100k_base"];
const OWN = { typed: "", seed: 1, at: 0 };

/** @extends {Widget<Data>} */
class DocumentSimulator extends Widget {
  /** What goes on from what is typed, once it is here. @type {any} */
  #live = null;

  /** @override @param {number} step @returns {State} */
  scripted(step) {
    const twice = this.data.prompts[0].runs.length > 1;
    if (step === 0) return { prompt: 0, run: 0, ...OWN };
    return twice && step === 1 ? { prompt: 0, run: 1, ...OWN } : { prompt: step - (twice ? 1 : 0), run: 0, ...OWN };
  }

  /** @override */
  setup() {
    const options = { signal: this.signal };
    find(this, "select").addEventListener("change", (event) => {
      this.change({ prompt: Number(/** @type {HTMLSelectElement} */ (event.target).value), run: 0, ...OWN });
      this.#announce();
    }, options);
    find(this, "[data-again]").addEventListener("click", () => {
      const [, runs, run, seed] = this.#shown(/** @type {State} */ (this.state));
      this.change(this.state.typed ? { run: 1, seed: seed + 1, at: 0 } : { run: (run + 1) % runs });
      this.#announce();
    }, options);
    mark(this, "data-live", has(...PARCELS));
    const form = find(this, "form");
    const [field, seed] = [find(form, "textarea"), find(form, "input")];
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const typed = /** @type {HTMLTextAreaElement} */ (field).value.replace(/[ \t]+$/, "");
      this.change({ typed, seed: Number(/** @type {HTMLInputElement} */ (seed).value) || 1, run: 0, at: 0 });
      this.#announce();
    }, options);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") field.blur();
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      /** @type {HTMLFormElement} */ (form).requestSubmit();
    }, options);
  }

  /** @override @param {State} state @param {State | null} before */
  render(state, before) {
    const root = find(this, ".document-simulator");
    const [n, , shown, seed] = this.#shown(state);
    const own = state.typed ? this.#own(state, seed) : null;
    if (!state.typed || !before || state.typed !== before.typed || seed !== before.seed) this.#field(state, n, seed);
    if (state.typed && !own) return;
    const prompt = own ?? this.data.prompts[n];
    const run = Math.min(shown, prompt.runs.length - 1);
    const key = own ? `typed ${seed} ${state.typed}` : String(n);
    if (root.dataset.prompt !== key || root.dataset.run !== String(run)) {
      const [first, second] = all(root, ".simulator-page");
      const parts = run ? prompt.runs[run].parts : -1;
      const known = before !== null && (own ? run > 0 : root.dataset.prompt === key && run === Number(root.dataset.run) + 1);
      fill(first, prompt, Math.max(run - 1, 0), parts, before !== null && !known);
      second.hidden = run === 0;
      if (run) fill(second, prompt, run, parts, before !== null);
    }
    root.dataset.prompt = key;
    root.dataset.run = String(run);
    say(find(root, ".simulator-notice"), notice(prompt, run));
    /** @type {HTMLSelectElement} */ (find(root, "select")).value = key;
    find(root, "[data-again]").toggleAttribute("disabled", !own && prompt.runs.length < 2);
    if (own) this.#live.show(root, own, state.at, (/** @type {number} */ at) => this.change({ at }));
  }

  /** The field has the beginning that is shown, and the seed. @param {State} state @param {number} n @param {number} seed */
  #field({ typed }, n, seed) {
    const text = typed || this.data.prompts[n].tokens.map((token) => token.text).join("");
    const field = /** @type {HTMLTextAreaElement} */ (find(this, "textarea"));
    if (field.value !== text) field.value = text;
    /** @type {HTMLInputElement} */ (find(this, "form input")).value = String(seed);
  }

  /** What was typed and how it goes on; null until the model is here. @param {State} state @param {number} seed */
  #own({ typed, run }, seed) {
    if (!this.#live) this.#wake();
    return this.#live?.begin(typed, seed, run > 0 && seed > 1) ?? null;
  }

  async #wake() {
    const found = await wake(this, "live/document-simulator.js", PARCELS, () => this.#wake());
    if (!found) return;
    this.#live = await found.open();
    this.render(/** @type {State} */ (this.state), this.state.typed ? /** @type {State} */ (this.state) : null);
    this.#announce();
  }

  /** The prompt, how many runs it has, the run, and the seed, whatever a link asks for. @param {State} state */
  #shown(state) {
    const prompt = this.data.prompts[state.prompt] ? state.prompt : 0;
    const runs = state.typed ? 2 : this.data.prompts[prompt].runs.length;
    return [prompt, runs, clamp(state.run, 0, runs - 1), clamp(state.seed, 1, 9999)];
  }

  #announce() {
    const state = /** @type {State} */ (this.state);
    const [n, , shown, seed] = this.#shown(state);
    const prompt = state.typed ? this.#own(state, seed) : this.data.prompts[n];
    if (!prompt) return;
    const run = Math.min(shown, prompt.runs.length - 1);
    const text = prompt.runs[run].tokens.map((/** @type {{text: string}} */ token) => token.text).join("");
    this.announce(`Seed ${prompt.runs[run].seed}: ${text} ${notice(prompt, run)}`);
  }
}

/**
 * A page with one run on it.
 * @param {HTMLElement} page @param {Prompt} prompt @param {number} run
 * @param {number} parts the token at which this run and the one beside it part, -1 if nothing stands beside it
 * @param {boolean} typing do the tokens come one by one?
 */
function fill(page, prompt, run, parts, typing) {
  const { seed, tokens } = prompt.runs[run];
  const text = find(page, ".running");
  say(find(page, ".caption"), `seed ${seed}`);
  mark(text, "data-typing", typing);
  text.replaceChildren(
    ...prompt.tokens.map((token, i) => chip(token, i, "data")),
    ...tokens.map((token, i) => {
      const element = chip(token, i, "sampled");
      element.style.setProperty("--i", String(i));
      mark(element, "data-parts", i === parts);
      return element;
    }),
  );
}

/** What to notice. @param {Prompt} prompt @param {number} run */
function notice(prompt, run) {
  const { parts, seen } = prompt.runs[run];
  if (parts > 0) return `Same beginning, another seed: ${count(parts, "token")} alike, and then they part. ${seen}`;
  if (parts === 0) return `Same beginning, another seed: they part at the very first token. ${seen}`;
  return `${prompt.notice} ${seen}`;
}

customElements.define("document-simulator", DocumentSimulator);
