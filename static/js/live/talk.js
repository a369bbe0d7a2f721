/**
 * Talking with a tuned stage: turns, and the loop with a tool; what `chat.py` and `engine.py` in `llms101/lab` are in
 * Python. The model draws some tokens, the app forces others, and each is told apart. Left out: the tools themselves (a
 * function that is handed in), and several calls in one turn.
 */

import { generate } from "deck/generate.js";

/** @typedef {import("deck/live/mind.js").Mind} Mind */
/** One token that has come to the conversation: drawn by the model, or put there by the app. @typedef {{local: number, by: "model" | "app", part: "call" | "result" | "answer"}} Said */
/** What the app answers to `calculator: 2*3`. @typedef {(call: string) => string} Run */

/** The longest turn, in tokens. */
export const LONGEST = 64;

/**
 * What stands in the context when it is the model's turn to answer this question, in local indices.
 * @param {Mind} mind
 * @param {number[]} question
 */
export function prompt({ words: { special } }, question) {
  return [special["<|user|>"], ...question, special["<|end|>"], special["<|assistant|>"]];
}

/**
 * Answers a question, token by token. With no `run`, no tool may be called. The random numbers of a turn begin anew after
 * a tool's result, as in Python.
 * @param {Mind} mind
 * @param {number[]} question local indices
 * @param {{seed?: number, temperature?: number, run?: Run | null}} [options]
 * @returns {Generator<Said, void>}
 */
export function* reply(mind, question, { seed = 1, temperature = 0, run = null } = {}) {
  const { words } = mind;
  const call = words.special["<|tool_call|>"];
  const context = prompt(mind, question);
  const first = [];
  for (const local of turn(mind, context, seed, temperature, run ? [] : [call])) {
    first.push(local);
    yield { local, by: "model", part: first[0] === call ? "call" : "answer" };
  }
  if (!run || first[0] !== call) return;
  const result = mind.typed(run(words.text(first))).local.filter((local) => local >= 0);
  const { special } = words;
  const forced = [special["<|tool_result|>"], ...result, special["<|end|>"], special["<|assistant|>"]];
  for (const local of forced) yield { local, by: "app", part: "result" };
  for (const local of turn(mind, [...context, ...first, ...forced], seed, temperature, [call])) {
    yield { local, by: "model", part: "answer" };
  }
}

/**
 * What the model says next, up to and with `<|end|>` or `<|endoftext|>`; `never` cannot be drawn.
 * @param {Mind} mind
 * @param {number[]} context
 * @param {number} seed
 * @param {number} temperature
 * @param {number[]} never
 */
function* turn({ gpt, words: { special } }, context, seed, temperature, never) {
  const stop = [special["<|end|>"], special["<|endoftext|>"]];
  if (context.length > gpt.config.context) return;
  for (const { token } of generate(gpt, context, { seed, temperature, never, stop, max: LONGEST, forget: false })) yield token;
}
