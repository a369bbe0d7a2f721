/**
 * A few cards, an idea each. The script: 0 all of them alike; then, a press each, the one that is being told.
 * A card's link leads to its slide; that is the page's own doing.
 */

import { all } from "deck/dom.js";
import { Widget } from "deck/element.js";

/** @typedef {import("deck/types.js").CardGrid.Data} Data */
/** `at`: the card that is being told, from 0; -1 for none. @typedef {{at: number}} State */

/** @extends {Widget<Data>} */
class CardGrid extends Widget {
  /** @override @param {number} step @returns {State} */
  scripted(step) {
    return { at: step - 1 };
  }

  /** @override @param {State} state */
  render({ at }) {
    all(this, ".card").forEach((card, i) => {
      if (i === at) card.setAttribute("aria-current", "true");
      else card.removeAttribute("aria-current");
    });
  }
}

customElements.define("card-grid", CardGrid);
