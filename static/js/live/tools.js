/**
 * The tools themselves, as the app runs them: a calculator and a search. The twin of `llms101/arithmetic.py` (`work_out`,
 * `written`) and of `run_tool` in `llms101/lab/engine.py`.
 *
 * A sum is worked out exactly, in fractions of whole numbers of any size, and rounded only when it is written. Left out:
 * everything that is no sum of `+ - * / ( )` and decimal numbers.
 */

/** A fraction; the denominator is above zero. @typedef {[bigint, bigint]} Fraction */

/** What the app says when a tool has no answer. */
export const [NO_SUM, NOT_FOUND] = ["error", "nothing found"];

const LONGEST = 200;
/** A number as Python reads it (no zeros before a whole number but zero itself), or one sign. */
const PART = /(\d+\.\d*|\.\d+|0+(?!\d)|[1-9]\d*)|[-+*/()]/y;

/** The text is no sum, or one that has no result. */
export class NoSum extends Error {}

/**
 * What the app answers to `calculator: 2*3` or `search: weather Paris today`.
 * @param {string} call
 * @param {Record<string, string>} store
 */
export function runTool(call, store) {
  const { tool, query } = parted(call);
  if (tool !== "calculator") return Object.hasOwn(store, query) ? store[query] : NOT_FOUND;
  try {
    return written(workOut(query));
  } catch (error) {
    if (error instanceof NoSum) return NO_SUM;
    throw error;
  }
}

/**
 * The tool that is called, and what for.
 * @param {string} call
 */
export function parted(call) {
  const [tool] = call.split(": ", 1);
  return { tool, query: call.slice(tool.length + 2) };
}

/**
 * The result of a sum.
 * @param {string} text
 * @returns {Fraction}
 */
export function workOut(text) {
  if ([...text].length > LONGEST) throw new NoSum(`a sum has at most ${LONGEST} characters`);
  if (/[^0-9.+\-*/() ]|\*\*|\/\//.test(text)) throw new NoSum(`“${text}” is no sum`);
  const parts = partsOf(text);
  const result = sum(parts);
  if (parts.length) throw new NoSum(`“${text}” is no sum`);
  return result;
}

/** Numbers and signs, one after another. @param {string} text */
function partsOf(text) {
  const parts = [];
  for (let at = 0; at < text.length; ) {
    if (text[at] === " ") {
      at++;
      continue;
    }
    PART.lastIndex = at;
    const found = PART.exec(text)?.[0];
    if (!found) throw new NoSum(`“${text}” is no sum`);
    parts.push(found);
    at += found.length;
  }
  return parts;
}

/** Terms, added from left to right. @param {string[]} parts @returns {Fraction} */
function sum(parts) {
  let [a, b] = product(parts);
  while (parts[0] === "+" || parts[0] === "-") {
    const sign = parts.shift() === "+" ? 1n : -1n;
    const [c, d] = product(parts);
    [a, b] = [a * d + sign * c * b, b * d];
  }
  return [a, b];
}

/** Factors, from left to right. @param {string[]} parts @returns {Fraction} */
function product(parts) {
  let [a, b] = value(parts);
  while (parts[0] === "*" || parts[0] === "/") {
    const over = parts.shift() === "/";
    const [c, d] = value(parts);
    if (over && c === 0n) throw new NoSum("it divides by zero");
    [a, b] = over ? [a * d * (c < 0n ? -1n : 1n), b * (c < 0n ? -c : c)] : [a * c, b * d];
  }
  return [a, b];
}

/** A number, one with a sign before it, or a sum in brackets. @param {string[]} parts @returns {Fraction} */
function value(parts) {
  const part = parts.shift();
  if (part === "+") return value(parts);
  if (part === "-") {
    const [a, b] = value(parts);
    return [-a, b];
  }
  if (part === "(") {
    const inner = sum(parts);
    if (parts.shift() !== ")") throw new NoSum("a bracket is open");
    return inner;
  }
  if (!part || !/\d/.test(part)) throw new NoSum("a number is missing");
  const [whole, decimals = ""] = part.split(".");
  return [BigInt(whole + decimals), 10n ** BigInt(decimals.length)];
}

/**
 * A result as a calculator shows it, with ten decimals at most. Like Python's `Decimal`, it is first rounded to 28
 * digits, then to ten decimals.
 * @param {Fraction} value
 */
export function written([top, bottom]) {
  if (top % bottom === 0n) return String(top / bottom);
  const sign = top < 0n ? "-" : "";
  const size = top < 0n ? -top : top;
  let places = 28 + String(bottom).length - String(size).length;
  let digits = rounded(size * ten(places), bottom * ten(-places));
  if (digits >= ten(28)) digits = rounded(size * ten(--places), bottom * ten(-places));
  const scaled = rounded(digits * ten(10 - places), ten(places - 10));
  const [whole, decimals] = [scaled / ten(10), String(scaled % ten(10)).padStart(10, "0")];
  return `${sign}${whole}.${decimals}`.replace(/0+$/, "").replace(/\.$/, "");
}

/** Ten to a power; 1 for one below zero. @param {number} power */
function ten(power) {
  return 10n ** BigInt(Math.max(power, 0));
}

/** A quotient, rounded; what lies halfway goes to the even one. @param {bigint} top @param {bigint} bottom */
function rounded(top, bottom) {
  const whole = top / bottom;
  const twice = 2n * (top % bottom);
  return whole + (twice > bottom || (twice === bottom && whole % 2n === 1n) ? 1n : 0n);
}
