/**
 * The bar under a widget: Back, Next and Reset in an article; on a slide, where → plays the widget, Reset alone, and
 * only when there is something to reset (`css/view-deck.css`).
 */

import { find, h, mark, say } from "deck/dom.js";
import { view } from "deck/view.js";

/** @typedef {import("deck/element.js").Widget<any>} AnyWidget */

export class WidgetBar {
  /**
   * @param {AnyWidget} widget
   * @param {() => void} tell tells the deck that a person did something
   */
  constructor(widget, tell) {
    this.widget = widget;
    /** @param {number} step */
    const go = (step) => {
      widget.play(step);
      tell();
      widget.announce(`Step ${widget.step + 1} of ${widget.steps + 1}`);
    };
    /** @param {string} what @param {string} text @param {() => void} run */
    const button = (what, text, run) =>
      h("button", { type: "button", class: "button", "data-bar": what, onclick: run }, text);
    this.element = h(
      "div",
      { class: "widget-bar needs-js", role: "group", "aria-label": "This figure" },
      button("back", "‹ Back", () => go(widget.step - 1)),
      h("span", { class: "widget-bar-step" }),
      button("next", "Next ›", () => go(widget.step + 1)),
      button("reset", "Reset", () => (view() === "article" ? go(0) : widget.reset())),
    );
    widget.append(this.element);
  }

  /** Shows the widget's step, and what can be done. */
  update() {
    const { element, widget } = this;
    const { step, steps } = widget;
    mark(element, "data-steps", steps > 0);
    mark(find(element, "[data-bar=back]"), "disabled", step === 0);
    mark(find(element, "[data-bar=next]"), "disabled", step === steps);
    mark(find(element, "[data-bar=reset]"), "disabled", step === 0 && !widget.hasAttribute("data-touched"));
    say(find(element, ".widget-bar-step"), `step ${step + 1} of ${steps + 1}`);
  }
}
