/**
 * A smaller model that learns from nothing in the page, in a worker: its curve, and what it says on the way. It reads our
 * corpus, or a text that somebody types.
 *
 * Seeded: the same text learned again says the same. So the widget's state says only how far it is to learn, `until`,
 * and every window, or whoever opens a link, gets there by the same nudges. The worker is `trainer.js`. Left out:
 * keeping what was trained.
 */

import { find, h, mark, say } from "deck/dom.js";
import { count, number } from "deck/format.js";
import { shapes } from "deck/gpt.js";
import { token, tokenizer, words } from "deck/live/mind.js";
import { clamp } from "deck/maps.js";
import { address, bytes } from "deck/parcels.js";
import { startTrainer } from "deck/trainer.js";

/** @typedef {import("deck/trainer.js").Plan} Plan */
/** @typedef {import("deck/trainer.js").Report} Report */
/** What is learned, and how its tokens are written. @typedef {{plan: Plan, texts: string[], begins: string}} Lesson */
/** @typedef {"ready" | "going" | "paused" | "over"} Phase */

/** Small and quick enough that words come within a minute, on a phone too. */
const SIZE = { context: 32, width: 48, heads: 4, layers: 2 };
const PACE = { seed: 1, steps: 600, batch: 8, rate: 1e-2, every: 5, sampleEvery: 20, words: 16 };
/** A text longer than this does not fit into a link. */
const LONGEST = 6000;
/** So many samples are shown: the first, and the latest. */
const SAMPLES = 5;
const START = { ready: "Start", going: "Pause", paused: "Go on", over: "Once more" };

/**
 * A place for it in the widget.
 * @param {any} widget
 */
export function open(widget) {
  return new Live(widget);
}

class Live {
  /** @type {Worker | "starting" | null} */
  worker = null;
  /** What is learned, or why nothing is. @type {Lesson | string} */
  lesson = "";
  /** How many nudges it is to have. */
  until = 0;
  /** Step and loss. @type {[number, number][]} */
  curve = [];
  /** @type {{step: number, text: string}[]} */
  samples = [];
  /** @type {Phase} */
  phase = "ready";
  /** Was the text too long for a link? */
  cut = false;
  /** What is learned from: another one begins anew. */
  key = "";

  /** @param {any} widget */
  constructor(widget) {
    this.widget = widget;
    this.begin = button("Start", () => this.press());
    this.anew = button("From nothing", () => this.widget.change({ until: 0 }));
    this.field = /** @type {HTMLTextAreaElement} */ (
      h("textarea", { class: "field run-own", rows: 2, "aria-label": "A text to learn from", placeholder: "Type or paste a text, the longer the better", oninput: () => this.type() })
    );
    const choose = (/** @type {string} */ live, /** @type {string} */ label) =>
      h("button", { type: "button", class: "button", "data-from": live, onclick: () => this.widget.change({ live, until: 0 }) }, label);
    this.note = h("p", { class: "run-note", role: "status" });
    this.plot = h("div", { class: "run-plot", "aria-hidden": "true" });
    this.plot.innerHTML = '<svg viewBox="0 0 1000 1000" preserveAspectRatio="none"><path class="run-curve" d=""/></svg>';
    this.up = h("div", { class: "run-up", "aria-hidden": "true" });
    this.across = h("div", { class: "run-across", "aria-hidden": "true" });
    this.begins = h("span", { class: "run-begins", "data-look": "data" });
    this.list = h("ol", { class: "run-samples", "aria-label": "What it says on the way" });
    const axis = h("p", { class: "run-key" }, h("span", { class: "run-axis" }, "As unsure as choosing among"));
    this.element = h(
      "div",
      { class: "run-live" },
      h(
        "div",
        { class: "controls" },
        this.begin,
        this.anew,
        h("span", { class: "run-sources", role: "group", "aria-label": "It learns from" }, choose("corpus", "Our corpus"), choose("text", "Your own text")),
      ),
      this.field,
      this.note,
      h("div", { class: "run-chart" }, axis, this.up, this.plot, this.across),
      h("div", { class: "run-says" }, h("p", { class: "caption" }, "After so many nudges it goes on from ", this.begins), this.list),
    );
    find(widget, ".learning-run").append(this.element);
    widget.signal.addEventListener("abort", () => this.close());
  }

  /** @param {{live: string, text: string, until: number}} state */
  show({ live, text, until }) {
    if (!this.element.isConnected) find(this.widget, ".learning-run").append(this.element);
    const own = live === "text";
    mark(this.field, "hidden", !own);
    if (this.field !== document.activeElement) this.field.value = text;
    for (const each of this.element.querySelectorAll("[data-from]")) {
      each.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (each).dataset.from === (own ? "text" : "corpus")));
    }
    this.until = clamp(until, 0, PACE.steps);
    const key = own ? `text ${text}` : `corpus ${this.widget.example}`;
    if (key !== this.key) void this.learnFrom(key, own ? ownText(text) : ourCorpus(this.widget));
    else this.reach();
  }

  /** Ends the training and leaves the widget as it was. */
  close() {
    this.forget();
    this.key = "";
    this.element.remove();
  }

  type() {
    this.cut = this.field.value.length > LONGEST;
    if (this.cut) this.field.value = this.field.value.slice(0, LONGEST);
    this.widget.change({ text: this.field.value, until: 0 });
  }

  /** Start, pause, go on, once more. */
  press() {
    const { widget, phase, at } = this;
    if (typeof this.lesson === "string" && this.key) return widget.announce(this.note.textContent ?? "");
    if (phase === "over") widget.change({ until: 0 });
    widget.change({ until: phase === "going" ? Math.max(1, at) : PACE.steps });
  }

  /** Back to noise. */
  forget() {
    if (this.worker instanceof Worker) this.worker.terminate();
    this.worker = null;
    [this.curve, this.samples] = [[], []];
  }

  /** @param {string} key @param {Promise<Lesson | string>} lesson */
  async learnFrom(key, lesson) {
    this.forget();
    this.key = key;
    this.lesson = "";
    this.draw();
    const found = await lesson.catch(failure);
    if (key !== this.key) return;
    this.lesson = found;
    this.reach();
  }

  /** Has the worker learn as far as it is to, or wait; what it has done beyond is kept, and not shown yet. */
  reach() {
    const { lesson, until, worker } = this;
    if (until === 0) this.forget();
    else if (typeof lesson !== "string") {
      if (worker instanceof Worker) worker.postMessage(this.done < until ? { do: "go", until } : { do: "pause" });
      else if (!worker) void this.start(lesson);
    }
    this.draw();
  }

  /** @param {Lesson} lesson */
  async start(lesson) {
    this.worker = "starting";
    try {
      const worker = await startTrainer((name) => (name === "sample.js" ? import.meta.resolve("deck/sample.js") : address(name)));
      if (this.worker !== "starting" || this.lesson !== lesson) return worker.terminate();
      this.worker = worker;
      worker.onmessage = ({ data }) => worker === this.worker && this.hear(data, lesson);
      worker.onerror = () => this.fail("Here no model can be trained: the browser starts no worker.");
      // What it says before the first step: with `reset` that is sure to be noise.
      for (const order of [{ do: "start", plan: lesson.plan }, { do: "reset" }, { do: "sample" }]) worker.postMessage(order);
      this.reach();
    } catch (error) {
      this.fail(failure(error));
    }
  }

  /** @param {Report} report @param {Lesson} lesson */
  hear(report, lesson) {
    if (report.kind === "error") return this.fail(report.message);
    if (report.kind === "step" && this.samples.length) this.curve.push([report.step, report.loss]);
    if (report.kind === "sample") {
      this.samples.push({ step: report.step, text: report.ids.map((local) => lesson.texts[local]).join("") });
    }
    this.draw();
    if (report.kind === "end") this.widget.announce(`It has learned. It goes on: ${this.samples[this.samples.length - 1].text}`);
  }

  /** @param {string} why */
  fail(why) {
    this.forget();
    this.lesson = why;
    this.key = ""; // the next press tries again
    this.draw();
  }

  /** How many nudges have been reported. */
  get done() {
    return this.curve[this.curve.length - 1]?.[0] ?? 0;
  }

  /** How many of them are shown. */
  get at() {
    return Math.min(this.done, this.until);
  }

  /** Shows how far it is. */
  draw() {
    const { lesson, until, at } = this;
    const able = typeof lesson !== "string";
    this.phase = !able || !until ? "ready" : at < until ? "going" : until < PACE.steps ? "paused" : "over";
    say(this.begin, START[this.phase]);
    this.element.dataset.phase = this.phase;
    mark(this.anew, "disabled", this.phase === "ready");
    find(this.plot, "path").setAttribute("d", "");
    this.list.replaceChildren();
    say(this.begins, able ? lesson.begins : "");
    if (!able) return say(this.note, lesson);
    const curve = this.curve.filter(([step]) => step <= until);
    const { config, steps = 0, tokens, batch = 0 } = lesson.plan;
    const top = 1.04 * Math.max(1, Math.log(config.vocab), ...curve.map(([, loss]) => loss));
    const up = (/** @type {number} */ loss) => Math.max(0, 1 - loss / top);
    const marks = [1, 10, 100, 1000].filter((n) => Math.log(n) < top);
    this.up.replaceChildren(...marks.map((n) => h("span", { style: `--y: ${up(Math.log(n))}` }, number(n))));
    this.across.replaceChildren(...[0, 0.5, 1].map((x) => h("span", { style: `--x: ${x}` }, number(x * steps))));
    const points = curve.map(([step, loss]) => `${((1000 * step) / steps).toFixed(1)} ${(1000 * up(loss)).toFixed(1)}`);
    find(this.plot, "path").setAttribute("d", points.length ? `M${points.join("L")}` : "");
    const said = this.samples.filter(({ step }) => step <= until);
    this.list.replaceChildren(
      ...[...said.slice(0, 1), ...said.slice(1).slice(1 - SAMPLES)].map(({ step, text }) =>
        h(
          "li",
          {},
          h("span", { class: "caption" }, step ? `after ${number(step)} ` : "before any "),
          h("span", { class: "run-text" }, h("span", { "data-look": "sampled" }, text.replaceAll("\n", " ⏎ "))),
        ),
      ),
    );
    const [step, loss] = curve[curve.length - 1] ?? [0, 0];
    const size = shapes(config).reduce((sum, [, rows, columns]) => sum + rows * columns, 0);
    const text = `${number(size)} parameters, all noise at first; ${number(tokens.length)} tokens to learn from, ${number(config.vocab)} different ones.`;
    const unsure = Math.exp(loss);
    const here = `After ${count(step, "nudge")} with ${number(batch * config.context)} tokens each it is as unsure as choosing among ${number(Number(unsure.toFixed(unsure < 2 ? 2 : unsure < 10 ? 1 : 0)))}.`;
    const less = this.cut ? ` Only its first ${number(LONGEST)} characters are read.` : "";
    say(this.note, curve.length ? `${number(size)} parameters. ${here}` : text + less);
  }
}

/** @param {string} label @param {() => void} press */
function button(label, press) {
  return h("button", { type: "button", class: "button", onclick: press }, label);
}

/** @param {unknown} error */
function failure(error) {
  console.warn(error);
  return "This could not be learned from.";
}

/** Our corpus, in the model's own words; what is asked is the running example. @param {any} widget @returns {Promise<Lesson>} */
async function ourCorpus(widget) {
  const [known, bpe, file] = await Promise.all([words(), tokenizer(), bytes("corpus")]);
  const { context } = widget.data.cases.find((/** @type {any} */ c) => c.example === widget.example) ?? widget.data.cases[0];
  const prompt = bpe.encode(context).map((id) => known.place(id));
  const config = { vocab: known.tokens.length, ...SIZE };
  return {
    plan: { config, tokens: [...new Uint16Array(file.buffer)], prompt, ...PACE },
    texts: known.tokens.map(({ text }) => text),
    begins: context,
  };
}

/** A text with a small vocabulary of its own; or why it will not do. @param {string} text @returns {Promise<Lesson | string>} */
async function ownText(text) {
  const bpe = await tokenizer();
  const ids = bpe.encode(text);
  if (ids.length <= SIZE.context) {
    const has = text ? `Your text has ${count(ids.length, "token")}. It` : "It";
    return `${has} reads windows of ${SIZE.context} tokens and learns what comes next: give it at least ${SIZE.context + 1}.`;
  }
  const own = [...new Set(ids)];
  const place = new Map(own.map((id, local) => [id, local]));
  const texts = own.map((id) => token(bpe, id).text);
  const tokens = ids.map((id) => place.get(id) ?? 0);
  const prompt = tokens.slice(0, 2);
  return {
    plan: { config: { vocab: own.length, ...SIZE }, tokens, prompt, ...PACE },
    texts,
    begins: prompt.map((local) => texts[local]).join(""),
  };
}
