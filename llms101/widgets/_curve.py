"""A curve over a run whose stops lie evenly, as an SVG path; and the labels of its axes. It leaves out drawing them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

#: How many points of a curve are drawn at most.
POINTS = 110


@dataclass(frozen=True)
class Tick:
    """A label of an axis; `at` is its place from 0 to 1."""

    at: float
    label: str


def across(step: float, stops: Sequence[int]) -> float:
    """Where a step is from left to right: the stops lie evenly, and between two the logarithm counts.

    >>> across(0, [0, 10, 100]), across(100, [0, 10, 100])
    (0.0, 1.0)
    """
    for i, (before, after) in enumerate(pairwise(stops)):
        if step <= after:
            within = (math.log1p(step) - math.log1p(before)) / (math.log1p(after) - math.log1p(before))
            return (i + max(0.0, within)) / (len(stops) - 1)
    return 1.0


def path(points: Sequence[tuple[int, float]], stops: Sequence[int], top: float) -> str:
    """A curve as the `d` of an SVG path, thinned to where something can be seen."""
    places: dict[int, tuple[float, float]] = {}
    for step, loss in points:
        x = across(step, stops)
        places.setdefault(round(x * POINTS), (x, loss))
    if points:
        places[POINTS + 1] = (across(points[-1][0], stops), points[-1][1])
    drawn = (f"{1000 * x:.0f} {1000 * (1 - loss / top):.0f}" for _, (x, loss) in sorted(places.items()))
    return "M" + "L".join(drawn) if places else ""


def ticks(stops: Sequence[int]) -> tuple[Tick, ...]:
    """About six of the stops as labels, the first and the last among them."""
    every = max(1, round((len(stops) - 1) / 5))
    shown = [i for i in range(0, len(stops), every) if len(stops) - 1 - i >= every or i == len(stops) - 1]
    return tuple(Tick(share(i / (len(stops) - 1)), f"{stops[i]:,}") for i in dict.fromkeys([*shown, len(stops) - 1]))


def share(x: float) -> float:
    """A place from 0 to 1, as short as it can be told."""
    return round(min(max(x, 0.0), 1.0), 4)
