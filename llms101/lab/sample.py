"""Stage 5: from probabilities to text, one seeded draw at a time.

    probabilities at this temperature -> keep the likeliest (top-k, top-p) -> one draw -> append -> again

Everything is exact over the whole vocabulary; what top-k or top-p cuts off is known, not forgotten.
The random numbers come from mulberry32, a generator of a few lines that JavaScript can repeat bit for
bit, so the same seed draws the same text here and in the page.

Left out: beam search, repetition penalties, and batches of unequal prompts.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .gpt import GPT, Cache

MASK = 0xFFFFFFFF


class Mulberry32:
    """A 32-bit random number generator.

    >>> Mulberry32(1).random()
    0.6270739405881613
    """

    def __init__(self, seed: int) -> None:
        self.state = seed & MASK

    def random(self) -> float:
        """The next number, at least 0 and below 1, in steps of 2**-32."""
        self.state = (self.state + 0x6D2B79F5) & MASK
        t = self.state
        t = ((t ^ (t >> 15)) * (t | 1)) & MASK
        t ^= (t + (((t ^ (t >> 7)) * (t | 61)) & MASK)) & MASK
        return ((t ^ (t >> 14)) & MASK) / 4294967296


@dataclass(frozen=True)
class Settings:
    """How to draw. Temperature 0 means: always the likeliest."""

    temperature: float = 1.0
    top_k: int | None = None
    top_p: float | None = None


@dataclass(frozen=True)
class Draw:
    """One token drawn: `p` is its probability before any cut, `share` after it."""

    token: int
    p: float
    share: float
    u: float


def probabilities(logits: Sequence[float], temperature: float = 1.0) -> list[float]:
    """Softmax at a temperature, over the whole vocabulary, in double precision."""
    top = max(logits)
    if temperature <= 0:
        first = logits.index(top)
        return [1.0 if i == first else 0.0 for i in range(len(logits))]
    exps = [math.exp((x - top) / temperature) for x in logits]
    total = sum(exps)
    return [e / total for e in exps]


def order(probs: Sequence[float]) -> list[int]:
    """Tokens from likely to unlikely; equals in the order of the vocabulary."""
    return sorted(range(len(probs)), key=probs.__getitem__, reverse=True)  # stable, in reverse too


def kept(probs: Sequence[float], settings: Settings) -> list[int]:
    """The tokens that may be drawn, likeliest first."""
    ranked = order(probs)
    if settings.top_k is not None:
        ranked = ranked[: max(settings.top_k, 1)]
    if settings.top_p is not None:
        total = 0.0
        for count, token in enumerate(ranked, 1):
            total += probs[token]
            if total >= settings.top_p:
                return ranked[:count]
    return ranked


def draw(probs: Sequence[float], u: float, settings: Settings) -> Draw:
    """Lay the kept tokens end to end, likeliest first, and take the one that `u` falls on."""
    allowed = kept(probs, settings)
    whole = sum(map(probs.__getitem__, allowed))
    reached = 0.0
    for token in allowed:
        reached += probs[token] / whole
        if u < reached:
            break
    return Draw(token, probs[token], probs[token] / whole, u)


def generate(
    model: GPT,
    ids: Sequence[int],
    *,
    seed: int = 1,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    max_tokens: int = 50,
    stop: Sequence[int] = (),
) -> Iterator[tuple[Draw, list[float]]]:
    """Go on from `ids` (local indices): each token drawn, with the probabilities it was drawn from.

    A token in `stop` is still yielded, and ends it. When the context is full, the older half is
    forgotten.
    """
    if not ids:
        raise ValueError("there is nothing to go on from: the prompt is empty")
    settings = Settings(temperature, top_k, top_p)
    random = Mulberry32(seed)
    context = list(ids)[-model.config.context :]
    cache, new = Cache(), context
    for _ in range(max_tokens):
        if cache.length + len(new) > model.config.context:
            context = context[-model.config.context // 2 :]
            cache, new = Cache(), context
        logits = model.forward(np.array([new]), cache)[0, -1]
        probs = probabilities(logits.tolist(), temperature)
        drawn = draw(probs, random.random(), settings)
        yield drawn, probs
        if drawn.token in stop:
            return
        context = [*context, drawn.token]
        new = [drawn.token]
