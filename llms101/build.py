"""The pipeline, one page long: load, check, compute, render, write. The only module that writes the site.

slides/ --load--> Talk --check--> Checked --compute--> Computed --render--> {path: bytes} --write--> build/
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from llms101.assets import Assets
from llms101.check import SITE, Checked, check
from llms101.compute import Computed, compute
from llms101.errors import AuthorError, Place, Problem
from llms101.load import load
from llms101.render import render
from llms101.tools import Toolbox

#: Is in every folder that a build made, and lists what else is, so that nobody's files are ever replaced. GitHub Pages
#: serves a folder with a file of this name as it is.
MARK = ".nojekyll"
_HEAD = "Written by llms101 build, which replaces these files, and the folder if it holds no other:"


@dataclass
class Kept:
    """What one who builds again keeps from build to build: everything is found by content, so it is never stale."""

    tools: Toolbox = field(default_factory=Toolbox)
    slides: dict[Any, Any] = field(default_factory=dict)
    computed: dict[Any, Any] = field(default_factory=dict)
    rendered: dict[Any, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """What a build did."""

    checked: Checked
    computed: Computed
    files: dict[str, bytes]


def build(
    slides: Path,
    out: Path,
    *,
    site_url: str = "",
    strict: bool = False,
    kept: Kept | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Report:
    """Build the talk in `slides` into `out`. Raises `AuthorError`, and then leaves `out` as it was.

    `strict` makes errors of warnings. `progress` is told the name of each part as it begins.
    """
    report = site(slides, site_url=site_url, strict=strict, kept=kept, progress=progress)
    progress("write")
    write(report.files, out)
    return report


def site(
    slides: Path,
    *,
    site_url: str = "",
    strict: bool = False,
    kept: Kept | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Report:
    """The whole site in memory: everything but writing. Raises `AuthorError`."""
    if site_url and not SITE.fullmatch(site_url):
        raise AuthorError([Problem(Place("--site-url"), f"'{site_url}' is no address of a site", "https://…")])
    kept = kept or Kept()
    progress("load")
    talk = load(slides, kept.slides)
    progress("check")
    checked = check(talk)
    if strict and checked.warnings:
        raise AuthorError(checked.warnings)
    progress("compute")
    computed = compute(checked, kept.tools.for_talk(talk, site_url), kept.computed)
    progress("render")
    return Report(checked, computed, render(computed, Assets(), kept.rendered))


def write(files: dict[str, bytes], out: Path) -> None:
    """Write the site into a fresh folder beside `out`, then put it in its place.

    Raises `AuthorError` where `out` holds something that no build made, or cannot be written.
    """
    out = out.absolute()
    try:
        if other := _others(out):
            message, hint = f"this holds what no build made: {other}", "choose another --out, or move it away yourself"
            raise AuthorError([Problem(Place(str(out)), message, "a folder for the build alone", hint)])
        out.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        try:
            mark = "\n".join([_HEAD, *sorted(files)]).encode()
            for path, content in {**files, MARK: mark}.items():
                target = fresh / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
            fresh.chmod(0o755)
            _swap(fresh, out)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        message = f"cannot be written: {error.strerror}"
        raise AuthorError([Problem(Place(str(error.filename or out)), message)]) from None


def _others(out: Path) -> str:
    """What is at `out` and is not a build's: the folder or file itself, or the first file in it; or an empty text."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        return out.name
    mark = out / MARK
    head, *ours = mark.read_text("utf-8", "replace").split("\n") if mark.is_file() else [""]
    known = {MARK, *ours} if head == _HEAD else set()
    found = (path for path in sorted(out.rglob("*")) if not path.is_dir() or path.is_symlink())
    return next((name for path in found if (name := path.relative_to(out).as_posix()) not in known), "")


def _swap(fresh: Path, out: Path) -> None:
    """Put `fresh` where `out` is; the old one ends where `fresh` was, to be removed."""
    if not out.exists():
        fresh.replace(out)
        return
    old = fresh.with_name(fresh.name + "-old")
    out.replace(old)
    try:
        fresh.replace(out)
    except OSError:
        old.replace(out)
        raise
    shutil.rmtree(old, ignore_errors=True)
