"""`card-grid`: a few cards, an idea each; numbered, they are walked through, and lead to their slides.

It leaves out what is on those slides.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Literal

from llms101.widgets.base import FieldProblem, Source, Tools


@dataclass(frozen=True)
class CardProps:
    """One idea; `slide` is the id of the slide that tells it, `phase` the phase that it belongs to."""

    title: str
    text: str = ""
    slide: str = ""
    phase: Literal["training", "inference", "none"] = "none"


@dataclass(frozen=True)
class Props:
    """The cards; `numbered` ones are numbered from 01, and each press of → goes to the next."""

    cards: tuple[CardProps, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Card:
    """A card; `number` as it is shown, or empty; `slide_title` of the slide that it leads to, or empty."""

    number: str
    title: str
    text: str
    slide: str
    slide_title: str
    phase: str


@dataclass(frozen=True)
class Data:
    """What the browser gets."""

    cards: tuple[Card, ...]
    sources: tuple[Source, ...] = ()


def compute(props: Props, tools: Tools) -> Data:
    """Number the cards, and see that their slides are there."""
    if not props.cards:
        raise FieldProblem("cards", "there is no card", "at least one card with a title")
    slides = tools.slides
    for i, card in enumerate(props.cards):
        if card.slide and card.slide not in slides:
            near = difflib.get_close_matches(card.slide, slides, n=1)
            hint = f"did you mean '{near[0]}'?" if near else "one of " + ", ".join(slides)
            raise FieldProblem(f"cards[{i}].slide", f"there is no slide '{card.slide}'", "the id of a slide", hint)
    return Data(
        tuple(
            Card(f"{i:02}" if props.numbered else "", c.title, c.text, c.slide, slides.get(c.slide, ""), c.phase)
            for i, c in enumerate(props.cards, 1)
        )
    )


def steps(data: Data) -> int:
    """Numbered cards: all of them first, then one at a time."""
    return sum(1 for card in data.cards if card.number)


def figures(data: Data) -> dict[str, object]:
    """What can be claimed."""
    return {"cards": len(data.cards)}
