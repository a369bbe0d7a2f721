"""A run of policy gradient as it is shown: stops to look at, the reward at each, and the mix of styles as areas.

It leaves out how the policy was moved (`llms101/lab/`), and all drawing but the paths.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from llms101.widgets.base import MARKUP

#: At so many recorded steps one can look at most.
STOPS = 41
#: No answer is shown with more characters.
LONGEST = 160

#: For each kind of prompt its styles of answer, the best first.
Kinds = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Layer:
    """One style through the run: its share at each stop, and its `tone` for the hue.

    `area`: all below its upper edge, in a square 1,000 wide; the areas of better styles lie over it.
    """

    style: str
    tone: str = field(metadata=MARKUP)
    shares: tuple[float, ...]
    area: str = field(metadata=MARKUP)


@dataclass(frozen=True)
class Mix:
    """Which part of the answers to one kind of prompt each style has, the best one first (at the bottom)."""

    label: str
    layers: tuple[Layer, ...]


@dataclass(frozen=True)
class Said:
    """The answer to one prompt with one seed, at both ends of the run."""

    prompt: str
    seed: int
    before: str
    after: str


@dataclass(frozen=True)
class Run:
    """A run. `low` and `high` bound the reward's axis; `judged`: what the reward model thinks of both ends."""

    id: str
    label: str
    about: str
    shows: str
    reward: str
    steps: tuple[int, ...]
    rewards: tuple[float, ...]
    low: float
    high: float
    curve: str
    mixes: tuple[Mix, ...]
    said: tuple[Said, ...]
    judged: tuple[float, ...]


def run(recorded: Any, props: Any, kinds: Kinds, text: Callable[[Sequence[int], int], str]) -> Run:
    """A recorded run, and an author's words about it; `text` makes words of ids, so many characters at most."""
    moments = thinned(recorded.moments)
    steps, rewards = [m.step for m in moments], [m.reward for m in moments]
    low, high = min(0.0, *rewards), max(0.0, *rewards)
    reach, x = (high - low) or 1.0, _across(steps)
    curve = "M" + "L".join(f"{a} {1000 * (high - r) / reach:.0f}" for a, r in zip(x, rewards, strict=True))
    return Run(
        id=recorded.id,
        label=props.label,
        about=props.about,
        shows=props.shows,
        reward=recorded.reward,
        steps=tuple(steps),
        rewards=tuple(round(r, 2) for r in rewards),
        low=round(low, 2),
        high=round(low + reach, 2),
        curve=curve,
        mixes=mixes([m.shares for m in moments], kinds, x),
        said=_said(recorded, text),
        judged=(round(recorded.rated_before, 2), round(recorded.rated_after, 2)),
    )


def _said(recorded: Any, text: Callable[[Sequence[int], int], str]) -> tuple[Said, ...]:
    """The answers that are recorded for both ends."""
    ends = {(after.prompt, after.seed): after for after in recorded.after}
    pairs = ((before, ends.get((before.prompt, before.seed))) for before in recorded.before)
    return tuple(
        Said(before.prompt, before.seed, text(before.tokens, LONGEST), text(after.tokens, LONGEST))
        for before, after in pairs
        if after
    )


def thinned(moments: Sequence[Any]) -> list[Any]:
    """At most `STOPS` of them, evenly, the first and the last among them.

    >>> [thinned(range(101))[i] for i in (0, 1, -1)], thinned([7])
    ([0, 2, 100], [7])
    """
    last = len(moments) - 1
    gaps = max(min(last, STOPS - 1), 1)
    return [moments[i] for i in dict.fromkeys(round(k * last / gaps) for k in range(gaps + 1))]


def mixes(shares: Sequence[Mapping[str, float]], kinds: Kinds, x: Sequence[int]) -> tuple[Mix, ...]:
    """For each kind of prompt whose styles occur: the shares of these styles among its answers.

    A style that is of no kind stands with the others where there is one kind only; among several, nothing says whose
    it is, so it is left out.
    """
    present = {style for each in shares for style in each}
    found = {kind: [s for s in styles if s in present] for kind, styles in kinds.items() if present & {*styles}}
    others = sorted(present - {s for styles in kinds.values() for s in styles})
    if len(found) <= 1:
        found = {kind: [*styles, *others] for kind, styles in (found or {"": []}).items()}
    return tuple(Mix(kind, _layers(shares, styles, {*others}, x)) for kind, styles in found.items())


def _layers(
    shares: Sequence[Mapping[str, float]], styles: Sequence[str], others: set[str], x: Sequence[int]
) -> tuple[Layer, ...]:
    totals = [sum(each.get(s, 0.0) for s in styles) or 1.0 for each in shares]
    below, layers = [0.0] * len(shares), []
    rated = [s for s in styles if s not in others]
    for style in styles:
        part = [each.get(style, 0.0) / total for each, total in zip(shares, totals, strict=True)]
        above = [b + p for b, p in zip(below, part, strict=True)]
        edge = "L".join(f"{a} {1000 * (1 - y):.0f}" for a, y in zip(x, above, strict=True))
        tone = "other" if style in others else {rated[-1]: "worst", rated[0]: "best"}.get(style, "middle")
        layers.append(Layer(style, tone, tuple(round(p, 3) for p in part), f"M{edge}V1000H0Z"))
        below = above
    return tuple(layers)


def _across(steps: Sequence[int]) -> list[int]:
    """Stops lie evenly, as those of a slider do."""
    return [round(1000 * i / max(len(steps) - 1, 1)) for i in range(len(steps))]
