/**
 * Numbers as they are written on slides; the twin of `llms101/formats.py`.
 */

const NARROW = "\u202f"; // narrow no-break space: keeps a number and its unit together

/**
 * A share from 0 to 1: `85.2 %`, `< 0.1 %`, `> 99.9 %`; never rounded to a certainty that it is not.
 * @param {number} p
 */
export function percent(p) {
  if (p <= 0 || p >= 1) return `${p >= 1 ? 100 : 0}${NARROW}%`;
  if (p < 0.0005) return `<${NARROW}0.1${NARROW}%`;
  if (p >= 0.9995) return `>${NARROW}99.9${NARROW}%`;
  const x = 100 * p;
  const halfway = (4 * x) % 2 === 1; // exactly between two: Python takes the even one, JavaScript the greater
  return `${(halfway ? 2 * Math.round(5 * x) / 10 : x).toFixed(1)}${NARROW}%`;
}

/**
 * A count with thousands separated; a fraction with at most three decimals.
 * @param {number} n
 */
export function number(n) {
  return n.toLocaleString("en-US", { maximumFractionDigits: 3 });
}

/**
 * A count with its noun: `1 token`, `7 tokens`.
 * @param {number} count
 * @param {string} noun
 * @param {string} [plural]
 */
export function count(count, noun, plural = `${noun}s`) {
  return `${number(count)} ${count === 1 ? noun : plural}`;
}
