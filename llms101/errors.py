"""How a mistake in a talk is told: where it is, what was expected, what to do about it.

Leaf module: it imports nothing of ours. It leaves out printing (that is `cli`'s) and finding mistakes.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A spot in a source file. Line and column count from 1; `text` is the line itself."""

    file: str
    line: int = 0
    column: int = 0
    text: str = ""


@dataclass(frozen=True)
class Problem:
    """One thing that an author got wrong."""

    place: Place
    message: str
    expected: str = ""
    hint: str = ""

    def __str__(self) -> str:
        """The problem as an author reads it.

        >>> print(Problem(Place("a.md", 3, 1, "titel: Hi"), "unknown key 'titel'", "title", "did you mean 'title'?"))
        a.md:3:1: unknown key 'titel'
          3 | titel: Hi
            | ^
          expected: title
          hint: did you mean 'title'?
        """
        at = self.place
        where = at.file + (f":{at.line}:{at.column}" if at.line else "")
        lines = [f"{where}: {self.message}"]
        if at.line:
            number = str(at.line)
            shown, column = _window(at.text, at.column)
            lines.append(f"  {number} | {shown}".rstrip())
            lines.append(f"  {' ' * len(number)} | {' ' * (column - 1)}^")
        if self.expected:
            lines.append(f"  expected: {self.expected}")
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)


class AuthorError(Exception):
    """What an author got wrong, all of it at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(
            sorted(dict.fromkeys(problems), key=lambda p: (p.place.file, p.place.line, p.place.column))
        )
        super().__init__("\n\n".join(map(str, self.problems)))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known word, or nothing.

    >>> did_you_mean("titel", ["title", "notes"])
    "did you mean 'title'?"
    """
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else ""


def _window(text: str, column: int, width: int = 96) -> tuple[str, int]:
    """The part of a long line around `column`, and the column within that part; tabs and controls as spaces."""
    text = "".join(c if c.isprintable() else " " for c in text)
    column = max(1, min(column, len(text) + 1))
    if len(text) <= width:
        return text, column
    start = max(0, min(column - 1 - width // 2, len(text) - width))
    return text[start : start + width], column - start
