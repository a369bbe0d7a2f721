/**
 * A probability map as it is shown everywhere; the twin of `templates/parts/bars.html`.
 *
 * Rows are kept by token, so that a bar grows or shrinks because its number did, and moves when its rank did.
 */

import { chip } from "deck/chips.js";
import { all, find, h, mark, say, still } from "deck/dom.js";
import { number, percent } from "deck/format.js";

/** @typedef {import("deck/types.js").ProbabilityMap} ProbabilityMap */

/**
 * A new map, for those that the template did not make.
 * @param {ProbabilityMap} map
 * @param {string} [rightWord]
 */
export function bars(map, rightWord = "right") {
  const element = h(
    "div",
    { class: "bars", "data-right-word": rightWord },
    h("ol", { class: "bars-rows", "aria-hidden": "true" }),
    h("p", { class: "bars-sentence sr-only" }),
  );
  updateBars(element, map);
  return element;
}

/**
 * Makes `element`, a `.bars`, show `map`.
 * @param {HTMLElement} element
 * @param {ProbabilityMap} map
 */
export function updateBars(element, map) {
  const list = find(element, ".bars-rows");
  const word = element.dataset.rightWord ?? "right";
  const old = new Map(all(list, ".bar").map((row) => [row.dataset.id ?? "rest", row]));
  const tops = new Map([...old].map(([id, row]) => [id, row.offsetTop]));

  const rows = map.bars.map(({ token, p, right }) => {
    const row = old.get(String(token.id)) ?? newRow(chip(token, token.id), String(token.id));
    mark(row, "data-right", right);
    setRow(row, p, right ? `✓ ${word}` : "");
    return row;
  });
  if (map.rest_count) {
    const row = old.get("rest") ?? newRow("");
    say(find(row, ".bar-token"), `all ${number(map.rest_count)} others`);
    setRow(row, map.rest, "");
    rows.push(row);
  }

  for (const row of old.values()) if (!rows.includes(row)) row.remove();
  rows.forEach((row, i) => {
    if (list.children[i] !== row) list.insertBefore(row, list.children[i] ?? null);
  });
  say(find(element, ".bars-sentence"), sentence(map, word));
  moveRows(rows, tops);
}

/**
 * The map in words.
 * @param {ProbabilityMap} map
 * @param {string} [rightWord]
 */
export function sentence(map, rightWord = "right") {
  const parts = map.bars.map((b) => `“${b.token.text}” ${percent(b.p)}${b.right ? ` (${rightWord})` : ""}`);
  const rest = map.rest_count ? `; all ${number(map.rest_count)} others together ${percent(map.rest)}` : "";
  return `Probability of the next token: ${parts.join(", ")}${rest}.`;
}

/**
 * @param {Node | string} label
 * @param {string} [id]
 */
function newRow(label, id) {
  return h(
    "li",
    { class: id === undefined ? "bar bar-rest" : "bar", "data-id": id, style: "--p: 0" },
    h("span", { class: "bar-token" }, label),
    h("span", { class: "bar-track" }, h("span", { class: "bar-fill" })),
    h("span", { class: "bar-percent" }),
    h("span", { class: "bar-mark" }),
  );
}

/**
 * @param {HTMLElement} row
 * @param {number} p
 * @param {string} word
 */
function setRow(row, p, word) {
  if (Number(row.style.getPropertyValue("--p")) !== p) row.style.setProperty("--p", String(p));
  say(find(row, ".bar-percent"), percent(p));
  say(find(row, ".bar-mark"), word);
}

/**
 * Rows whose rank changed slide from where they were.
 * @param {HTMLElement[]} rows
 * @param {Map<string, number>} tops
 */
function moveRows(rows, tops) {
  if (still()) return;
  for (const row of rows) {
    const top = tops.get(row.dataset.id ?? "rest");
    const by = top === undefined ? 0 : top - row.offsetTop;
    if (by) row.animate({ transform: [`translateY(${by}px)`, "none"] }, { duration: 320, easing: "ease-out" });
  }
}
