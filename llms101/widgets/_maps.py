"""Probability maps as the life records them, made small: every token once in a table, a map as places in it.

Its twin in the page is `static/js/maps.js`. It leaves out drawing a map (`parts/bars.html`, `bars.js`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from llms101.widgets.base import Bar, Encoding, ProbabilityMap, Token


@dataclass(frozen=True)
class Shares:
    """A map: places in the table of tokens, likeliest first, and the probability of each; all others have the rest."""

    at: tuple[int, ...]
    p: tuple[float, ...]


class Table:
    """The tokens that some maps speak of, each once. A special token of our own is in no encoding: its text is told."""

    def __init__(self, encoding: Encoding) -> None:
        self._encoding = encoding
        self._places: dict[int, int] = {}
        self._tokens: list[Token] = []

    @property
    def tokens(self) -> tuple[Token, ...]:
        """All of them, in the order in which they were asked for."""
        return tuple(self._tokens)

    def place(self, id: int, text: str) -> int:
        """Where the token is in the table; it is put there if it is new."""
        if id not in self._places:
            self._places[id] = len(self._tokens)
            try:
                self._tokens.append(self._encoding.token(id))
            except KeyError:
                self._tokens.append(Token(id, text))
        return self._places[id]

    def shares(self, recorded: Any, rows: int, right: bool = True) -> Shares:
        """The first `rows` of a `lab.record.Map`; the right answer has one of them, however unlikely it is."""
        bars = list(recorded.bars[:rows])
        if right and recorded.right and recorded.right.id not in [bar.id for bar in bars]:
            bars[rows - 1 :] = [recorded.right]
        places = tuple(self.place(bar.id, bar.text) for bar in bars)
        return Shares(places, tuple(short(bar.p) for bar in bars))


def short(p: float, digits: int = 5) -> float:
    """A probability in few digits, and never 0 if it is not.

    >>> short(0.852345678), short(1e-9), short(0.0)
    (0.85235, 1e-06, 0.0)
    """
    return round(p, digits) or (1e-06 if p else 0.0)


def expand(shares: Shares, tokens: Sequence[Token], vocabulary: int, right: int = -1) -> ProbabilityMap:
    """A map as it is drawn; `right` is the place of the right answer, -1 if nothing is to be marked."""
    bars = tuple(Bar(tokens[at], p, at == right) for at, p in zip(shares.at, shares.p, strict=True))
    return ProbabilityMap(bars, max(0.0, 1 - total(shares.p)), vocabulary - len(bars))


def total(shares: Sequence[float]) -> float:
    """Their sum, added up one after another as JavaScript does it, so that both halves round alike."""
    out = 0.0
    for share in shares:
        out += share
    return out
