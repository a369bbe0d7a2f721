"""What a talk is: the deck file, its slides, and the blocks on a slide.

Plain frozen dataclasses. They leave out how they are read (`load`) and what is computed from them (`compute`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from llms101.errors import Place, Problem

Phase = Literal["training", "inference", "none"]
Stage = Literal[
    "data", "tokens", "training", "network", "inference", "base-model", "assistant", "tools", "preferences", "none"
]
Layout = Literal["stack", "split", "center"]

#: The pipeline's stations, in the order of the map that is on every slide.
STAGES: tuple[Stage, ...] = (
    "data", "tokens", "training", "network", "inference", "base-model", "assistant", "tools", "preferences",
)  # fmt: skip


@dataclass(frozen=True)
class Link:
    """A link at the foot of a slide."""

    text: str
    url: str


@dataclass(frozen=True)
class Example:
    """A running example: the sentence, the context shown to the model, and the token that comes next in it."""

    name: str
    text: str
    context: str
    answer: str


@dataclass(frozen=True)
class Deck:
    """`deck.yml`."""

    title: str
    slides: tuple[str, ...]
    author: str = ""
    description: str = ""
    lang: str = "en"
    encoding: Literal["cl100k_base", "o200k_base"] = "cl100k_base"
    url: str = ""
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class Front:
    """A slide's front matter."""

    title: str
    phase: Phase = "none"
    stage: Stage = "none"
    layout: Layout = "stack"
    notes: str = ""
    steps: tuple[dict[str, int], ...] | None = None
    minutes: float | None = None
    links: tuple[Link, ...] = ()
    expect: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Prose:
    """Markdown between two widgets; `places` has the place of each of its lines, `code` the first and the last line of
    each code fence in it, counted from 0.
    """

    text: str
    places: tuple[Place, ...]
    code: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Widget:
    """A ```widget fence at `place`: its YAML as composed (`schema.compose`, None if empty), and what it was read from
    (`schema.Source`).
    """

    name: str
    place: Place
    node: Any
    source: Any


@dataclass(frozen=True)
class Slide:
    """One slide; `notes` are those of its front matter, `places` has the place of each value in that, by path."""

    id: str
    file: str
    front: Front
    blocks: tuple[Prose | Widget, ...]
    notes: Prose
    places: dict[str, Place]


@dataclass(frozen=True)
class Talk:
    """A whole talk, as its author wrote it, and the `problems` met in reading it. `folder` is where it is, `loose` are
    the files of slides that the deck does not name. What cannot be read has a stand-in, so that `check` can go on.
    """

    folder: Path
    deck: Deck
    slides: tuple[Slide, ...]
    places: dict[str, Place]
    loose: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
