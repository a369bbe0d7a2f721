"""Tells which files changed below some folders, a few milliseconds after they did. The one importer of watchfiles.

Saves in place and by renaming, new files, older files moved in, deletions: all are noticed, and so is a folder that is
itself taken away and put back. It leaves out what to do about it.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import watchfiles

#: Milliseconds without a further change after which changes are told.
_STEP = 5
#: Milliseconds after which changes are told although there are more.
_LONGEST = 50
#: Milliseconds after which, with nothing changed, the folders themselves are looked at.
_LOOK = 200


class Watch:
    """Calls `changed` with the paths that changed below `folders`, from its own thread, until it is stopped.

    What is below `ignored` is left out, as is what editors and Python leave behind.
    """

    def __init__(self, folders: Sequence[Path], ignored: Path, changed: Callable[[set[Path]], None]) -> None:
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self._folders = [folder.absolute() for folder in folders]
        self._ignored = ignored.absolute()
        self._changed = changed
        self._ended = threading.Event()
        self._ready = threading.Event()
        self._polling: bool | None = None  # watchfiles decides

    def start(self) -> None:
        """Start; what changes after this is told."""
        self._thread.start()
        self._ready.wait(2)

    def stop(self) -> None:
        self._ended.set()

    def _run(self) -> None:
        seen: list[tuple[int, int] | None] | None = None
        while not self._ended.is_set():
            now = self._identities()
            # All of a folder that was not there before is news, told as soon as it is watched.
            moved = {folder for folder, i, j in zip(self._folders, seen or now, now, strict=True) if i != j}
            seen = now
            try:
                self._follow(seen, moved)
            except FileNotFoundError:
                self._ended.wait(_LOOK / 1000)  # a folder went away just now
            except (OSError, RuntimeError) as error:
                if self._polling:
                    self._ended.wait(1)
                else:
                    self._polling = True
                    with contextlib.suppress(OSError):  # nobody may be reading this
                        print(
                            f"files are looked at 3 times a second, since the system does not tell ({error})",
                            flush=True,
                        )

    def _follow(self, seen: list[tuple[int, int] | None], moved: set[Path]) -> None:
        """Tell what changes until one of the folders is another one than it was."""
        there = [folder for folder in self._folders if folder.is_dir()]
        if not there:
            self._ready.set()
            self._ended.wait(_LOOK / 1000)
            if moved:
                self._changed(moved)
            return
        for changes in watchfiles.watch(
            *there,
            watch_filter=lambda _, path: self._wanted(Path(path)),
            step=_STEP,
            debounce=_LONGEST,
            rust_timeout=_LOOK,
            yield_on_timeout=True,
            stop_event=self._ended,
            raise_interrupt=False,
            force_polling=self._polling,
            ignore_permission_denied=True,
        ):
            self._ready.set()
            paths = {Path(path) for _, path in changes} | moved
            moved = set()
            if paths:
                self._changed(paths)
            if self._identities() != seen:
                return

    def _identities(self) -> list[tuple[int, int] | None]:
        return [_identity(folder) for folder in self._folders]

    def _wanted(self, path: Path) -> bool:
        if path.is_relative_to(self._ignored):
            return False
        inside = next((path.relative_to(f).parts for f in self._folders if path.is_relative_to(f)), path.parts)
        return not any(part.startswith(".") or part == "__pycache__" for part in inside) and not _leftover(path.name)


def _leftover(name: str) -> bool:
    """A file that an editor makes beside the one it saves, or Python beside the one it runs.

    >>> [name for name in ("a.md", "a.md~", "#a.md#", "4913", "a.pyc", "4913.md") if _leftover(name)]
    ['a.md~', '#a.md#', '4913', 'a.pyc']
    """
    return name.endswith(("~", "#", ".pyc")) or name == "4913"


def _identity(folder: Path) -> tuple[int, int] | None:
    """Which folder it is that bears this name now; None if none does."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
