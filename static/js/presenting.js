/**
 * Opens the presenter's window, and brings the code for two windows that show the same once there are two, which is
 * `presenting/together.js`, and in the presenter's window `presenting/presenter.js`. What ties them is a secret of this
 * tab's. It leaves out all that they then do.
 */

import { load } from "deck/parcels.js";

/** @typedef {import("deck/deck.js").Deck} Deck */

const KEY = `llms101 together ${location.pathname}`;
/** In the presenter's window its address says so, and to whom it belongs. */
const secret = new URLSearchParams(location.search).get("presenter");
/** @type {Window | null} */
let presenter = null;

/** Opens the presenter's window, or shows it again. @param {Deck} deck */
export function present(deck) {
  if (secret !== null) return; // this is it
  if (presenter && !presenter.closed) return presenter.focus();
  const shared = kept() ?? String(Math.random()).slice(2);
  keep(shared);
  const [url, target] = [`?presenter=${shared}${location.hash}`, `presenter-${shared}`];
  presenter = open(url, target, "popup,width=1360,height=850");
  const offered = load("presenting/together.js").then(({ join, offer }) => {
    join(deck, shared, presenter, true);
    if (!presenter) offer(url, target);
  });
  offered.catch(console.warn); // the code did not come: the window shows the talk, and follows nobody
}

/** After a reload, and in the presenter's window: finds the other one. @param {Deck} deck */
export async function rejoin(deck) {
  const shared = secret ?? kept();
  if (shared === null) return;
  keep(shared); // a window that is opened from here knows it too
  const { join } = await load("presenting/together.js");
  const tied = join(deck, shared, secret === null ? null : opener);
  if (secret !== null) (await load("presenting/presenter.js")).open(deck, tied);
}

/** @returns {string | null} */
function kept() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** @param {string} shared */
function keep(shared) {
  try {
    sessionStorage.setItem(KEY, shared);
  } catch {
    // no storage: after a reload S has to be pressed again
  }
}
