/**
 * How any word that is typed is built up from its bytes, merge by merge, by the page's own tokenizer. It leaves out
 * showing it.
 */

import { token, tokenizer } from "deck/live/mind.js";

/** @typedef {import("deck/types.js").MergeLadder.Word} Word */

/** The most bytes that are built up: they stand in one row. */
export const LONGEST = 32;

/** @param {"cl100k_base" | "o200k_base"} name */
export async function open(name) {
  const bpe = await tokenizer(name);
  const encoder = new TextEncoder();
  return (/** @type {string} */ text) => {
    let kept = "";
    for (const letter of text) {
      if (encoder.encode(kept + letter).length > LONGEST) break;
      kept += letter;
    }
    const rungs = bpe.merges(kept).map(({ parts, at }) => ({ parts: parts.map((id) => token(bpe, id)), joined: at }));
    return { text, rungs, cut: kept === text ? "" : ` Only the first ${LONGEST} bytes of it are built up.` };
  };
}
