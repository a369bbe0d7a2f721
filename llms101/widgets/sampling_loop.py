"""`sampling-loop`: the map, one draw, the token appended, again; temperature, top-k and top-p; five seeds side by side.

The first map is worked out in the page, from the recorded scores of the whole vocabulary (`static/js/sample.js`); the
text goes on as it was recorded. Scores travel sorted, with the names of those tokens that can be seen at all. It leaves
out running the model, and what follows a draw that was not recorded.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from llms101.widgets._draws import parting, seen
from llms101.widgets._maps import Shares, Table, short, total
from llms101.widgets.base import Bar, Example, FieldProblem, ProbabilityMap, Source, Token, Tools

#: What the page asks for once the widget is live.
LIVE = ("base", "words", "cl100k_base")


@dataclass(frozen=True)
class Props:
    """`rows`: tokens of the map; `tokens`: how far the recorded runs are told; `seeds`: how many of them, at most.

    `temperature`: where it begins.
    """

    rows: int = 5
    tokens: int = 14
    seeds: int = 5
    temperature: float = 1.0


@dataclass(frozen=True)
class Setting:
    """How runs were recorded. `k` 0 and `p` 1 cut nothing."""

    label: str
    temperature: float
    k: int
    p: float


@dataclass(frozen=True)
class Run:
    """What one seed drew: places in the vocabulary, the map of each draw, and what its cut had left (1: everything).

    It goes along with the run at `along` (-1: none is above it) for `shared` tokens.
    """

    tokens: tuple[int, ...]
    maps: tuple[int, ...]
    whole: tuple[float, ...]
    along: int
    shared: int


@dataclass(frozen=True)
class Case:
    """One running example: the scores of all tokens after its context, and `runs[setting][seed]`.

    Scores fall: each is so many thousandths `below` the one before, the first one below nothing. The token of rank
    `ranks[i]` is at place `places[i]`.
    """

    example: str
    window: tuple[Token, ...]
    below: tuple[int, ...]
    ranks: tuple[int, ...]
    places: tuple[int, ...]
    runs: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True)
class Data:
    """What the browser gets. `tokens`: all that can be seen, of a `vocabulary` so large."""

    tokens: tuple[Token, ...]
    vocabulary: int
    rows: int
    seeds: tuple[int, ...]
    settings: tuple[Setting, ...]
    start: int
    maps: tuple[Shares, ...]
    first: ProbabilityMap
    cases: tuple[Case, ...]
    sources: tuple[Source, ...]


def compute(props: Props, tools: Tools) -> Data:
    """Read scores and recorded runs."""
    if not 3 <= props.rows <= 10:
        raise FieldProblem("rows", f"{props.rows} rows cannot be shown", "3 to 10")
    life, table = tools.life, Table(tools.encoding)
    recorded = life.sampling
    examples = [e for e in tools.examples if e.name in recorded.logits]
    runs = {e.name: [r for r in recorded.runs if r.context in (e.name, e.context)] for e in examples}
    examples = [e for e in examples if runs[e.name]]
    if not examples:
        raise FieldProblem("", "no runs are recorded for the running examples", "one of " + ", ".join(recorded.logits))
    first = runs[examples[0].name]
    if props.seeds < 1:
        raise FieldProblem("seeds", f"{props.seeds} seeds cannot be shown", "1 or more")
    seeds = tuple(sorted({run.seed for run in first}))[: props.seeds]
    settings = tuple(
        dict.fromkeys(sorted((_setting(run) for run in first), key=lambda s: (s.k > 0, s.p < 1, s.temperature)))
    )
    temperatures = [s.temperature for s in settings if not s.k and s.p == 1]
    if props.temperature not in temperatures:
        wanted = "one of " + ", ".join(f"{t:g}" for t in temperatures)
        raise FieldProblem("temperature", f"no runs are recorded at temperature {props.temperature:g}", wanted)
    maps: dict[Shares, int] = {}
    cases = tuple(
        _case(e, recorded.logits[e.name], runs[e.name], settings, seeds, props, tools, table, maps) for e in examples
    )
    return Data(
        tokens=table.tokens,
        vocabulary=life.card.vocab,
        rows=props.rows,
        seeds=seeds,
        settings=settings,
        start=next(i for i, s in enumerate(settings) if s.temperature == props.temperature and not s.k and s.p == 1),
        maps=tuple(maps),
        first=first_map(cases[0], table.tokens, props.temperature, props.rows),
        cases=cases,
        sources=(
            Source("scores of the first map", "llms101/model/sampling.json", "the finished model", "llms101 train"),
            Source(
                "recorded runs", "llms101/model/sampling.json", f"seeds {_listed(seeds)}; mulberry32", "llms101 train"
            ),
        ),
    )


def _case(
    example: Example,
    logits: Sequence[float],
    recorded: Sequence[Any],
    settings: Sequence[Setting],
    seeds: Sequence[int],
    props: Props,
    tools: Tools,
    table: Table,
    maps: dict[Shares, int],
) -> Case:
    vocab = tools.life.vocab
    ranked = sorted(range(len(logits)), key=lambda i: (-round(logits[i], 3), i))
    scores = [round(1000 * logits[i]) for i in ranked]
    ranks = sorted({*range(props.rows + 20), *seen([x / 1000 for x in scores], [run.tokens[0].u for run in recorded])})
    ids = [vocab.ids[ranked[rank]] for rank in ranks]
    return Case(
        example.name,
        tools.encoding.tokens(example.context),
        (0, *(before - after for before, after in pairwise(scores))),
        tuple(ranks),
        tuple(table.place(id, vocab.names.get(id, "")) for id in ids),
        tuple(_runs(recorded, setting, seeds, props, table, maps) for setting in settings),
    )


def _setting(run: Any) -> Setting:
    k, p = run.top_k or 0, 1.0 if run.top_p is None else run.top_p
    label = f"temperature {run.temperature:g}" if run.temperature else "always the likeliest"
    return Setting(label + (f", top-k {k}" if k else "") + (f", top-p {p:g}" if p < 1 else ""), run.temperature, k, p)


def _runs(
    recorded: Sequence[Any], setting: Setting, seeds: Sequence[int], props: Props, table: Table, maps: dict[Shares, int]
) -> tuple[Run, ...]:
    """The runs of all seeds at one setting."""
    by_seed = {run.seed: run.tokens[: props.tokens] for run in recorded if _setting(run) == setting}
    drawn = [by_seed.get(seed, []) for seed in seeds]
    rows = [tuple(table.place(draw.id, draw.text) for draw in draws) for draws in drawn]
    return tuple(
        Run(
            rows[i],
            tuple(maps.setdefault(_rounded(table.shares(draw.map, props.rows)), len(maps)) for draw in draws),
            tuple(round(draw.p / draw.share, 4) if draw.share else 1.0 for draw in draws),
            *parting(rows, i),
        )
        for i, draws in enumerate(drawn)
    )


def _rounded(shares: Shares) -> Shares:
    return Shares(shares.at, tuple(short(p, 4) for p in shares.p))


def first_map(case: Case, tokens: Sequence[Token], temperature: float, rows: int) -> ProbabilityMap:
    """The first map at a temperature; `static/js/sample.js` works it out alike."""
    scores = [-x / 1000 for x in accumulate(case.below)]
    exps = [math.exp(x / temperature) if temperature else float(rank == 0) for rank, x in enumerate(scores)]
    whole = total(exps)
    shares = [short(e / whole) for e in exps[:rows]]
    bars = tuple(Bar(tokens[place], p) for place, p in zip(case.places, shares, strict=False))
    return ProbabilityMap(bars, max(0.0, round(1 - total(shares), 5)), len(scores) - len(bars))


def _listed(seeds: Sequence[int]) -> str:
    return ", ".join(map(str, seeds))


def steps(data: Data) -> int:
    """The map; a draw; its token appended; the second draw and token; the rest of the run; all seeds side by side."""
    return 7


def figures(data: Data) -> dict[str, object]:
    """What can be claimed: the seeds and settings, and of every running example the first text of every seed."""
    found: dict[str, object] = {"seeds": len(data.seeds), "settings": len(data.settings)}
    for case in data.cases:
        texts = ["".join(data.tokens[at].text for at in run.tokens) for run in case.runs[data.start]]
        found[f"{case.example} texts"] = texts
        found[f"{case.example} different"] = len(set(texts))
    return found
