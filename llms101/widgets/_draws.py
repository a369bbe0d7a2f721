"""Draws without a model: on which ranks they can fall, where two rows of tokens part. It leaves out drawing itself."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

#: What top-k can be in the page, besides all.
KS = (1, 2, 3, 5, 10, 20, 50, 100)


def seen(scores: Sequence[float], draws: Sequence[float]) -> set[int]:
    """The ranks that a draw can fall on at any setting that the page offers, and their neighbours."""
    found = {0}
    for tenths in range(1, 21):
        reached = list(accumulate(math.exp((x - scores[0]) / (tenths / 10)) for x in scores))
        cuts = {bisect_left(reached, reached[-1] * p / 20) + 1 for p in range(1, 20)} | {*KS, len(scores)}
        lands = {bisect_right(reached, u * reached[min(cut, len(scores)) - 1]) for cut in cuts for u in set(draws)}
        found |= {min(max(rank + by, 0), len(scores) - 1) for rank in lands for by in (-1, 0, 1)}
    return found


def parting(rows: Sequence[Sequence[int]], i: int) -> tuple[int, int]:
    """Where row `i` parts from those above: the one it goes along with longest, and after how many tokens.

    >>> parting([[1, 2, 3], [1, 5, 6], [1, 5, 7]], 2)
    (1, 2)
    """
    best = (-1, 0)
    for j in range(i):
        pairs = zip(rows[i], rows[j], strict=False)
        after = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(rows[i]), len(rows[j])))
        if best[0] < 0 or after > best[1]:
            best = (j, after)
    return best
