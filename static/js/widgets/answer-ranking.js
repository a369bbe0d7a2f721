/**
 * Answers to one prompt, ranked with buttons or by dragging; then the runs in which a reward moved the model.
 *
 * The script: the answers, the best first, the pairs, the reward model's scores; then every run at its first and its
 * last step, and what an honest judge thinks where the run shows one. The twin of `steps` in Python.
 */

import { chip } from "deck/chips.js";
import { all, find, glide, h, mark, say } from "deck/dom.js";
import { Widget } from "deck/element.js";
import { count, number, percent } from "deck/format.js";
import { clamp } from "deck/maps.js";
import { has } from "deck/parcels.js";
import { wake } from "deck/wake.js";

/** @typedef {import("deck/types.js").AnswerRanking.Data} Data */
/** @typedef {import("deck/types.js").AnswerRanking.Answer} Answer */
/** @typedef {import("deck/types.js").AnswerRanking.Run} Run */
/**
 * `face`: `"rank"`, the id of a run, or `"live"`, where every one of the `picks` has moved the model. `order`: the answers' numbers, the best first, as `"201"`; `ranked`: has
 * somebody ranked? then ranks and styles show. `stop`: where in the run one looks; `judged`: is an honest judge heard at its end?
 * @typedef {{face: string, prompt: number, order: string, ranked: boolean, pairs: boolean, scored: boolean, stop: number, judged: boolean, picks: string}} State
 */

const LETTERS = "ABCDE";
const PARCELS = ["tools", "reward", "words", "cl100k_base"];

/** @extends {Widget<Data>} */
class AnswerRanking extends Widget {
  /** The live half, once it is here. @type {any} */
  #live = null;

  /** @override @param {number} step @returns {State} */
  scripted(step) {
    const order = this.data.prompts[0]?.order ?? "";
    const first = { face: "rank", prompt: 0, order, ranked: false, pairs: false, scored: false, stop: 0, judged: false, picks: "" };
    const ranked = { ...first, order: [...order].sort().join(""), ranked: true };
    const scored = { ...ranked, pairs: true, scored: true };
    /** @type {State[]} */
    const walk = [first, ranked, { ...ranked, pairs: true }, scored];
    for (const { id, steps, shows } of this.data.runs) {
      const end = { ...scored, face: id, stop: steps.length - 1 };
      walk.push({ ...end, stop: 0 }, end);
      if (shows === "judge") walk.push({ ...end, judged: true });
    }
    return walk[step] ?? walk[walk.length - 1];
  }

  /** @override */
  setup() {
    if (this.data.pending) return;
    const options = { signal: this.signal };
    mark(this, "data-live", has(...PARCELS));
    find(this, "select").addEventListener("change", (event) => this.#choose(event), options);
    this.addEventListener("input", (event) => this.#scrub(event), options);
    this.addEventListener("click", (event) => this.#press(event), options);
    this.addEventListener("pointerdown", (event) => this.#drag(event), options);
  }

  /** @override @param {State} state @param {State | null} before */
  render(state, before) {
    if (this.data.pending) return;
    const root = find(this, ".answer-ranking");
    const run = this.data.runs.find(({ id }) => id === state.face);
    const live = state.face === "live";
    const face = run?.id ?? (live && this.#live ? "live" : "rank");
    if (live && !this.#live) this.#wake();
    root.dataset.shows = face;
    for (const each of all(root, ".ranking-face")) mark(each, "data-off", each.dataset.of !== face);
    for (const button of all(root, ".ranking-faces .button")) button.setAttribute("aria-pressed", String(button.dataset.face === (live ? "live" : face)));
    if (run) renderRun(find(root, `[data-of="${face}"]`), run, state);
    else this.#renderRanking(root, state, before);
    if (face === "live") this.#live.show(state);
  }

  async #wake() {
    const show = () => this.render(/** @type {State} */ (this.state), null);
    const half = await wake(this, "live/answer-ranking.js", PARCELS, show);
    if (half) this.#live ??= await half.open(this);
    if (half) show();
  }

  /** @param {HTMLElement} root @param {State} state @param {State | null} before */
  #renderRanking(root, state, before) {
    const n = this.#prompt(state.prompt);
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
    mark(root, "data-scored", state.scored);
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
    const { answers } = this.data.prompts[this.#prompt(state.prompt)];
    const pairs = order.flatMap((a, i) => order.slice(i + 1).map((b) => [a, b]));
    const list = find(root, ".ranking-list");
    const words = pairs.map(([a, b]) => `${this.#letter(a)} is better than ${this.#letter(b)}`);
    if (all(list, "li").map((li) => li.textContent).join() !== words.join()) {
      list.replaceChildren(...pairs.map(([a, b]) => h("li", {}, h("b", {}, this.#letter(a)), " is better than ", h("b", {}, this.#letter(b)))));
    }
    mark(find(root, ".ranking-pairs"), "data-waiting", !state.pairs);
    mark(find(root, ".ranking-scores"), "data-waiting", !state.scored);
    const alike = pairs.filter(([a, b]) => answers[a].reward > answers[b].reward).length;
    say(find(root, ".ranking-agrees"), state.scored ? `It agrees with ${number(alike)} of your ${count(pairs.length, "pair")}.` : "");
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
    say(find(root, ".ranking-still"), `People rank: ${prompt.answers.map((a) => a.style).join("; then ")}.`);
  }

  /** @param {Event} event */
  #choose(event) {
    const prompt = Number(/** @type {HTMLSelectElement} */ (event.target).value);
    const { order, text } = this.data.prompts[prompt];
    this.change({ prompt, order, ranked: false, pairs: false, scored: false, picks: "" });
    this.announce(`${text} ${count(order.length, "answer")} to rank`);
  }

  /** @param {Event} event */
  #scrub(event) {
    const run = this.data.runs.find(({ id }) => id === this.state.face);
    if (!run || !(event.target instanceof HTMLInputElement)) return;
    this.change({ stop: event.target.valueAsNumber, judged: true });
    this.announce(inWords(run, this.state.stop));
  }

  /** @param {Event} event */
  #press(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button) return;
    if (button.dataset.face) this.change({ face: button.dataset.face, stop: 0, judged: true });
    const card = button.closest(".ranking-answer");
    if (!(card instanceof HTMLElement)) return;
    const answer = Number(card.dataset.answer);
    const from = this.#order(/** @type {State} */ (this.state)).indexOf(answer);
    this.#move(answer, from + Number(button.dataset.move));
    if (button.hasAttribute("disabled")) find(card, "[data-move]:not([disabled])").focus({ preventScroll: true });
  }

  /** @param {number} answer @param {number} to */
  #move(answer, to) {
    const order = this.#order(/** @type {State} */ (this.state)).filter((a) => a !== answer);
    order.splice(to, 0, answer);
    this.change({ order: order.join(""), ranked: true, pairs: true });
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
        h("span", { class: "ranked-label" }, answer.style),
        " ",
        h("span", { class: "ranked-model", style: `--place: ${answer.place}` }, "reward ", h("b", {}, number(answer.reward))),
      ),
      h("ol", { class: "chips" }, ...answer.tokens.map((token, i) => h("li", {}, chip(token, i)))),
    ),
    h("span", { class: "ranked-moves needs-js" }, button(-1, "↑", "up"), button(1, "↓", "down")),
  );
}

/** A run at the stop that is looked at. @param {HTMLElement} face @param {Run} run @param {State} state */
function renderRun(face, run, { stop, judged }) {
  const last = run.steps.length - 1;
  const at = clamp(stop, 0, last);
  for (const here of all(face, ".policy-here")) here.style.setProperty("--x", String(at / (last || 1)));
  const y = (run.high - run.rewards[at]) / (run.high - run.low);
  find(face, "[data-curve] .policy-here").style.setProperty("--y", String(y));
  say(find(face, ".policy-value"), number(run.rewards[at]));
  say(find(face, ".policy-step b"), number(run.steps[at]));
  all(face, ".policy-mix").forEach((list, i) => {
    const layers = [...run.mixes[i].layers].reverse();
    all(list, "li b").forEach((share, k) => say(share, percent(layers[k].shares[at])));
  });
  const range = /** @type {HTMLInputElement} */ (find(face, ".range"));
  range.value = String(at);
  range.setAttribute("aria-valuetext", inWords(run, at));
  for (const after of all(face, "[data-after]")) mark(after, "data-waiting", at < last);
  for (const judge of all(face, ".policy-judge")) mark(judge, "data-waiting", !judged || at < last);
}

/** @param {Run} run @param {number} at */
function inWords({ steps, rewards, mixes }, at) {
  const shares = mixes.flatMap(({ layers }) => layers.map(({ style, shares }) => `${style} ${percent(shares[at])}`));
  return `${count(steps[at], "step")}: mean reward ${number(rewards[at])}; ${shares.join(", ")}`;
}

customElements.define("answer-ranking", AnswerRanking);
