/**
 * From scores to a token: the twin of `llms101/lab/sample.py`, number by number. It leaves out running a model.
 */

/**
 * Numbers at random, from 0 up to below 1; the same seed gives the same ones, here as in Python.
 * @param {number} seed
 * @returns {() => number}
 */
export function mulberry32(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * The `n`th number of a seed, from 0.
 * @param {number} seed
 * @param {number} n
 */
export function nth(seed, n) {
  const random = mulberry32(seed);
  for (let i = 0; i < n; i++) random();
  return random();
}

/**
 * Falling scores, of which each is so many thousandths below the one before.
 * @param {number[]} below
 */
export function scores(below) {
  let thousandths = 0;
  return below.map((by) => -(thousandths += by) / 1000);
}

/**
 * Scores to probabilities at a temperature, over all of them; 0 means: always the likeliest.
 * @param {number[]} logits
 * @param {number} temperature
 */
export function probabilities(logits, temperature) {
  const top = Math.max(...logits);
  if (temperature <= 0) {
    const first = logits.indexOf(top);
    return logits.map((_, i) => (i === first ? 1 : 0));
  }
  const exps = logits.map((x) => Math.exp((x - top) / temperature));
  const total = exps.reduce((sum, e) => sum + e, 0);
  return exps.map((e) => e / total);
}

/**
 * How many of the likeliest may be drawn. `k` 0 and `p` 1 cut nothing.
 * @param {number[]} ranked probabilities, the greatest first
 * @param {number} k
 * @param {number} p
 */
export function kept(ranked, k, p) {
  const most = k > 0 ? Math.min(k, ranked.length) : ranked.length;
  if (p >= 1) return most;
  let total = 0;
  for (let i = 0; i < most; i++) {
    total += ranked[i];
    if (total >= p) return i + 1;
  }
  return most;
}

/**
 * Lays shares end to end and says which one `u` falls on; the last one if they end before it.
 * @param {number[]} shares
 * @param {number} u
 */
export function landing(shares, u) {
  let reached = 0;
  for (let i = 0; i < shares.length; i++) {
    reached += shares[i];
    if (u < reached) return i;
  }
  return shares.length - 1;
}
