/**
 * The room's own taste: of two answers that the model really drew somebody picks the better one, and a step of policy
 * gradient makes it likelier. Or a careless reward chooses, and an honest judge watches.
 *
 *     picks, as `ab!`  ->  the same draws, the same steps, the same model, whoever opens the link
 *
 * Left out: the steps themselves (`live/policy.js`).
 */

import { h, mark, say } from "deck/dom.js";
import { count, number, percent } from "deck/format.js";
import { mind } from "deck/live/mind.js";
import { breath, Moved } from "deck/live/policy.js";

/** @typedef {import("deck/live/mind.js").Mind} Mind */
/** @typedef {import("deck/live/policy.js").Answer} Answer */
/** @typedef {import("deck/live/policy.js").Mark} Mark */

/** Steps at a press of the careless reward. */
const STEPS = 5;
/** No more picks than these: a link must not take minutes to open. */
const MOST = 40;
/** So many answers have a bar. */
const BARS = 5;
const LETTERS = ["A", "B"];

/** The faces that there are. @type {WeakMap<object, Promise<Live>>} */
const faces = new WeakMap();

/**
 * A face in the widget, the same one whenever it is asked for.
 * @param {any} widget
 */
export function open(widget) {
  const face = faces.get(widget) ?? Promise.all([mind("tools"), mind("reward")]).then(([still, judge]) => new Live(widget, still, judge));
  faces.set(widget, face);
  return face;
}

class Live {
  /** @type {Moved | null} */
  moved = null;
  /** What the model has been through, as in the state. */
  done = "";
  shownPrompt = "";
  working = false;
  /** @type {Answer[]} */
  pair = [];
  /** @type {Mark[]} */
  marks = [];

  /** @param {any} widget @param {Mind} still @param {Mind} judge */
  constructor(widget, still, judge) {
    this.widget = widget;
    this.still = still;
    this.judge = judge;
    this.prompt = h("p", { class: "ranking-prompt" });
    this.answers = LETTERS.map((letter, i) => {
      const text = h("p", { class: "policy-text", "data-look": "sampled" });
      const pick = button(`${letter} is better`, () => this.pick("ab"[i]));
      const element = h("li", { class: "ranking-answer" }, h("b", { class: "ranked-letter" }, letter), h("div", {}, text), pick);
      return { text, pick, element };
    });
    this.bars = h("ol", { class: "taste-bars" });
    this.note = h("p", { class: "caption taste-note", role: "status" });
    this.step = button(`${STEPS} steps`, () => this.pick("!"));
    this.anew = button("From the start", () => this.widget.change({ picks: "" }));
    this.marked = h("p", { class: "taste-marks" });
    this.element = h(
      "section",
      { class: "ranking-face taste", "data-of": "live", "aria-label": "Your taste, live" },
      this.prompt,
      h(
        "div",
        { class: "taste-left" },
        h("p", { class: "caption" }, "Two answers that it gives now. Which one is better?"),
        h("ol", { class: "ranking-answers" }, ...this.answers.map(({ element }) => element)),
        this.note,
        this.anew,
      ),
      h(
        "div",
        { class: "taste-right" },
        this.bars,
        h("div", { class: "taste-careless" }, h("p", {}, "Or a careless reward chooses: a point for every “!”. "), this.step, this.marked),
      ),
    );
    widget.querySelector(".answer-ranking").append(this.element);
  }

  /** @param {{prompt: number, picks: string}} state */
  show(state) {
    const { text } = this.widget.data.prompts[state.prompt] ?? this.widget.data.prompts[0];
    say(this.prompt, text);
    const picks = this.wanted();
    if (!this.moved || this.shownPrompt !== text || !picks.startsWith(this.done)) this.begin(text);
    void this.work();
  }

  /** A model that nobody has moved yet. @param {string} text */
  begin(text) {
    const moved = (this.moved = new Moved(this.still, this.judge, text));
    [this.shownPrompt, this.done, this.marks] = [text, "", []];
    const { words } = this.still;
    const recorded = this.widget.data.prompts.find((/** @type {any} */ p) => p.text === text)?.answers ?? [];
    for (const { tokens } of recorded) {
      moved.meet([...tokens.map((/** @type {{id: number}} */ { id }) => words.place(id)), words.special["<|end|>"]]);
    }
    this.pair = [];
    this.draw();
  }

  /** What is asked for, whatever a link says. */
  wanted() {
    return String(this.widget.state.picks).replace(/[^ab!]/g, "").slice(0, MOST);
  }

  /** @param {string} pick */
  pick(pick) {
    const picks = this.wanted();
    if (picks.length >= MOST) return void say(this.note, `That is enough: ${MOST} times.`);
    if (!this.working) this.widget.change({ picks: picks + pick });
  }

  /** Does what is asked for and not yet done, step by step; one at a time. */
  async work() {
    if (this.working) return;
    this.working = true;
    try {
      for (;;) {
        const { moved, done } = this;
        const next = (this.pair.length && this.wanted()[done.length]) || ""; // at first the pair alone is drawn
        if (!moved || !this.widget.isConnected || (!next && this.pair.length)) break;
        this.busy(true);
        await breath();
        await this.take(moved, next);
        if (moved !== this.moved) continue; // somebody chose another prompt meanwhile
        const pair = await moved.pair();
        if (moved !== this.moved) continue;
        [this.done, this.pair] = [done + next, pair];
        this.draw();
        await breath();
      }
    } catch (error) {
      console.warn(error);
      say(this.note, "This step could not be taken.");
    } finally {
      this.working = false;
      this.busy(false);
    }
    const [best] = this.moved?.chances() ?? [];
    if (this.done && best) this.widget.announce(`Likeliest now, ${percent(best.p)}: ${best.text}`);
  }

  /** @param {Moved} moved @param {string} pick */
  async take(moved, pick) {
    if (pick !== "!") {
      if (pick && this.pair.length > 1) await moved.learn(this.pair, pick === "a" ? [1, 0] : [0, 1]);
      return;
    }
    for (let i = 0; i < STEPS && moved === this.moved; i++) {
      this.marks.push(await moved.careless());
      this.draw();
      await breath();
    }
  }

  /** @param {boolean} on */
  busy(on) {
    this.element.setAttribute("aria-busy", String(on));
    for (const each of [this.step, ...this.answers.map(({ pick }) => pick)]) each.setAttribute("aria-disabled", String(on));
  }

  /** Shows the pair, the bars and the marks. */
  draw() {
    const { moved, pair } = this;
    if (!moved) return;
    this.answers.forEach(({ text, element, pick }, i) => {
      mark(element, "data-waiting", !pair[i]);
      say(pick, pair.length === 1 ? "Draw again" : `${LETTERS[i]} is better`);
      say(text, pair[i]?.text ?? "");
    });
    const all = moved.chances();
    const shown = all.slice(0, BARS);
    const rest = shown.reduce((left, { p }) => left - p, 1);
    const others = { text: "all others", p: Math.max(0, rest), judged: NaN };
    const head = h("li", { class: "caption" }, h("span", { class: "taste-text" }, "Its answers"), h("span", { class: "taste-likely" }, "How likely"), h("span", { class: "taste-judged" }, "Reward"));
    this.bars.replaceChildren(
      head,
      ...[...shown, others].map(({ text, p, judged }) => {
        const score = Number.isNaN(judged) ? "" : short(judged);
        const parts = [h("span", { class: "taste-text" }, text), h("i", { style: `--p: ${p}` }), h("b", {}, percent(p)), h("span", { class: "taste-judged" }, score)];
        return h("li", { "data-rest": !score }, ...parts);
      }),
    );
    const size = number(Object.values(moved.mind.gpt.weights).reduce((sum, w) => sum + w.length, 0));
    const only = pair.length !== 1 ? "" : " It says nothing else any more.";
    say(this.note, `${moved.steps ? `${count(moved.steps, "step")} so far` : "Every pick is a step"} of policy gradient, in all ${size} parameters.${only}`);
    const [first, last] = [this.marks[0], this.marks[this.marks.length - 1]];
    const none = last && !this.marks.some(({ reward }) => reward) ? "None of its answers has any: there is nothing to learn from." : "";
    say(this.marked, last && !none ? `“!” in an answer: ${short(first.reward)} → ${short(last.reward)}. The reward model’s score: ${short(first.judged)} → ${short(last.judged)}. ${this.lost(all)}` : none);
  }

  /** What became of the answer that the reward model likes best. @param {(Answer & {p: number})[]} all */
  lost(all) {
    const best = all.reduce((best, answer) => (answer.judged > best.judged ? answer : best));
    return `What it likes best was ${percent(this.moved?.chance(this.still, best) ?? 0)} likely at first, and is ${percent(best.p)} now.`;
  }
}

/** @param {number} n */
function short(n) {
  return number(Number(n.toFixed(2)));
}

/** @param {string} label @param {() => void} press */
function button(label, press) {
  return h("button", { type: "button", class: "button", onclick: press }, label);
}
