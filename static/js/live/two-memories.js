/**
 * A fact and a question of one's own, asked of the assistant without the fact in its context and with it. It leaves out
 * showing the two maps.
 *
 * The maps are those before the word of the answer that came from the fact: both contexts go on with the same beginning
 * of that answer, so that nothing but the fact makes the difference.
 */

import { mind } from "deck/live/mind.js";
import { LONGEST, prompt, reply } from "deck/live/talk.js";

/** @typedef {import("deck/types.js").TwoMemories.Case} Case */
/** @typedef {import("deck/live/mind.js").Mind} Mind */
/**
 * A case that somebody typed: `begun` tokens at the end of the question are the beginning of the answer; `unknown` are the
 * ids that the model has never met, and what the trouble is, if there is one.
 * @typedef {Case & {begun: number, unknown: number[], trouble: string}} Own
 */

export async function open() {
  const assistant = await mind("assistant");
  /** The last one: it is asked once. @type {{key: string, own: Own} | null} */
  let last = null;
  return (/** @type {string} */ fact, /** @type {string} */ question, /** @type {number} */ bars) => {
    const key = JSON.stringify([fact, question, bars]);
    if (last?.key !== key) last = { key, own: ask(assistant, fact, question, bars) };
    return last.own;
  };
}

/**
 * @param {Mind} mind
 * @param {string} fact
 * @param {string} question
 * @param {number} bars how many a map has
 * @returns {Own}
 */
function ask(mind, fact, question, bars) {
  const { tokens } = mind.words;
  const [told, alone, behind] = [fact, question, `${fact ? " " : ""}${question}`].map((text) => mind.typed(text));
  const both = mind.typed(fact ? `${fact} ${question}` : question);
  const trouble = mind.trouble(both, mind.room - prompt(mind, []).length - LONGEST);
  const unknown = [...alone.unknown, ...both.unknown].map(({ id }) => id);
  const shown = { label: question, fact: told.tokens.slice(0, 64), begun: 0, unknown, trouble };
  const none = { bars: [], rest: 0, rest_count: 0 };
  if (trouble) {
    const [first, second] = [alone, behind].map((typed) => typed.tokens.slice(0, 64));
    const nothing = { without: none, known: none, p_without: 0, p_known: 0, said_without: "…", said_known: "…" };
    return { ...shown, question: first, behind: second, right: told.tokens[0] ?? alone.tokens[0], ...nothing };
  }
  const [without, known] = [alone, both].map(({ local }) => Array.from(reply(mind, local), (said) => said.local));
  const after = (/** @type {number} */ n) => [alone, both].map(({ local }) => mind.probabilities([...prompt(mind, local), ...known.slice(0, n)]));
  const at = word(mind, known, told.local, alone.local, after);
  const [begun, right, probs] = [known.slice(0, at), known[at], after(at)];
  const start = begun.map((local) => tokens[local]);
  return {
    ...shown,
    begun: at,
    question: [...alone.tokens, ...start],
    behind: [...behind.tokens, ...start],
    right: tokens[right],
    without: mind.mapWith(probs[0], bars, right),
    known: mind.mapWith(probs[1], bars, right),
    p_without: probs[0][right],
    p_known: probs[1][right],
    said_without: mind.words.text(without),
    said_known: mind.words.text(known),
  };
}

/**
 * Which token of the answer to look at: of those that are in the fact and not in the question, the one to which the fact
 * makes the greatest difference; with none, the last word that is not in the question.
 * @param {Mind} mind
 * @param {number[]} answer
 * @param {number[]} fact
 * @param {number[]} question
 * @param {(n: number) => number[][]} after the maps without and with the fact after `n` tokens of the answer
 */
function word(mind, answer, fact, question, after) {
  const plain = (/** @type {number} */ local) => mind.words.text([local]).trim().toLowerCase();
  const [told, asked] = [fact, question].map((part) => new Set(part.map(plain)));
  const fresh = answer.map((_, i) => i).filter((i) => !asked.has(plain(answer[i])) && /\p{L}/u.test(plain(answer[i])));
  const gains = fresh.filter((i) => told.has(plain(answer[i]))).map((i) => {
    const [without, known] = after(i);
    return { i, gain: known[answer[i]] - without[answer[i]] };
  });
  return gains.sort((a, b) => b.gain - a.gain)[0]?.i ?? fresh[fresh.length - 1] ?? 0;
}
