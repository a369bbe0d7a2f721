/**
 * The base model goes on from a beginning; run again, it goes on otherwise, and both stand side by side.
 *
 * The script: the first beginning; the same with another seed; then, a press each, every other beginning.
 */

import { chip } from "deck/chips.js";
import { all, find, mark, say } from "deck/dom.js";
import { Widget } from "deck/element.js";
import { count } from "deck/format.js";

/** @typedef {import("deck/types.js").DocumentSimulator.Data} Data */
/** @typedef {import("deck/types.js").DocumentSimulator.Prompt} Prompt */
/** `run`: which recorded run; from the second on, the one before it stands beside it. @typedef {{prompt: number, run: number}} State */

/** @extends {Widget<Data>} */
class DocumentSimulator extends Widget {
  /** @override @param {number} step @returns {State} */
  scripted(step) {
    const twice = this.data.prompts[0].runs.length > 1;
    if (step === 0) return { prompt: 0, run: 0 };
    return twice && step === 1 ? { prompt: 0, run: 1 } : { prompt: step - (twice ? 1 : 0), run: 0 };
  }

  /** @override */
  setup() {
    const options = { signal: this.signal };
    find(this, "select").addEventListener("change", (event) => {
      this.change({ prompt: Number(/** @type {HTMLSelectElement} */ (event.target).value), run: 0 });
      this.#announce();
    }, options);
    find(this, "[data-again]").addEventListener("click", () => {
      const [, runs, run] = this.#shown(/** @type {State} */ (this.state));
      this.change({ run: (run + 1) % runs });
      this.#announce();
    }, options);
  }

  /** @override @param {State} state @param {State | null} before */
  render(state, before) {
    const root = find(this, ".document-simulator");
    const [n, , run] = this.#shown(state);
    const prompt = this.data.prompts[n];
    if (root.dataset.prompt !== String(n) || root.dataset.run !== String(run)) {
      const [first, second] = all(root, ".simulator-page");
      const parts = run ? prompt.runs[run].parts : -1;
      const known = before !== null && root.dataset.prompt === String(n) && run === Number(root.dataset.run) + 1;
      fill(first, prompt, Math.max(run - 1, 0), parts, before !== null && !known);
      second.hidden = run === 0;
      if (run) fill(second, prompt, run, parts, before !== null);
    }
    root.dataset.prompt = String(n);
    root.dataset.run = String(run);
    say(find(root, ".simulator-notice"), notice(prompt, run));
    /** @type {HTMLSelectElement} */ (find(root, "select")).value = String(n);
    find(root, "[data-again]").toggleAttribute("disabled", prompt.runs.length < 2);
  }

  /** The prompt, how many runs it has, and the run, whatever a link asks for. @param {State} state */
  #shown(state) {
    const prompt = this.data.prompts[state.prompt] ? state.prompt : 0;
    const runs = this.data.prompts[prompt].runs.length;
    return [prompt, runs, Math.min(Math.max(Math.round(state.run), 0), runs - 1)];
  }

  #announce() {
    const [n, , run] = this.#shown(/** @type {State} */ (this.state));
    const prompt = this.data.prompts[n];
    const text = prompt.runs[run].tokens.map((token) => token.text).join("");
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
