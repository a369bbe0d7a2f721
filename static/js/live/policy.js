/**
 * A tuned model that is moved by rewards, as `llms101/lab/prefer.py` moves it: answers are drawn, and those that earned
 * more than the others get likelier.
 *
 * Left out: who rewards (a person or a rule), and what keeps everything else that was learned (there, windows of the web
 * and conversations are read at every step).
 */

import { gradients, loss } from "deck/backward.js";
import { prompt, reply } from "deck/live/talk.js";
import { Adam, advantages, plus, policyRows } from "deck/steps.js";

/** @typedef {import("deck/live/mind.js").Mind} Mind */
/** `judged`: the reward model’s score, with no unit. @typedef {{local: number[], text: string, judged: number}} Answer */
/** What the careless reward brought: its mean, and the judge's. @typedef {{reward: number, judged: number}} Mark */

/** The rate, and the price of a nat away from the start: those of `PolicyRecipe`. */
export const [RATE, PRICE] = [1e-3, 0.05];
/** How many answers a careless step draws. */
const DRAWN = 8;
/** So often it may say the same once more before it is taken to say nothing else. */
const TRIES = 30;

/** A model that is moved, and the prompt that it answers. */
export class Moved {
  /**
   * @param {Mind} still what it was
   * @param {Mind} judge
   * @param {string} question
   */
  constructor(still, judge, question) {
    this.still = still;
    this.judge = judge;
    this.mind = still.copy();
    this.adam = new Adam();
    this.question = still.typed(question).local;
    this.prompt = prompt(still, this.question);
    this.steps = 0;
    this.seed = 1;
    /** @type {Map<string, Answer>} */
    this.known = new Map();
  }

  /** An answer at temperature 1, from the next seed. @returns {Answer} */
  draw() {
    const local = [...reply(this.mind, this.question, { seed: this.seed++, temperature: 1 })].map((said) => said.local);
    return this.meet(local);
  }

  /** Keeps an answer in mind, with what the judge thinks of it. @param {number[]} local */
  meet(local) {
    const text = this.mind.words.text(local);
    const known = this.known.get(text);
    const answer = known ?? { local, text, judged: this.judge.gpt.score([...this.prompt, ...local]) };
    this.known.set(text, answer);
    return answer;
  }

  /** Two answers that are not alike; only one if it says nothing else any more. */
  async pair() {
    const first = this.draw();
    for (let tries = 0; tries < TRIES; tries++) {
      const second = this.draw();
      if (second.text !== first.text) return [first, second];
      await breath();
    }
    return [first];
  }

  /**
   * A step of policy gradient: what earned more than the others gets likelier. Row by row, so that the page can draw.
   * @param {Answer[]} answers
   * @param {number[]} rewards
   */
  async learn(answers, rewards) {
    const rows = policyRows(this.prompt, answers.map(({ local }) => local), advantages(rewards));
    const tokens = answers.reduce((sum, { local }) => sum + local.length, 0);
    /** @type {Record<string, Float32Array> | null} */
    let slopes = null;
    for (const [i, row] of rows.entries()) {
      const { grads } = gradients(this.mind.gpt, [row], { still: this.still.gpt, price: PRICE });
      const share = answers[i].local.length / tokens;
      if (slopes) plus(slopes, grads, share);
      else slopes = plus(grads, grads, share - 1);
      await breath();
    }
    if (slopes) this.adam.move(this.mind.gpt, slopes, RATE * Math.min((this.steps + 1) / 5, 1));
    this.steps++;
  }

  /** How likely each answer is that has been seen, the likeliest first. */
  chances() {
    const all = [...this.known.values()].map((answer) => ({ ...answer, p: this.chance(this.mind, answer) }));
    return all.sort((a, b) => b.p - a.p);
  }

  /** How likely an answer is, all its tokens. @param {Mind} mind @param {Answer} answer */
  chance({ gpt }, { local }) {
    return Math.exp(-loss(gpt, policyRows(this.prompt, [local], [1])).loss * local.length);
  }

  /** A step for exclamation marks; what they and the judge gave before it. @returns {Promise<Mark>} */
  async careless() {
    const answers = [];
    for (let i = 0; i < DRAWN; i++) {
      answers.push(this.draw());
      await breath();
    }
    const marks = answers.map(({ text }) => text.split("!").length - 1);
    if (new Set(marks).size > 1) await this.learn(answers, marks);
    return { reward: mean(marks), judged: mean(answers.map(({ judged }) => judged)) };
  }
}

/** Lets the page draw. */
export function breath() {
  return new Promise((done) => setTimeout(done));
}

/** @param {number[]} numbers */
function mean(numbers) {
  return numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
}
