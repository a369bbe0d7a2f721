"""What the widgets of the model's later life share: recorded ids as tokens, in a row, in a table and in a map.

It leaves out what a single widget makes of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from llms101.widgets.base import Bar, ProbabilityMap, Token, Tools

#: The markers around what somebody says.
USER, ASSISTANT, END = "<|user|>", "<|assistant|>", "<|end|>"


def shown(ids: Iterable[int], tools: Tools) -> tuple[Token, ...]:
    """Recorded ids, ready to be shown; the vocabulary's own special tokens are in no encoding."""
    names = {id: name for name, id in tools.life.vocab.special.items()}
    return tuple(Token(id, names[id]) if id in names else tools.encoding.token(id) for id in ids)


def words(ids: Iterable[int], tools: Tools) -> str:
    """What somebody says, without the marker behind it."""
    return "".join(token.text for token in shown(ids, tools)).removesuffix(END).strip()


class Table:
    """Tokens, each once: what is said in them again and again takes up little room as their places here."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._places: dict[int, int] = {}

    @property
    def tokens(self) -> tuple[Token, ...]:
        """All of them, in the order in which they were asked for."""
        return shown(self._places, self._tools)

    def places(self, ids: Iterable[int]) -> tuple[int, ...]:
        """Where these ids are in the table; they are put there if they are new."""
        return tuple(self._places.setdefault(id, len(self._places)) for id in ids)


def drawn(recorded: Any, bars: int, tools: Tools) -> ProbabilityMap:
    """A recorded map (`lab.shapes.Map`): the likeliest tokens, and the right one, however unlikely it is, among them.

    What has no bar goes to the rest.
    """
    top = [(bar.id, bar.p) for bar in recorded.bars[:bars]]
    right = recorded.right
    if right and right.id not in [id for id, _ in top]:
        top = [*top[: bars - 1], (right.id, right.p)]
    tokens = shown([id for id, _ in top], tools)
    rows = zip(tokens, top, strict=True)
    found = tuple(Bar(token, p, bool(right) and token.id == right.id) for token, (_, p) in rows)
    whole = len(recorded.bars) + recorded.rest.count
    return ProbabilityMap(found, round(max(1 - sum(p for _, p in top), 0.0), 6), whole - len(top))
