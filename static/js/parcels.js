/**
 * Brings what is asked for only when it is wanted: weights, words, ranks, and the code that runs them.
 *
 * A parcel is a few classic scripts, each of which hands over a piece of text (`llms101/parcels.py` makes them): that
 * works from `file://` too, where `fetch` does not. What has come once stays. It leaves out what a parcel is good for.
 */

/** What all names begin with, and how many pieces there are. @typedef {{path: string, pieces: number, text: boolean}} Entry */
/** Told how much of a parcel has come, from 0 to 1. @typedef {(share: number) => void} Progress */

/** Pieces that have come, by parcel. @type {Map<string, string[]>} */
const come = new Map();
/** Parcels that are on their way or here. @type {Map<string, Promise<string>>} */
const asked = new Map();
/** @type {Map<string, Set<Progress>>} */
const waiting = new Map();
/** Modules that are not in the page's import map, as `data:` URLs. @type {Map<string, string>} */
const linked = new Map();

/** @type {any} */ (globalThis).parcel = (/** @type {string} */ name, /** @type {number} */ n, /** @type {string} */ piece) => {
  const pieces = come.get(name) ?? [];
  pieces[n] = piece;
  come.set(name, pieces);
};

/** The page's list of parcels. @returns {Record<string, Entry>} */
function list() {
  return JSON.parse(document.getElementById("parcels")?.textContent || "{}");
}

/**
 * Does this page have these parcels?
 * @param {...string} names
 */
export function has(...names) {
  const known = list();
  return names.every((name) => name in known);
}

/**
 * The text of a parcel. It is asked for once; after a failure it may be asked for again.
 * @param {string} name
 * @param {Progress} [progress]
 * @returns {Promise<string>}
 */
export function bring(name, progress = () => {}) {
  const listeners = waiting.get(name) ?? new Set();
  waiting.set(name, listeners.add(progress));
  const promise = asked.get(name) ?? carry(name, (share) => listeners.forEach((listener) => listener(share)));
  asked.set(name, promise);
  const end = () => void listeners.delete(progress);
  promise.then(end, () => (end(), asked.delete(name)));
  return promise;
}

/** @param {string} name @param {Progress} progress */
async function carry(name, progress) {
  const entry = list()[name];
  if (!entry) throw new Error(`this page has no parcel ${name}`);
  let here = 0;
  await Promise.all(
    Array.from({ length: entry.pieces }, async (_, n) => {
      if (come.get(name)?.[n] === undefined) await run(`${entry.path}.${n}.js`);
      progress(++here / entry.pieces);
    }),
  );
  const pieces = come.get(name) ?? [];
  come.delete(name);
  return pieces.join("");
}

/** @param {string} path @returns {Promise<void>} */
function run(path) {
  return new Promise((done, fail) => {
    const script = document.createElement("script");
    const gone = () => script.remove();
    script.addEventListener("load", () => (gone(), done()));
    script.addEventListener("error", () => (gone(), fail(new Error(`${path} did not come`))));
    script.src = path;
    document.head.append(script);
  });
}

/**
 * The bytes of a parcel.
 * @param {string} name
 * @param {Progress} [progress]
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function bytes(name, progress) {
  return Uint8Array.from(atob(await bring(name, progress)), (c) => c.charCodeAt(0));
}

/**
 * A module that is not in the page's import map, and its styles if it has some: `load("live/mind.js")`.
 * @param {string} name
 * @returns {Promise<any>}
 */
export async function load(name) {
  const url = await address(name);
  const style = name.replace(/js$/, "css");
  const rules = JSON.parse(await bring("code"))[style];
  if (rules && !document.querySelector(`style[data-of="${style}"]`)) {
    const element = document.createElement("style");
    element.dataset.of = style;
    element.textContent = rules;
    document.head.append(element);
  }
  return import(url);
}

/**
 * Where such a module can be imported from, in a worker too if it imports nothing.
 * @param {string} name
 */
export async function address(name) {
  const sources = JSON.parse(await bring("code"));
  return link(name, sources);
}

/**
 * A module as a `data:` URL. What it imports of its like stands in it as such URLs, all else comes by the import map.
 * @param {string} name
 * @param {Record<string, string>} sources
 * @returns {string}
 */
function link(name, sources) {
  let url = linked.get(name);
  if (url === undefined) {
    const source = sources[name].replace(/(["'])deck\/([\w/-]+\.js)\1/g, (whole, _, other) =>
      other in sources ? JSON.stringify(link(other, sources)) : whole,
    );
    url = `data:text/javascript;charset=utf-8,${encodeURIComponent(source)}`;
    linked.set(name, url);
  }
  return url;
}
