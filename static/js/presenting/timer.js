/**
 * The time of a talk: a stopwatch that is paused, gone on with and set back, and survives a reload; and how far one is
 * from the plan. Nothing that one presses by mistake loses the time: setting back can be undone. It leaves out how it is
 * shown.
 */

/** `ran`: milliseconds up to the last pause; `since`: when it was started again, 0 while it stands. @typedef {{ran: number, since: number}} Time */

const NONE = { ran: 0, since: 0 };
/** So long setting back can be undone, in milliseconds: later the button would do harm. */
const REGRET = 30_000;

export class Timer {
  /** @type {Time} */
  #time = NONE;
  /** What it was before it was set back, and when that was. @type {{time: Time, at: number} | null} */
  #before = null;

  /** @param {string} key under which this tab keeps it */
  constructor(key) {
    this.key = key;
    try {
      const { ran, since } = JSON.parse(sessionStorage.getItem(key) ?? "{}");
      if (Number.isFinite(ran) && Number.isFinite(since)) this.#time = { ran, since };
    } catch {
      // no storage: it begins at nothing
    }
  }

  /** So many milliseconds. */
  get elapsed() {
    const { ran, since } = this.#time;
    return ran + (since ? Math.max(0, Date.now() - since) : 0);
  }

  get going() {
    return this.#time.since > 0;
  }

  /** Can setting back be undone? */
  get undoable() {
    return this.#before !== null && Date.now() - this.#before.at < REGRET;
  }

  /** Starts, pauses, goes on. */
  press() {
    this.#before = null;
    this.#set(this.going ? { ran: this.elapsed, since: 0 } : { ran: this.elapsed, since: Date.now() });
  }

  /** Back to nothing; pressed again soon, to what it was. */
  reset() {
    const before = this.undoable ? this.#before : null;
    this.#before = before ? null : { time: this.#time, at: Date.now() };
    this.#set(before?.time ?? (this.going ? { ran: 0, since: Date.now() } : NONE));
  }

  /** @param {Time} time */
  #set(time) {
    this.#time = time;
    try {
      sessionStorage.setItem(this.key, JSON.stringify(time));
    } catch {
      // no storage: a reload loses it
    }
  }
}

/**
 * How far from the plan one is, in minutes: over 0 behind it, under 0 ahead of it, 0 as planned.
 * @param {number[]} minutes that each slide is planned to take
 * @param {number} index the slide that is shown
 * @param {number} elapsed in minutes
 */
export function behind(minutes, index, elapsed) {
  const begin = minutes.slice(0, index).reduce((sum, each) => sum + each, 0);
  const end = begin + (minutes[index] ?? 0);
  return elapsed > end ? elapsed - end : elapsed < begin ? elapsed - begin : 0;
}

/** `1:05:09`, or `5:09`. @param {number} ms */
export function clock(ms) {
  const seconds = Math.floor(ms / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const tail = String(s).padStart(2, "0");
  return h ? `${h}:${String(m).padStart(2, "0")}:${tail}` : `${m}:${tail}`;
}
