"""The real talk, built on the model as it is, and the lab's files that it was built from."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from llms101 import build
from llms101.tools import MODEL, Toolbox

from .records import Records

SLIDES = Path(__file__).resolve().parents[2] / "slides"


@cache
def talk() -> build.Report:
    """The real talk, on the model as it is."""
    return build.site(SLIDES, kept=build.Kept(tools=Toolbox(MODEL)))


@cache
def records() -> Records:
    """The lab's files."""
    return Records(MODEL)
