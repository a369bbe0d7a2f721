"""`qr-code`: the talk's own address as a code for phones, and in words.

The address is the one under which the talk is published (`--site-url`, or `url:` in deck.yml). Without one there is
no code, and a line in its place. It leaves out every other address.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from llms101.widgets.base import FieldProblem, Source, Tools

#: The empty margin around a code, in modules: what the standard asks for.
QUIET = 4


@dataclass(frozen=True)
class Props:
    """What stands beside the code."""

    label: str = "Follow along on your phone"


@dataclass(frozen=True)
class Data:
    """`path` draws the dark modules in a square `size` wide, its quiet zone included; empty if there is no address."""

    label: str
    url: str
    shown: str
    path: str
    size: int
    sources: tuple[Source, ...]


def compute(props: Props, tools: Tools) -> Data:
    """Draw the address."""
    url = tools.url
    if not url:
        return Data(props.label, "", "", "", 0, ())
    import segno  # noqa: PLC0415  # not for a talk that has no address

    try:
        code = segno.make(url, error="m", micro=False)
    except segno.DataOverflowError:
        raise FieldProblem("label", f"the talk's address is too long for a code: {len(url)} letters") from None
    path = "".join(_row(list(row), y) for y, row in enumerate(code.matrix, QUIET))
    shown = url.partition("://")[2].rstrip("/") or url
    source = Source("the talk's address", "--site-url, or url: in deck.yml", f"drawn by segno as {code.designator}")
    return Data(props.label, url, shown, path, len(code.matrix) + 2 * QUIET, (source,))


def steps(data: Data) -> int:
    """None: it is there to be scanned."""
    del data
    return 0


def figures(data: Data) -> dict[str, object]:
    """What can be claimed."""
    return {"url": data.url}


def _row(row: list[int], y: int) -> str:
    """The dark modules of one row, each run of them as one rectangle."""
    parts, x = [], QUIET
    for dark, run in groupby(row):
        length = len(list(run))
        if dark:
            parts.append(f"M{x} {y}h{length}v1h-{length}z")
        x += length
    return "".join(parts)
