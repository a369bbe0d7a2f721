/**
 * Where the bars of a map were before something changed them: a mark on the track of each that was there.
 * It leaves out drawing the bars (`bars.js`); what a ghost looks like is in `css/ghosts.css`.
 */

import { all } from "deck/dom.js";

/** @typedef {import("deck/types.js").ProbabilityMap} ProbabilityMap */

/**
 * Marks in `element`, a `.bars`, what `before` says of the tokens shown; `null` takes the marks away.
 * @param {HTMLElement} element
 * @param {ProbabilityMap | null} before
 */
export function ghosts(element, before) {
  const known = new Map(before?.bars.map((bar) => [String(bar.token.id), bar.p]));
  if (before?.rest_count) known.set("rest", before.rest);
  for (const row of all(element, ".bar")) {
    const p = known.get(row.dataset.id ?? "rest");
    row.toggleAttribute("data-ghost", p !== undefined);
    if (p === undefined) row.style.removeProperty("--ghost");
    else row.style.setProperty("--ghost", String(p));
  }
}
