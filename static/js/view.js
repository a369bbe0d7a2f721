/**
 * Which of its views the page is in. The style sheets decide by the window's size; this asks them, and tells when
 * it changes.
 */

/** @typedef {"deck" | "overview" | "article"} View */

const html = document.documentElement;

/** @returns {View} */
export function view() {
  if (getComputedStyle(html).getPropertyValue("--view").trim() !== "deck") return "article";
  return html.dataset.mode === "overview" ? "overview" : "deck";
}

/**
 * Calls `listener` whenever the window's size or turn leads to another view.
 * @param {(now: View) => void} listener
 */
export function onViewChange(listener) {
  let last = view();
  addEventListener("resize", () => {
    const now = view();
    if (now === last) return;
    last = now;
    listener(now);
  });
}
