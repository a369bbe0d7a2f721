/**
 * The same questions to every stage of the model's life, a column at a time; a row opens to some of its questions.
 *
 * The script: the kinds of questions alone; a column for each stage; the loss on web pages; the rows that the author opens.
 */

import { all, find, h, mark } from "deck/dom.js";
import { Widget } from "deck/element.js";
import { number, percent } from "deck/format.js";

/** @typedef {import("deck/types.js").ReportCard.Data} Data */
/** @typedef {import("deck/types.js").ReportCard.Question} Question */
/**
 * `columns`: how many are shown; `loss`: is the row of web pages? `row`: the open one, -1 for none; `question`: which.
 * @typedef {{columns: number, loss: boolean, row: number, question: number}} State
 */

/** @extends {Widget<Data>} */
class ReportCard extends Widget {
  /** @override @param {number} step @returns {State} */
  scripted(step) {
    const columns = this.data.stages.length;
    const row = this.data.opens[Math.min(step - columns - 2, this.data.opens.length - 1)] ?? -1;
    return { columns: Math.min(step, columns), loss: step > columns, row, question: 0 };
  }

  /** @override */
  setup() {
    this.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      if (!button) return;
      const { row, question } = this.state;
      if (button.matches("[data-another]")) this.#open(row, (question + 1) % this.data.rows[row].questions.length);
      if (!button.matches(".report-ask")) return;
      const asked = Number(button.closest("tr")?.dataset.row);
      this.#open(row === asked ? -1 : asked, 0);
    }, { signal: this.signal });
  }

  /** @override @param {State} state */
  render(state) {
    if (this.data.pending) return;
    for (const cell of all(this, "[data-column]")) mark(cell, "data-waiting", Number(cell.dataset.column) >= state.columns);
    mark(find(this, ".report-loss"), "data-waiting", !state.loss);
    for (const row of all(this, "tr[data-row]")) {
      const on = Number(row.dataset.row) === state.row;
      mark(row, "data-current", on);
      find(row, ".report-ask").setAttribute("aria-pressed", String(on));
    }
    const row = this.data.rows[state.row];
    mark(find(this, ".report-card"), "data-open", row !== undefined);
    const sample = find(this, ".report-sample");
    const focused = sample.contains(document.activeElement);
    sample.replaceChildren(...(row ? this.#sample(state) : []));
    if (focused) for (const button of all(sample, "button")) button.focus({ preventScroll: true });
  }

  /** @param {number} row @param {number} question */
  #open(row, question) {
    this.change({ row, question, columns: this.data.stages.length, loss: true });
    if (this.state.row >= 0) find(this, ".report-sample").scrollIntoView({ block: "nearest" }); // on a phone it is far below
    this.announce(this.#words());
  }

  /** The question that is open, if the row has it, else its first one. @param {State} state @returns {Question | undefined} */
  #question({ row, question }) {
    const { questions } = this.data.rows[row];
    return questions[question] ?? questions[0];
  }

  /** A row with one of its questions, under the columns of the table. @param {State} state @returns {HTMLElement[]} */
  #sample(state) {
    const { about, questions } = this.data.rows[state.row];
    const asked = this.#question(state);
    const told = h("p", { class: "report-what" }, about);
    if (!asked) return [told];
    const head = h("div", { class: "report-question" },
      h("p", {}, h("b", {}, asked.prompt)),
      h("p", { class: "report-more" }, `Wanted: ${asked.wanted}. Seed ${asked.seed}. `,
        questions.length > 1 && h("button", { type: "button", class: "button", "data-another": true }, "Another")),
    );
    const answers = asked.answers.map(({ pieces, right }, i) => {
      const text = pieces.map((piece) => h("span", { class: "report-text", "data-look": piece.look }, piece.text));
      const verdict = h("b", { class: "report-verdict", "data-right": right }, right ? "✓ right" : "✗ wrong");
      return h("div", { class: "report-answer", "data-stage": this.data.stages[i] }, verdict, " ", ...(text.length ? text : ["(nothing)"]));
    });
    return [told, head, ...answers];
  }

  /** The open row in words. */
  #words() {
    const row = this.data.rows[this.state.row];
    if (!row) return this.data.note;
    const told = row.cells.map(({ right, of, low, high }, i) =>
      `${this.data.stages[i]}: ${number(right)} of ${number(of)}, so with more questions between ${percent(low)} and ${percent(high)} (95 %, Wilson)`);
    const asked = this.#question(/** @type {State} */ (this.state));
    const said = asked?.answers.map(({ pieces, right }, i) =>
      `${this.data.stages[i]}: ${pieces.map((piece) => piece.text).join("")} (${right ? "right" : "wrong"})`);
    return [`${row.label}. ${told.join("; ")}.`, ...(asked ? [asked.prompt, ...(said ?? [])] : [])].join(" ");
  }
}

customElements.define("report-card", ReportCard);
