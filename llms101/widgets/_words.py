"""What is said in the same words by several widgets: how unsure a loss is, and what a weight is for."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

#: What the numbers of each matrix are for; `#` is the layer, from 1, and `@` the token.
PARTS = {
    "wte": "what @ means",
    "q": "what layer # looks for",
    "k": "what layer # is found by",
    "v": "what layer # hands on",
    "o": "how layer # adds it",
    "up": "what layer # notices",
    "down": "what layer # makes of it",
}


def options(loss: float) -> str:
    """Among how many equal options one would be as unsure, rounded as one would say it.

    >>> options(0.04), options(0.8), options(1.9), options(3.3), options(6.91)
    ('1.04', '2.2', '6.7', '27', '1,000')
    """
    equal = math.exp(loss)
    if equal < 1.095:
        return f"{equal:.2f}"
    if equal < 9.95:
        return f"{equal:.1f}"
    return f"{round(equal, min(0, 1 - math.floor(math.log10(equal)))):,.0f}"


def weight_name(tensor: str, index: Sequence[int], token: Callable[[int], str]) -> str:
    """What one number of a matrix is for; `token` gives the text of a place in the vocabulary.

    >>> weight_name("h1.up", (3, 5), str), weight_name("wte", (7, 0), lambda place: " Paris")
    ('what layer 2 notices', 'what “Paris” means')
    """
    layer, _, part = tensor.rpartition(".")
    words = PARTS.get(part, tensor).replace("#", str(int(layer[1:]) + 1) if layer else "")
    return words.replace("@", f"“{token(index[0]).strip()}”" if part == "wte" else "")
