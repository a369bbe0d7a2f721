/**
 * Tokens as they are shown everywhere; the twin of `templates/parts/token.html`. Same DOM, same classes.
 */

import { h } from "deck/dom.js";

/** @typedef {import("deck/types.js").Token} Token */
/** @typedef {"sampled" | "app" | "data" | ""} Look */

/**
 * A token's chip. `n` is its position, for the hue.
 * @param {Token} token
 * @param {number} [n]
 * @param {Look} [look]
 */
export function chip(token, n = 0, look = "") {
  return h(
    "span",
    { class: "chip", "data-hue": n % 5, "data-look": look || null, "data-bytes": token.bytes },
    h("span", { class: "chip-text" }, token.bytes ? token.text : seen(token.text)),
    h("span", { class: "chip-id" }, String(token.id)),
  );
}

/** Characters that cannot be seen when they stand alone. @type {Record<string, string>} */
const INVISIBLE = { "\u200b": "ZWSP", "\u200d": "ZWJ", "\ufe0f": "VS16" };

/**
 * Text whose spaces, tabs and line ends can be seen.
 * @param {string} text
 */
export function seen(text) {
  const fragment = document.createDocumentFragment();
  if (INVISIBLE[text]) fragment.append(h("i", { class: "ws", "data-ws": INVISIBLE[text] }, text));
  if (INVISIBLE[text]) return fragment;
  for (const part of text.split(/([ \n\t])/)) {
    if (part === " ") fragment.append(h("i", { class: "ws" }, " "));
    else if (part === "\n") fragment.append(h("i", { class: "ws", "data-ws": "⏎" }, "\n"));
    else if (part === "\t") fragment.append(h("i", { class: "ws", "data-ws": "⇥" }, "\t"));
    else if (part) fragment.append(part);
  }
  return fragment;
}

/**
 * A token in words: `“ Paris”, with a space before it`.
 * @param {Token} token
 */
export function spoken(token) {
  if (token.bytes) return `bytes ${token.text}, part of a character`;
  if (token.text === "\n") return "a line end";
  if (/^ +$/.test(token.text)) return token.text.length === 1 ? "a space" : `${token.text.length} spaces`;
  const space = token.text.startsWith(" ") ? ", with a space before it" : "";
  return `“${token.text.trim()}”${space}`;
}
