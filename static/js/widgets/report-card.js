/**
 * What was measured of the same model after each stage of its life, a column at a time.
 *
 * The script: the questions alone; a column for each stage that the model has lived; those to come, at once; a sample.
 */

import { all, find, mark, say } from "deck/dom.js";
import { Widget } from "deck/element.js";
import { number, percent } from "deck/format.js";

/** @typedef {import("deck/types.js").ReportCard.Data} Data */
/** @typedef {import("deck/types.js").ReportCard.Cell} Cell */
/** `columns`: how many are shown; `row`: the one told about below, -1 for none. @typedef {{columns: number, sample: boolean, row: number}} State */

/** @extends {Widget<Data>} */
class ReportCard extends Widget {
  /** @override @param {number} step @returns {State} */
  scripted(step) {
    const whole = this.data.stages.length;
    const lived = this.data.stages.filter((stage) => stage.lived).length;
    const last = lived + (lived < whole ? 1 : 0);
    return { columns: step > lived ? whole : step, sample: step > last, row: -1 };
  }

  /** @override */
  setup() {
    this.addEventListener("click", (event) => {
      const row = event.target instanceof Element ? event.target.closest("tr[data-row]") : null;
      if (!(row instanceof HTMLElement) || !(event.target instanceof Element) || !event.target.closest(".report-ask")) return;
      const n = Number(row.dataset.row);
      this.change({ row: this.state.row === n ? -1 : n, columns: this.data.stages.length });
      this.announce(this.#words(this.state.row));
    }, { signal: this.signal });
  }

  /** @override @param {State} state */
  render(state) {
    for (const cell of all(this, "[data-column]")) mark(cell, "data-waiting", Number(cell.dataset.column) >= state.columns);
    for (const row of all(this, "tr[data-row]")) {
      const on = Number(row.dataset.row) === state.row;
      mark(row, "data-current", on);
      find(row, ".report-ask").setAttribute("aria-pressed", String(on));
    }
    const sample = this.querySelector(".report-sample");
    if (sample) mark(sample, "data-waiting", !state.sample);
    say(find(this, ".report-words"), this.#words(state.row));
  }

  /** A row in words; without one, what is missing and why. @param {number} n */
  #words(n) {
    const row = this.data.rows[n];
    if (!row) return this.data.note;
    const told = row.cells.map((cell, i) => `${this.data.stages[i].label}: ${words(cell, this.data.pending)}`);
    const figures = told.join("; ");
    return `${row.label}. ${row.about} ${figures[0].toUpperCase()}${figures.slice(1)}.`;
  }
}

/** @param {Cell} cell @param {string} pending */
function words({ value, right, of, low, high, choices }, pending) {
  if (value === null) return pending;
  if (choices !== null) return `${number(value)}, as unsure as choosing among ${number(choices)} tokens`;
  if (low === null || high === null || of === null || right === null) return percent(value);
  return `${number(right)} of ${number(of)} right, so with more questions between ${percent(low)} and ${percent(high)} (95 %, Wilson)`;
}

customElements.define("report-card", ReportCard);
