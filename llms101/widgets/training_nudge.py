"""`training-nudge`: a window of tokens, the map that comes out, and real gradient steps that move it, press by press.

The steps were taken when the model was trained (`lab/train.py`) and are read here; it leaves out taking new ones.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from llms101.widgets._maps import Shares, Table, expand
from llms101.widgets.base import FieldProblem, ProbabilityMap, Source, Token, Tools

#: What the numbers in each matrix are for.
PARTS = {
    "wte": "what a token means",
    "wpe": "what a place means",
    "q": "what layer # looks for",
    "k": "what layer # is found by",
    "v": "what layer # hands on",
    "o": "how layer # adds it",
    "up": "what layer # notices",
    "down": "what layer # makes of it",
}


@dataclass(frozen=True)
class Props:
    """`rows`: how many tokens of the map are shown, the right one among them."""

    rows: int = 8


@dataclass(frozen=True)
class Press:
    """The model after so many presses. `options`: as unsure as choosing among so many, `dots` of them to be drawn."""

    shares: Shares
    loss: float
    options: str
    dots: int
    largest: float


@dataclass(frozen=True)
class Weight:
    """One real number of the model: what it is for, and its values before and after every press."""

    name: str
    values: tuple[float, ...]
    low: float
    high: float


@dataclass(frozen=True)
class Case:
    """One running example; `unmarked` is the first map before the right answer is told, and `right` that one's place."""

    example: str
    window: tuple[Token, ...]
    right: int
    unmarked: Shares
    presses: tuple[Press, ...]
    weights: tuple[Weight, ...]
    columns: int


@dataclass(frozen=True)
class Data:
    """What the browser gets. `moved`: how many of the `parameters` numbers a press moved."""

    tokens: tuple[Token, ...]
    vocabulary: int
    parameters: int
    moved: int
    first: ProbabilityMap
    cases: tuple[Case, ...]
    sources: tuple[Source, ...]


def compute(props: Props, tools: Tools) -> Data:
    """Read the recorded presses of every running example."""
    if not 3 <= props.rows <= 10:
        raise FieldProblem("rows", f"{props.rows} rows cannot be shown", "3 to 10")
    life, table = tools.life, Table(tools.encoding)
    nudges = life.trace.nudges
    examples = [example for example in tools.examples if example.name in nudges]
    if not examples:
        raise FieldProblem("", "no nudges are recorded for the running examples", "one of " + ", ".join(nudges))
    cases = tuple(
        _case(example.name, tools.encoding.tokens(example.context), nudges[example.name], props.rows, table)
        for example in examples
    )
    return Data(
        tokens=table.tokens,
        vocabulary=life.card.vocab,
        parameters=life.card.parameters,
        moved=max(press.moved for example in examples for press in nudges[example.name].presses),
        first=expand(cases[0].unmarked, table.tokens, life.card.vocab),
        cases=cases,
        sources=tuple(_source(example.name, nudges[example.name]) for example in examples),
    )


def _case(name: str, window: tuple[Token, ...], recorded: Any, rows: int, table: Table) -> Case:
    first = recorded.presses[0].map
    right = table.place(first.right.id, first.right.text)
    presses = tuple(_press(press, rows, table) for press in recorded.presses)
    values = zip(*(press.weights for press in recorded.presses), strict=True)
    weights = tuple(_weight(watched, v) for watched, v in zip(recorded.watched, values, strict=True))
    columns = columns_for(max(press.dots for press in presses))
    return Case(name, window, right, table.shares(first, rows, right=False), presses, weights, columns)


def _press(press: Any, rows: int, table: Table) -> Press:
    equal = math.exp(press.map.loss)
    shares = table.shares(press.map, rows)
    return Press(shares, round(press.loss, 3), options(equal), max(1, round(equal)), round(press.largest, 5))


def _weight(watched: Any, values: Iterable[float]) -> Weight:
    rounded = tuple(round(value, 4) for value in values)
    return Weight(plain_name(watched.tensor), rounded, min(rounded), max(rounded))


def _source(example: str, run: Any) -> Source:
    presses = len(run.presses) - 1
    detail = (
        f"{presses} steps of {run.optimizer}, rate {run.rate:g}, from training step {run.from_step}, seed {run.seed}"
    )
    return Source(f"nudges on {example}", "llms101/model/trace.json", detail, "llms101 train")


def options(equal: float) -> str:
    """Among how many equal options one would be as unsure, rounded as one would say it.

    >>> options(1.04), options(2.26), options(26.7), options(1003.6)
    ('1.04', '2.3', '27', '1,000')
    """
    if equal < 1.1:
        return f"{equal:.2f}"
    if equal < 3:
        return f"{equal:.1f}"
    return f"{round(equal) if equal < 100 else round(equal, 1 - math.floor(math.log10(equal))):,.0f}"


def columns_for(dots: int) -> int:
    """Columns of a field of dots: one row for a few, for many a field nine times as wide as it is high."""
    return max(26, math.ceil(math.sqrt(9 * dots)))


def plain_name(tensor: str) -> str:
    """What the numbers of a matrix are for, in words.

    >>> plain_name("h1.up"), plain_name("wte")
    ('what layer 2 notices', 'what a token means')
    """
    layer, _, part = tensor.rpartition(".")
    return PARTS.get(part, part).replace("#", str(int(layer[1:]) + 1) if layer else "")


def steps(data: Data) -> int:
    """The map; the right answer; then presses, twice as many each time."""
    return 2 + len(stops(len(data.cases[0].presses) - 1))


def stops(last: int) -> tuple[int, ...]:
    """After how many presses the script stops: 1, 2, 4, … and the last.

    >>> stops(12)
    (1, 2, 4, 8, 12)
    """
    return (*(2**i for i in range(last.bit_length()) if 2**i < last), last)


def figures(data: Data) -> dict[str, object]:
    """What can be claimed, by running example: the right token's probability and the options, first and last."""
    found: dict[str, object] = {"presses": len(data.cases[0].presses) - 1, "moved": data.moved}
    for case in data.cases:
        for when, press in (("before", case.presses[0]), ("after", case.presses[-1])):
            found[f"{case.example} {when}"] = press.shares.p[press.shares.at.index(case.right)]
            found[f"{case.example} options {when}"] = press.options
    return found
