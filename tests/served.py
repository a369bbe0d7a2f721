"""`llms101 serve` in a process of its own, over a copy of the project that a test may change; and a WebSocket to it."""

from __future__ import annotations

import atexit
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

ROOT = Path(__file__).parents[1]
PATIENCE = 30
LINKED = ("vocab", "model")


def copy_of_project(to: Path) -> Path:
    """The generator, its templates and static files, and a talk of three slides, in the folder `to`."""
    for part in ("templates", "static"):
        shutil.copytree(ROOT / part, to / part)
    shutil.copytree(ROOT / "llms101", to / "llms101", ignore=shutil.ignore_patterns("__pycache__", *LINKED))
    for part in LINKED:
        (to / "llms101" / part).symlink_to(ROOT / "llms101" / part)
    slides = to / "slides"
    slides.mkdir()
    (slides / "deck.yml").write_text("title: A talk\nslides:\n  - one\n  - two\n  - three\n", "utf-8")
    for id in ("one", "two", "three"):
        (slides / f"{id}.md").write_text(slide(id), "utf-8")
    return to


def slide(id: str, text: str = "") -> str:
    """A slide's file."""
    return f"---\ntitle: Slide {id}\nnotes: Say it.\n---\n\n{text or f'Text of {id}.'}\n"


def until(done: Callable[[], Any], what: Callable[[], str] = lambda: "") -> Any:
    """What `done` returns, as soon as that is true; `what` tells, if it never is, what was waited for."""
    end = time.monotonic() + PATIENCE
    while not (found := done()):
        assert time.monotonic() < end, f"waited in vain: {what()}"
        time.sleep(0.01)
    return found


class Served:
    """The server. Its `log` grows as it prints; if `silent`, nobody reads on once it serves."""

    def __init__(self, root: Path, *arguments: str, port: str = "0", silent: bool = False) -> None:
        self.root, self.slides, self.out = root, root / "slides", root / "build"
        command = [sys.executable, "-m", "llms101", "serve", *(["--port", port] if port else []), *arguments]
        self.process = subprocess.Popen(
            command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
        atexit.register(self.process.kill)  # where a test failed before it stopped this; does nothing to an ended one
        self.log, self._silent = "", silent
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.port = int(self.says(r"serving http://localhost:(\d+)/ \(Ctrl-C stops\)\n")[1])
        self.host = f"localhost:{self.port}"
        self.url = f"http://{self.host}/"

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.log += line
            if self._silent and "serving" in line:
                self.process.stdout.close()
                return

    def says(self, pattern: str, after: int = 0) -> re.Match[str]:
        """Wait until the log, from its character `after` on, has this pattern."""
        found = until(lambda: re.search(pattern, self.log[after:]), lambda: f"{pattern!r} in\n{self.log}")
        assert isinstance(found, re.Match)
        return found

    def get(self, path: str = "/", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body."""
        method = headers.pop("method", "GET")
        try:
            with urlopen(
                Request(self.url + path.removeprefix("/"), headers=headers, method=method), timeout=PATIENCE
            ) as r:
                return r.status, dict(r.headers), r.read()
        except HTTPError as error:
            with error:
                return error.code, dict(error.headers), error.read()

    def page(self) -> str:
        return self.get()[2].decode()

    def shows(self, text: str) -> None:
        """Wait until the page has this text."""
        until(lambda: text in self.page(), lambda: text)

    def save(self, name: str, text: str) -> None:
        (self.slides / name).write_text(text, "utf-8")

    def edit(self, name: str, before: str, after: str) -> None:
        """Replace a text, where it stands first, in a file of the project's copy."""
        path = self.root / name
        text = path.read_text("utf-8")
        assert before in text
        path.write_text(text.replace(before, after, 1), "utf-8")

    def stop(self, sign: signal.Signals = signal.SIGINT) -> int:
        """Ctrl-C; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(sign)
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        assert self.process.stdout
        self.process.stdout.close()
        return code


class Listener:
    """A page's WebSocket: text messages, one after the other."""

    def __init__(self, port: int, greet: bool = True, **headers: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self._stream = self._socket.makefile("rb")
        given = {
            "Host": f"localhost:{port}", "Upgrade": "websocket", "Connection": "Upgrade",
            "Sec-WebSocket-Key": "c2l4dGVlbiBsZXR0ZXJzIQ==", "Sec-WebSocket-Version": "13", **headers,
        }  # fmt: skip
        lines = [f"{name}: {value}\r\n" for name, value in given.items()]
        self._socket.sendall(f"GET /livereload HTTP/1.1\r\n{''.join(lines)}\r\n".encode())
        self.status = int(self._stream.readline().split()[1])
        while self._stream.readline().strip():
            pass
        if greet and self.status == 101:
            self.say({"command": "hello", "protocols": ["http://livereload.com/protocols/official-7"]})
            assert self.hear()["command"] == "hello"
            self.say({"command": "info", "url": f"http://localhost:{port}/"})
            self.first = self.hear()

    def say(self, message: dict[str, Any]) -> None:
        self.send(json.dumps(message))

    def send(self, text: str) -> None:
        assert len(text) < 126
        self._socket.sendall(bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text.encode())  # a mask of zeros

    def hear(self) -> dict[str, Any]:
        """The next message; an empty one if the server has gone."""
        head = self._stream.read(2)
        if len(head) < 2 or head[0] != 0x81:
            return {}
        more = {126: 2, 127: 8}.get(head[1], 0)
        size = int.from_bytes(self._stream.read(more)) if more else head[1]
        return dict(json.loads(self._stream.read(size)))

    def close(self) -> None:
        self._stream.close()
        self._socket.close()
