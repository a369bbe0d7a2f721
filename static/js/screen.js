/**
 * The screen: fullscreen, and dark or light.
 */

const html = document.documentElement;

/** Into fullscreen, or out of it. */
export function fullscreen() {
  if (document.fullscreenElement) void document.exitFullscreen();
  else html.requestFullscreen?.().catch(() => {}); // a browser may refuse
}

/** The other theme; remembered where the browser lets us. */
export function switchTheme() {
  const dark = html.dataset.theme ? html.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  html.dataset.theme = dark ? "light" : "dark";
  try {
    localStorage.setItem("theme", html.dataset.theme);
  } catch {
    // no storage: it holds for this visit
  }
}
