"""What all widgets share: the shapes of a token and of a probability map, and what `compute` is given.

It leaves out every widget, and how tokenizers and the model come about (`tools.py` makes them; tests pass fakes).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

#: For a field of `Data` that the template needs and the browser does not: `field(metadata=MARKUP)`.
MARKUP = {"markup": True}


@dataclass(frozen=True)
class Token:
    """A token as it is shown. `text` is its text, or its bytes in hex (`E2 82`) where they are no whole characters."""

    id: int
    text: str
    bytes: bool = False


@dataclass(frozen=True)
class Bar:
    """One line of a probability map; `p` from 0 to 1. `right`: the text says that this token comes next."""

    token: Token
    p: float
    right: bool = False


@dataclass(frozen=True)
class ProbabilityMap:
    """The likeliest tokens, and what all `rest_count` others share (`rest`, 0 to 1)."""

    bars: tuple[Bar, ...]
    rest: float
    rest_count: int


@dataclass(frozen=True)
class Source:
    """Where a figure comes from: `what` it is, the `file` it is read from, how it was made, how to make it again."""

    what: str
    file: str
    detail: str = ""
    command: str = ""


class FieldProblem(Exception):
    """A prop that is wrong in the light of the data; `field` is its path in the fence, as `answers[1].text`."""

    def __init__(self, field: str, message: str, expected: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.field, self.message, self.expected, self.hint = field, message, expected, hint


class Encoding(Protocol):
    """A tokenizer, as widgets see it."""

    name: str

    def encode(self, text: str) -> list[int]:
        """The ids of `text`; special tokens written in it are ordinary text."""

    def decode(self, ids: Sequence[int]) -> str:
        """The text of `ids`; bytes that are no character become U+FFFD."""

    def token(self, id: int) -> Token:
        """The token with this id, ready to be shown."""

    def tokens(self, text: str) -> tuple[Token, ...]:
        """The tokens of `text`, ready to be shown."""

    def merges(self, text: str) -> list[list[bytes]]:
        """How byte-pair encoding builds one piece up: the parts at first (single bytes) and after every merge."""


class Example(Protocol):
    """A running example."""

    @property
    def name(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def context(self) -> str: ...
    @property
    def answer(self) -> str: ...


class Tools(Protocol):
    """What a widget computes with. All of it is read once and kept; nothing is loaded that nobody asks for."""

    @property
    def encoding(self) -> Encoding:
        """The deck's own tokenizer."""

    @property
    def examples(self) -> tuple[Example, ...]:
        """The running examples, in the deck's order."""

    @property
    def life(self) -> Any:
        """The model's life, as `lab.record.Life`: card, trace, web, sampling, model."""

    @property
    def url(self) -> str:
        """Where the talk will be published, or an empty text."""

    @property
    def slides(self) -> dict[str, str]:
        """The titles of the talk's slides by id, in order."""

    def tokenizer(self, name: str) -> Encoding:
        """The tokenizer called `name`; raises `KeyError` for a name that is none."""

    def parcel(self, name: str) -> bytes | str | None:
        """What the page may ask for later, or `None` if there is none of this name."""

    def highlight(self, code: str, language: str) -> str:
        """`code` as HTML `<span>`s with its syntax highlighted, without a wrapper."""
