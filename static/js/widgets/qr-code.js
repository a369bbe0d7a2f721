/**
 * The talk's address. The code itself is drawn by the build; where the talk was built for no address, the page's own
 * is told in words, if a phone could open it.
 */

import { find, say } from "deck/dom.js";
import { Widget } from "deck/element.js";

/** @typedef {import("deck/types.js").QrCode.Data} Data */

const NEAR = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.*\.localhost)$/;

/** @extends {Widget<Data>} */
class QrCode extends Widget {
  /** @override */
  setup() {
    const { protocol, hostname, origin, pathname, host } = location;
    if (this.data.url || !protocol.startsWith("http") || NEAR.test(hostname)) return;
    const path = pathname.replace(/index\.html$/, "");
    const link = /** @type {HTMLAnchorElement} */ (find(this, ".qr-address"));
    link.href = origin + path;
    say(link, host + path.replace(/\/$/, ""));
    link.hidden = false;
    find(this, ".qr-label").hidden = false;
    find(this, ".qr-words").hidden = true;
  }
}

customElements.define("qr-code", QrCode);
