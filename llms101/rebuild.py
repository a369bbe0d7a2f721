"""Builds again whenever something changed, one build at a time, and tells what there is to show.

A save during a build is followed by another build. Whatever goes wrong is shown and printed; nothing ends it. It
leaves out noticing changes (`watch`) and showing (`serve`).
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from llms101.build import Kept, Report, site, write
from llms101.errors import AuthorError
from llms101.patch import Patch, patch

PACKAGE = Path(__file__).parent
ROOT = PACKAGE.parent

#: Seconds for which a failure waits for the save that mends it: editors may write a file in two goes.
_SETTLE = 0.1
#: Finds out whether our code can be started anew: imports it all.
_TRIAL = "import llms101.serve, llms101.check as c; [c.widget_module(name) for name in c.widget_names()]"


@dataclass(frozen=True)
class Shown:
    """What is to be shown: the last good build, if there is one, and what is wrong with the present one."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    #: The same for the same files, and another one for each server.
    version: str = ""
    #: What leads from the files of version `before` to these.
    before: str = ""
    patch: Patch | None = None


class Rebuilder:
    """Builds when told of changes, in its own thread. `show` and `restart` are called from there."""

    def __init__(self, slides: Path, out: Path, show: Callable[[Shown], None], restart: Callable[[], None]) -> None:
        self._thread = threading.Thread(target=self._run, name="rebuild", daemon=True)
        self.slides, self.out = slides, out
        self.shown = Shown()
        self._show, self._restart = show, restart
        self._kept = Kept()
        self._server = f"{time.time_ns():x}"
        self._count = 0
        self._news = threading.Condition()
        self._changed: set[Path] = set()
        self._stopped = False
        self._warned: tuple[str, ...] = ()

    def changed(self, paths: set[Path]) -> None:
        """Take note that these files changed. May be called from any thread."""
        with self._news:
            self._changed |= paths
            self._news.notify()

    def start(self) -> None:
        self._thread.start()

    def stop(self, seconds: float) -> None:
        """Wait so long for the build that is under way to end, so that it leaves nothing half-written."""
        with self._news:
            self._stopped = True
            self._news.notify()
        self._thread.join(seconds)

    def _run(self) -> None:
        paths: set[Path] = set()
        while True:
            with self._news:
                self._news.wait_for(lambda: self._changed or self._stopped)
                if self._stopped:
                    return
                paths |= self._changed
                self._changed = set()
            if self.build(paths):
                paths = set()

    def build(self, paths: set[Path] | None = None) -> bool:
        """Build, show and print, after `paths` changed or for the first time. Not done if another change came."""
        begun = time.perf_counter()
        try:
            if paths and any(path.suffix == ".py" and path.is_relative_to(PACKAGE) for path in paths):
                return self._renew(paths)
            self._forget(paths or set())
            report = site(self.slides, kept=self._kept)
        except AuthorError as error:
            return self._fail(tuple(map(str, error.problems)), str(error), wait=paths is not None)
        except Exception as error:  # noqa: BLE001  # whatever an author writes, the server goes on
            return self._fail((_brief(error),), traceback.format_exc().rstrip(), wait=paths is not None)
        self._succeed(report)
        taken = f"{1000 * (time.perf_counter() - begun):.0f} ms"
        if paths:
            say(f"rebuilt in {taken}: {self._names(paths)}")
        else:
            say(f"built {len(report.checked.slides)} slides in {taken}")
        self._warn(report)
        try:
            write(report.files, self.out)
        except AuthorError as error:
            self._fail(tuple(map(str, error.problems)), str(error), wait=False)
        return True

    def _forget(self, paths: set[Path]) -> None:
        """Keep nothing that was made from these files. Slides need no mention: what they give is found by content."""
        if any(path.is_relative_to(PACKAGE) for path in paths):
            self._kept = Kept()  # the model's life, the tokenizers' words
        elif any(path.is_relative_to(ROOT / part) for path in paths for part in ("templates", "static")):
            self._kept = replace(self._kept, rendered={})

    def _succeed(self, report: Report) -> None:
        before = self.shown
        if report.files == before.files:
            self.shown = replace(before, problems=(), patch=None)
        else:
            change = patch(before.files, report.files)
            self.shown = Shown(report.files, (), self._version(), before.version, change)
        self._show(self.shown)

    def _fail(self, problems: tuple[str, ...], text: str, *, wait: bool) -> bool:
        with self._news:
            if wait and self._news.wait_for(lambda: self._changed or self._stopped, _SETTLE):
                return self._stopped
        say(f"{text}\n\nnot rebuilt: the page shows this until it is mended")
        # Before the first good build the error is the page, so that another error is another page.
        version = self.shown.version if self.shown.files else self._version()
        self.shown = replace(self.shown, problems=problems, version=version, patch=None)
        self._show(self.shown)
        return True

    def _renew(self, paths: set[Path]) -> bool:
        """Our own code changed: start anew if it can be started."""
        trial = subprocess.run([sys.executable, "-c", _TRIAL], capture_output=True, text=True, check=False)
        if trial.returncode:
            last = trial.stderr.strip().rpartition("\n")[2]
            return self._fail((f"{self._names(paths)}: {last}",), trial.stderr.rstrip(), wait=True)
        say(f"starting anew: {self._names(paths)}")
        self._restart()
        return True

    def _warn(self, report: Report) -> None:
        warnings = tuple(map(str, report.checked.warnings))
        for warning in warnings:
            if warning not in self._warned:
                say(f"warning: {warning}")
        self._warned = warnings

    def _version(self) -> str:
        self._count += 1
        return f"{self._server}.{self._count}"

    def _names(self, paths: set[Path]) -> str:
        there = {path for path in paths if path.exists()} or paths  # what editors made and took away says nothing
        names = sorted(_name(path, self.slides.absolute()) for path in there)
        return ", ".join(names if len(names) < 5 else [*names[:3], f"{len(names) - 3} more"])


def _name(path: Path, slides: Path) -> str:
    for folder in (slides, ROOT):
        if path != folder and path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
    return path.name


def _brief(error: Exception) -> str:
    """An error in one line, with the last place of ours on its way."""
    last = traceback.format_exception_only(error)[-1].strip()
    ours = [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).is_relative_to(ROOT)]
    return f"{_name(Path(ours[-1].filename), ROOT)}:{ours[-1].lineno}: {last}" if ours else last


def say(line: str) -> None:
    """Print, whether or not anybody still reads it and whatever characters can be shown there."""
    encoding = sys.stdout.encoding or "utf-8"
    with contextlib.suppress(OSError, ValueError):
        print(line.encode(encoding, "backslashreplace").decode(encoding), flush=True)
