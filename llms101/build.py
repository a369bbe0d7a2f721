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
from llms101.check import Checked, check
from llms101.compute import compute
from llms101.errors import AuthorError, Place, Problem
from llms101.load import load
from llms101.render import render
from llms101.tools import Toolbox

#: Marks a folder as one that a build made, and so may replace. Pages serves such a folder as it is.
MARK = ".nojekyll"


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
    return Report(checked, render(computed, Assets(), kept.rendered))


def write(files: dict[str, bytes], out: Path) -> None:
    """Write the site into a fresh folder beside `out`, then put it in its place.

    Raises `AuthorError` where `out` holds something that no build made, or cannot be written.
    """
    out = out.absolute()
    try:
        if out.is_symlink() or (out.exists() and not _ours(out)):
            hint = "choose another --out, or empty it yourself"
            raise AuthorError([Problem(Place(str(out)), "this is not a folder that a build made", hint=hint)])
        out.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        try:
            for path, content in {MARK: b"", **files}.items():
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


def _ours(folder: Path) -> bool:
    return folder.is_dir() and ((folder / MARK).is_file() or not any(folder.iterdir()))


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
