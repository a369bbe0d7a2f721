"""The bytes that a visitor fetches to see the built talk's first slide.

Chromium opens the page from a plain file server and every response is counted, as it is and as `gzip -9` would send
it; what is packed already (fonts, pictures) counts as it is.
"""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Response, sync_playwright

from bench.tools import chromium

_PACKED = (".woff2", ".png", ".jpg", ".webp", ".gz")


@dataclass(frozen=True)
class Fetched:
    """One file that the page made the browser fetch."""

    path: str
    raw: int
    packed: int


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


def first_view(build: Path) -> list[Fetched]:
    """Everything fetched until the network is idle, the page first."""
    responses: list[Response] = []
    with _served(build) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 810})
        page.on("response", lambda response: responses.append(response))
        page.goto(address, wait_until="networkidle")
        fetched = []
        for response in responses:
            if not response.url.startswith(address):
                continue  # data: and blob: addresses are part of what was counted already
            body = response.body() if response.ok else b""
            path = response.url.removeprefix(address) or "index.html"
            size = len(body) if path.endswith(_PACKED) else len(gzip.compress(body, 9))
            fetched.append(Fetched(path, len(body), size))
        browser.close()
    return fetched
