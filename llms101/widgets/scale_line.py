"""`scale-line`: one quiet line, ours beside a frontier model's, and how many times that is.

It leaves out comparing what cannot be compared: where the other figure is in words (`30.8 million hours`), there is
no "times".
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Any

from llms101.widgets.base import FieldProblem, Source, Tools

FILES = ("card", "web", "trace")
MAGNITUDES = {"": 1.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_QUANTITY = re.compile(r"([\d,]+(?:\.\d+)?)\s*(thousand|million|billion|trillion|)")


@dataclass(frozen=True)
class RowProps:
    """`ours` is a path into the lab's files, as `card.parameters`; `theirs` is in words, and `source` its address."""

    what: str
    ours: str
    theirs: str
    model: str
    source: str
    unit: str = ""


@dataclass(frozen=True)
class Props:
    """The comparisons, a line each."""

    rows: tuple[RowProps, ...]


@dataclass(frozen=True)
class Row:
    """One comparison; `times` in words, or empty."""

    what: str
    ours: str
    unit: str
    times: str
    theirs: str
    model: str
    source: str


@dataclass(frozen=True)
class Data:
    """What the browser gets."""

    rows: tuple[Row, ...]
    sources: tuple[Source, ...]


def compute(props: Props, tools: Tools) -> Data:
    """Look up what is ours, and compare."""
    if not props.rows:
        raise FieldProblem("rows", "there is nothing to compare", "at least one row")
    rows, sources = [], []
    for i, row in enumerate(props.rows):
        ours = _look_up(row.ours, f"rows[{i}].ours", tools)
        if not row.source.startswith(("https://", "http://")):
            raise FieldProblem(f"rows[{i}].source", f"'{row.source}' is no address", "https://…")
        rows.append(Row(row.what, _shown(ours), row.unit, _times(ours, row.theirs), row.theirs, row.model, row.source))
        file = f"llms101/model/{row.ours.partition('.')[0]}.json"
        sources.append(Source(f"{row.what}, ours ({row.ours})", file, "", "llms101 train"))
        sources.append(Source(f"{row.what}, {row.model}: {row.theirs}", row.source))
    return Data(tuple(rows), tuple(dict.fromkeys(sources)))


def steps(data: Data) -> int:
    """None: it is read, and does not move."""
    del data
    return 0


def figures(data: Data) -> dict[str, object]:
    """What can be claimed: how many times, by what is compared."""
    return {f"times {row.what}": row.times for row in data.rows}


def _look_up(path: str, field: str, tools: Tools) -> float:
    """The number at `path` in the lab's files."""
    file, *keys = path.split(".")
    found: Any = tools.life.raw(file) if file in FILES else None
    if found is None:
        raise FieldProblem(field, f"the lab has no file '{file}'", "card, web or trace first, as card.parameters")
    for key in keys:
        here = list(found) if isinstance(found, dict) else list(map(str, range(len(found)))) if _many(found) else []
        if key not in here:
            near = difflib.get_close_matches(key, here, n=1)
            hint = f"did you mean '{near[0]}'?" if near else ""
            raise FieldProblem(field, f"the lab has no '{key}' in {path}", ", ".join(here[:12]) or "no more keys", hint)
        found = found[key] if isinstance(found, dict) else found[int(key)]
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise FieldProblem(field, f"{path} is no number", "a path on to a number")
    return found


def _many(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _shown(n: float) -> str:
    """A count with thousands separated; of a fraction above ten only the whole part is of use here."""
    return f"{n:,.0f}" if isinstance(n, int) or n >= 10 or float(n).is_integer() else f"{n:.2g}"


def _times(ours: float, theirs: str) -> str:
    """How many times theirs is ours, in words, to two digits; empty unless `theirs` is a bare quantity.

    >>> _times(123_008, "405 billion"), _times(2_000_000, "15 trillion"), _times(60, "30.8 million hours")
    ('3.3 million', '7.5 million', '')
    """
    match = _QUANTITY.fullmatch(theirs.strip())
    if not match or ours <= 0:
        return ""
    ratio = float(f"{float(match[1].replace(',', '')) * MAGNITUDES[match[2]] / ours:.2g}")
    if ratio < 2:
        return ""
    word, size = max((item for item in MAGNITUDES.items() if item[1] <= ratio), key=lambda item: item[1])
    if word == "thousand":
        word, size = "", 1.0
    return f"{ratio / size:,.4g} {word}".strip() if word else f"{ratio:,.0f}"
