/**
 * Answers to one prompt, ranked with buttons or by dragging, and the pairs that the ranking is.
 *
 * The script, for every prompt: its answers (for the first one that is step 0), the best first, the pairs, the check where
 * there is one, and the rewards if the model's life has them. The twin of `steps` in Python.
 */

import { chip } from "deck/chips.js";
import { all, find, glide, h, mark, say } from "deck/dom.js";
import { Widget } from "deck/element.js";
import { count, number, percent } from "deck/format.js";

/** @typedef {import("deck/types.js").AnswerRanking.Data} Data */
/** @typedef {import("deck/types.js").AnswerRanking.Answer} Answer */
/**
 * `order`: the answers' numbers, the best first, as `"201"`; `ranked`: has somebody ranked? then ranks and labels show.
 * @typedef {{prompt: number, order: string, ranked: boolean, pairs: boolean, checked: boolean, model: boolean}} State
 */

const LETTERS = "ABCDE";

/** @extends {Widget<Data>} */
class AnswerRanking extends Widget {
  /** @override @param {number} step @returns {State} */
  scripted(step) {
    /** @type {State[]} */
    const walk = [];
    this.data.prompts.forEach((prompt, i) => {
      const first = { prompt: i, order: prompt.order, ranked: false, pairs: false, checked: false, model: false };
      const ranked = { ...first, order: [...prompt.order].sort().join(""), ranked: true };
      walk.push(first, ranked, { ...ranked, pairs: true });
      const whole = { ...ranked, pairs: true, checked: prompt.check !== "" };
      if (prompt.check) walk.push(whole);
      if (!this.data.pending) walk.push({ ...whole, model: true });
    });
    return walk[step] ?? walk[walk.length - 1];
  }

  /** @override */
  setup() {
    const options = { signal: this.signal };
    find(this, "select").addEventListener("change", (event) => this.#choose(event), options);
    this.addEventListener("click", (event) => this.#press(event), options);
    this.addEventListener("pointerdown", (event) => this.#drag(event), options);
  }

  /** @override @param {State} state @param {State | null} before */
  render(state, before) {
    const root = find(this, ".answer-ranking");
    const n = this.#prompt(state.prompt);
    const prompt = this.data.prompts[n];
    const order = this.#order(state);
    const same = root.dataset.prompt === String(n);
    if (!same) this.#fill(root, n);
    /** @type {HTMLSelectElement} */ (find(root, "select")).value = String(n);

    const list = find(root, ".ranking-answers");
    const cards = all(list, ".ranking-answer");
    const land = before && same ? glide(cards) : null;
    const focused = document.activeElement;
    order.forEach((answer, i) => {
      const card = cards.find((c) => Number(c.dataset.answer) === answer);
      if (card && list.children[i] !== card) list.insertBefore(card, list.children[i]);
    });
    if (focused instanceof HTMLElement && list.contains(focused)) focused.focus({ preventScroll: true });
    land?.();

    mark(root, "data-ranked", state.ranked);
    mark(root, "data-checked", state.checked && prompt.check !== "");
    mark(root, "data-model", state.model);
    root.dataset.order = order.join("");
    all(list, ".ranking-answer").forEach((card, i) => {
      say(find(card, ".ranked-rank"), String(i + 1));
      find(card, '[data-move="-1"]').toggleAttribute("disabled", i === 0);
      find(card, '[data-move="1"]').toggleAttribute("disabled", i === order.length - 1);
    });
    this.#renderSide(root, state, order);
  }

  /** @param {HTMLElement} root @param {State} state @param {number[]} order */
  #renderSide(root, state, order) {
    const prompt = this.data.prompts[this.#prompt(state.prompt)];
    const pairs = order.flatMap((a, i) => order.slice(i + 1).map((b) => [this.#letter(a), this.#letter(b)]));
    const list = find(root, ".ranking-list");
    const words = pairs.map(([a, b]) => `${a} is better than ${b}`);
    if (all(list, "li").map((li) => li.textContent).join() !== words.join()) {
      list.replaceChildren(...pairs.map(([a, b]) => h("li", {}, h("b", {}, a), " is better than ", h("b", {}, b))));
    }
    mark(find(root, ".ranking-pairs"), "data-waiting", !state.pairs);
    mark(find(root, ".ranking-check"), "data-waiting", !(prompt.check ? state.checked : state.pairs));
  }

  /** Which prompt `prompt` is; one that there is not counts as the first. @param {number} prompt */
  #prompt(prompt) {
    return this.data.prompts[prompt] ? prompt : 0;
  }

  /** The state's order, or that of the start if it is none. @param {State} state @returns {number[]} */
  #order(state) {
    const start = this.data.prompts[this.#prompt(state.prompt)].order;
    const fits = [...state.order].sort().join("") === [...start].sort().join("");
    return [...(fits ? state.order : start)].map(Number);
  }

  /** An answer is called by where it lay at first. @param {number} answer */
  #letter(answer) {
    return LETTERS[this.data.prompts[this.#prompt(this.state.prompt)].order.indexOf(String(answer))];
  }

  /** @param {HTMLElement} root @param {number} n */
  #fill(root, n) {
    const prompt = this.data.prompts[n];
    root.dataset.prompt = String(n);
    say(find(root, ".ranking-prompt"), prompt.text);
    find(root, ".ranking-answers").replaceChildren(...[...prompt.order].map((a, i) => card(prompt.answers[Number(a)], Number(a), i)));
    find(root, ".ranking-check").replaceChildren(
      h("h3", {}, prompt.check ? "Or nobody is asked: it can be checked" : "No sum settles this one"),
      h("p", { class: "ranking-sum" }, prompt.check ? `${prompt.check} = ${prompt.result}` : "Only people can say."),
      prompt.check ? h("p", { class: "ranking-what" }, "Does an answer end in that number? A program can tell.") : "",
    );
    say(find(root, ".ranking-still"), `People rank: ${prompt.answers.map((a) => a.label).join("; then ")}.`);
  }

  /** @param {Event} event */
  #choose(event) {
    const prompt = Number(/** @type {HTMLSelectElement} */ (event.target).value);
    const { order, text } = this.data.prompts[prompt];
    this.change({ prompt, order, ranked: false, pairs: false, checked: false });
    this.announce(`${text} ${count(order.length, "answer")} to rank`);
  }

  /** @param {Event} event */
  #press(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-move]") : null;
    const card = button?.closest(".ranking-answer");
    if (!(button instanceof HTMLElement) || !(card instanceof HTMLElement)) return;
    const answer = Number(card.dataset.answer);
    const from = this.#order(/** @type {State} */ (this.state)).indexOf(answer);
    this.#move(answer, from + Number(button.dataset.move));
    if (button.hasAttribute("disabled")) find(card, "[data-move]:not([disabled])").focus({ preventScroll: true });
  }

  /** @param {number} answer @param {number} to */
  #move(answer, to) {
    const order = this.#order(/** @type {State} */ (this.state)).filter((a) => a !== answer);
    order.splice(to, 0, answer);
    const { check } = this.data.prompts[this.#prompt(this.state.prompt)];
    this.change({ order: order.join(""), ranked: true, pairs: true, checked: check !== "" });
    this.announce(`Answer ${this.#letter(answer)} is now number ${to + 1}: ${all(this, ".ranking-list li").map((li) => li.textContent).join(", ")}`);
  }

  /** Dragging by the rank: the card takes the place of the one that the pointer is over. @param {PointerEvent} event */
  #drag(event) {
    const grip = event.target instanceof Element ? event.target.closest(".ranked-rank") : null;
    const dragged = grip?.closest(".ranking-answer");
    if (!grip || !(dragged instanceof HTMLElement) || event.button !== 0) return;
    event.preventDefault();
    const drag = new AbortController();
    const options = { signal: AbortSignal.any([this.signal, drag.signal]) };
    mark(dragged, "data-dragged", true);
    const end = () => {
      mark(dragged, "data-dragged", false);
      drag.abort();
    };
    const move = (/** @type {PointerEvent} */ to) => {
      if (to.pointerId !== event.pointerId) return;
      const cards = all(this, ".ranking-answer");
      const over = cards.findIndex((card) => card !== dragged && inside(card, to.clientY));
      if (over >= 0) this.#move(Number(dragged.dataset.answer), over);
    };
    addEventListener("pointermove", move, options);
    addEventListener("pointerup", end, options);
    addEventListener("pointercancel", end, options);
  }
}

/** Is this height within the middle of where the card will rest? @param {HTMLElement} card @param {number} y */
function inside(card, y) {
  const top = card.offsetParent ? card.offsetParent.getBoundingClientRect().top + card.offsetTop : 0;
  return y > top + 0.25 * card.offsetHeight && y < top + 0.75 * card.offsetHeight;
}

/** A card; the twin of the template's. @param {Answer} answer @param {number} n @param {number} place */
function card(answer, n, place) {
  const verdict = `${answer.right ? "✓ right" : "✗ wrong"}: ${answer.last ? `ends in ${answer.last}` : "no number in it"}`;
  const letter = LETTERS[place];
  /** @param {number} by @param {string} arrow @param {string} word */
  const button = (by, arrow, word) =>
    h("button", { type: "button", class: "button", "data-move": by, "aria-label": `Move answer ${letter} ${word}` }, arrow);
  return h(
    "li",
    { class: "ranking-answer", "data-answer": n },
    h("span", { class: "ranked-rank", "data-drag": true, title: "Drag to rank" }, String(place + 1)),
    h(
      "div",
      { class: "ranked-body" },
      h(
        "p",
        { class: "ranked-head" },
        h("b", { class: "ranked-letter" }, letter),
        " ",
        h("span", { class: "ranked-count" }, count(answer.tokens.length, "token")),
        " ",
        h("span", { class: "ranked-label" }, answer.label),
        " ",
        h("span", { class: "ranked-check", "data-right": answer.right }, verdict),
        ...(answer.reward === null ? [] : [" ", h("span", { class: "ranked-model" }, model(answer))]),
      ),
      h("ol", { class: "chips" }, ...answer.tokens.map((token, i) => h("li", {}, chip(token, i)))),
    ),
    h("span", { class: "ranked-moves needs-js" }, button(-1, "↑", "up"), button(1, "↓", "down")),
  );
}

/** @param {Answer} answer */
function model({ reward, before, after }) {
  return `reward ${number(reward ?? 0)}, share ${percent(before ?? 0)} → ${percent(after ?? 0)}`;
}

customElements.define("answer-ranking", AnswerRanking);
