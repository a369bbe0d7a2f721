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

/** Closes the topmost thing; was there one? */
export function closeTop() {
  stack.at(-1)?.close();
  return stack.length > 0;
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
      h("button", { type: "button", class: "overlay-close", "aria-label": "Close", onclick: () => element.close() }, "×"),
    )
  );
  element.addEventListener("close", () => {
    const at = stack.findIndex((layer) => layer.element === element);
    if (at >= 0) stack.splice(at, 1);
    element.remove();
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  });
  element.addEventListener("click", (event) => {
    if (event.target === element) element.close(); // the veil around it
  });
  document.body.append(element);
  stack.push({ element, close: () => element.close() });
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
  const element = h("div", { class: "blackout", "data-layer": colour, popover: "manual", "aria-label": `${colour} screen` });
  const layer = {
    element,
    close: () => {
      stack.splice(stack.indexOf(layer), 1);
      element.remove();
      document.dispatchEvent(new CustomEvent("deck-blank"));
    },
  };
  element.addEventListener("click", layer.close);
  document.body.append(element);
  stack.push(layer);
  element.showPopover();
  document.dispatchEvent(new CustomEvent("deck-blank"));
}

/** The colour of the screen that covers everything, if there is one. @returns {"black" | "white" | ""} */
export function blanked() {
  return open.is("black") ? "black" : open.is("white") ? "white" : "";
}
