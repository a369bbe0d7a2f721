/**
 * A smaller model that learns from nothing in the page, in a worker: its curve, and what it says on the way. It reads our
 * corpus, or a text that somebody types.
 *
 * Seeded: the same text learned again says the same. The worker is `trainer.js`. Left out: keeping what was trained.
 */

import { find, h, mark, say } from "deck/dom.js";
import { count, number } from "deck/format.js";
import { shapes } from "deck/gpt.js";
import { token, tokenizer, words } from "deck/live/mind.js";
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
  /** @type {Phase} */
  phase = "ready";
  /** @type {Worker | null} */
  worker = null;
  /** @type {Lesson | null} */
  lesson = null;
  /** Step and loss. @type {[number, number][]} */
  curve = [];
  /** @type {{step: number, text: string}[]} */
  samples = [];
  /** Was the text too long for a link? */
  cut = false;
  /** What was shown last: another one begins anew. */
  shown = "";

  /** @param {any} widget */
  constructor(widget) {
    this.widget = widget;
    this.begin = button("Start", () => this.press());
    this.anew = button("From nothing", () => this.reset());
    this.field = /** @type {HTMLTextAreaElement} */ (
      h("textarea", { class: "field run-own", rows: 2, "aria-label": "A text to learn from", placeholder: "Type or paste a text, the longer the better", oninput: () => this.type() })
    );
    const choose = (/** @type {string} */ live, /** @type {string} */ label) =>
      h("button", { type: "button", class: "button", "data-from": live, onclick: () => this.widget.change({ live }) }, label);
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

  /** @param {{live: string, text: string}} state */
  show({ live, text }) {
    if (!this.element.isConnected) find(this.widget, ".learning-run").append(this.element);
    const key = live === "text" ? `text ${text}` : "corpus";
    mark(this.field, "hidden", live !== "text");
    if (this.field !== document.activeElement) this.field.value = text;
    for (const each of this.element.querySelectorAll("[data-from]")) {
      each.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (each).dataset.from === (live === "text" ? "text" : "corpus")));
    }
    if (key === this.shown) return;
    this.shown = key;
    this.reset();
  }

  /** Ends the training and leaves the widget as it was. */
  close() {
    this.stop();
    this.shown = "";
    this.element.remove();
  }

  type() {
    this.cut = this.field.value.length > LONGEST;
    if (this.cut) this.field.value = this.field.value.slice(0, LONGEST);
    this.widget.change({ text: this.field.value });
  }

  stop() {
    this.worker?.terminate();
    this.worker = null;
  }

  /** Back to noise. */
  async reset() {
    this.stop();
    [this.curve, this.samples, this.lesson] = [[], [], null];
    this.turn("ready");
    const { shown } = this;
    const lesson = await (shown === "corpus" ? ourCorpus(this.widget) : ownText(shown.slice(5))).catch(failure);
    if (shown !== this.shown) return;
    if (typeof lesson === "string") say(this.note, lesson);
    else this.lesson = lesson;
    this.draw();
  }

  /** Start, pause, go on. */
  async press() {
    if (this.phase === "over") await this.reset();
    const { lesson, shown } = this;
    if (!lesson) return void this.widget.announce(this.note.textContent ?? "");
    if (this.worker) {
      this.worker.postMessage({ do: this.phase === "going" ? "pause" : "go" });
      return this.turn(this.phase === "going" ? "paused" : "going");
    }
    this.turn("going");
    try {
      const worker = await startTrainer((name) => (name === "sample.js" ? import.meta.resolve("deck/sample.js") : address(name)));
      if (this.shown !== shown || this.lesson !== lesson || this.worker) return worker.terminate();
      this.worker = worker;
      worker.onmessage = ({ data }) => worker === this.worker && this.hear(data);
      worker.onerror = () => this.fail("Here no model can be trained: the browser starts no worker.");
      // What it says before the first step: with `reset` that is sure to be noise.
      for (const order of [{ do: "start", plan: lesson.plan }, { do: "reset" }, { do: "sample" }]) worker.postMessage(order);
      if (this.phase === "going") worker.postMessage({ do: "go" });
    } catch (error) {
      this.fail(failure(error));
    }
  }

  /** @param {Report} report */
  hear(report) {
    const { lesson } = this;
    if (!lesson) return;
    if (report.kind === "error") return this.fail(report.message);
    if (report.kind === "step" && this.samples.length) this.curve.push([report.step, report.loss]);
    if (report.kind === "sample") {
      this.samples.push({ step: report.step, text: report.ids.map((local) => lesson.texts[local]).join("") });
      // the first stays, and the latest
      if (this.samples.length > SAMPLES) this.samples.splice(1, 1);
    }
    if (report.kind === "end") this.turn("over");
    this.draw();
    if (report.kind === "end") this.widget.announce(`It has learned. It goes on: ${this.samples[this.samples.length - 1].text}`);
  }

  /** @param {string} why */
  fail(why) {
    this.stop();
    this.turn("ready");
    say(this.note, why);
  }

  /** @param {Phase} phase */
  turn(phase) {
    this.phase = phase;
    say(this.begin, START[phase]);
    this.element.dataset.phase = phase;
    mark(this.anew, "disabled", phase === "ready");
  }

  /** Shows how far it is. */
  draw() {
    const { lesson, curve, samples } = this;
    find(this.plot, "path").setAttribute("d", "");
    this.list.replaceChildren();
    say(this.begins, lesson?.begins ?? "");
    if (!lesson) return;
    const { config, steps = 0, tokens, batch = 0 } = lesson.plan;
    const top = 1.04 * Math.max(1, Math.log(config.vocab), ...curve.map(([, loss]) => loss));
    const at = (/** @type {number} */ loss) => Math.max(0, 1 - loss / top);
    const marks = [1, 10, 100, 1000].filter((n) => Math.log(n) < top);
    this.up.replaceChildren(...marks.map((n) => h("span", { style: `--y: ${at(Math.log(n))}` }, number(n))));
    this.across.replaceChildren(...[0, 0.5, 1].map((x) => h("span", { style: `--x: ${x}` }, number(x * steps))));
    const points = curve.map(([step, loss]) => `${((1000 * step) / steps).toFixed(1)} ${(1000 * at(loss)).toFixed(1)}`);
    find(this.plot, "path").setAttribute("d", points.length ? `M${points.join("L")}` : "");
    this.list.replaceChildren(
      ...samples.map(({ step, text }) =>
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
