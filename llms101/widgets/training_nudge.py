"""`training-nudge`: a window of tokens, the map that comes out, and real gradient steps that move it, press by press.

The steps were taken when the model was trained (`lab/train.py`) and are read here; new ones are taken in the page
(`static/js/live/training-nudge.js`), from the same weights at the same rate.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from llms101.widgets._maps import Shares, Table, expand
from llms101.widgets._words import options, weight_name
from llms101.widgets.base import Example, FieldProblem, ProbabilityMap, Source, Token, Tools

#: What the page asks for once the widget is live.
LIVE = ("early", "words", "cl100k_base")


@dataclass(frozen=True)
class Props:
    """`rows`: tokens of the map, the right one among them; `weights`: how many of the watched numbers are shown."""

    rows: int = 8
    weights: int = 4


@dataclass(frozen=True)
class Press:
    """The model after so many presses. `options`: as unsure as choosing among so many; `dots`: these to be drawn."""

    shares: Shares
    loss: float
    options: str
    dots: int
    largest: float


@dataclass(frozen=True)
class Weight:
    """One real number of the model: what it is for, where it is, and its values before and after every press."""

    name: str
    tensor: str
    row: int
    column: int
    values: tuple[float, ...]
    low: float
    high: float


@dataclass(frozen=True)
class Case:
    """One running example; `unmarked`: the first map before the right answer is told; `right`: that one's place.

    `sentence` is what it is nudged on.
    """

    example: str
    sentence: str
    window: tuple[Token, ...]
    right: int
    unmarked: Shares
    presses: tuple[Press, ...]
    weights: tuple[Weight, ...]
    columns: int


@dataclass(frozen=True)
class Data:
    """What the browser gets. `moved`: how many of the `parameters` numbers a press moved; `rate`: how far a slope."""

    tokens: tuple[Token, ...]
    vocabulary: int
    parameters: int
    moved: int
    rate: float
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
    cases = tuple(_case(example, nudges[example.name], props, tools, table) for example in examples)
    return Data(
        tokens=table.tokens,
        vocabulary=life.card.vocab,
        parameters=life.card.parameters,
        moved=max(press.moved for example in examples for press in nudges[example.name].presses),
        rate=nudges[examples[0].name].rate,
        first=expand(cases[0].unmarked, table.tokens, life.card.vocab),
        cases=cases,
        sources=tuple(_source(example.name, nudges[example.name]) for example in examples),
    )


def _case(example: Example, recorded: Any, props: Props, tools: Tools, table: Table) -> Case:
    first = recorded.presses[0].map
    right = table.place(first.right.id, first.right.text)
    most = min(round(math.exp(first.loss)), tools.life.card.vocab)
    presses = tuple(_press(press, props.rows, table, most) for press in recorded.presses)
    weights = tuple(
        _weight(watched, [press.weights[i] for press in recorded.presses], tools)
        for i, watched in enumerate(recorded.watched[: props.weights])
    )
    window = tools.encoding.tokens(example.context)
    unmarked = table.shares(first, props.rows, right=False)
    return Case(example.name, example.text, window, right, unmarked, presses, weights, columns_for(most))


def _press(press: Any, rows: int, table: Table, most: int) -> Press:
    dots = max(1, min(round(math.exp(press.map.loss)), most))
    shares = table.shares(press.map, rows)
    return Press(shares, round(press.loss, 3), options(press.map.loss), dots, round(press.largest, 5))


def _weight(watched: Any, values: Sequence[float], tools: Tools) -> Weight:
    rounded = tuple(round(value, 4) for value in values)
    name = weight_name(watched.tensor, watched.index, lambda at: tools.encoding.token(tools.life.vocab.ids[at]).text)
    return Weight(name, watched.tensor, watched.index[0], watched.index[1], rounded, min(rounded), max(rounded))


def _source(example: str, run: Any) -> Source:
    presses = len(run.presses) - 1
    detail = (
        f"{presses} steps of {run.optimizer}, rate {run.rate:g}, from training step {run.from_step}, seed {run.seed}"
    )
    return Source(f"nudges on {example}", "llms101/model/trace.json", detail, "llms101 train")


def columns_for(dots: int) -> int:
    """Columns of a field of dots: one row for a few, for many a field nine times as wide as it is high."""
    return max(26, math.ceil(math.sqrt(9 * dots)))


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
    """What can be claimed, by running example: the right token's probability and the options, first and last, and
    whether the token `rises` at every press.
    """
    found: dict[str, object] = {"presses": len(data.cases[0].presses) - 1, "moved": data.moved}
    for case in data.cases:
        shares = [press.shares.p[press.shares.at.index(case.right)] for press in case.presses]
        found[f"{case.example} rises"] = all(before < after for before, after in pairwise(shares))
        for when, at in (("before", 0), ("after", -1)):
            found[f"{case.example} {when}"] = shares[at]
            found[f"{case.example} options {when}"] = case.presses[at].options
    return found
