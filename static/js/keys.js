/**
 * Which key does what, and whose a key is: the deck's, or that of what has the focus. The table of actions is
 * `actions.js`; no key is named anywhere else.
 */

import { open } from "deck/overlays.js";
import { view } from "deck/view.js";

/**
 * `keys`: as `KeyboardEvent.key` has them, `Space` for " ", `Shift+` before; letters in lower case.
 * `always`: the deck's, whatever has the focus, but for a field in which one types; these are a clicker's.
 * `slides`: it is about slides, so that in an article the key is left to the browser. `repeats`: also while it is held. `over`: it also works while a dialog is open.
 * @typedef {{id: string, keys: string[], help: string, run: (key: string) => unknown,
 *   always?: string[], slides?: boolean, repeats?: boolean, over?: boolean}} Action
 */

/** Keys that a control uses when it has the focus. */
const CONTROL_KEYS = /^(Space|Enter|Arrow(Left|Right|Up|Down)|Home|End)$/;

const CONTROLS =
  'button, a[href], summary, select, input, audio[controls], video[controls], [tabindex]:not([tabindex="-1"]), ' +
  "[role=button], [role=link], [role=slider], [role=tab], [role=checkbox], [role=radio], [role=switch], " +
  "[role=option], [role=listbox], [role=menuitem], [role=treeitem], [role=gridcell], [role=scrollbar]";

const TYPING =
  "textarea, [role=textbox], [role=searchbox], [role=combobox], [role=spinbutton], " +
  'input:not([type=button], [type=checkbox], [type=color], [type=file], [type=image], [type=radio], [type=range], ' +
  "[type=reset], [type=submit])";

/** Does one type into this? @param {Element | null} element */
export function typing(element) {
  return element instanceof HTMLElement && (element.isContentEditable || element.matches(TYPING));
}

/** The name of a key as the table has it. @param {KeyboardEvent} event */
export function name(event) {
  let { key } = event;
  if (key === " ") key = "Space";
  if (key.length === 1 && !/[ -~]/.test(key) && /^Key[A-Z]$/.test(event.code)) key = event.code.slice(3); // ж, λ
  if (key.length === 1) return key.toLowerCase();
  return event.shiftKey ? `Shift+${key}` : key;
}

/**
 * Is this key the focused element's?
 * @param {string} key
 * @param {Action | undefined} action
 * @param {Element | null} target
 */
export function theirs(key, action, target) {
  if (!target) return false;
  if (typing(target)) return true;
  if (action?.always?.includes(key)) return false;
  return CONTROL_KEYS.test(key.replace("Shift+", "")) && target.closest(CONTROLS) !== null;
}

/**
 * Listens for the keys of `actions`.
 * @param {Action[]} actions
 */
export function listen(actions) {
  const byKey = new Map(actions.flatMap((action) => action.keys.map((key) => [key, action])));

  /** @param {KeyboardEvent} event @param {boolean} early before the focused element gets the key */
  const handle = (event, early) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
    const key = name(event);
    const action = byKey.get(key);
    if (!action || early !== (action.always?.includes(key) ?? false)) return;
    const target = /** @type {Element | null} */ (event.composedPath()[0] ?? null);
    if (key !== "Escape" && theirs(key, action, target)) return;
    if (action.slides && view() === "article") return;
    if (open.dialog() && !early && !action.over) return;
    const held = event.repeat && !action.repeats;
    if (!held && action.run(key) === false) return; // nothing to do: the key is the browser's
    event.preventDefault();
    if (early) event.stopPropagation();
  };
  addEventListener("keydown", (event) => handle(event, true), { capture: true });
  addEventListener("keydown", (event) => handle(event, false));
}
