"""What the server answers: the files of the last good build from memory, or the error while there is none.

One whole build at a time, and nothing that is not in it, whatever the path asked for. Into pages of HTML goes the
script that keeps them up to date, `static/dev/reload.js`. It leaves out the server itself and its WebSocket (`serve`).
"""

from __future__ import annotations

import html
import mimetypes
import re
from pathlib import Path
from urllib.parse import quote

from tornado.web import HTTPError, RequestHandler

from llms101.rebuild import ROOT, Rebuilder

_CLIENT = ROOT / "static" / "dev" / "reload.js"
_ERROR = ROOT / "templates" / "error.html"
_LOCAL = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d+)?", re.IGNORECASE)
#: What the system's own table may lack or have wrong.
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


class Client(RequestHandler):
    """The page's half."""

    def prepare(self) -> None:
        refuse_strangers(self)

    def get(self) -> None:
        self.set_header("Content-Type", _TYPES[".js"])
        self.set_header("Cache-Control", "no-cache")
        self.finish(_CLIENT.read_bytes())


class Page(RequestHandler):
    """The files of the last good build; the error while there is none."""

    def initialize(self, rebuilder: Rebuilder) -> None:
        self._shown = rebuilder.shown

    def prepare(self) -> None:
        refuse_strangers(self)

    def compute_etag(self) -> None:
        """None: the next build may be there already."""

    def head(self, path: str) -> None:
        self.get(path)

    def get(self, path: str) -> None:
        self.set_header("Cache-Control", "no-cache")
        files = self._shown.files
        if not files:
            self.set_status(500)
            self._send("error.html", _error_page(self._shown.problems))
        elif (name := f"{path}index.html" if path.endswith("/") or not path else path) in files:
            self._send(name, files[name])
        elif f"{path}/index.html" in files:
            self.redirect(f"/{quote(path)}/")
        else:
            self.set_status(404)
            self._send("404.html", files.get("404.html", b"404: there is no such page"))

    def _send(self, name: str, content: bytes) -> None:
        kind = _TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        self.set_header("Content-Type", kind)
        if "html" in kind:
            script = f'<script src="/livereload.js" data-version="{self._shown.version}"></script>'.encode()
            head, end, tail = content.rpartition(b"</body>")
            content = head + script + end + tail if end else content + script
        elif part := re.fullmatch(r"bytes=(\d+)-(\d*)", self.request.headers.get("Range", "")):
            # Players of sound and films ask for parts.
            first, last = int(part[1]), min(int(part[2] or len(content)), len(content) - 1)
            if first > last:
                raise HTTPError(416)
            self.set_status(206)
            self.set_header("Content-Range", f"bytes {first}-{last}/{len(content)}")
            content = content[first : last + 1]
        self.finish(content)


def refuse_strangers(handler: RequestHandler) -> None:
    """Another site can give its own name this machine's address: then `Host` is that name."""
    if not _LOCAL.fullmatch(handler.request.host):
        raise HTTPError(403)


def _error_page(problems: tuple[str, ...]) -> bytes:
    """No template engine: this has to work when templates are what is broken."""
    text = "\n".join(f"<pre>{html.escape(problem)}</pre>" for problem in problems)
    try:
        page = _ERROR.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        page = "<!doctype html><title>Error</title>{{ problems }}"
    return page.replace("{{ problems }}", text).encode()
