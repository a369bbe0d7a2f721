/**
 * Probability maps as widgets carry them: every token once in a table, a map as places in it. The twin of
 * `llms101/widgets/_maps.py`. It leaves out drawing (`bars.js`).
 */

/** @typedef {import("deck/types.js").Token} Token */
/** @typedef {import("deck/types.js").ProbabilityMap} ProbabilityMap */
/** @typedef {{at: number[], p: number[]}} Shares */

/**
 * A map as `updateBars` draws it; `right` is the place of the right answer, -1 if nothing is to be marked.
 * @param {Shares} shares
 * @param {Token[]} tokens
 * @param {number} vocabulary
 * @param {number} [right]
 * @returns {ProbabilityMap}
 */
export function expand(shares, tokens, vocabulary, right = -1) {
  let total = 0;
  for (const p of shares.p) total += p;
  return {
    bars: shares.at.map((at, i) => ({ token: tokens[at], p: shares.p[i], right: at === right })),
    rest: Math.max(0, 1 - total),
    rest_count: vocabulary - shares.at.length,
  };
}

/**
 * A probability in few digits, and never 0 if it is not.
 * @param {number} p
 */
export function short(p) {
  return Number(p.toFixed(5)) || (p ? 1e-6 : 0);
}

/**
 * A whole number from `low` to `high`, whatever a link says.
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
export function clamp(value, low, high) {
  return Math.min(Math.max(Math.round(value) || 0, low), high);
}
