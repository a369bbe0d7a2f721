"""`report-card`: the same held-out questions to every stage of the model's life, and the loss on pages it never read.

All of it is read from `life.report`; the intervals are worked out here. It leaves out asking (`llms101/lab/report.py`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from llms101.widgets._later import shown
from llms101.widgets.base import FieldProblem, Source, Tools

FILE = "llms101/model/report.json"
#: What a stage is called on the slide, where that is not its own name.
LABELS = {"tools": "fine-tuned", "preferences": "preferred"}
#: Kinds whose questions are those of another kind, asked in another way.
SAME = {"sums without": "sums with the tool"}
#: 95 % of a normal distribution lie within so many standard deviations.
Z = 1.959964
#: No answer is shown with more characters, and no kind with more questions.
LONGEST, MOST = 120, 3


@dataclass(frozen=True)
class Props:
    """The `kinds` of questions in the order of the rows (all if none is named), and those that the script opens."""

    kinds: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cell:
    """So many right; `share` of those asked, and the 95 % interval in which the true share lies."""

    right: int
    of: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Piece:
    """A part of an answer: `sampled` by the model, or put there by the `app`."""

    look: str
    text: str


@dataclass(frozen=True)
class Answer:
    """What one stage said."""

    pieces: tuple[Piece, ...]
    right: bool


@dataclass(frozen=True)
class Question:
    """One question, what was wanted, and the answer of every stage."""

    prompt: str
    wanted: str
    seed: int
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Row:
    """One kind of question, `about` what is asked and what counts."""

    label: str
    about: str
    cells: tuple[Cell, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Loss:
    """The loss on held-out web pages: as unsure as choosing among so many `options`."""

    loss: float
    options: float


@dataclass(frozen=True)
class Data:
    """What the browser gets; `asked` counts every question once.

    `opens`: the rows that the script opens; `note` is what is said under the table. While there is no report there are
    no rows, and `pending` says so; else it is empty.
    """

    stages: tuple[str, ...]
    rows: tuple[Row, ...]
    held_out: tuple[Loss, ...]
    opens: tuple[int, ...]
    asked: int
    overlap: int
    note: str
    pending: str
    sources: tuple[Source, ...]


def compute(props: Props, tools: Tools) -> Data:
    """Read the report, and work out an interval for every count."""
    if not tools.life.has("preferences"):
        source = Source("the report", FILE, "not there yet", "llms101 train")
        pending = "The later stages of our model’s life are still to come; nothing is filled in by hand."
        return Data((), (), (), (), 0, 0, "", pending, (source,))
    report = tools.life.report
    kinds = list(props.kinds or report.kinds)
    for field, names, known in (("kinds", kinds, report.kinds), ("open", props.open, kinds)):
        for i, name in enumerate(names):
            if name not in known:
                message = f"no questions of the kind '{name}'"
                raise FieldProblem(f"{field}[{i}]", message, "one of " + ", ".join(known))
    rows = tuple(_row(kind, report, tools) for kind in kinds)
    asked = sum(row.cells[0].of for row in rows if SAME.get(row.label) not in kinds)
    losses = tuple(Loss(round(x, 3), round(math.exp(x), 2)) for x in (report.held_out[s] for s in report.stages))
    return Data(
        tuple(LABELS.get(stage, stage) for stage in report.stages), rows, losses,
        tuple(kinds.index(name) for name in props.open), asked, report.overlap,
        _told(report.overlap, asked), "", _sources(report),
    )  # fmt: skip


def _told(overlap: int, asked: int) -> str:
    if overlap == 0:
        return f"None of the {asked:,} questions occurs in any training data."
    return f"Of the {asked:,} questions, {overlap:,} occur in the training data too."


def _row(kind: str, report: Any, tools: Tools) -> Row:
    cells = []
    for stage in report.stages:
        right, of = report.results[kind][stage]
        low, high = wilson(right, of)
        cells.append(Cell(right, of, round(right / of, 4) if of else 0.0, round(low, 4), round(high, 4)))
    asked = [each for each in report.asked if each.kind == kind][:MOST]
    return Row(kind, report.kinds[kind], tuple(cells), tuple(_question(each, report.stages, tools) for each in asked))


def _question(asked: Any, stages: Sequence[str], tools: Tools) -> Question:
    answers = tuple(Answer(pieces(asked.answers[s].tokens, tools), asked.right[s]) for s in stages)
    return Question(asked.prompt, asked.wanted, asked.answers[stages[0]].seed, answers)


def pieces(ids: Sequence[int], tools: Tools) -> tuple[Piece, ...]:
    """An answer by who wrote it: from `<|tool_result|>` to `<|assistant|>` the app did. Cut to `LONGEST` characters."""
    tokens = shown(ids, tools)
    if tokens and tokens[-1].text == "<|end|>":
        tokens = tokens[:-1]
    parts: list[tuple[str, str]] = []
    look, room = "sampled", LONGEST
    for token in tokens:
        text = token.text if room > 0 else "…"
        look = "app" if text == "<|tool_result|>" else look
        said = parts.pop()[1] if parts and parts[-1][0] == look else ""
        parts.append((look, said + text))
        look = "sampled" if text == "<|assistant|>" else look
        if room <= 0:
            break
        room -= len(text)
    return tuple(Piece(look, text) for look, text in parts)


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


def _sources(report: Any) -> tuple[Source, ...]:
    seed = f"the same questions to every stage, seed {report.seed}"
    weights = ", ".join(f"{stage}.safetensors" for stage in report.stages)
    wilsons = "Wilson’s score interval, 95 %: E. B. Wilson, Probable Inference, 1927"
    return (
        Source("right of asked, and the answers", FILE, f"`results`, `asked`: {weights}; {seed}", report.command),
        Source("the loss on web pages", FILE, f"`held_out`: {weights}; pages held out of all training", report.command),
        Source("the intervals", "llms101/widgets/report_card.py", wilsons, "llms101 build"),
    )


def steps(data: Data) -> int:
    """The questions; then a column for each stage, the loss on web pages, and the rows to open."""
    return 0 if data.pending else len(data.stages) + 1 + len(data.opens)


def figures(data: Data) -> dict[str, object] | None:
    """What can be claimed: `asked`, `overlap`, every share by `kind, stage`, the losses. None while to come."""
    if data.pending:
        return None
    found: dict[str, object] = {"asked": data.asked, "overlap": data.overlap}
    for i, stage in enumerate(data.stages):
        found |= {f"{row.label}, {stage}": row.cells[i].share for row in data.rows}
        found[f"loss, {stage}"] = data.held_out[i].loss
    return found
