/**
 * Wakes a widget: brings what it needs to be live, and shows in it how far that is. It leaves out what is then done.
 */

import { find, h, say } from "deck/dom.js";
import { bring, load } from "deck/parcels.js";

/** Widgets that are waking up. @type {WeakSet<HTMLElement>} */
const waking = new WeakSet();

/**
 * A module that is not in the page's import map, once it and all these parcels have come. `null` if the widget is waking
 * already, has left the page, or something did not come: then it says so, with a button to try again.
 * @param {HTMLElement} widget
 * @param {string} module as `live/mind.js`
 * @param {string[]} parcels
 * @param {() => void} again what the button does
 * @returns {Promise<any>}
 */
export async function wake(widget, module, parcels, again) {
  if (waking.has(widget)) return null;
  waking.add(widget);
  const meter = h("progress", { max: 1, value: 0, "aria-label": "How much has come" });
  const line = h("p", { class: "waking", role: "status" }, meter, h("span", {}, "Bringing the model …"));
  const timer = setTimeout(() => widget.insertBefore(line, widget.querySelector(":scope > .widget-bar")), 150);
  widget.querySelector(":scope > .waking")?.remove();
  const shares = ["code", ...parcels].map(() => 0);
  try {
    await Promise.all(
      ["code", ...parcels].map((name, i) =>
        bring(name, (share) => {
          if (!waking.has(widget)) return; // another piece is missing: what still comes is no news
          shares[i] = share;
          const all = shares.reduce((sum, part) => sum + part, 0) / shares.length;
          /** @type {HTMLProgressElement} */ (meter).value = all;
          say(find(line, "span"), `Bringing the model … ${Math.round(100 * all)} %`);
        }),
      ),
    );
    const found = await load(module);
    line.remove();
    return widget.isConnected ? found : null;
  } catch (error) {
    waking.delete(widget);
    console.warn(`${widget.id}: ${error}`);
    meter.remove();
    widget.append(line);
    say(find(line, "span"), "The model did not come. Is the connection lost? ");
    line.append(h("button", { type: "button", class: "button", onclick: () => (line.remove(), again()) }, "Try again"));
    return null;
  } finally {
    clearTimeout(timer);
    waking.delete(widget);
  }
}
