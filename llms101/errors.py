"""How a mistake in a talk is told: where it is, what was expected, what to do about it.

Leaf module: it imports nothing of ours. It leaves out printing (that is `cli`'s) and finding mistakes.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

#: Characters that no page can show: controls but tab and line end, halves of surrogate pairs, non-characters, and the
#: two private ones that stand for figures while Markdown is at work.
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ue000\ue001\ufeff\ufffe\uffff]")


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
        where = f"{at.file}:{at.line}:{at.column}" if at.line else at.file
        lines = [f"{_line(where)}: {_line(self.message)}"]
        if at.line:
            number = str(at.line)
            shown, column = _window(at.text, at.column)
            lines.append(f"  {number} | {shown}".rstrip())
            lines.append(f"  {' ' * len(number)} | {' ' * _cells(shown[: column - 1])}^")
        if self.expected:
            lines.append(f"  expected: {_line(self.expected)}")
        if self.hint:
            lines.append(f"  hint: {_line(self.hint)}")
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


def short(text: str, most: int = 60) -> str:
    r"""A text in one line, cut where it is longer than `most` characters.

    >>> short("one\n  two three", 8)
    'one two…'
    """
    text = " ".join(text[: 4 * most].split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _line(text: str, most: int = 400) -> str:
    """A text that an author wrote, in one line: nothing in it can move the cursor, and it ends."""
    text = _seen(text)
    return text if len(text) <= most else text[: most - 1] + "…"


def _seen(text: str) -> str:
    """Tabs, line ends, controls and what turns the direction of writing, as spaces."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def _cells(text: str) -> int:
    """How many columns of a terminal a text takes: two for a wide character, none for a mark on the one before."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _window(text: str, column: int, width: int = 96) -> tuple[str, int]:
    """The part of a long line around `column`, and the column within that part."""
    column = max(1, min(column, len(text) + 1))
    start = max(0, min(column - 1 - width // 2, len(text) - width))
    return _seen(text[start : start + width]), column - start
