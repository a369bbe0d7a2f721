/**
 * What may lie over a slide: help, go-to, sources, and the black or white screen. One stack: Esc closes the topmost.
 */

import { find, h } from "deck/dom.js";

/** @typedef {{element: HTMLElement, close: () => void}} Layer */

/** @type {Layer[]} */
const stack = [];

export const open = {
  /** Is a dialog on top? */
  dialog: () => stack.at(-1)?.element instanceof HTMLDialogElement,
  /** Is this open? @param {string} name */
  is: (name) => stack.some((layer) => layer.element.dataset.layer === name),
};

/** Takes a layer off the stack; was it there? @param {Layer} layer */
function drop(layer) {
  const at = stack.indexOf(layer);
  if (at >= 0) stack.splice(at, 1);
  return at >= 0;
}

/** Closes the topmost thing; was there one? */
export function closeTop() {
  const top = stack.at(-1);
  top?.close();
  return top !== undefined;
}

/** Closes everything. */
export function closeAll() {
  for (const layer of [...stack].reverse()) layer.close();
}

/** @param {string} name */
export function close(name) {
  for (const layer of [...stack]) if (layer.element.dataset.layer === name) layer.close();
}

/**
 * Opens a dialog; where it is open already, closes it.
 * @param {string} name
 * @param {string} title
 * @param {...(Node | string)} content
 */
export function dialog(name, title, ...content) {
  if (open.is(name)) return close(name);
  const before = document.activeElement;
  const element = /** @type {HTMLDialogElement} */ (
    h(
      "dialog",
      { class: "overlay px", "data-layer": name, "aria-labelledby": `${name}-overlay-title` },
      h("h2", { id: `${name}-overlay-title`, tabindex: "-1", autofocus: true }, title),
      ...content,
      h("button", { type: "button", class: "overlay-close", "aria-label": "Close", onclick: () => layer.close() }, "×"),
    )
  );
  const layer = {
    element,
    close: () => {
      if (!drop(layer)) return;
      element.close();
      element.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    },
  };
  element.addEventListener("close", layer.close); // the browser may close it too
  element.addEventListener("click", (event) => {
    if (event.target === element) layer.close(); // the veil around it
  });
  document.body.append(element);
  stack.push(layer);
  element.showModal();
  find(element, "[autofocus]").focus();
}

/**
 * A black or a white screen over everything; asked for once more, it goes.
 * @param {"black" | "white"} colour
 */
export function blank(colour) {
  const was = open.is(colour);
  close("black");
  close("white");
  if (was) return;
  const element = h("div", { class: "blackout", "data-layer": colour, popover: "manual", role: "img", "aria-label": `${colour} screen` });
  const gone = new AbortController();
  const layer = {
    element,
    close: () => {
      if (!drop(layer)) return;
      gone.abort();
      element.remove();
    },
  };
  element.addEventListener("click", layer.close);
  document.body.append(element);
  stack.push(layer);
  // whatever goes fullscreen is put on top; so must this be, again
  const raise = () => {
    element.hidePopover();
    element.showPopover();
  };
  document.addEventListener("fullscreenchange", raise, { signal: gone.signal });
  element.showPopover();
}

/** The colour of the screen that covers everything, if there is one. @returns {"black" | "white" | ""} */
export function blanked() {
  return open.is("black") ? "black" : open.is("white") ? "white" : "";
}
