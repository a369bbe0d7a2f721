/**
 * An example conversation as a chat, and as the ribbon of tokens that it is; which of them the model learns from.
 *
 * Chat and ribbon are the same elements: the pieces of a bubble glide into the row. The script: the first conversation
 * as a chat, as tokens, with what is learned from marked; every other conversation so; a prompt before and after.
 */

import { chip } from "deck/chips.js";
import { all, find, glide, h, say } from "deck/dom.js";
import { Widget } from "deck/element.js";
import { count, number } from "deck/format.js";

/** @typedef {import("deck/types.js").ConversationRibbon.Data} Data */
/** @typedef {import("deck/types.js").ConversationRibbon.Turn} Turn */
/** `show`: chat, ribbon, mask or after. @typedef {{conversation: number, show: string}} State */

/** @type {Record<string, string>} */
const WORDS = {
  chat: "People wrote both sides, the question and the answer.",
  ribbon: "For the model it is one row of tokens. Markers say who speaks.",
  mask: "The loop is the old one: guess the next token, nudge. But only where the assistant speaks.",
  after: "The same words, given to the model before and after.",
};

/** @extends {Widget<Data>} */
class ConversationRibbon extends Widget {
  /** @override @param {number} step @returns {State} */
  scripted(step) {
    if (step <= 2) return { conversation: 0, show: ["chat", "ribbon", "mask"][step] };
    const last = this.data.conversations.length - 1;
    return { conversation: Math.min(step - 2, last), show: step - 2 > last ? "after" : "mask" };
  }

  /** @override */
  setup() {
    const options = { signal: this.signal };
    find(this, "select").addEventListener("change", (event) => {
      const conversation = Number(/** @type {HTMLSelectElement} */ (event.target).value);
      this.change({ conversation, show: this.state.show === "after" ? "mask" : this.state.show });
      this.#announce();
    }, options);
    this.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button[data-show]") : null;
      if (!(button instanceof HTMLElement)) return;
      this.change({ show: button.dataset.show });
      this.#announce();
    }, options);
  }

  /** @override @param {State} state @param {State | null} before */
  render(state, before) {
    const root = find(this, ".conversation-ribbon");
    const show = this.#view(state);
    const n = this.#index(state);
    const same = root.dataset.conversation === String(n);
    if (!same) find(root, ".ribbon-turns").replaceChildren(...turns(this.data.conversations[n].turns));
    root.dataset.conversation = String(n);

    const turned = before !== null && same && [show, root.dataset.showAs].includes("chat") && show !== root.dataset.showAs;
    const land = turned ? glide(all(root, ".ribbon-piece")) : null;
    root.dataset.showAs = show;
    land?.();

    const { learned, read } = this.data.conversations[n];
    say(find(root, ".ribbon-learned b"), number(learned));
    say(find(root, ".ribbon-read b"), number(read));
    say(find(root, ".ribbon-words"), WORDS[show]);
    /** @type {HTMLSelectElement} */ (find(root, "select")).value = String(n);
    for (const button of all(root, "button[data-show]")) {
      button.setAttribute("aria-pressed", String(button.dataset.show === show));
    }
  }

  /** The view; one that there is not counts as the chat. @param {State} state */
  #view({ show }) {
    return Object.hasOwn(WORDS, show) && (show !== "after" || this.data.before) ? show : "chat";
  }

  /** Which conversation; one that there is not counts as the first. @param {State} state */
  #index({ conversation }) {
    return this.data.conversations[conversation] ? conversation : 0;
  }

  #announce() {
    const state = /** @type {State} */ (this.state);
    const { label, learned, read } = this.data.conversations[this.#index(state)];
    const counts = `${label}: the model learns from ${count(learned, "token")} and only reads ${number(read)}.`;
    this.announce(this.#view(state) === "mask" ? counts : WORDS[this.#view(state)]);
  }
}

/** The turns; the twin of the template's. @param {Turn[]} list */
function turns(list) {
  let i = 0;
  /** @param {import("deck/types.js").Token} token @param {Record<string, boolean>} [marks] */
  const piece = (token, marks = {}) => h("span", { class: "ribbon-piece", ...marks }, chip(token, i++));
  return list.map((turn) =>
    h(
      "li",
      { class: "ribbon-turn", "data-role": turn.role, "data-whole": turn.text !== "" },
      h("b", { class: "ribbon-role" }, turn.role),
      " ",
      turn.text && h("span", { class: "ribbon-text" }, turn.text),
      h(
        "span",
        { class: "ribbon-tokens" },
        piece(turn.marker, { "data-marker": true }),
        ...turn.tokens.map((token) => piece(token)),
        piece(turn.end, { "data-marker": true, "data-end": true }),
      ),
    ),
  );
}

customElements.define("conversation-ribbon", ConversationRibbon);
