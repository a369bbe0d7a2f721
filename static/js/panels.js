/**
 * The three dialogs: help, made from the table of actions; go to a slide; where the figures come from.
 */

import { all, h } from "deck/dom.js";
import { close, dialog } from "deck/overlays.js";

/** @typedef {import("deck/keys.js").Action} Action */
/** @typedef {import("deck/deck.js").Deck} Deck */
/** @typedef {import("deck/types.js").Source} Source */

/** How a key is written on its cap. @type {Record<string, string>} */
const CAPS = {
  ArrowRight: "→", ArrowLeft: "←", ArrowUp: "↑", ArrowDown: "↓", PageDown: "Page Down", PageUp: "Page Up", Escape: "Esc",
};

/** @param {Action[]} actions */
export function help(actions) {
  const rows = actions.map((action) => {
    const run = () => {
      close("help");
      action.run("");
    };
    const caps = action.keys.filter((key) => !/^[1-9]$/.test(key)).map((key) => h("kbd", {}, cap(key)));
    const button = h("button", { type: "button", class: "help-run", onclick: run }, action.help);
    return h("li", {}, h("span", { class: "help-keys" }, ...caps), button);
  });
  const note =
    "A focused control keeps the keys that it uses itself. Page Down, Page Up, “.” and B are the slides’ all the same, " +
    "except in a field in which one types.";
  dialog("help", "Keys", h("ul", { class: "help" }, ...rows), h("p", { class: "caption" }, note));
}

/** @param {string} key */
function cap(key) {
  const [, shift, plain] = /** @type {RegExpExecArray} */ (/^(Shift\+)?(.+)$/.exec(key));
  if (plain === "0") return "digits, then Enter";
  const text = CAPS[plain] ?? (plain.length === 1 ? plain.toUpperCase() : plain);
  return shift ? `Shift ${text}` : text;
}

/**
 * @param {Deck} deck
 * @param {string} [digit] what was typed already
 */
export function goTo(deck, digit = "") {
  const total = deck.slides.length;
  const input = /** @type {HTMLInputElement} */ (
    h("input", { class: "field", name: "slide", inputmode: "numeric", autocomplete: "off", autofocus: true, "aria-describedby": "go-to-title", value: digit })
  );
  const title = h("output", { id: "go-to-title" });
  const say = () => {
    const slide = deck.slides[Number(input.value) - 1];
    title.textContent = slide ? slide.title : input.value ? `There are slides 1 to ${total}.` : "";
    return slide;
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!say()) return;
    close("go-to");
    deck.jump(Number(input.value) - 1);
  };
  input.addEventListener("input", say);
  const form = h("form", { class: "go-to", onsubmit: submit }, h("label", {}, "Slide ", input, ` of ${total}`), title);
  dialog("go-to", "Go to", form);
  input.focus();
  input.setSelectionRange(digit.length, digit.length);
  say();
}

/** @param {Deck} deck */
export function sources(deck) {
  const found = new Map();
  for (const widget of deck.widgets()) {
    for (const source of /** @type {Source[]} */ (widget.data?.sources ?? [])) found.set(JSON.stringify(source), source);
  }
  const computed = [...found.values()].map((/** @type {Source} */ { what, file, detail, command }) => {
    const lines = [["File", h("code", {}, file), file], ["How", detail, detail], ["Again", h("code", {}, command), command]];
    const list = lines.flatMap(([term, shown, there]) => (there ? [h("dt", {}, term), h("dd", {}, shown)] : []));
    return h("li", {}, h("strong", {}, what), h("dl", {}, ...list));
  });
  const written = all(deck.slide.element, "data.figure").map((figure) =>
    h("li", {}, h("strong", {}, figure.textContent), " in the text: ", h("span", {}, figure.title)),
  );
  const items = [...computed, ...written];
  const none = h("p", {}, "No figure on this slide was computed.");
  dialog("sources", "Where these figures come from", items.length ? h("ul", { class: "sources" }, ...items) : none);
}
