/**
 * Where tiktoken's regular expressions cut a text, found by hand: a letter's kind is looked up, and each rule is tried in
 * its order. It leaves out what the pieces become, and where the kinds of all characters come from (`ranks.js`).
 */

// What a character is, in bits. A mark is no letter, but may stand among capitals and small letters.
const UPPER = 1;
const LOWER = 2;
const LETTER = 4;
const NUMBER = 8;
const SPACE = 16;
const NEWLINE = 32;
const OTHER = 64; // no letter, no number, no space

/** A text that is being cut: what stands where in its bytes. Every method takes a place and tells one. */
export class Scan {
  /**
   * @param {Uint8Array} bytes UTF-8, with no mistake
   * @param {Uint8Array} kinds
   */
  constructor(bytes, kinds) {
    this.bytes = bytes;
    this.kinds = kinds;
    this.end = bytes.length;
  }

  /**
   * The kind of the character at `i`; 0, which is none, at the end.
   * @param {number} i
   */
  kind(i) {
    if (i >= this.end) return 0;
    const [bytes, kinds] = [this.bytes, this.kinds];
    const byte = bytes[i];
    if (byte < 0x80) return kinds[byte];
    if (byte < 0xe0) return kinds[((byte & 0x1f) << 6) | (bytes[i + 1] & 0x3f)];
    const [second, third] = [bytes[i + 1] & 0x3f, bytes[i + 2] & 0x3f];
    if (byte < 0xf0) return kinds[((byte & 0x0f) << 12) | (second << 6) | third];
    return kinds[((byte & 0x07) << 18) | (second << 12) | (third << 6) | (bytes[i + 3] & 0x3f)];
  }

  /**
   * Past the character at `i`.
   * @param {number} i
   */
  past(i) {
    const byte = this.bytes[i];
    return i + (byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4);
  }

  /**
   * Past all characters of a kind.
   * @param {number} i
   * @param {number} kind
   */
  run(i, kind) {
    while (this.kind(i) & kind) i = this.past(i);
    return i;
  }

  /**
   * Past `'s`, `'t`, `'re`, `'ve`, `'m`, `'ll` or `'d` in any case, or `i` where none is.
   * @param {number} i
   */
  contraction(i) {
    const { bytes, end } = this;
    if (i + 1 >= end || bytes[i] !== 0x27) return i;
    const [first, second] = [bytes[i + 1], i + 2 < end ? bytes[i + 2] : 0];
    if (first === 0xc5 && second === 0xbf) return i + 3; // ſ is an s in another case
    const letter = String.fromCharCode(first | 0x20);
    if ("stmd".includes(letter)) return i + 2;
    const both = letter + String.fromCharCode(second | 0x20);
    return both === "re" || both === "ve" || both === "ll" ? i + 3 : i;
  }

  /**
   * Past up to three numbers.
   * @param {number} i
   */
  numbers(i) {
    for (let n = 0; n < 3 && this.kind(i) & NUMBER; n++) i = this.past(i);
    return i;
  }

  /**
   * Past a space, if one is there, and signs that are no letters, numbers or spaces; `i` where no sign is.
   * @param {number} i
   */
  signs(i) {
    const first = this.bytes[i] === 0x20 ? i + 1 : i;
    return this.kind(first) & OTHER ? this.run(first, OTHER) : i;
  }

  /**
   * Past the last line end among the spaces at `i`; with none, past all spaces at the end of the text, and elsewhere
   * past all but the last, which goes with what follows, or past the only one: `\s*[\r\n]+|\s+(?!\S)|\s+`.
   * @param {number} i
   */
  spaces(i) {
    let [to, last, line] = [i, i, i];
    for (let kind = this.kind(to); kind & SPACE; kind = this.kind(to)) {
      last = to;
      to = this.past(to);
      if (kind & NEWLINE) line = to;
    }
    if (line > i) return line;
    return to === this.end || last === i ? to : last;
  }
}

/**
 * Where the piece of `cl100k_base` ends that begins at `i`.
 *
 *     '(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+
 *     |\s++$|\s*[\r\n]|\s+(?!\S)|\s
 *
 * @param {Scan} scan
 * @param {number} i
 */
export function cutCl100k(scan, i) {
  let to = scan.contraction(i);
  if (to > i) return to;
  const kind = scan.kind(i);
  const word = kind & (LETTER | NUMBER | NEWLINE) ? i : scan.past(i);
  if (scan.kind(word) & LETTER) return scan.run(word, LETTER);
  if (kind & NUMBER) return scan.numbers(i);
  to = scan.signs(i);
  if (to > i) return scan.run(to, NEWLINE);
  to = scan.run(i, SPACE);
  return to === scan.end ? to : scan.spaces(i);
}

/**
 * Where the piece of `o200k_base` ends that begins at `i`. What a word is, in its first two alternatives, is in `word`.
 *
 *     [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?
 *     |[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?
 *     |\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+
 *
 * @param {Scan} scan
 * @param {number} i
 */
export function cutO200k(scan, i) {
  const kind = scan.kind(i);
  let to = word(scan, i, kind);
  if (to > i) return scan.contraction(to);
  if (kind & NUMBER) return scan.numbers(i);
  to = scan.signs(i);
  if (to === i) return scan.spaces(i);
  while (scan.bytes[to] === 0x2f || scan.kind(to) & NEWLINE) to++;
  return to;
}

/**
 * Past capitals and then small letters, with one sign before them; `i` where no word is. Most letters of the world are
 * neither and count as both, as marks do. So where no small letter ends the capitals, the last that counts as both
 * does: the expression gives back what it took. With none of those either, they are all capitals.
 * @param {Scan} scan
 * @param {number} i
 * @param {number} first the kind of the character at `i`
 */
function word(scan, i, first) {
  const start = first & (LETTER | NUMBER | NEWLINE) ? i : scan.past(i);
  let [to, both] = [start, start];
  let kind = scan.kind(to);
  for (; kind & UPPER; kind = scan.kind(to)) {
    to = scan.past(to);
    if (kind & LOWER) both = to;
  }
  if (kind & LOWER) return scan.run(to, LOWER);
  if (both > start) return both;
  if (first & UPPER && first & LOWER) return start; // a mark, which is no sign before a word then, but the word
  return to > start ? to : i;
}
