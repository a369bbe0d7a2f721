/**
 * The screen: fullscreen and what goes with it, and dark or light.
 */

const html = document.documentElement;

/** Into fullscreen, or out of it. */
export function fullscreen() {
  if (document.fullscreenElement) void document.exitFullscreen();
  else html.requestFullscreen?.().catch(() => {}); // a browser may refuse
}

/** In fullscreen the screen stays on, and a pointer that rests is hidden. */
export function onStage() {
  let timer = 0;
  const rest = () => html.toggleAttribute("data-resting", document.fullscreenElement !== null);
  document.addEventListener("fullscreenchange", () => {
    if (document.fullscreenElement) navigator.wakeLock?.request("screen").catch(() => {}); // a browser may refuse
    rest();
  });
  document.addEventListener("pointermove", () => {
    html.removeAttribute("data-resting");
    clearTimeout(timer);
    timer = setTimeout(rest, 3000);
  });
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
