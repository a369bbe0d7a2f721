/**
 * A recorded conversation as a chat, and as the ribbon of tokens that it is; which of them the model learns from; and
 * what it answers after so many conversations.
 *
 * Chat and ribbon are the same elements: the pieces of a bubble glide into the row. The script: the first conversation
 * as a chat, as tokens, with what is learned from marked; every other conversation so; the checkpoints of the walk. One
 * may ask anything else: what the model in the page answers is in `live/conversation-ribbon.js`.
 */

import { chip } from "deck/chips.js";
import { all, find, glide, h, mark, say } from "deck/dom.js";
import { Widget } from "deck/element.js";
import { count, number } from "deck/format.js";
import { clamp } from "deck/maps.js";
import { has } from "deck/parcels.js";
import { wake } from "deck/wake.js";

/** @typedef {import("deck/types.js").ConversationRibbon.Data} Data */
/** @typedef {import("deck/types.js").ConversationRibbon.Turn} Turn */
/** @typedef {import("deck/types.js").Token} Token */
/**
 * `show`: chat, ribbon, mask or after; `stop`: the checkpoint that answers the prompt; `typed`: a prompt of one's own, and
 * the `seed` with which both draw, 0 for always the likeliest.
 * @typedef {{conversation: number, show: string, prompt: number, stop: number, typed: string, seed: number}} State
 */

/** @type {Record<string, string>} */
const WORDS = {
  chat: "People wrote both sides, the question and the answer.",
  ribbon: "For the model it is one row of tokens. Markers say who speaks.",
  mask: "The loop is the old one: guess the next token, nudge. But only where the assistant speaks.",
  after: "Same prompt, same seed. Only the conversations that it has seen make the difference.",
};

const PARCELS = ["base", "assistant", "words", "cl100k_base"];

/** @extends {Widget<Data>} */
class ConversationRibbon extends Widget {
  /** Asks both models, once they are here. @type {any} */
  #live = null;

  /** @override @param {number} step @returns {State} */
  scripted(step) {
    const { conversations, seen, walk } = this.data;
    const first = { conversation: 0, show: "chat", prompt: walk[0]?.prompt ?? 0, stop: seen.length - 1, typed: "", seed: 0 };
    if (step < 2) return { ...first, show: ["chat", "ribbon"][step] };
    const conversation = Math.min(step - 2, conversations.length - 1);
    const halt = walk[step - 2 - conversations.length];
    return halt ? { ...first, conversation, show: "after", ...halt } : { ...first, conversation, show: "mask" };
  }

  /** @override */
  setup() {
    if (this.data.pending) return;
    const options = { signal: this.signal };
    this.addEventListener("change", ({ target }) => {
      if (!(target instanceof HTMLSelectElement)) return;
      this.change({ [target.dataset.choose ?? ""]: Number(target.value), typed: "", seed: 0 });
      this.#announce();
    }, options);
    this.addEventListener("input", ({ target }) => {
      if (!(target instanceof HTMLInputElement)) return;
      if (target.type !== "range") return this.#name();
      this.change({ stop: target.valueAsNumber });
      this.#announce();
    }, options);
    this.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button[data-show]") : null;
      if (!(button instanceof HTMLElement)) return;
      this.change({ show: button.dataset.show });
      this.#announce();
    }, options);
    mark(this, "data-live", has(...PARCELS));
    const [form, field] = [find(this, "form"), /** @type {HTMLInputElement} */ (find(this, "form input"))];
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const typed = field.value.trim();
      this.change({ typed, seed: typed && typed === this.state.typed ? clamp(this.state.seed, 0, 9998) + 1 : 0, show: "after" });
      this.#announce();
    }, options);
    field.addEventListener("keydown", ({ key }) => key === "Escape" && field.blur(), options);
  }

  /** @override @param {State} state @param {State | null} before */
  render(state, before) {
    if (this.data.pending) return;
    const root = find(this, ".conversation-ribbon");
    const { show, conversation, prompt, stop, typed } = this.#shown(state);
    const own = this.#own(state);
    this.#renderTalk(root, conversation, show, before !== null);
    if (!own) this.#renderAnswers(root, prompt, stop);
    else if (root.dataset.asked !== own.key) this.#live.show(root, own, number(this.data.seen[this.data.seen.length - 1]), before !== null);
    say(find(root, ".ribbon-words"), show === "after" && own ? own.words : WORDS[show]);
    if (typed || before?.typed) /** @type {HTMLInputElement} */ (find(root, "form input")).value = typed;
    this.#name();
    for (const button of all(root, "button[data-show]")) {
      button.setAttribute("aria-pressed", String(button.dataset.show === show));
    }
  }

  /** @param {HTMLElement} root @param {number} n @param {string} show @param {boolean} moves */
  #renderTalk(root, n, show, moves) {
    const { turns, learned, read } = this.data.conversations[n];
    const same = root.dataset.conversation === String(n);
    if (!same) find(root, ".ribbon-turns").replaceChildren(...rows(turns, this.data.tokens));
    root.dataset.conversation = String(n);
    const turned = moves && same && [show, root.dataset.showAs].includes("chat") && show !== root.dataset.showAs;
    const land = turned ? glide(all(root, ".ribbon-piece")) : null;
    root.dataset.showAs = show;
    land?.();
    say(find(root, ".ribbon-learned b"), number(learned));
    say(find(root, ".ribbon-read b"), number(read));
    /** @type {HTMLSelectElement} */ (find(root, '[data-choose="conversation"]')).value = String(n);
  }

  /** What was typed and both answers; null with nothing typed, or until the models are here. @param {State} state */
  #own({ typed, seed }) {
    if (!typed) return null;
    if (!this.#live) this.#wake();
    return this.#live?.ask(typed, clamp(seed, 0, 9999)) ?? null;
  }

  /** The button asks, or once more what was asked. */
  #name() {
    const { value } = /** @type {HTMLInputElement} */ (find(this, "form input"));
    say(find(this, "form button"), this.state.typed && value.trim() === this.state.typed ? "Draw again" : "Ask both");
  }

  async #wake() {
    const found = await wake(this, "live/conversation-ribbon.js", PARCELS, () => this.#wake());
    if (!found) return;
    this.#live = await found.open();
    this.render(/** @type {State} */ (this.state), /** @type {State} */ (this.state));
    this.#announce();
  }

  /** @param {HTMLElement} root @param {number} n @param {number} stop */
  #renderAnswers(root, n, stop) {
    const { prompt, answers } = this.data.asked[n];
    const fresh = root.dataset.asked !== String(n);
    if (fresh) find(root, '[data-of="before"] .running').replaceChildren(...answer(prompt, answers[0], this.data.tokens));
    if (fresh || root.dataset.stop !== String(stop)) {
      find(root, '[data-of="after"] .running').replaceChildren(...answer(prompt, answers[stop], this.data.tokens));
    }
    for (const page of all(root, ".running")) mark(page, "data-typing", false);
    root.dataset.asked = String(n);
    root.dataset.stop = String(stop);
    say(find(root, ".ribbon-seen"), number(this.data.seen[stop]));
    /** @type {HTMLSelectElement} */ (find(root, '[data-choose="prompt"]')).value = String(n);
    const range = /** @type {HTMLInputElement} */ (find(root, ".range"));
    range.value = String(stop);
    range.setAttribute("aria-valuetext", count(this.data.seen[stop], "conversation"));
  }

  /** What can be shown of a state, whatever a link asks for. @param {State} state @returns {State} */
  #shown({ conversation, show, prompt, stop, typed, seed }) {
    const { conversations, asked, seen } = this.data;
    return {
      conversation: conversations[conversation] ? conversation : 0,
      show: Object.hasOwn(WORDS, show) ? show : "chat",
      prompt: asked[prompt] ? prompt : 0,
      stop: clamp(stop, 0, seen.length - 1),
      typed,
      seed,
    };
  }

  #announce() {
    const { conversation, show, prompt, stop } = this.#shown(/** @type {State} */ (this.state));
    const own = show === "after" ? this.#own(/** @type {State} */ (this.state)) : null;
    if (own) return this.announce(own.spoken);
    const { label, learned, read } = this.data.conversations[conversation];
    const says = this.data.asked[prompt].answers[stop].map((at) => this.data.tokens[at].text).join("");
    if (show === "mask") this.announce(`${label}: the model learns from ${count(learned, "token")} and only reads ${number(read)}.`);
    else if (show === "after") this.announce(`After ${count(this.data.seen[stop], "conversation")}: ${says.replace("<|end|>", "")}`);
    else this.announce(WORDS[show]);
  }
}

/** The turns; the twin of the template's. @param {Turn[]} turns @param {Token[]} tokens */
function rows(turns, tokens) {
  let i = 0;
  /** @param {number} at @param {string} learned */
  const piece = (at, learned) => {
    const marks = { "data-marker": tokens[at].text.startsWith("<|"), "data-learned": learned === "1" };
    return h("span", { class: "ribbon-piece", ...marks }, chip(tokens[at], i++));
  };
  return turns.map(({ role, tokens: places, learned }) =>
    h(
      "li",
      { class: "ribbon-turn", "data-role": role },
      h("b", { class: "ribbon-role" }, role),
      " ",
      h("span", { class: "ribbon-tokens" }, ...places.map((at, k) => piece(at, learned[k]))),
    ),
  );
}

/** A prompt and what a model answers. @param {string} prompt @param {number[]} places @param {Token[]} tokens */
function answer(prompt, places, tokens) {
  return [h("span", { class: "ribbon-prompt" }, prompt), ...places.map((at, i) => chip(tokens[at], i, "sampled"))];
}

customElements.define("conversation-ribbon", ConversationRibbon);
