/**
 * A typed question as a call like the recorded ones: what the model asks for, what the tool finds, what the model says
 * then, and what it says with no tool. It leaves out showing them, which is the widget's (`widgets/tool-loop.js`).
 */

import { h, still } from "deck/dom.js";
import { mind } from "deck/live/mind.js";
import { prompt, reply } from "deck/live/talk.js";
import { parted, runTool } from "deck/live/tools.js";
import { bring } from "deck/parcels.js";

/** @typedef {import("deck/live/mind.js").Mind} Mind */
/** @typedef {import("deck/types.js").Token} Token */
/** @typedef {{active: string[], does: Record<string, string>, words: string}} Moment */
/**
 * A call of `tool_loop.py`, and what only a live one has: its own table of `tokens`; is it `plain`, with no call in it?
 * does it `fail` to be asked? what is told of a moment in other words (`now`), and what stands `beside` it.
 * @typedef {import("deck/types.js").ToolLoop.Call & {tokens: Token[], plain: boolean, fail: boolean, now: (stage: number, off: boolean) => Moment | null, beside: HTMLElement | null}} LiveCall
 */

/** So many lines of the store are shown, and so many bars. As in `tool_loop.py`. */
const [PEEK, BARS] = [3, 3];
/** How long a part stands before the next one comes, in milliseconds. */
const RHYTHM = 1200;

/**
 * What comes of a question.
 * @param {string} typed
 * @returns {Promise<LiveCall>}
 */
export async function ask(typed) {
  const [model, store] = await Promise.all([mind("tools"), bring("store").then((text) => JSON.parse(text))]);
  const question = model.typed(typed);
  const tokens = [...model.words.tokens, ...question.unknown];
  const places = question.local.map((local, i) => (local < 0 ? tokens.indexOf(question.tokens[i]) : local));
  const [user, ...rest] = prompt(model, []);
  const half = model.room / 2; // the other half is for the answer
  const trouble = model.trouble(question, half);
  const call = asCall(typed, tokens, model.words.tokens.length);
  call.runs = [
    { part: "question", look: "app", tokens: [user] },
    ...places.slice(0, half).map((at) => asked(at, model.words.tokens.length)),
    { part: "question", look: "app", tokens: rest },
  ];
  if (trouble) return failed(call, trouble);
  answer(call, model, question.local, store);
  await new Promise((done) => setTimeout(done)); // the page draws
  goWithout(call, model, question.local);
  return call;
}

/** A token of the question; those beyond the vocabulary are unknown. @param {number} at @param {number} vocabulary @returns {any} */
function asked(at, vocabulary) {
  return { part: "question", look: at < vocabulary ? "data" : "unknown", tokens: [at] };
}

/** @param {string} question @param {Token[]} tokens @param {number} vocabulary @returns {LiveCall} */
function asCall(question, tokens, vocabulary) {
  const map = { bars: [], rest: 1, rest_count: vocabulary };
  return {
    ...{ id: "", question, tool: "tool", query: "", result: "", answer: "", runs: [], store: [], without: [], at: 0 },
    ...{ wrong: false, map, tokens, plain: true, fail: false, now: () => null, beside: null },
  };
}

/** @param {LiveCall} call @param {string} words */
function failed(call, words) {
  const does = { person: "asks", model: "waits", app: "watches for a call", tool: "is ready" };
  return { ...call, fail: true, now: () => ({ active: ["person"], does, words }) };
}

/** The model's turn, the tool's, and the model's again. @param {LiveCall} call @param {Mind} model @param {number[]} question @param {Record<string, string>} store */
function answer(call, model, question, store) {
  const run = (/** @type {string} */ asked) => {
    const { tool, query } = parted(asked);
    const result = runTool(asked, store);
    Object.assign(call, { plain: false, tool, query, result, store: tool === "calculator" ? [] : peek(store, query) });
    return result;
  };
  for (const { local, by, part } of reply(model, question, { run })) {
    const look = by === "model" ? "sampled" : "app";
    let last = call.runs[call.runs.length - 1];
    if (last.part !== part) call.runs.push((last = { part, look, tokens: [] }));
    last.tokens.push(local);
  }
  const said = call.runs.filter(({ part }) => part === "answer").flatMap(({ tokens }) => tokens);
  call.answer = model.words.text(said);
  if (call.plain) call.now = plainly;
}

/** What is told of an answer with no call in it. @param {number} stage @param {boolean} off @returns {Moment | null} */
function plainly(stage, off) {
  if (off || stage === 0) return null;
  const does = { person: "waits", model: "answers at once", app: "watches for a call", tool: "is not asked" };
  return { active: ["model"], does, words: "The model answers with no call: it has not learned to ask for help here." };
}

/** What it says with no tool, and its map where that parts from the answer. @param {LiveCall} call @param {Mind} model @param {number[]} question */
function goWithout(call, model, question) {
  const said = call.runs.filter(({ part }) => part === "answer").flatMap(({ tokens }) => tokens);
  call.without = [...reply(model, question)].map(({ local }) => local);
  const parts = call.without.findIndex((local, i) => i < said.length && local !== said[i]);
  call.wrong = said.join() !== call.without.join();
  call.at = parts >= 0 ? parts : Math.max(call.without.length - 2, 0);
  const before = [...prompt(model, question), ...call.without.slice(0, call.at)];
  call.map = model.map(model.probabilities(before), BARS);
  if (call.plain) return;
  const text = h("span", { class: "tool-said", "data-look": "sampled" }, model.words.text(call.without));
  call.beside = h("p", { class: "tool-beside" }, h("span", { class: "caption" }, "With no tool it says "), text);
}

/** The twin of `peek` in `tool_loop.py`. @param {Record<string, string>} store @param {string} query */
export function peek(store, query) {
  const keys = Object.keys(store);
  const middle = Math.max(keys.indexOf(query), 0);
  const begin = Math.max(0, Math.min(middle - Math.floor(PEEK / 2), keys.length - PEEK));
  return keys.slice(begin, begin + PEEK).map((key) => ({ query: key, result: store[key], here: key === query }));
}

/**
 * Lets the parts come one after another; all at once for those who ask for less motion.
 * @param {any} widget
 * @param {LiveCall} call
 */
export function play(widget, call) {
  const { typed, stage, off } = widget.state;
  const last = 4;
  if (call.fail || off || stage >= last || typed !== call.question) return void widget.announce(call.now(stage, off)?.words ?? "");
  const next = () => {
    const now = widget.state;
    if (!widget.isConnected || now.typed !== typed || now.stage !== stage || now.off) return;
    widget.change({ stage: call.plain || still() ? last : stage + 1 });
    if (widget.state.stage < last) play(widget, call);
    else widget.announce(`It answers: ${call.answer}`);
  };
  if (still()) next();
  else setTimeout(next, RHYTHM);
}
