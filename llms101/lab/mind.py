"""The trained model as others meet it: text and real token ids in, probabilities and text out.

It joins weights, vocabulary and tokenizer; inside, `gpt.py` counts in local indices, outside there are
only `cl100k_base` ids. Left out: training, and any id the model does not know (`UnknownToken`).
"""

import json
import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.numpy import save_file

from .gpt import GPT, Array, Config, Weights
from .sample import Draw, generate, order, probabilities
from .shapes import Bar, Map, Rest, Right
from .vocab import ENCODING, END, Vocab

if TYPE_CHECKING:
    from llms101.tokenizer import Tokenizer

#: The weights that have a row for each token, rather than a column for each thing put out.
TABLES = ("wte",)


class Model:
    """One stage of the model's life."""

    def __init__(self, gpt: GPT, vocab: Vocab) -> None:
        self.gpt = gpt
        self.vocab = vocab

    @cached_property
    def tokenizer(self) -> "Tokenizer":
        """The real one, loaded when first needed."""
        from llms101.tokenizer import Tokenizer  # noqa: PLC0415  # ids alone need no tokenizer

        return Tokenizer(ENCODING)

    def encode(self, text: str) -> list[int]:
        """Text -> ids. `UnknownToken` comes later, when they are used."""
        return self.tokenizer.encode(text)

    def text(self, ids: Sequence[int]) -> str:
        """Ids -> text; special tokens say nothing."""
        return self.tokenizer.decode([i for i in ids if i not in self.vocab.names])

    def written(self, ids: Sequence[int]) -> str:
        """Ids -> text in which special tokens stand as they are written."""
        parts = [(special, list(run)) for special, run in groupby(ids, self.vocab.names.__contains__)]
        return "".join(
            "".join(self.vocab.names[i] for i in run) if special else self.tokenizer.decode(run)
            for special, run in parts
        )

    def token_text(self, token: int) -> str:
        """One token as it is written."""
        return self.vocab.names.get(token) or self.tokenizer.decode([token])

    def logits(self, ids: Sequence[int]) -> list[float]:
        """One number for every token of the vocabulary (in its order): how well it fits next."""
        context = self.vocab.local(ids)[-self.gpt.config.context :]
        last: Array = self.gpt.forward(np.array([context]))[0, -1]
        values: list[float] = last.tolist()
        return values

    def probabilities(self, ids: Sequence[int], temperature: float = 1.0) -> list[float]:
        """One probability for every token of the vocabulary, in its order."""
        return probabilities(self.logits(ids), temperature)

    def map_of(self, probs: Sequence[float], top: int = 10, right: int | None = None) -> Map:
        """The likeliest tokens, the share of all the rest, and the right token if there is one."""
        ranked = order(probs)
        bars = [Bar(self.vocab.ids[i], self.token_text(self.vocab.ids[i]), probs[i]) for i in ranked[:top]]
        rest = Rest(max(1 - sum(bar.p for bar in bars), 0.0), len(probs) - len(bars))
        if right is None:
            return Map(bars, rest)
        local = self.vocab.index[right]
        answer = Right(right, self.token_text(right), probs[local], ranked.index(local) + 1)
        return Map(bars, rest, answer, -math.log(max(probs[local], 1e-12)))

    def bars(self, ids: Sequence[int], top: int = 8, right: int | None = None) -> Map:
        """The map of what comes after these ids."""
        return self.map_of(self.probabilities(ids), top, right)

    def draws(
        self,
        ids: Sequence[int],
        *,
        seed: int,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
        max_tokens: int = 50,
    ) -> Iterator[tuple[int, Draw, list[float]]]:
        """Go on from these ids: each token drawn, its draw, and the probabilities it came from."""
        stop = (self.vocab.index[END],)
        for drawn, probs in generate(
            self.gpt, self.vocab.local(ids), seed=seed, temperature=temperature, top_k=top_k, top_p=top_p,
            max_tokens=max_tokens, stop=stop,
        ):  # fmt: skip
            yield self.vocab.ids[drawn.token], drawn, probs

    def generate(
        self,
        text: str,
        seed: int = 1,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
        max_tokens: int = 50,
    ) -> list[int]:
        """The ids that follow this text; an empty text means: begin a new document."""
        ids = self.encode(text) or [END]
        drawn = self.draws(ids, seed=seed, temperature=temperature, top_k=top_k, top_p=top_p, max_tokens=max_tokens)
        return [token for token, _, _ in drawn]


def save(path: Path, config: Config, weights: Weights) -> None:
    """Write weights in 8 bits, with the model's shape beside them; a vector, as the reward model's head, as it is."""
    tensors: dict[str, NDArray[np.int8] | Array] = {}
    for name, array in weights.items():
        if array.ndim == 1:
            tensors[name] = array
        else:
            tensors[name], tensors[f"{name}.scale"] = in_bytes(name, array)
    shape = {"vocab": config.vocab, "context": config.context, "width": config.width}
    shape |= {"heads": config.heads, "layers": config.layers}
    save_file(tensors, path, metadata={"config": json.dumps(shape)})


def in_bytes(name: str, array: Array) -> tuple[NDArray[np.int8], Array]:
    """A matrix as whole numbers from -127 to 127, and the scale (a number a row or column) that they are times.

    Every token's vector has a scale of its own, and so has everything that a matrix puts out: symmetric quantization,
    as in Jacob et al. 2017, arXiv 1712.05877, with no zero point.
    """
    scale: Array = np.abs(array).max(axis=1 if name in TABLES else 0, keepdims=True) / np.float32(127)
    scale = np.where(scale == 0, np.float32(1), scale).astype(np.float32)
    return np.round(array / scale).astype(np.int8), scale


def load_weights(path: Path) -> tuple[Config, Weights]:
    """Read what `save` wrote; computing is in float32."""
    with safe_open(path, framework="numpy") as file:
        config = Config(**json.loads(file.metadata()["config"]))
        read = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    weights: Weights = {
        name: array * read[f"{name}.scale"] if array.dtype == np.int8 else array
        for name, array in read.items()
        if not name.endswith(".scale")
    }
    return config, weights


def load(path: Path) -> GPT:
    """The model that `save` wrote."""
    return GPT(*load_weights(path))


def quantized(weights: Weights) -> Weights:
    """What is left of the weights after a trip through 8 bits."""
    out: Weights = {}
    for name, array in weights.items():
        whole, scale = in_bytes(name, array)
        out[name] = whole * scale
    return out
