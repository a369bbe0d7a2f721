/**
 * Splits whatever is typed into `token-strip`, with the page's own tokenizers. It leaves out showing it.
 */

import { token, tokenizer } from "deck/live/mind.js";

/** @typedef {import("deck/types.js").TokenStrip.Sample} Sample */

/** The most characters that are split: beyond, a link to them would be too long. */
export const LONGEST = 30_000;
/** The most tokens that are shown of a text; all are counted. */
export const SHOWN = 300;

/**
 * A text as the build would have split it, but for tokens beyond those shown.
 * @param {string} text
 * @param {("cl100k_base" | "o200k_base")[]} encodings
 * @returns {Promise<Sample>}
 */
export async function split(text, encodings) {
  const kept = text.slice(0, LONGEST);
  const strips = [];
  for (const encoding of encodings) {
    const bpe = await tokenizer(encoding);
    const ids = bpe.encode(kept);
    strips.push({ encoding, tokens: ids.slice(0, SHOWN).map((id) => token(bpe, id)), count: ids.length });
  }
  const characters = Array.from(kept).length;
  const each = (characters / strips[0].count).toFixed(1);
  const cut = text.length >= LONGEST ? ` Only the first ${LONGEST.toLocaleString("en-US")} characters are read.` : "";
  const much = `${characters.toLocaleString("en-US")} ${characters === 1 ? "character" : "characters"}`;
  return { label: "your text", text, note: `${much}, ${each} to a token.${cut}`, example: "", strips };
}
