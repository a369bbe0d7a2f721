"""`two-phases`: training beside inference. At the left an example changes parameters and so the answer; at the right
the finished parameters stand still, and only the text grows.

Both are read from the model's life: the nudges of `trace.json`, a run of `sampling.json`, the weights as saved. It
leaves out how a nudge is found and how a token is drawn; other slides are about that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from llms101.widgets._maps import Shares, Table, expand
from llms101.widgets.base import Example, FieldProblem, ProbabilityMap, Source, Token, Tools

#: How many parameters are shown; as many as fit into a row.
WEIGHTS = 5


@dataclass(frozen=True)
class Props:
    """`presses`: after how many nudges each press of → stops; `tokens`: how many are appended; `rows` of each map."""

    presses: tuple[int, ...] = (1, 4, 12)
    tokens: int = 5
    rows: int = 3


@dataclass(frozen=True)
class Nudge:
    """The model after a nudge: its answer, and the watched weights."""

    shares: Shares
    weights: tuple[float, ...]


@dataclass(frozen=True)
class Case:
    """A running example. `right`: its place in the table; `after`: the maps of what comes next, along the run."""

    example: str
    context: tuple[Token, ...]
    right: int
    nudges: tuple[Nudge, ...]
    names: tuple[str, ...]
    finished: tuple[float, ...]
    run: tuple[int, ...]
    after: tuple[Shares, ...]


@dataclass(frozen=True)
class Data:
    """What the browser gets."""

    tokens: tuple[Token, ...]
    vocabulary: int
    parameters: int
    presses: tuple[int, ...]
    cases: tuple[Case, ...]
    first: ProbabilityMap
    first_run: ProbabilityMap
    sources: tuple[Source, ...]


def compute(props: Props, tools: Tools) -> Data:
    """Read the nudges, a run, and the finished weights of every running example."""
    life, table = tools.life, Table(tools.encoding)
    trace, card = life.trace, life.card
    if not tools.examples:
        raise FieldProblem("", "there is no running example", "examples: in deck.yml")
    for i, press in enumerate(props.presses):
        known = min(len(trace.nudges[e.name].presses) for e in tools.examples) - 1
        if not 0 < press <= known:
            raise FieldProblem(f"presses[{i}]", f"there is no nudge {press}", f"1 to {known}")
    cases = tuple(_case(example, props, trace, table, tools) for example in tools.examples)
    vocabulary = len(life.vocab.ids)
    first = expand(cases[0].nudges[0].shares, table.tokens, vocabulary, cases[0].right)
    first_run = expand(cases[0].after[0], table.tokens, vocabulary)
    nudges = trace.nudges[tools.examples[0].name]
    detail = f"{nudges.optimizer}, rate {nudges.rate:g}, from step {nudges.from_step}, seed {nudges.seed}"
    sources = (
        Source("nudges on one sentence", "llms101/model/trace.json", detail, "llms101 train"),
        Source("the run that is appended", "llms101/model/sampling.json", "recorded, with its seed", "llms101 train"),
        Source("the finished weights", "llms101/model/base.safetensors", "as saved, quantized", "llms101 train"),
    )
    return Data(table.tokens, vocabulary, card.parameters, props.presses, cases, first, first_run, sources)


def steps(data: Data) -> int:
    """Training first, stop by stop; then a press for every token that is appended."""
    return len(data.presses) + len(data.cases[0].run)


def figures(data: Data) -> dict[str, object]:
    """What can be claimed: the right answer's probability before and after the nudges, by running example."""
    found: dict[str, object] = {}
    for case in data.cases:
        for name, nudge in (("before", case.nudges[0]), ("after", case.nudges[-1])):
            found[f"{name} {case.example}"] = dict(zip(nudge.shares.at, nudge.shares.p, strict=True))[case.right]
    return found


def _case(example: Example, props: Props, trace: Any, table: Table, tools: Tools) -> Case:
    recorded = trace.nudges[example.name]
    right = recorded.presses[0].map.right
    nudges = tuple(
        Nudge(table.shares(press.map, props.rows), tuple(round(w, 4) + 0.0 for w in press.weights[:WEIGHTS]))
        for press in recorded.presses
    )
    watched = recorded.watched[:WEIGHTS]
    finished = (tools.life.weight("base", w.tensor, w.index) for w in watched)
    drawn = _run(example, right.id, props.tokens, tools.life.sampling.runs)
    return Case(
        example.name,
        tools.encoding.tokens(example.context),
        table.place(right.id, right.text),
        nudges,
        tuple(f"{w.tensor}[{', '.join(map(str, w.index))}]" for w in watched),
        tuple(round(weight, 4) + 0.0 for weight in finished),
        tuple(table.place(token.id, token.text) for token in drawn[:-1]),
        tuple(table.shares(token.map, props.rows, right=False) for token in drawn),
    )


def _run(example: Example, right: int, count: int, runs: list[Any]) -> list[Any]:
    """So many recorded tokens and one more, from a run with nothing cut off; best one that begins with the answer."""
    fit = [
        run
        for run in runs
        if run.context in (example.name, example.context)
        and run.top_k is None
        and run.top_p is None
        and len(run.tokens) > count
    ]
    if not fit:
        raise FieldProblem("tokens", f"no run of {count + 1} tokens is recorded after '{example.context}'")
    best = min(fit, key=lambda run: (run.tokens[0].id != right, abs(run.temperature - 0.7), run.seed))
    tokens: list[Any] = best.tokens
    return tokens[: count + 1]
