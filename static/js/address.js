/**
 * The address: `#/tokens/2?e=toast&w.token-strip={"token":1}`. Slide; step, unless 0; the running example, unless
 * the first; and for each widget of the slide that a person touched, the fields in which it differs from its script.
 *
 * Jumps make an entry in the browser's history, steps replace it. Opening an address shows the very same picture.
 * Whatever in it makes no sense is left out.
 */

/** @typedef {import("deck/deck.js").Deck} Deck */
/** @typedef {{id: string, step: number, example: string, deltas: Record<string, unknown>}} Place */

/**
 * What an address says; null if it names no slide. `#tokens`, as links without JavaScript have it, works too.
 * @param {string} hash
 * @returns {Place | null}
 */
export function parse(hash) {
  const match = /^#\/?([^/?]+)(?:\/(\d+))?\/?(?:\?(.*))?$/.exec(hash);
  if (!match) return null;
  const id = decode(match[1]);
  const place = { id, step: Number(match[2] ?? 0), example: "", deltas: /** @type {Record<string, unknown>} */ ({}) };
  for (const pair of (match[3] ?? "").split("&")) {
    const [key, value] = cut(pair);
    if (key === "e") place.example = decode(value);
    if (key.startsWith("w.")) {
      try {
        place.deltas[`${id}.${decode(key.slice(2))}`] = JSON.parse(decode(value));
      } catch {
        continue; // a broken value is no value
      }
    }
  }
  return place;
}

/**
 * The address of a place.
 * @param {Place} place
 */
export function format({ id, step, example, deltas }) {
  const query = example ? [`e=${encode(example)}`] : [];
  for (const [widget, delta] of Object.entries(deltas)) {
    query.push(`w.${encode(widget.slice(id.length + 1))}=${encode(JSON.stringify(delta))}`);
  }
  return `#/${encode(id)}${step ? `/${step}` : ""}${query.length ? `?${query.join("&")}` : ""}`;
}

/** The address of what the deck shows now. @param {Deck} deck */
export function here(deck) {
  return format({
    id: deck.slide.id,
    step: deck.step,
    example: deck.example === deck.examples[0] ? "" : deck.example,
    deltas: Object.fromEntries(
      deck.widgets().flatMap((widget) => {
        const delta = widget.delta();
        return Object.keys(delta).length ? [[widget.id, delta]] : [];
      }),
    ),
  });
}

/**
 * Shows what an address says; false if it names no slide of this talk.
 * @param {Deck} deck
 * @param {string} hash
 */
export function show(deck, hash) {
  const place = parse(hash);
  const index = place ? deck.slides.findIndex((slide) => slide.id === place.id) : 0;
  if (!place || index < 0) return false;
  deck.example = place.example || deck.examples[0];
  deck.go(index, place.step, "address", place.deltas);
  return true;
}

/**
 * Keeps the address and the deck in step, and shows what the address says now.
 * @param {Deck} deck
 */
export function follow(deck) {
  let timer = 0;
  const talk = document.title;
  /** @param {boolean} push */
  const write = (push) => {
    clearTimeout(timer);
    const hash = here(deck);
    if (hash === location.hash) return;
    try {
      if (push) history.pushState(null, "", hash);
      else history.replaceState(null, "", hash);
    } catch {
      // the browser takes only so many a second; the next one tells it all
    }
  };
  const open = () => show(deck, location.hash);

  deck.addEventListener("moved", () => {
    document.title = deck.index ? `${deck.slide.title} · ${talk}` : talk; // so that entries in the history have names
  });
  deck.addEventListener("moved", (event) => write(/** @type {CustomEvent} */ (event).detail === "jump"));
  deck.addEventListener("example", () => write(false));
  /** @type {number[]} */
  let recent = [];
  deck.addEventListener("touched", () => {
    const now = performance.now();
    recent = recent.filter((time) => now - time < 500);
    clearTimeout(timer);
    if (recent.push(now) <= 10) write(false);
    else timer = setTimeout(write, 300, false); // a range that is dragged tells of every pixel: once it rests
  });
  addEventListener("pagehide", () => write(false));
  deck.addEventListener("refreshed", () => {
    const { scrollX, scrollY } = window;
    if (!open()) deck.go(0, 0, "address");
    scrollTo(scrollX, scrollY); // an article stays where it is being read
  });
  addEventListener("popstate", () => {
    if (location.hash !== here(deck) && !open()) write(false);
  });
  if (!open()) deck.go(0, 0, "scroll"); // and an article stays at its top
}

/** Percent-encoding that leaves JSON readable. @param {string} text */
function encode(text) {
  return encodeURIComponent(text).replace(/%(7B|7D|3A|2C|5B|5D|22)/g, (escaped) => {
    return escaped === "%22" ? escaped : decodeURIComponent(escaped);
  });
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {string} pair @returns {[string, string]} */
function cut(pair) {
  const at = pair.indexOf("=");
  return at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
}
