"""What the widgets of the model's first life compute with in tests: real tokens, and a base model made up here.

Its scores follow a story: noise, then common words, then words of the right kind, then the right one.
"""

from __future__ import annotations

import math
import random
from functools import cache

from llms101.lab.sample import Mulberry32, Settings, draw, order, probabilities
from llms101.lab.shapes import (
    Bar,
    Card,
    Drawn,
    Equation,
    Knob,
    KnobPosition,
    Map,
    Nudges,
    Press,
    Rest,
    Right,
    SampledRun,
    Sampling,
    Step,
    Trace,
    Wall,
    Watched,
)
from llms101.lab.vocab import Vocab
from llms101.talk import Example
from llms101.tokenizer import Tokenizer

EXAMPLES = (
    Example("capital", "The capital of France is Paris.", "The capital of France is", " Paris"),
    Example("toast", "A good wedding toast should be kind.", "A good wedding toast should", " be"),
)
KINDS = {"capital": [" Paris", " Berlin", " Rome", " Madrid", " Athens"], "toast": [" be", " take", " come", " end"]}
COMMON = [" the", " a", " of", ".", ",", " and"]
SETTINGS = [(0.2, None, None), (1.0, None, None), (1.5, None, None), (1.0, 5, None), (1.0, None, 0.9)]
STOPS = (0, 1, 10, 50, 100, 200, 400, 800)
SEEDS = (1, 2, 3, 4, 5)


@cache
def tokenizer(name: str = "cl100k_base") -> Tokenizer:
    return Tokenizer(name)


@cache
def vocab() -> Vocab:
    words = [*KINDS["capital"], *KINDS["toast"], *COMMON, *(e.text for e in EXAMPLES)]
    known = dict.fromkeys(id for word in words for id in tokenizer().encode(word))
    others = [id for id in range(1000, 1180) if id not in known]
    return Vocab((100257, 200001, *known, *others), {"<|endoftext|>": 100257, "<|assistant|>": 200001})


def place(text: str) -> int:
    return vocab().index[tokenizer().encode(text)[0]]


def scores(example: str, age: float, salt: int = 0) -> list[float]:
    """The scores of all tokens at an age from 0 to 1."""
    dice = random.Random(salt)
    out = [dice.gauss(0, 0.02 + age) for _ in vocab().ids]
    for n, word in enumerate(COMMON):
        out[place(word)] += 5 * math.exp(-(((age - 0.35) / 0.2) ** 2)) - n / 9
    for n, word in enumerate(KINDS[example]):
        out[place(word)] += 9 * min(max((age - 0.3) / 0.3, 0), 1) - n / 4 + (5 * max(0, age - 0.6) if n == 0 else 0)
    return out


def map_of(probs: list[float], right: str = "", top: int = 10) -> Map:
    ids = vocab().ids
    ranked = order(probs)
    bars = [Bar(ids[i], text(i), probs[i]) for i in ranked[:top]]
    rest = Rest(max(1 - sum(bar.p for bar in bars), 0.0), len(ids) - top)
    if not right:
        return Map(bars, rest)
    i = place(right)
    return Map(bars, rest, Right(ids[i], right, probs[i], ranked.index(i) + 1), -math.log(probs[i]))


def text(i: int) -> str:
    id = vocab().ids[i]
    return vocab().names.get(id) or tokenizer().decode([id])


def at_age(age: float, salt: int = 0) -> dict[str, Map]:
    return {e.name: map_of(probabilities(scores(e.name, age, salt)), e.answer) for e in EXAMPLES}


def nudges(example: Example) -> Nudges:
    watched = [Watched("wte", [place(example.answer), 0]), Watched("h0.q", [0, 0]), Watched("h2.down", [8, 13])]
    presses = []
    for i in range(13):
        now = at_age(0.45 + 0.5 * i / 12)[example.name]
        change = 0.004 if i else 0.0
        presses.append(Press(i, 3 - i / 6, now, 440000 if i else 0, change, [0.1 + i / 100, -0.2, math.sin(i / 3)]))
    return Nudges(60, "plain gradient descent", 0.3, 1, watched, presses)


def knob(tensor: str, number: int) -> Knob:
    positions = [KnobPosition((i - 5) / 4, at_age(1 - abs(i - 5) / 9, number if i != 5 else 0)) for i in range(11)]
    return Knob(tensor, [number, 0], 0.0, f"one of the numbers of {tensor}", "it moves most", positions)


def trace() -> Trace:
    steps = []
    for i, step in enumerate(STOPS):
        loss = 6.9 - 5.9 * i / (len(STOPS) - 1)
        samples = {"capital": f" Paris. Sample {i}\nmore", "toast": f" be kind {i}", "free": ""}
        steps.append(Step(step, loss, loss + 0.1, at_age(i / (len(STOPS) - 1)), samples, {}))
    curve = [(step, 6.9 - 5.9 * math.log1p(step) / math.log1p(800)) for step in range(0, 801, 4)]
    wall = Wall("wte", [200, 96], [[(row - column) / 100 for column in range(16)] for row in range(24)])
    knobs = [knob(tensor, n) for n, tensor in enumerate(["wte", "h0.v", "h2.q", "h2.down", "h0.k", "h0.up"], 2)]
    known = {e.name: nudges(e) for e in EXAMPLES}
    return Trace({}, steps, curve, curve[::10], known, knobs, [], [], Equation([], [wall]))


def sampled(example: Example, seed: int, temperature: float, k: int | None, p: float | None) -> SampledRun:
    dice, drawn = Mulberry32(seed), list[Drawn]()
    for n in range(8):
        age, salt = (1.0, 0) if n == 0 else (0.4 + n / 20, 100 * n + drawn[-1].id)
        probs = probabilities([round(x, 4) for x in scores(example.name, age, salt)], temperature)
        one = draw(probs, dice.random(), Settings(temperature, k, p))
        drawn.append(Drawn(vocab().ids[one.token], text(one.token), one.p, one.share, one.u, map_of(probs, top=6)))
    return SampledRun(example.name, seed, temperature, k, p, drawn, "".join(one.text for one in drawn))


@cache
def sampling() -> Sampling:
    logits = {e.name: [round(x, 4) for x in scores(e.name, 1.0)] for e in EXAMPLES}
    return Sampling(logits, [sampled(e, seed, *setting) for e in EXAMPLES for setting in SETTINGS for seed in SEEDS])


class Life:
    """A life up to the base model."""

    def __init__(self) -> None:
        self.vocab = vocab()
        self.trace = trace()
        self.sampling = sampling()
        self.card = Card(
            "llms101 train", 443904, 3, 96, 4, 128, len(self.vocab), 0, {}, "", {"training": 1}, {}, {}, {}, {}, {}
        )


class Tools:
    """As `Toolbox`, without a talk."""

    def __init__(self, examples: tuple[Example, ...] = EXAMPLES) -> None:
        self.life = Life()
        self.encoding = tokenizer()
        self.examples = examples
        self.url = ""
        self.slides: dict[str, str] = {}

    def tokenizer(self, name: str) -> Tokenizer:
        return tokenizer(name)

    def parcel(self, name: str) -> bytes | str | None:
        return None

    def highlight(self, code: str, language: str) -> str:
        raise NotImplementedError("none of these widgets shows code")
