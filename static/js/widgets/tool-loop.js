/**
 * A question, the model's call, the app's result and the answer, and who acts when; what is said with the tool off.
 *
 * The script: the first call in its five stages (question, call, the tool runs, result, answer: steps 0 to 4); every
 * other call at once; and last its question with the tool switched off. A question that somebody types becomes a call
 * like these (`live/tool-loop.js`).
 */

import { updateBars } from "deck/bars.js";
import { chip } from "deck/chips.js";
import { all, find, h, mark, say } from "deck/dom.js";
import { Widget } from "deck/element.js";
import { has } from "deck/parcels.js";
import { wake } from "deck/wake.js";

/** @typedef {import("deck/types.js").ToolLoop.Data} Data */
/** @typedef {import("deck/types.js").ToolLoop.Call} Call */
/** `stage`: 0 question, 1 call, 2 the tool runs, 3 result, 4 answer. @typedef {{call: number, stage: number, off: boolean, typed: string}} State */

const LAST = 4;
const PARCELS = ["tools", "words", "cl100k_base", "store"];
/** The stage at which a part of the context is there. @type {Record<string, number>} */
const SINCE = { question: 0, call: 1, result: 3, answer: 4 };

/** @extends {Widget<Data>} */
class ToolLoop extends Widget {
  /** What was typed, and the call that it led to once that is known. @type {{typed: string, call?: any, coming?: Promise<any>}} */
  #asked = { typed: "" };

  /** @override @param {number} step @returns {State} */
  scripted(step) {
    const last = this.data.calls.length - 1;
    const call = Math.max(step - LAST, 0);
    return { call: Math.min(call, last), stage: Math.min(step, LAST), off: call > last, typed: "" };
  }

  /** @override */
  setup() {
    if (this.data.pending) return;
    const options = { signal: this.signal };
    mark(this, "data-live", has(...PARCELS));
    find(this, "form").addEventListener("submit", (event) => this.#submit(event), options);
    find(this, "select").addEventListener("change", (event) => {
      this.change({ call: Number(/** @type {HTMLSelectElement} */ (event.target).value), stage: 0, off: false, typed: "" });
      this.#announce();
    }, options);
    find(this, '[data-do-part="next"]').addEventListener("click", () => {
      const { stage, off } = shown(/** @type {State} */ (this.state));
      this.change({ stage: off || stage === LAST ? 0 : this.#call.plain ? LAST : stage + 1, off: false });
      this.#announce();
    }, options);
    find(this, '[data-do-part="off"]').addEventListener("click", () => {
      this.change({ off: !this.state.off, stage: LAST });
      this.#announce();
    }, options);
  }

  /** @override @param {State} state @param {State | null} before */
  render(state, before) {
    if (this.data.pending) return;
    const { stage, off } = shown(state);
    const root = find(this, ".tool-loop");
    const n = this.#index(state);
    if (state.typed && !this.#ask(state.typed).call) return;
    const call = this.#call;
    const key = (state.typed ? `typed ${state.typed}` : String(n)) + (off ? " off" : "");
    const same = root.dataset.call === key;
    if (!same) fill(root, call, off, call.tokens ?? this.data.tokens);
    root.dataset.call = key;
    const grew = before !== null && same && stage > shown(before).stage;

    for (const item of all(root, ".tool-context > li")) {
      const waits = !off && SINCE[item.dataset.part ?? ""] > stage;
      mark(item, "data-new", grew && !waits && item.hasAttribute("data-waiting"));
      mark(item, "data-waiting", waits);
    }
    root.dataset.stage = String(stage);
    const now = call.now?.(stage, off) ?? moment(call, stage, off);
    for (const actor of all(root, ".tool-actor")) {
      const does = now.does[actor.dataset.actor ?? ""];
      mark(actor, "data-active", now.active.includes(actor.dataset.actor ?? ""));
      say(find(actor, ".tool-does"), does);
    }
    mark(find(root, ".tool-parts"), "data-off", off);
    say(find(root, ".tool-name"), call.tool);
    say(find(root, ".tool-now"), now.words);

    /** @type {HTMLSelectElement} */ (find(root, "select")).value = state.typed ? "" : String(n);
    const field = /** @type {HTMLInputElement} */ (find(root, ".field"));
    if (field !== document.activeElement) field.value = state.typed;
    say(find(root, '[data-do-part="next"]'), off || stage === LAST ? "From the start" : "Next part");
    find(root, '[data-do-part="off"]').setAttribute("aria-pressed", String(off));
  }

  /** Which call; one that there is not counts as the first. @param {State} state */
  #index(state) {
    return this.data.calls[state.call] ? state.call : 0;
  }

  #announce() {
    this.announce(find(this, ".tool-now").textContent ?? "");
  }

  /** The call that is shown. @returns {any} */
  get #call() {
    const state = /** @type {State} */ (this.state);
    return (state.typed && this.#asked.call) || this.data.calls[this.#index(state)];
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    const typed = /** @type {HTMLInputElement} */ (find(this, "form input")).value.trim().slice(0, 2000);
    if (!typed) return;
    this.change({ typed, stage: 0, off: false });
    this.#ask(typed).coming?.then((half) => half?.play(this, this.#asked.call), () => {});
  }

  /** The call for what was typed; the live half works it out, and then it is shown. @param {string} typed */
  #ask(typed) {
    const known = this.#asked;
    if (known.typed === typed) return known;
    /** @type {typeof known} */
    const asked = (this.#asked = { typed });
    asked.coming = (known.coming ?? Promise.resolve()).then(async () => {
      const half = await wake(this, "live/tool-loop.js", PARCELS, () => this.render(/** @type {State} */ (this.state), null));
      if (half) asked.call = await half.ask(typed);
      if (this.#asked !== asked) return null;
      if (!half) this.#asked = { typed: "" };
      else if (this.state.typed === typed) this.render(/** @type {State} */ (this.state), null);
      return half;
    });
    asked.coming.catch((error) => console.warn(`${this.id}: ${error}`));
    return asked;
  }
}

/**
 * The context, and what stands below it: the lines of the store about this call, or the map with the tool off.
 * @param {HTMLElement} root @param {Call & {beside?: HTMLElement}} call @param {boolean} off @param {import("deck/types.js").Token[]} tokens
 */
function fill(root, call, off, tokens) {
  /** @type {Record<string, number>} */
  const counts = {};
  /** @param {string} part @param {import("deck/chips.js").Look} look @param {number} at @param {boolean} [parts] */
  const item = (part, look, at, parts = false) => {
    const i = (counts[part] = (counts[part] ?? -1) + 1);
    return h("li", { "data-part": part, style: `--i: ${i}`, "data-parts": parts }, chip(tokens[at], i, look));
  };
  const runs = off ? call.runs.filter(({ part }) => part === "question") : call.runs;
  find(root, ".tool-context").replaceChildren(
    ...runs.flatMap((run) => run.tokens.map((at) => item(run.part, run.look, at))),
    ...(off ? call.without.map((at, i) => item("answer", "sampled", at, i === call.at)) : []),
  );
  const lines = call.store.map(({ query, result, here }) => h("li", { "data-here": here }, `${query} → ${result}`));
  find(root, ".tool-store ul").replaceChildren(...lines);
  mark(find(root, ".tool-store"), "hidden", off || !lines.length);
  mark(find(root, ".tool-map"), "hidden", !off || !call.map.bars.length);
  updateBars(find(root, ".bars"), call.map);
  root.querySelector(".tool-beside")?.remove();
  if (call.beside && !off) find(root, ".tool-notes").prepend(call.beside);
}

/** The state as it can be shown, whatever a link asks for. @param {State} state */
function shown({ stage, off }) {
  return { stage: Math.min(Math.max(Math.round(stage), 0), LAST), off };
}

/**
 * Who acts, what everybody does, and all of it in a sentence.
 * @param {Call} call @param {number} stage @param {boolean} off
 * @returns {{active: string[], does: Record<string, string>, words: string}}
 */
function moment(call, stage, off) {
  const waits = { person: "waits", model: "waits", app: "waits", tool: "is ready" };
  if (off) {
    const does = { person: "asks", model: "has only its memory", app: "runs nothing", tool: "is switched off" };
    return { active: ["person", "model"], does, words: offWords(call) };
  }
  return [
    {
      active: ["person"],
      does: { ...waits, person: "asks", app: "watches for a call" },
      words: "A person asks. The app puts markers around the words.",
    },
    {
      active: ["model"],
      does: { ...waits, model: "writes a call", app: "watches for a call" },
      words: "The model writes a special token, and then what it wants to have run.",
    },
    {
      active: ["app", "tool"],
      does: { ...waits, app: "runs the tool", tool: `${call.query} → ${call.result}` },
      words: "The app sees the call, makes the model wait, and runs the tool.",
    },
    {
      active: ["app"],
      does: { ...waits, app: "puts the result in" },
      words: "The app puts the result into the context, as tokens like all others.",
    },
    {
      active: ["model"],
      does: { ...waits, model: "goes on writing", app: "watches for a call" },
      words: "The model goes on. The answer is in front of it now.",
    },
  ][stage];
}

/** What there is to see with the tool off. @param {Call} call */
function offWords({ wrong, map }) {
  if (!wrong) return "The same question, and no tool to ask. This time what is in the parameters is enough.";
  const calls = map.bars[0].token.text === "<|tool_call|>";
  return calls ? "It would call, and may not: it writes what is likeliest then." : "The same question, and no tool to ask: only what is in the parameters.";
}

customElements.define("tool-loop", ToolLoop);
