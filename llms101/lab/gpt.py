"""Stage 4: the model itself, in numpy. This is the reference that every other version must equal.

A GPT: tokens become vectors; each layer lets every position look back (attention) and then think (MLP),
adding what it found to the vector; the last vector is compared with every token's own vector, and how
well they fit is the logit of that token coming next. Where a position looks depends on how far back it
is: what it looks for and what it is found by are turned by an angle for each place (rotary positions,
Su et al. 2021, arXiv 2104.09864).

Left out of the usual GPT-2: biases, learned norms and positions, dropout, GELU (it is a plain ReLU). The
output head is the token embedding, used again. Weights are (in, out), so a row vector goes in from the left.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Weights = dict[str, Array]


@dataclass(frozen=True)
class Config:
    """The shape of a GPT."""

    vocab: int
    context: int = 128
    width: int = 96  # C
    heads: int = 4  # H, each D = C / H wide
    layers: int = 3  # L

    def shapes(self) -> Iterator[tuple[str, tuple[int, int]]]:
        """Every weight matrix by name, in the order in which it is used."""
        c = self.width
        yield "wte", (self.vocab, c)  # what each token means
        for i in range(self.layers):
            yield f"h{i}.q", (c, c)  # what a position looks for
            yield f"h{i}.k", (c, c)  # what it can be found by
            yield f"h{i}.v", (c, c)  # what it hands over when found
            yield f"h{i}.o", (c, c)  # how what was found is added
            yield f"h{i}.up", (c, 4 * c)  # features looked for in the vector
            yield f"h{i}.down", (4 * c, c)  # what each feature adds

    def parameters(self) -> int:
        """How many numbers the weights have."""
        return sum(rows * columns for _, (rows, columns) in self.shapes())


class Cache:
    """Keys and values of the positions already read, so that each is worked out only once."""

    def __init__(self) -> None:
        self.kv: dict[int, tuple[Array, Array]] = {}
        self.length = 0

    def extend(self, layer: int, k: Array, v: Array) -> tuple[Array, Array]:
        """Add new keys and values (B, H, T, D) to a layer; all of them come back."""
        if layer in self.kv:
            old_k, old_v = self.kv[layer]
            k, v = np.concatenate([old_k, k], axis=2), np.concatenate([old_v, v], axis=2)
        self.kv[layer] = k, v
        return k, v


def norm(x: Array) -> Array:
    """RMSNorm: scale each vector to length sqrt(C)."""
    scale: Array = 1 / np.sqrt((x * x).mean(axis=-1, keepdims=True) + np.float32(1e-5))
    return x * scale


def softmax(x: Array) -> Array:
    """Numbers into shares that add up to 1, along the last axis."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    shares: Array = e / e.sum(axis=-1, keepdims=True)
    return shares


def angles(places: NDArray[np.int64], width: int, slowest: float = 1000.0) -> Array:
    """By how much each pair of numbers is turned at each place, in radians: (T,) -> (T, D / 2). The first pair turns by
    1 a place, the others ever more slowly; `slowest` fits a context of some hundred tokens.
    """
    speeds = slowest ** -(np.arange(width // 2) / (width // 2))
    found: Array = (places[:, None] * speeds).astype(np.float32)
    return found


def turned(x: Array, turn: Array) -> Array:
    """Turn each pair (one number from the first half, its partner from the second): (B, H, T, D)."""
    a, b = np.split(x, 2, axis=-1)
    cos, sin = np.cos(turn), np.sin(turn)
    return np.concatenate([a * cos - b * sin, a * sin + b * cos], axis=-1)


class GPT:
    """A GPT with given weights."""

    def __init__(self, config: Config, weights: Weights) -> None:
        for name, shape in config.shapes():
            if weights[name].shape != shape:
                raise ValueError(f"{name} has the shape {weights[name].shape}, not {shape}")
        self.config = config
        self.w = {name: np.asarray(weights[name], dtype=np.float32) for name, _ in config.shapes()}

    def forward(self, ids: NDArray[np.int64], cache: Cache | None = None) -> Array:
        """Local token indices (B, T) -> logits (B, T, V). With a cache, `ids` go on where it ends."""
        w, config = self.w, self.config
        batch, time = ids.shape
        start = cache.length if cache else 0
        if start + time > config.context:
            raise ValueError(f"{start + time} tokens do not fit into a context of {config.context}")

        def heads(x: Array) -> Array:  # (B, T, C) -> (B, H, T, D)
            return x.reshape(batch, -1, config.heads, config.width // config.heads).transpose(0, 2, 1, 3)

        later = np.arange(start + time)[None, :] > np.arange(start, start + time)[:, None]  # (T, S)
        turn = angles(np.arange(start, start + time), config.width // config.heads)  # (T, D / 2)
        x: Array = w["wte"][ids]  # (B, T, C)
        for i in range(config.layers):
            n = norm(x)
            q, k, v = heads(n @ w[f"h{i}.q"]), heads(n @ w[f"h{i}.k"]), heads(n @ w[f"h{i}.v"])
            q, k = turned(q, turn), turned(k, turn)
            if cache:
                k, v = cache.extend(i, k, v)  # (B, H, S, D)
            scores: Array = q @ k.transpose(0, 1, 3, 2) / np.float32(np.sqrt(q.shape[-1]))  # (B, H, T, S)
            scores = np.where(later, np.float32(-1e9), scores)  # nobody sees what comes later
            found: Array = (softmax(scores) @ v).transpose(0, 2, 1, 3).reshape(batch, time, config.width)
            x = x + found @ w[f"h{i}.o"]
            features: Array = np.maximum(norm(x) @ w[f"h{i}.up"], 0)  # (B, T, 4C)
            x = x + features @ w[f"h{i}.down"]
        if cache:
            cache.length += time
        logits: Array = norm(x) @ w["wte"].T  # (B, T, V)
        return logits
