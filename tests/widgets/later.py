"""What the widgets of the model's later life compute with in tests: the real tokenizer, and a life made up here."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest

from llms101.lab.shapes import Bar, Card, Continuation, Map, Memory, Rest, Right, Run
from llms101.lab.vocab import SPECIAL
from llms101.tokenizer import Tokenizer
from llms101.widgets.base import Example, FieldProblem, Token
from tests.widgets import tuned

_tokenizer = cache(Tokenizer)


class Life:
    """A life that has lived through `base`, and through `assistant` and `tools` too if it is not `young`."""

    def __init__(self, *, young: bool = False) -> None:
        self.young = young
        self.assistant, self.tools = tuned.assistant(), tuned.tools()
        self.vocab = SimpleNamespace(special=SPECIAL)
        self.trace = SimpleNamespace(continuations=continuations(), memory=memory())
        self.card = card()

    def has(self, stage: str) -> bool:
        return stage == "base" or (not self.young and stage in ("assistant", "tools"))


class Tools:
    """As `Toolbox`, without a talk."""

    def __init__(self, *, young: bool = False) -> None:
        self.life = Life(young=young)
        self.encoding = _tokenizer("cl100k_base")
        self.examples: tuple[Example, ...] = ()
        self.url = ""
        self.slides: dict[str, str] = {}

    def parcel(self, name: str) -> bytes | str | None:
        return None

    def highlight(self, code: str, language: str) -> str:
        raise NotImplementedError  # none of these widgets shows code

    def tokenizer(self, name: str) -> Tokenizer:
        return _tokenizer(name)


def ids(text: str) -> list[int]:
    return _tokenizer("cl100k_base").encode(text)


def run(seed: int, text: str) -> Run:
    return Run(seed, ids(text), text)


def continuation(id: str, prompt: str, *texts: str) -> Continuation:
    runs = [run(seed, text) for seed, text in enumerate(texts, 1)]
    return Continuation(id, prompt, ids(prompt), 0.8, runs)


def continuations() -> list[Continuation]:
    return [
        continuation(
            "capital", "The capital of France is",
            " Paris. The city is known for bread and old books. People there speak French. You can walk along the "
            "river in the morning, and the market opens at nine. We stayed for two days and slept near the station.",
            " Paris. The city stands on a river. Every Sunday there is a market, and a baker called Anna sells bread "
            "that people in Rome would walk for. We had soup and went home.",
            " Lyon, and people speak French.",
        ),
        continuation(
            "question", "What is the capital of France?",
            "\nWhat is the capital of Italy?\nWhat is 2 + 3?\nWhat makes a good wedding toast?\n"
            "What language do people speak in Spain?\nThe answers are on the next page.",
            "\nWhat is the capital of Spain?", "\nHow do I bake bread?",
        ),
        continuation(
            "few-shot", "bread -> pain\nwater -> eau\nhouse -> maison\ncheese ->",
            " fromage\nmilk -> lait\nfish -> poisson\nsalt -> sel\nThat is all for today.",
            " fromage\nsalt -> sel", " lait\nfish -> poisson",
        ),
        continuation(
            "conversation",
            "Question: What is the capital of Spain?\nAnswer: The capital of Spain is Madrid.\n"
            "Question: Why is the sky blue?\nAnswer:",
            " Air scatters blue light more than red.\nQuestion: What is 2 + 3?\nAnswer: 2 + 3 = 5.",
            " It is the light of the sun.", " Air scatters light.",
        ),
        continuation("document", "How to make bread\n", "Mix flour and water.", "Take a bowl.", "Wait."),
        continuation(
            "far-outside", "The computer brought two oranges to the moon because",
            " the market in Rome is open on Sunday. So Anna has 12 oranges.", " it was late.", " it is kind.",
        ),
    ]  # fmt: skip


def map_of(right: str, p: float, *others: tuple[str, float]) -> Map:
    pairs = sorted([(right, p), *others], key=lambda pair: -pair[1])
    bars = [Bar(ids(text)[0], text, q) for text, q in pairs if q > 0.01]
    rest = Rest(round(1 - sum(bar.p for bar in bars), 6), 1000 - len(bars))
    rank = 1 + [text for text, _ in pairs].index(right)
    return Map(bars, rest, Right(ids(right)[0], right, p, rank), 1.0)


def memory() -> list[Memory]:
    rome = [(" Rome", 0.3), (" Madrid", 0.2), (" Athens", 0.1), (" Vienna", 0.08), (" Oslo", 0.06), (" Bern", 0.03)]
    return [
        Memory(
            "Anna lives in Paris. Ben lives in Rome.", "Where does Anna live? Anna lives in", ids(" Paris")[0],
            map_of(" Paris", 0.05, *rome), map_of(" Paris", 0.9, (" Rome", 0.04), (" Madrid", 0.02)),
        ),
        Memory(
            "Ben lives in Oslo. Anna lives in Bern.", "Where does Ben live? Ben lives in", ids(" Oslo")[0],
            map_of(" Oslo", 0.004, *rome[:4]), map_of(" Oslo", 0.6, (" Bern", 0.3)),
        ),
    ]  # fmt: skip


def card() -> Card:
    return Card(
        "llms101 train --stage base", 460000, 3, 96, 4, 128, 1000, 920000, {"tokens": 600000}, "", {"training": 1}, {},
        {"steps": 2500.0, "seconds": 142.0, "tokens_seen": 2560000.0},
        {"train": 1.1, "held_out": 1.2, "uniform": 6.9}, {},
        {
            "p_paris": 0.85, "p_be": 0.9, "capitals_known": 27, "capitals_asked": 30, "few_shot_right": 31,
            "few_shot_asked": 60, "copy_p_with_fact": 0.8, "copy_p_without_fact": 0.05, "copy_asked": 40,
        },
    )  # fmt: skip


def text(tokens: tuple[Token, ...]) -> str:
    """What tokens say."""
    return "".join(token.text for token in tokens)


def told(module: Any, props: Any, tools: Tools) -> tuple[str, str, str]:
    """What an author is told: where, what, and what was expected."""
    with pytest.raises(FieldProblem) as problem:
        module.compute(props, tools)
    return problem.value.field, problem.value.message, problem.value.expected
