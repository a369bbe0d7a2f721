"""`report-card`: what was measured of the same model after each stage of its life, and one prompt with one seed.

The base model's figures are those of its card (`measured` and `loss` by name). A later stage has its own
once it is there; see `_later.py`. It leaves out measuring.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from llms101.widgets._later import left, shown
from llms101.widgets.base import FieldProblem, Source, Token, Tools

Kind = Literal["share", "loss"]
STAGES = (
    ("base", "after reading its web"),
    ("assistant", "after conversations"),
    ("preferences", "after preferences"),
)
#: 95 % of a normal distribution lie within so many standard deviations.
Z = 1.959964
#: So many tokens of a sample are shown.
LONGEST = 18


@dataclass(frozen=True)
class RowProps:
    """A row: one `figure` by its name, or a count `right` out of `of`; what it is, in a few words."""

    label: str
    about: str
    figure: str = ""
    right: str = ""
    of: str = ""
    kind: Kind = "share"


@dataclass(frozen=True)
class Props:
    """The rows, and the id of the recorded continuation that is shown as a sample (none if empty)."""

    rows: tuple[RowProps, ...]
    sample: str = ""


@dataclass(frozen=True)
class Cell:
    """A figure; None while it is to come. With counts, `low` and `high` are its 95 % interval; `choices` is e^loss."""

    value: float | None
    right: int | None = None
    of: int | None = None
    low: float | None = None
    high: float | None = None
    choices: float | None = None


@dataclass(frozen=True)
class Row:
    """One question, asked at every stage."""

    label: str
    about: str
    kind: Kind
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Stage:
    """A column; `lived` once the model has been through it."""

    name: str
    label: str
    lived: bool


@dataclass(frozen=True)
class Text:
    """The beginning of a text, empty where it is to come; `cut` if it goes on."""

    tokens: tuple[Token, ...]
    cut: bool


@dataclass(frozen=True)
class Sample:
    """The same prompt and seed at every stage."""

    prompt: str
    seed: int
    texts: tuple[Text, ...]


@dataclass(frozen=True)
class Data:
    """What the browser gets; `pending` is what a cell says that is still to come, `note` says why, or is empty."""

    stages: tuple[Stage, ...]
    rows: tuple[Row, ...]
    sample: Sample | None
    pending: str
    note: str
    sources: tuple[Source, ...]


def compute(props: Props, tools: Tools) -> Data:
    """Look every figure up at every stage, with its interval where counts are known."""
    if not props.rows:
        raise FieldProblem("rows", "there is no row to show", "at least one")
    card = tools.life.card
    stages = tuple(Stage(name, label, tools.life.has(name)) for name, label in STAGES)
    known: dict[str, dict[str, float]] = {"base": {**card.measured, **card.loss}}
    known |= {stage.name: left(stage.name, tools).get("measured", {}) for stage in stages[1:]}
    rows = tuple(_row(i, row, known) for i, row in enumerate(props.rows))
    sample = _sample(props.sample, stages, tools) if props.sample else None
    waits = [stage.label for stage in stages if not stage.lived]
    note = f"Still to come: the model {' and '.join(waits)}. Nothing is filled in by hand." if waits else ""
    sources = [Source("the base model", "llms101/model/card.json", "measured after training", card.command)]
    sources += [
        Source(f"the model {stage.label}", f"llms101/model/{stage.name}.json", "measured after it", "llms101 train")
        for stage in stages
        if stage.lived and stage.name != "base"
    ]
    formula = "Wilson’s score interval, 95 %: E. B. Wilson, Probable Inference, 1927"
    sources.append(Source("the intervals", "llms101/widgets/report_card.py", formula, "llms101 build"))
    return Data(stages, rows, sample, "to come", note, tuple(sources))


def _row(i: int, props: RowProps, known: dict[str, dict[str, float]]) -> Row:
    counted = bool(props.right and props.of)
    if counted == bool(props.figure) or bool(props.right) != bool(props.of):
        raise FieldProblem(f"rows[{i}]", "a row has one figure, or a count", "figure: …, or right: … and of: …")
    for field in ("figure", "right", "of"):
        name = getattr(props, field)
        if name and name not in known["base"]:
            message = f"nothing called '{name}' was measured"
            raise FieldProblem(f"rows[{i}].{field}", message, "one of " + ", ".join(sorted(known["base"])))
    cells = tuple(_cell(props, known.get(name, {})) for name, _ in STAGES)
    return Row(props.label, props.about, props.kind, cells)


def _cell(props: RowProps, figures: dict[str, float]) -> Cell:
    wanted = [props.right, props.of] if props.right else [props.figure]
    if any(name not in figures for name in wanted):
        return Cell(None)
    if props.right:
        right, of = (int(figures[name]) for name in wanted)
        low, high = wilson(right, of)
        return Cell(round(right / of, 5) if of else None, right, of, round(low, 4), round(high, 4))
    value = float(figures[props.figure])
    return Cell(round(value, 5), choices=round(math.exp(value), 2) if props.kind == "loss" else None)


def wilson(right: int, of: int) -> tuple[float, float]:
    """Between which shares the true one lies, at 95 %, if `right` of `of` were right: Wilson's score interval.

        (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n)

    >>> [round(bound, 3) for bound in wilson(9, 10)]
    [0.596, 0.982]
    >>> wilson(0, 0)
    (0.0, 1.0)
    """
    if of == 0:
        return 0.0, 1.0
    p, square = right / of, Z * Z
    middle = p + square / (2 * of)
    reach = Z * math.sqrt(p * (1 - p) / of + square / (4 * of * of))
    scale = 1 + square / of
    return max((middle - reach) / scale, 0.0), min((middle + reach) / scale, 1.0)


def _sample(wanted: str, stages: tuple[Stage, ...], tools: Tools) -> Sample:
    recorded = {c.id: c for c in tools.life.trace.continuations}
    if wanted not in recorded:
        raise FieldProblem("sample", f"no recorded continuation '{wanted}'", "one of " + ", ".join(recorded))
    base = recorded[wanted]
    seed, texts = base.runs[0].seed, [_beginning(base.runs[0].tokens, tools)]
    for stage in stages[1:]:
        answers = left(stage.name, tools).get("answers", ())
        fits = [a for a in answers if a["prompt"] == base.prompt and a["seed"] == seed]
        texts.append(_beginning(fits[0]["tokens"], tools) if fits else Text((), False))
    return Sample(base.prompt, seed, tuple(texts))


def _beginning(ids: list[int], tools: Tools) -> Text:
    """The first tokens of a text, without the line ends before its first word."""
    tokens = shown(ids[: 2 * LONGEST], tools)
    first = next((i for i, token in enumerate(tokens) if token.text.strip()), 0)
    return Text(tokens[first : first + LONGEST], len(ids) > first + LONGEST)


def steps(data: Data) -> int:
    """The questions; then a column for each stage that was lived, those to come at once, and the sample."""
    lived = sum(stage.lived for stage in data.stages)
    return lived + (lived < len(data.stages)) + (data.sample is not None)


def figures(data: Data) -> dict[str, object]:
    """What can be claimed: every row's figure at every stage, by `label, stage`, and how many stages were lived."""
    found: dict[str, object] = {"stages": sum(stage.lived for stage in data.stages)}
    for row in data.rows:
        for stage, cell in zip(data.stages, row.cells, strict=True):
            found[f"{row.label}, {stage.name}"] = cell.value
    return found
