/**
 * Windows that show the same: whatever a person does in one of them, the others go to.
 *
 * What is told is what a link tells (`address.js`), and the black screen and the theme; so all that a link can hold,
 * the live states of widgets too, is shown in every window. The newest word holds. It is told by the window in which a
 * person did something last, and by no other: there, what a widget does by itself is an echo.
 *
 * It goes by a BroadcastChannel, and by `postMessage` too, for where pages from disk share no channel. Left out:
 * windows in other browsers.
 */

import { h } from "deck/dom.js";
import { here, show } from "deck/address.js";
import { blank, blanked, close, closeAll, dialog } from "deck/overlays.js";

/** @typedef {import("deck/deck.js").Deck} Deck */
/** What is shown. @typedef {{at: string, blank: "black" | "white" | "", theme: string}} Shown */
/** `when`: the time of what a person did last, in milliseconds; 0 if they did nothing. @typedef {{kind: "hello" | "here" | "shown" | "bye", from: string, secret: string, when: number, shown: Shown}} Message */

const html = document.documentElement;
/** @type {Together | null} */
let tied = null;

/**
 * Ties this window to those that know the secret; `other` is one of them, if it is known.
 * @param {Deck} deck
 * @param {string} secret
 * @param {Window | null} other
 * @param {boolean} [first] is it this one whose state holds at first?
 */
export function join(deck, secret, other, first = false) {
  tied ??= new Together(deck, secret, first);
  tied.meet(other);
  return tied;
}

/** A link to a window that the browser did not let us open. @param {string} url @param {string} target */
export function offer(url, target) {
  const link = h("a", { href: url, target, onclick: () => close("presenter") }, "Open the presenter’s window");
  dialog("presenter", "The browser held the window back", h("p", {}, link));
}

/** Tells `company` when another window comes or goes. */
export class Together extends EventTarget {
  /** The other windows. @type {Set<string>} */
  others = new Set();
  #id = Math.random().toString(36).slice(2);
  /** Is this the window in which a person did something last? */
  #leads = false;
  #timer = 0;
  /** What was told or heard last. */
  #last = "";
  /** @type {BroadcastChannel | null} */
  #channel = null;
  /** A window to which messages go directly. @type {Window | null} */
  #other = null;

  /** @param {Deck} deck @param {string} secret @param {boolean} first */
  constructor(deck, secret, first) {
    super();
    this.deck = deck;
    this.secret = secret;
    this.#leads = first;
    this.when = first ? Date.now() : 0;
    if ("BroadcastChannel" in window) this.#channel = new BroadcastChannel(`llms101 ${secret}`);
    this.#channel?.addEventListener("message", ({ data }) => this.#hear(data));
    addEventListener("message", ({ data, source }) => {
      if (data?.secret !== secret) return;
      this.#other = /** @type {Window} */ (source);
      this.#hear(data);
    });
    for (const kind of ["pointerdown", "keydown", "input", "change"]) {
      addEventListener(kind, (event) => event.isTrusted && this.#lead(), { capture: true });
    }
    addEventListener("popstate", () => this.#lead());
    for (const kind of ["moved", "touched", "example"]) deck.addEventListener(kind, () => this.#tell());
    const watch = new MutationObserver(() => this.#tell());
    watch.observe(document.body, { childList: true }); // a black screen
    watch.observe(html, { attributeFilter: ["data-theme"] });
    addEventListener("pagehide", () => this.#post("bye"));
    this.#last = JSON.stringify(this.#shown());
  }

  /** Looks for the other windows. @param {Window | null} other */
  meet(other) {
    this.#other = other ?? this.#other;
    this.#post("hello");
  }

  /** From now on this window tells; what the deck's own keys did may be there already. */
  #lead() {
    this.#leads = true;
    this.when = Date.now();
    this.#tell();
  }

  /** @returns {Shown} */
  #shown() {
    return { at: here(this.deck), blank: blanked(), theme: html.dataset.theme ?? "" };
  }

  /** Tells the others, in a moment: much may change at once. */
  #tell() {
    if (!this.#leads || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      const shown = JSON.stringify(this.#shown());
      if (!this.#leads || shown === this.#last) return;
      this.#last = shown;
      this.#post("shown");
    }, 16);
  }

  /** @param {Message["kind"]} kind */
  #post(kind) {
    /** @type {Message} */
    const message = { kind, from: this.#id, secret: this.secret, when: this.when, shown: this.#shown() };
    this.#channel?.postMessage(message);
    if (this.#other && !this.#other.closed) this.#other.postMessage(message, "*"); // a page from disk has no origin
  }

  /** @param {Message} message */
  #hear({ kind, from, when, shown }) {
    const count = this.others.size;
    if (kind === "bye") this.others.delete(from);
    else this.others.add(from);
    const newer = when > this.when || (kind === "shown" && when === this.when && !this.#leads);
    if (kind !== "bye" && newer) {
      this.when = when;
      this.#leads = false;
      this.#adopt(shown);
    }
    if (kind === "hello") this.#post("here");
    if (this.others.size !== count) this.dispatchEvent(new Event("company"));
  }

  /** @param {Shown} shown */
  #adopt(shown) {
    if (here(this.deck) !== shown.at) {
      closeAll();
      show(this.deck, shown.at);
    }
    if (shown.blank !== blanked()) {
      close("black");
      close("white");
      if (shown.blank) blank(shown.blank);
    }
    if (shown.theme) html.dataset.theme = shown.theme;
    else delete html.dataset.theme;
    this.#last = JSON.stringify(this.#shown());
  }
}
