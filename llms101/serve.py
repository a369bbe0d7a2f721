"""Serves the talk on this machine and shows every save at once. The one importer of livereload.

It takes livereload's server and WebSocket, and replaces what loses saves there: its watching, its building in between
requests, its silence for three seconds after a reload. Pages come from memory: always one whole build, and nothing
besides it. It leaves out watching (`watch`), building (`rebuild`) and pages (`pages`).
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import livereload
from livereload.handlers import LiveReloadHandler
from livereload.watcher import Watcher
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.netutil import bind_sockets
from tornado.web import Application, url
from tornado.websocket import WebSocketHandler

from llms101.errors import AuthorError, Place, Problem
from llms101.pages import Client, Page, refuse_strangers
from llms101.rebuild import PACKAGE, ROOT, Rebuilder, Shown, say
from llms101.watch import Watch

_PORTS = range(8000, 8100)


def serve(slides: Path, out: Path, *, port: int | None, open_browser: bool) -> None:
    """Build `slides` into `out`, serve them, and build again on every change, until Ctrl-C.

    Raises `AuthorError` if `port`, or without one every port from 8000 on, is taken.
    """
    sockets, port = _bind(port)
    asyncio.set_event_loop(asyncio.new_event_loop())
    loop = IOLoop.current()
    renewed = threading.Event()

    def restart() -> None:
        renewed.set()
        loop.add_callback(loop.stop)

    rebuilder = Rebuilder(slides, out, lambda shown: loop.add_callback(_tell, shown), restart)
    watcher = _Watcher(out, rebuilder.changed)
    server = _Server(sockets, rebuilder, watcher)
    for folder in (slides, ROOT / "templates", ROOT / "static", PACKAGE):
        server.watch(str(folder))
    watcher.begin()
    rebuilder.build()
    for sign in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # on Windows, where livereload sees to Ctrl-C
            loop.asyncio_loop.add_signal_handler(sign, loop.stop)  # type: ignore[attr-defined]
    say(f"serving http://localhost:{port}/ (Ctrl-C stops)")
    if open_browser:
        threading.Thread(target=webbrowser.open, args=[f"http://localhost:{port}/"], daemon=True).start()
    rebuilder.start()
    server.serve(port=port)
    watcher.end()
    rebuilder.stop(5)
    if renewed.is_set():
        again = ["serve", "--slides", str(slides), "--out", str(out), "--port", str(port)]
        os.execv(sys.executable, [sys.executable, "-m", "llms101", *again])
    say("stopped")


def _bind(port: int | None) -> tuple[list[socket.socket], int]:
    """Listen on `port`, or on the first free one from 8000 on, of this machine alone."""
    if port is not None and not 0 <= port < 2**16:
        wanted = "a number from 1 to 65535"
        raise AuthorError([Problem(Place(f"--port {port}"), "there is no such port", wanted)])
    why = ""
    for number in _PORTS if port is None else [port]:
        try:
            sockets = _listen(number)
            return sockets, sockets[0].getsockname()[1]
        except OSError as error:
            busy = error.errno == errno.EADDRINUSE
            why = "another program uses this port" if busy else f"this port cannot be used: {error.strerror}"
    tried = f"--port {_PORTS[0]} to {_PORTS[-1]}" if port is None else f"--port {port}"
    hint = "stop that program, or name another port" if port is None else "leave --port out: a free one is found"
    raise AuthorError([Problem(Place(tried), why, hint=hint)])


def _listen(port: int) -> list[socket.socket]:
    """Both addresses of localhost, so that no other program gets what is meant for this one."""
    sockets = bind_sockets(port, "127.0.0.1")
    try:
        sockets += bind_sockets(sockets[0].getsockname()[1], "::1", socket.AF_INET6)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            for one in sockets:
                one.close()
            raise
    return sockets


class _Watcher(Watcher):  # type: ignore[misc]  # livereload has no types
    """Livereload's watcher, with the watching and the building done by threads of ours."""

    def __init__(self, out: Path, changed: Callable[[set[Path]], None]) -> None:
        super().__init__()
        self._out, self._changed = out, changed

    def begin(self) -> None:
        self._watch = Watch([Path(folder) for folder in self._tasks], self._out, self._changed)
        self._watch.start()

    def end(self) -> None:
        self._watch.stop()

    def start(self, callback: Callable[[], None]) -> bool:
        """Livereload asks whether it need not look for changes itself."""
        return True


class _Server(livereload.Server):  # type: ignore[misc]
    """Livereload's server, with our own pages and without its logging."""

    def __init__(self, sockets: list[socket.socket], rebuilder: Rebuilder, watcher: _Watcher) -> None:
        super().__init__(watcher=watcher)
        self._sockets, self._rebuilder = sockets, rebuilder

    def application(self, *_: Any, **__: Any) -> None:
        LiveReloadHandler.watcher = self.watcher
        given = {"rebuilder": self._rebuilder}
        handlers = [url("/livereload", _Socket, given), url("/livereload.js", Client), url("/(.*)", Page, given)]
        HTTPServer(Application(handlers, log_function=lambda _: None)).add_sockets(self._sockets)

    def _setup_logging(self) -> None:
        pass


def _tell(shown: Shown) -> None:
    """Let every page know."""
    news = _news(shown, "alert" if shown.problems else "reload")
    for waiter in LiveReloadHandler.waiters.copy():
        waiter.send_message(news)


def _news(shown: Shown, command: str) -> dict[str, Any]:
    return {
        "command": command,
        "path": "*",
        "message": "\n\n".join(shown.problems),
        "problems": shown.problems,
        "version": shown.version,
        "before": shown.before,
        "patch": shown.patch and asdict(shown.patch),
    }


class _Socket(LiveReloadHandler):  # type: ignore[misc]
    """Livereload's WebSocket, for pages of this server alone. Who comes is told how things are."""

    def initialize(self, rebuilder: Rebuilder) -> None:
        self._rebuilder = rebuilder

    def prepare(self) -> None:
        refuse_strangers(self)

    def check_origin(self, origin: str) -> bool:
        return WebSocketHandler.check_origin(self, origin)

    def on_message(self, message: str | bytes) -> None:
        super().on_message(message)
        if self in LiveReloadHandler.waiters:
            self.send_message(_news(self._rebuilder.shown, "state"))
