/**
 * Ours beside a frontier model's. There is nothing to do: the element is defined so that its figures can be asked
 * for their source.
 */

import { Widget } from "deck/element.js";

/** @typedef {import("deck/types.js").ScaleLine.Data} Data */

/** @extends {Widget<Data>} */
class ScaleLine extends Widget {}

customElements.define("scale-line", ScaleLine);
