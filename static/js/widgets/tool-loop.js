/**
 * A question, the model's call, the app's result and the answer, and who acts when.
 *
 * The script: the first call in its five stages (question, call, the tool runs, result, answer: steps 0 to 4); every
 * other call in two (its question, the whole loop); and last the question with the tool switched off.
 */

import { chip } from "deck/chips.js";
import { all, find, h, mark, say } from "deck/dom.js";
import { Widget } from "deck/element.js";

/** @typedef {import("deck/types.js").ToolLoop.Data} Data */
/** @typedef {import("deck/types.js").ToolLoop.Call} Call */
/** `stage`: 0 question, 1 call, 2 the tool runs, 3 result, 4 answer. @typedef {{call: number, stage: number, off: boolean}} State */

const LAST = 4;
/** The stage at which a part of the context is there. @type {Record<string, number>} */
const SINCE = { question: 0, call: 1, result: 3, answer: 4 };

/** @extends {Widget<Data>} */
class ToolLoop extends Widget {
  /** @override @param {number} step @returns {State} */
  scripted(step) {
    if (step <= LAST) return { call: 0, stage: step, off: false };
    const [call, stage] = [Math.ceil((step - LAST) / 2), (step - LAST) % 2 ? 0 : LAST];
    const last = this.data.calls.length - 1;
    return call <= last ? { call, stage, off: false } : { call: last, stage: LAST, off: true };
  }

  /** @override */
  setup() {
    const options = { signal: this.signal };
    find(this, "select").addEventListener("change", (event) => {
      this.change({ call: Number(/** @type {HTMLSelectElement} */ (event.target).value), stage: 0, off: false });
      this.#announce();
    }, options);
    find(this, '[data-do-part="next"]').addEventListener("click", () => {
      const { stage, off } = shown(/** @type {State} */ (this.state));
      this.change({ stage: off || stage === LAST ? 0 : stage + 1, off: false });
      this.#announce();
    }, options);
    find(this, '[data-do-part="off"]').addEventListener("click", () => {
      this.change({ off: !this.state.off, stage: LAST });
      this.#announce();
    }, options);
  }

  /** @override @param {State} state @param {State | null} before */
  render(state, before) {
    const { stage, off } = shown(state);
    const root = find(this, ".tool-loop");
    const n = this.#index(state);
    const call = this.data.calls[n];
    const key = off ? `${n} off` : String(n);
    const same = root.dataset.call === key;
    if (!same) this.#fill(root, call, off);
    root.dataset.call = key;
    const grew = before !== null && same && stage > shown(before).stage;

    for (const item of all(root, ".tool-context > li")) {
      const waits = !off && SINCE[item.dataset.part ?? ""] > stage;
      mark(item, "data-new", grew && !waits && item.hasAttribute("data-waiting"));
      mark(item, "data-waiting", waits);
    }
    root.dataset.stage = String(stage);
    const now = moment(call, stage, off);
    for (const actor of all(root, ".tool-actor")) {
      const does = now.does[actor.dataset.actor ?? ""];
      mark(actor, "data-active", now.active.includes(actor.dataset.actor ?? ""));
      say(find(actor, ".tool-does"), does);
    }
    mark(find(root, ".tool-parts"), "data-off", off);
    say(find(root, ".tool-name"), call.tool);
    say(find(root, ".tool-now"), now.words);
    const note = call.own ? this.data.own_note : this.data.example_note;
    say(find(root, ".tool-note"), off ? "" : note);

    /** @type {HTMLSelectElement} */ (find(root, "select")).value = String(n);
    say(find(root, '[data-do-part="next"]'), off || stage === LAST ? "From the start" : "Next part");
    find(root, '[data-do-part="off"]').setAttribute("aria-pressed", String(off));
  }

  /** Which call; one that there is not counts as the first. @param {State} state */
  #index(state) {
    return this.data.calls[state.call] ? state.call : 0;
  }

  /** @param {HTMLElement} root @param {Call} call @param {boolean} off */
  #fill(root, call, off) {
    const segments = off ? call.segments.filter((segment) => segment.part === "question") : call.segments;
    const items = segments.flatMap((segment) => {
      const tokens = segment.runs.flatMap((run) => run.tokens.map((token) => ({ token, look: run.look })));
      return tokens.map(({ token, look }, i) => h("li", { "data-part": segment.part, style: `--i: ${i}` }, chip(token, i, look)));
    });
    if (off) {
      items.push(
        ...(call.without.length
          ? call.without.map((token, i) => h("li", { "data-part": "answer", style: `--i: ${i}` }, chip(token, i, "sampled")))
          : [h("li", { class: "to-come", "data-part": "answer" }, this.data.without_note)]),
      );
    }
    find(root, ".tool-context").replaceChildren(...items);
  }

  #announce() {
    const { stage, off } = shown(/** @type {State} */ (this.state));
    this.announce(moment(this.data.calls[this.#index(/** @type {State} */ (this.state))], stage, off).words);
  }
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
    return { active: ["person", "model"], does, words: "The same question, and no tool to ask: only what is in the parameters." };
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

customElements.define("tool-loop", ToolLoop);
