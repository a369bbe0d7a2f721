"""How each tool is called: its command to build, its command to serve, and where slide `i` is then seen.

It leaves out what is measured.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import decks

ROOT = Path(__file__).parent.parent
_MARP = ROOT / "bench" / "node_modules" / ".bin" / "marp"


@dataclass(frozen=True)
class Live:
    """How a tool shows slides while they are written. `source` is the file that slide `i` of a deck stands in."""

    serve: Callable[[Path, int], list[str]]
    address: Callable[[int, int], str]
    source: Callable[[Path, int], Path]


@dataclass(frozen=True)
class Tool:
    """A generator. Hugo's server shows pages, not slides, so that it has no `live`."""

    name: str
    write: Callable[[Path, int], None]
    build: Callable[[Path, Path], list[str]]
    live: Live | None = None


def _ours(command: str, folder: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "llms101", command, "--slides", str(folder), "--out", str(out), *more]


OURS_LIVE = Live(
    serve=lambda folder, port: _ours("serve", folder, folder.with_name(f"{folder.name}-served"), "--port", str(port)),
    address=lambda port, i: f"http://127.0.0.1:{port}/#/{decks.name(i)}",
    source=lambda folder, i: folder / f"{decks.name(i)}.md",
)
OURS = Tool(
    name="llms101",
    write=decks.write_ours,
    build=lambda folder, out: _ours("build", folder, out),
    live=OURS_LIVE,
)
MARP = Tool(
    name="Marp",
    write=decks.write_marp,
    build=lambda folder, out: [str(_MARP), "--no-stdin", str(folder / "deck.md"), "-o", str(out / "index.html")],
    live=Live(
        serve=lambda folder, port: ["env", f"PORT={port}", str(_MARP), "--no-stdin", "--server", str(folder)],
        address=lambda port, i: f"http://127.0.0.1:{port}/deck.md#{i}",
        source=lambda folder, i: folder / "deck.md",
    ),
)
HUGO = Tool(
    name="Hugo",
    write=decks.write_hugo,
    build=lambda folder, out: ["hugo", "--quiet", "--source", str(folder), "--destination", str(out)],
)


def installed() -> list[Tool]:
    """The tools that can be run here, ours first."""
    return [OURS] + [MARP] * _MARP.exists() + [HUGO] * bool(shutil.which("hugo"))


def chromium() -> str:
    """The Chromium to drive: `$CHROMIUM`, or what is installed."""
    for candidate in (os.environ.get("CHROMIUM", ""), "chromium", "google-chrome"):
        if candidate and (found := shutil.which(candidate)):
            return found
    raise SystemExit("Chromium is missing. Install it: sudo apt-get install -y chromium")
