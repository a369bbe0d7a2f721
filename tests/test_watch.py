"""Watching alone: what the system refuses to tell, and folders that come and go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import watchfiles

from llms101.watch import Watch
from tests.served import until


class Watched:
    """What was told of a folder."""

    def __init__(self, *folders: Path) -> None:
        self.told: list[set[Path]] = []
        self._watch = Watch(folders, folders[0] / "build", self.told.append)

    def __enter__(self) -> Watched:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._watch.stop()

    def of(self, path: Path) -> None:
        until(lambda: any(path in paths for paths in self.told), lambda: f"{path} in {self.told}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "slides").mkdir()
    return tmp_path / "slides"


def test_a_folder_that_comes_later_is_told_and_watched(tmp_path: Path) -> None:
    later = tmp_path / "later"
    with Watched(later) as watched:
        later.mkdir()
        watched.of(later)
        (later / "a.md").write_text("a", "utf-8")
        watched.of(later / "a.md")


def test_one_that_is_missing_keeps_nobody_from_watching_the_others(tmp_path: Path, folder: Path) -> None:
    with Watched(tmp_path / "none", folder) as watched:
        (folder / "a.md").write_text("a", "utf-8")
        watched.of(folder / "a.md")


def test_links_to_nowhere_and_closed_folders_are_no_hindrance(folder: Path) -> None:
    (folder / ".#a.md").symlink_to("user@host.1234")
    (folder / "broken").symlink_to(folder / "nowhere")
    (folder / "closed").mkdir(mode=0)
    with Watched(folder) as watched:
        (folder / "a.md").write_text("a", "utf-8")
        watched.of(folder / "a.md")
    (folder / "closed").chmod(0o700)


def test_what_the_build_writes_is_left_out(folder: Path) -> None:
    (folder / "build").mkdir()
    with Watched(folder) as watched:
        (folder / "build" / "index.html").write_text("a", "utf-8")
        (folder / "a.md").write_text("a", "utf-8")
        watched.of(folder / "a.md")
    assert watched.told == [{folder / "a.md"}]


@pytest.mark.parametrize("error", [OSError("inotify watch limit reached"), RuntimeError("no idea")])
def test_files_are_looked_at_where_the_system_does_not_tell(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    watch = watchfiles.watch

    def refuse(*paths: Path, force_polling: bool | None, **options: Any) -> Any:
        if not force_polling:
            raise error
        return watch(*paths, force_polling=force_polling, **options)

    monkeypatch.setattr(watchfiles, "watch", refuse)
    with Watched(folder) as watched:
        (folder / "a.md").write_text("a", "utf-8")
        watched.of(folder / "a.md")
    told = capsys.readouterr().out
    assert told == f"files are looked at 3 times a second, since the system does not tell ({error})\n"
