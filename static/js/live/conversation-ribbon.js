/**
 * One question, asked of the base model and of the assistant that it became: same tokens in, same random numbers; and both
 * answers on their pages. It leaves out tools.
 */

import { chip } from "deck/chips.js";
import { find, h, mark, say } from "deck/dom.js";
import { mind } from "deck/live/mind.js";
import { LONGEST, prompt, reply } from "deck/live/talk.js";

/** @typedef {import("deck/types.js").Token} Token */
/** @typedef {import("deck/live/mind.js").Mind} Mind */
/**
 * What was asked and what came of it: an answer before and one after, none of either if there is trouble. `words`: what to
 * say of it, or what the trouble is.
 * @typedef {{key: string, prompt: Token[], unknown: boolean[], before: Token[], after: Token[], words: string, spoken: string}} Asked
 */

/** With no seed: always the likeliest token, as in the recorded answers. With one, how far it may stray. */
const TEMPERATURE = 0.8;
/** More tokens of a prompt that is too long are not shown. */
const SHOWN = 200;

export async function open() {
  return new Both(await mind("base"), await mind("assistant"));
}

export class Both {
  /** What was asked lately: it is asked once. @type {Map<string, Asked>} */
  #asked = new Map();

  /**
   * @param {Mind} base
   * @param {Mind} assistant
   */
  constructor(base, assistant) {
    this.minds = [base, assistant];
  }

  /**
   * @param {string} question
   * @param {number} seed 0: always the likeliest token
   * @returns {Asked}
   */
  ask(question, seed) {
    const key = `typed ${seed} ${question}`;
    const found = this.#asked.get(key) ?? this.#ask(question, seed, key);
    if (this.#asked.size > 8) this.#asked.clear();
    this.#asked.set(key, found);
    return found;
  }

  /** @param {string} question @param {number} seed @param {string} key @returns {Asked} */
  #ask(question, seed, key) {
    const [base] = this.minds;
    const typed = base.typed(question);
    const trouble = base.trouble(typed, base.room - prompt(base, []).length - LONGEST);
    const options = { seed, temperature: seed > 0 ? TEMPERATURE : 0 };
    const [before, after] = this.minds.map((mind) =>
      trouble ? [] : Array.from(reply(mind, typed.local, options), ({ local }) => mind.words.tokens[local]),
    );
    const same = seed > 0 ? `same seed (${seed})` : "and always the likeliest token";
    const words = trouble || `Same prompt, ${same}. Only the conversations make the difference.`;
    const spoken = trouble || `Before: ${text(before)} After: ${text(after)}`;
    return { key, prompt: typed.tokens.slice(0, SHOWN), unknown: typed.local.map((i) => i < 0), before, after, words, spoken };
  }

  /**
   * Both answers on their pages.
   * @param {HTMLElement} root
   * @param {Asked} asked
   * @param {string} seen how many conversations the assistant has seen
   * @param {boolean} moves do the tokens come one by one?
   */
  show(root, asked, seen, moves) {
    root.dataset.asked = asked.key;
    say(find(root, ".ribbon-seen"), seen);
    /** @type {HTMLSelectElement} */ (find(root, '[data-choose="prompt"]')).value = asked.key;
    for (const of of /** @type {const} */ (["before", "after"])) {
      const page = find(root, `[data-of="${of}"] .running`);
      const parts = asked.prompt.map((token, i) => (asked.unknown[i] ? h("mark", { class: "ribbon-unknown" }, token.text) : token.text));
      const said = asked[of].map((token, i) => chip(token, i, "sampled"));
      said.forEach((element, i) => element.style.setProperty("--i", String(i)));
      mark(page, "data-typing", moves);
      page.replaceChildren(h("span", { class: "ribbon-prompt" }, ...parts), ...said);
    }
  }
}

/** @param {Token[]} tokens */
function text(tokens) {
  return tokens.map((token) => token.text).join("").replace("<|end|>", "");
}
