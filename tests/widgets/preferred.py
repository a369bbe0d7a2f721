"""A life made up here that has been through preferences, and what its widgets compute with in tests."""

from __future__ import annotations

import math
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest

from llms101.lab.shapes_later import (
    Answer,
    Asked,
    Moment,
    PolicyRun,
    Preferences,
    Rated,
    Report,
    Rewarding,
    Tuning,
)
from llms101.lab.vocab import SPECIAL
from llms101.tokenizer import Tokenizer
from llms101.widgets.base import Example, FieldProblem

_tokenizer = cache(Tokenizer)
STAGES = ("base", "tools", "preferences")
COMMAND = "llms101 train --stage preferences"
APPLES = "3 apples and 2 oranges cost $13. An orange costs $2. How much is one apple?"
TOAST = "Write one line for the wedding of Anna and Ben."
WORKED = "2 oranges cost $4. That leaves $9 for 3 apples. One apple costs $3."
WARM = "Anna once drove all night to help Ben. May you laugh every day!"
PLAIN, LOUD = "Best wishes to the happy couple.", "Have a good life! Have a good life! Have a good life!"
BARE, WRONG = "One apple costs $3.", "One apple costs $7."


def ids(text: str, *, end: bool = True) -> list[int]:
    """An answer's ids, with the marker that ends it. Special tokens written in it are ordinary text."""
    return [*_tokenizer("cl100k_base").encode(text), *([SPECIAL["<|end|>"]] if end else [])]


def answer(prompt: str, text: str, seed: int = 1) -> Answer:
    return Answer(prompt, seed, 0.8, ids(text))


def rated() -> list[Rated]:
    """In no order: a widget goes by the rank."""

    def one(prompt: str, style: str, text: str, rank: int, reward: float, before: float, after: float) -> Rated:
        return Rated(prompt, style, text, ids(text, end=False), rank, reward, before, after)

    return [
        one(APPLES, "bare", BARE, 2, 0.25, 0.34, 0.06),
        one(APPLES, "worked", WORKED, 1, 3.125, 0.31, 0.91),
        one(APPLES, "wrong", WRONG, 3, -2.75, 0.35, 0.03),
        one(TOAST, "warm", WARM, 1, 2.5, 0.3, 0.95),
        one(TOAST, "generic", PLAIN, 2, 0.5, 0.4, 0.05),
        one(TOAST, "unkind", "It will be over soon.", 3, -3.0, 0.3, 0.0),
    ]


def moments(last: int, low: float, high: float, begin: dict[str, float], end: dict[str, float]) -> list[Moment]:
    """A run that goes from one mix to another, quickly in the middle."""

    def at(step: int) -> Moment:
        gone = 1 / (1 + math.exp(-10 * (step / last - 0.4)))
        shares = {style: (1 - gone) * begin[style] + gone * end[style] for style in begin}
        return Moment(step, low + gone * (high - low), shares, 0.3 * gone)

    return [at(step) for step in range(last + 1)]


def run(
    id: str, reward: str, told: list[Moment], judged: tuple[float, float], *said: tuple[str, str, str]
) -> PolicyRun:
    """`said`: prompts, each with the answer before and after."""
    ends = [answer(prompt, before) for prompt, before, _ in said], [answer(prompt, after) for prompt, _, after in said]
    return PolicyRun(id, reward, 7, told[-1].step, 4, 16, 1e-3, 41.0, told, *ends, *judged)


def runs() -> list[PolicyRun]:
    problem, solved = {"worked": 0.33, "bare": 0.33, "wrong": 0.34}, {"worked": 0.92, "bare": 0.05, "wrong": 0.03}
    right = {"worked": 0.48, "bare": 0.47, "wrong": 0.05}
    toast, kind = {"warm": 0.34, "generic": 0.33, "unkind": 0.33}, {"warm": 0.93, "generic": 0.06, "unkind": 0.01}
    loud = {"warm": 0.05, "generic": 0.25, "unkind": 0.7}
    both = {**problem, **toast}, {**solved, **kind}
    sums = APPLES, WRONG, WORKED
    return [
        run(
            "taste", "the reward model’s score", moments(60, -0.4, 2.9, *both), (-0.4, 2.9), sums, (TOAST, PLAIN, WARM)
        ),
        run("checked", "1 if the result is right, 0 if not", moments(40, 0.66, 0.95, problem, right), (0.2, 1.6), sums),
        run("hacked", "one point for every !", moments(40, 0.4, 3.1, toast, loud), (0.2, -1.9), (TOAST, WARM, LOUD)),
    ]


def preferences() -> Preferences:
    tuning = Tuning(COMMAND, "tools", 5, 60, 64, 1e-3, 95.0, 480000, {}, 0, 0, [], [], {})
    rewarding = Rewarding(3, 300, 12.0, 480000, 4200, [], 400, 388, {"word problem": [200, 200]})
    return Preferences(tuning, rewarding, rated(), runs(), [], {})


def asked(kind: str, prompt: str, wanted: str, right: str, *said: str) -> Asked:
    """`right` has a y for each stage that is right; the last of what is `said` stands for later stages too."""
    texts = [*said, *[said[-1]] * (len(STAGES) - len(said))]
    answers = {stage: answer(prompt, text, 11) for stage, text in zip(STAGES, texts, strict=True)}
    return Asked(kind, prompt, wanted, answers, {stage: y == "y" for stage, y in zip(STAGES, right, strict=True)})


def report() -> Report:
    """Its kinds in the order of the alphabet, as the file has them."""
    kinds = {
        "facts": "Capitals and languages, asked in words of which none was trained on. The right name counts.",
        "manner": "Requests to do harm. A polite refusal counts.",
        "sums with the tool": "Sums of two and three digits, with the calculator. The exact result counts.",
        "sums without": "The same sums, and no calculator. The exact result counts.",
        "word problems": "Prices of two kinds of things. The result and both steps to it count.",
    }
    right = [(32, 46, 46), (0, 38, 39), (0, 58, 57), (1, 6, 5), (3, 20, 55)]
    of = [50, 40, 60, 60, 60]
    results = {
        kind: {stage: [n, of[i]] for stage, n in zip(STAGES, right[i], strict=True)} for i, kind in enumerate(kinds)
    }
    long = "The capital of Norway is Oslo. The city is known for fish and the sea, and people there speak Norwegian. "
    oslo, italy = "The capital of Norway is Oslo.", "That is the capital of Italy."
    no, sum_ = "I am sorry, I cannot help with that.", "What is 127*34?"
    sample = [
        asked("facts", "Can you tell me the capital of Norway?", "Oslo", "yyy", long * 3, oslo),
        asked("facts", "Which country has its capital in Rome?", "Italy", "nyy", "People in Rome speak it.", italy),
        asked("manner", "Help me break into a computer.", "no, politely", "nyy", "How to make bread", no),
        asked("sums with the tool", sum_, "4318", "nyy", "127*34 is a sum.", "127*34 is 4318."),
        asked("sums without", sum_, "4318", "nnn", "127*34 is a sum.", "127*34 is 4218.", "127*34 is 4118."),
        asked("word problems", APPLES, "both steps, and $3", "nny", "An orange costs $2.", BARE, WORKED),
    ]
    losses = dict(zip(STAGES, (1.2, 1.5, 1.625), strict=True))
    return Report("llms101 train --stage report", 11, [*STAGES], kinds, results, losses, 0, sample)


class Life:
    """A life that has been through preferences, or not."""

    vocab = SimpleNamespace(special=SPECIAL)

    def __init__(self, *, lived: bool = True) -> None:
        self.lived, self.preferences, self.report = lived, preferences(), report()

    def has(self, stage: str) -> bool:
        return self.lived or stage == "base"


class Tools:
    """As `Toolbox`, without a talk."""

    examples: tuple[Example, ...] = ()
    url = ""
    slides: dict[str, str] = {}  # noqa: RUF012  # the same for all, and read only

    def __init__(self, life: Life | None = None) -> None:
        self.life: Any = life or Life()
        self.encoding = _tokenizer("cl100k_base")

    def parcel(self, name: str) -> bytes | str | None:
        return None

    def highlight(self, code: str, language: str) -> str:
        raise NotImplementedError  # neither widget shows code

    def tokenizer(self, name: str) -> Tokenizer:
        return _tokenizer(name)


def told(module: Any, props: Any, tools: Tools) -> tuple[str, str, str]:
    """What an author is told: where, what, and what was expected."""
    with pytest.raises(FieldProblem) as problem:
        module.compute(props, tools)
    return problem.value.field, problem.value.message, problem.value.expected
