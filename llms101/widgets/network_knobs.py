"""`network-knobs`: the model as one equation: in short, as the wall of numbers that it is, and with knobs to turn.

Every position of a knob is a recorded map, so that none can lead astray. It leaves out running the model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from llms101.widgets._maps import Shares, Table, expand
from llms101.widgets._words import weight_name
from llms101.widgets.base import FieldProblem, ProbabilityMap, Source, Token, Tools

#: What the page asks for once the widget is live.
LIVE = ("base", "words", "cl100k_base")


@dataclass(frozen=True)
class Props:
    """`rows`: tokens of the map; `knobs`: how many of the recorded ones; `terms`: how many numbers the wall has."""

    rows: int = 6
    knobs: int = 6
    terms: int = 132


@dataclass(frozen=True)
class Line:
    """How many parameters one line of the equation has, in one layer and in all; the template writes the line."""

    name: str
    parameters: int
    times: int


@dataclass(frozen=True)
class Knob:
    """One real parameter: `values[trained]` is where training left it, `shares[example][position]` what it does."""

    name: str
    label: str
    values: tuple[float, ...]
    trained: int
    shares: tuple[tuple[Shares, ...], ...]


@dataclass(frozen=True)
class Case:
    """One running example; the script turns knob `knob` to `position`, which changes most."""

    example: str
    window: tuple[Token, ...]
    right: int
    knob: int
    position: int


@dataclass(frozen=True)
class Data:
    """What the browser gets. `wall`: rows of real numbers; written out, the model would fill `walls` such walls."""

    tokens: tuple[Token, ...]
    vocabulary: int
    parameters: int
    width: int
    lines: tuple[Line, ...]
    wall: tuple[tuple[float, ...], ...]
    wall_tensor: str
    walls: int
    first: ProbabilityMap
    knobs: tuple[Knob, ...]
    cases: tuple[Case, ...]
    sources: tuple[Source, ...]


def compute(props: Props, tools: Tools) -> Data:
    """Read equation, wall and knobs."""
    if not 3 <= props.rows <= 10:
        raise FieldProblem("rows", f"{props.rows} rows cannot be shown", "3 to 10")
    life, table = tools.life, Table(tools.encoding)
    trace, card = life.trace, life.card
    if not 1 <= props.knobs <= len(trace.knobs):
        raise FieldProblem("knobs", f"{props.knobs} knobs cannot be shown", f"1 to {len(trace.knobs)}")
    examples = [e for e in tools.examples if all(e.name in p.maps for knob in trace.knobs for p in knob.positions)]
    if not examples:
        raise FieldProblem(
            "", "no knob is recorded for the running examples", ", ".join(trace.knobs[0].positions[0].maps)
        )
    names = [example.name for example in examples]
    knobs = tuple(_knob(knob, names, props.rows, table, tools) for knob in trace.knobs[: props.knobs])
    cases = tuple(
        _case(n, example.name, tools.encoding.tokens(example.context), trace.knobs, knobs, table)
        for n, example in enumerate(examples)
    )
    tensor, wall = wall_of(trace.equation.walls, props.terms)
    shown = sum(map(len, wall))
    first = knobs[cases[0].knob]
    return Data(
        tokens=table.tokens,
        vocabulary=card.vocab,
        parameters=card.parameters,
        width=card.width,
        lines=lines(card),
        wall=wall,
        wall_tensor=tensor,
        walls=round(card.parameters / shown) if shown else 0,
        first=expand(first.shares[0][first.trained], table.tokens, card.vocab, cases[0].right),
        knobs=knobs,
        cases=cases,
        sources=(
            Source("knobs", "llms101/model/trace.json", "the final model with one number changed", "llms101 train"),
            Source("wall", "llms101/model/trace.json", f"the first rows of {tensor}", "llms101 train"),
            Source("parameters", "llms101/model/card.json", f"{card.parameters:,} in all", "llms101 train"),
        ),
    )


def _knob(recorded: Any, names: Sequence[str], rows: int, table: Table, tools: Tools) -> Knob:
    values = [position.value for position in recorded.positions]
    trained = min(range(len(values)), key=lambda i: abs(values[i] - recorded.value))
    shares = tuple(tuple(table.shares(p.maps[name], rows) for p in recorded.positions) for name in names)
    name = weight_name(recorded.tensor, recorded.index, lambda at: tools.encoding.token(tools.life.vocab.ids[at]).text)
    return Knob(name, recorded.label, tuple(round(v, 3) for v in values), trained, shares)


def _case(
    n: int, name: str, window: tuple[Token, ...], recorded: Sequence[Any], knobs: Sequence[Knob], table: Table
) -> Case:
    answer = recorded[0].positions[0].maps[name].right
    right = table.place(answer.id, answer.text)

    def change(place: tuple[int, int]) -> float:
        k, position = place
        p = [found.p[found.at.index(right)] for found in knobs[k].shares[n]]
        return abs(p[position] - p[knobs[k].trained])

    places = [(k, position) for k, knob in enumerate(knobs) for position in range(len(knob.values))]
    knob, position = max(places, key=change)
    return Case(name, window, right, knob, position)


def wall_of(walls: Sequence[Any], terms: int) -> tuple[str, tuple[tuple[float, ...], ...]]:
    """The first `terms` numbers of the recorded slices, row by row, and the name of the first slice."""
    rows: list[tuple[float, ...]] = []
    left = terms
    for row in (row for wall in walls for row in wall.rows):
        if left > 0:
            rows.append(tuple(round(value, 3) for value in row[:left]))
            left -= len(row)
    return (walls[0].tensor if walls else ""), tuple(rows)


def lines(card: Any) -> tuple[Line, ...]:
    """The parameters of each line of the equation, worked out from the model's shape. They add up to all."""
    square = card.width * card.width
    return (
        Line("meaning", card.vocab * card.width, 1),
        Line("look", 4 * square * card.layers, card.layers),
        Line("think", 8 * square * card.layers, card.layers),
    )


def steps(data: Data) -> int:
    """The wall; the knobs as they are; one of them turned; and back."""
    return 4


def figures(data: Data) -> dict[str, object]:
    """What can be claimed: the parameters, and what the scripted turn does to the right token."""
    found: dict[str, object] = {"parameters": data.parameters, "knobs": len(data.knobs)}
    for n, case in enumerate(data.cases):
        knob = data.knobs[case.knob]
        for when, position in (("trained", knob.trained), ("turned", case.position)):
            shares = knob.shares[n][position]
            found[f"{case.example} {when}"] = shares.p[shares.at.index(case.right)]
    return found
