/**
 * What a draw looks like: the line from 0 to 100 with its dart, a row of tokens that parts from another one, and a
 * token on its way. It leaves out what is drawn (`sample.js`, and the widget).
 */

import { chip } from "deck/chips.js";
import { find, h, mark } from "deck/dom.js";

/** @typedef {import("deck/types.js").Token} Token */
/** A piece of the line; `token` is not known of every one. @typedef {{token: Token | undefined, share: number, drawn: boolean}} Piece */

/** A piece is drawn by itself from this share on; all smaller ones are one hatched piece. */
export const SMALLEST = 0.004;

/**
 * Lays the pieces end to end; what they leave free is all the others. `u`, from 0 to 1, is where the dart is; -1: none.
 * @param {HTMLElement} line
 * @param {Piece[]} pieces
 * @param {number} u
 */
export function showLine(line, pieces, u) {
  const rest = pieces.reduce((left, { share }) => left - share, 1);
  find(line, ".loop-pieces").replaceChildren(
    ...pieces.map(({ token, share, drawn }, i) => {
      const label = share > 0.01 && token && h("span", {}, token.text.trim() || "␣");
      const hue = (token?.id ?? i) % 5;
      return h("span", { class: "piece", "data-hue": hue, "data-drawn": drawn, style: `--share: ${share}` }, label);
    }),
    ...(pieces.length && rest > 0.0005 ? [h("span", { class: "piece piece-rest", style: `--share: ${rest}` })] : []),
  );
  const dart = find(line, ".loop-dart");
  if (u >= 0) dart.style.setProperty("--u", String(u));
  mark(dart, "data-drawn", u >= 0);
}

/**
 * A row of sampled tokens, of which the first `shared` are those of a row above (`forks`: there is one).
 * @param {HTMLElement} row
 * @param {Token[]} tokens
 * @param {number} shared
 * @param {boolean} forks
 */
export function showRow(row, tokens, shared, forks) {
  row.replaceChildren(
    ...tokens.map((token, n) => {
      const marks = { "data-shared": n < shared, "data-fork": forks && n === shared };
      return h("span", { class: "branch-token", ...marks }, chip(token, n, "sampled"));
    }),
  );
}

/**
 * Moves a chip in from where its twin stood.
 * @param {HTMLElement} element
 * @param {DOMRect} from
 */
export function fly(element, from) {
  const to = element.getBoundingClientRect();
  const transform = `translate(${from.left - to.left}px, ${from.top - to.top}px)`;
  element.animate({ transform: [transform, "none"] }, { duration: 380, easing: "cubic-bezier(0.3, 0, 0.15, 1)" });
}
