/**
 * The page's half of `llms101 serve`: shows every save at once, and what is wrong over the page until it is mended.
 *
 * The server adds this to the pages that it serves; no published page has it. Slides, contents and style sheet are
 * replaced in place; at anything else, or in any doubt, the page is loaded anew. It leaves out which step of a slide
 * is shown: the deck hears `deck-refresh`, cancels it, reads the slides again, and takes that from the address.
 */

(() => {
  /**
   * @typedef {{sections: Record<string, string>, contents: string | null, style: [string, string] | null,
   *   build: string}} Patch
   * @typedef {{command: string, problems?: string[], version?: string, before?: string, patch?: Patch | null}} News
   */

  let version = document.currentScript?.dataset.version ?? "";
  /** Milliseconds until the next try to reach the server. */
  let pause = 100;

  connect();

  function connect() {
    const socket = new WebSocket(`${location.protocol.replace("http", "ws")}//${location.host}/livereload`);
    socket.addEventListener("open", () => {
      pause = 100;
      const protocols = ["http://livereload.com/protocols/official-7"];
      socket.send(JSON.stringify({ command: "hello", protocols }));
      socket.send(JSON.stringify({ command: "info", url: location.href }));
    });
    socket.addEventListener("message", (event) => hear(JSON.parse(event.data)));
    socket.addEventListener("close", () => {
      setTimeout(connect, pause);
      pause = Math.min(2 * pause, 2000);
    });
  }

  /** @param {News} news */
  function hear(news) {
    if (news.version === undefined) return; // livereload's greeting
    if (news.version !== version) {
      if (news.before !== version || !news.patch || !apply(news.patch)) {
        location.reload();
        return;
      }
      version = news.version;
    }
    show(news.problems ?? []);
  }

  /**
   * Replaces what changed. False in any doubt; the page is then loaded anew, whatever has been replaced by then.
   * @param {Patch} patch
   */
  function apply({ sections, contents, style, build }) {
    const list = document.querySelector("nav.contents ol");
    const pairs = Object.entries(sections).map(([id, text]) => /** @type {const} */ ([document.getElementById(id), parse(text)]));
    if (!pairs.every(([old, fresh]) => old?.matches("#deck > .slide") && fresh?.id === old.id)) return false;
    if (contents !== null && !list) return false;
    if (style && !restyle(...style)) return false;
    if (list && contents !== null) list.innerHTML = contents;
    for (const [old, fresh] of pairs) if (old && fresh) refill(old, fresh);
    document.body.dataset.build = build;
    return pairs.length === 0 || !document.dispatchEvent(new Event("deck-refresh", { cancelable: true }));
  }

  /**
   * The element stays, and with it what the deck has marked on it: were it replaced, the browser would work out the
   * styles of all slides anew, for want of which a save is seen 30 ms sooner in a talk of 100.
   * @param {Element} old
   * @param {Element} fresh
   */
  function refill(old, fresh) {
    for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    old.replaceChildren(...fresh.childNodes);
  }

  /** The one element that `text` is; null for anything else, and for one with a script to run. @param {string} text */
  function parse(text) {
    const template = document.createElement("template");
    template.innerHTML = text;
    const [element, more] = template.content.children;
    return more || !element || element.querySelector("script:not([type='application/json'])") ? null : element;
  }

  /** The old sheet goes when the new one is there: no moment without one. @param {string} before @param {string} after */
  function restyle(before, after) {
    const old = document.querySelector(`link[rel="stylesheet"][href="${before}"]`);
    if (!(old instanceof HTMLLinkElement)) return false;
    const fresh = document.createElement("link");
    fresh.rel = "stylesheet";
    fresh.href = after;
    fresh.addEventListener("load", () => old.remove());
    fresh.addEventListener("error", () => location.reload());
    old.after(fresh);
    return true;
  }

  // ---- what is wrong, over the page

  /** @type {HTMLElement | null} */
  let overlay = null;

  /** @param {string[]} problems */
  function show(problems) {
    overlay?.remove();
    overlay = null;
    if (problems.length === 0 || window !== top || "error" in document.documentElement.dataset) return;
    overlay = document.createElement("div");
    overlay.id = "reload-errors";
    overlay.popover = "manual"; // the top layer: over dialogs and whatever fills the screen
    overlay.setAttribute("role", "alert");
    overlay.attachShadow({ mode: "open" }).append(look(), ...problems.map(told), hide());
    document.body.append(overlay);
    overlay.showPopover?.();
  }

  /** @param {string} problem */
  function told(problem) {
    const text = document.createElement("pre");
    const first = document.createElement("strong");
    const [line, ...rest] = problem.split("\n");
    first.textContent = line;
    text.append(first, ["", ...rest].join("\n"));
    return text;
  }

  function hide() {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Hide until the next save";
    button.addEventListener("click", () => show([]));
    return button;
  }

  function look() {
    const style = document.createElement("style");
    style.textContent = `
      :host { all: initial; position: fixed; inset: auto 0 0; box-sizing: border-box; display: block; width: 100%;
              max-height: 90vh; padding: 16px 24px; overflow: auto; color-scheme: dark; background: #1b1b1f;
              color: #f2f0eb; border: 0; border-top: 6px solid #ffa59c; font: 18px/1.5 system-ui, sans-serif; }
      pre { margin: 0 0 16px; white-space: pre-wrap; overflow-wrap: anywhere; font: 18px/1.4 ui-monospace, monospace; }
      strong { color: #ffa59c; }
      button { font: inherit; padding: 4px 12px; }
      @media print { :host { display: none; } }
    `;
    return style;
  }
})();
