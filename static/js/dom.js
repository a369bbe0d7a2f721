/**
 * Making elements, and asking whether things may move. Knows nothing of the deck.
 */

/**
 * An element with its attributes and children. `true` is an attribute without a value; `false`, `null` and
 * `undefined` leave it out; a function is a listener for the event its name tells (`onclick`).
 * @param {string} tag
 * @param {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} [attributes]
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.replace(/^on/, ""), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, String(value));
  }
  for (const child of children) if (child !== null && child !== undefined && child !== false) element.append(child);
  return element;
}

/**
 * The one element that `selector` finds in `root`; an error that names it if there is none.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {T}
 */
export function find(root, selector) {
  const element = root.querySelector(selector);
  if (!element) throw new Error(`nothing matches ${selector}`);
  return /** @type {T} */ (element);
}

/**
 * All elements that `selector` finds in `root`.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {T[]}
 */
export function all(root, selector) {
  return /** @type {T[]} */ ([...root.querySelectorAll(selector)]);
}

/**
 * Sets or removes an attribute without a value.
 * @param {Element} element
 * @param {string} name
 * @param {boolean} on
 */
export function mark(element, name, on) {
  if (element.hasAttribute(name) !== on) element.toggleAttribute(name, on);
}

/**
 * Sets an element's text, and leaves it alone if that is its text already.
 * @param {Element} element
 * @param {string} text
 */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Does this person ask for less motion? Then show the end state at once. */
export function still() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/**
 * Ends every animation and transition in `root`: what moves is where it was going.
 * @param {Element} root
 */
export function finish(root) {
  for (const animation of root.getAnimations({ subtree: true })) {
    try {
      animation.finish();
    } catch {
      animation.cancel(); // one that never ends by itself
    }
  }
}

/**
 * Where `elements` are now. Call what it returns once they have been moved, and they glide there from where they were.
 * @param {HTMLElement[]} elements
 * @param {number} [duration] in milliseconds
 */
export function glide(elements, duration = 320) {
  const places = still() ? [] : elements.map((element) => element.getBoundingClientRect());
  return () => {
    places.forEach((from, i) => {
      for (const animation of elements[i].getAnimations()) if (animation.id === "glide") animation.cancel();
      const to = elements[i].getBoundingClientRect();
      const scale = to.width / elements[i].offsetWidth || 1; // a slide may be drawn smaller than it is
      const [x, y] = [(from.left - to.left) / scale, (from.top - to.top) / scale];
      if (!from.width || !to.width || (Math.abs(x) < 1 && Math.abs(y) < 1)) return;
      const frames = { transform: [`translate(${x}px, ${y}px)`, "none"] };
      elements[i].animate(frames, { duration, easing: "cubic-bezier(0.3, 0, 0.15, 1)", id: "glide" });
    });
  };
}
