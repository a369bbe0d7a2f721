"""`sampling-loop`: the map, one draw, the token appended, again; temperature, top-k and top-p; five seeds side by side.

The first map is worked out in the page, from the recorded scores of the whole vocabulary (`static/js/sample.js`); the
text goes on as it was recorded. It leaves out running the model, and what follows a draw that was not recorded.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from llms101.widgets._maps import Shares, Table, short
from llms101.widgets.base import Bar, FieldProblem, ProbabilityMap, Source, Token, Tools


@dataclass(frozen=True)
class Props:
    """`rows`: tokens of the map; `tokens`: how far the recorded runs are told; `temperature`: where it begins."""

    rows: int = 5
    tokens: int = 14
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
    """One running example: the scores of all tokens after its context, and `runs[setting][seed]`."""

    example: str
    window: tuple[Token, ...]
    logits: tuple[float, ...]
    runs: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True)
class Data:
    """What the browser gets. The vocabulary is in `ids` and `texts`; `bytes`: the places of tokens that are no text."""

    ids: tuple[int, ...]
    texts: tuple[str, ...]
    bytes: tuple[int, ...]
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
    recorded, names = life.sampling, {id: name for name, id in life.vocab.special.items()}
    for id in life.vocab.ids:
        table.place(id, names.get(id, ""))
    examples = [e for e in tools.examples if e.name in recorded.logits]
    runs = {e.name: [r for r in recorded.runs if r.context in (e.name, e.context)] for e in examples}
    examples = [e for e in examples if runs[e.name]]
    if not examples:
        raise FieldProblem("", "no runs are recorded for the running examples", "one of " + ", ".join(recorded.logits))
    first = runs[examples[0].name]
    seeds = tuple(sorted({run.seed for run in first}))
    settings = tuple(
        dict.fromkeys(sorted((_setting(run) for run in first), key=lambda s: (s.k > 0, s.p < 1, s.temperature)))
    )
    temperatures = [s.temperature for s in settings if not s.k and s.p == 1]
    if props.temperature not in temperatures:
        wanted = "one of " + ", ".join(f"{t:g}" for t in temperatures)
        raise FieldProblem("temperature", f"no runs are recorded at temperature {props.temperature:g}", wanted)
    maps: dict[Shares, int] = {}
    cases = tuple(
        Case(
            e.name,
            tools.encoding.tokens(e.context),
            tuple(round(x, 3) for x in recorded.logits[e.name]),
            tuple(_runs(runs[e.name], s, seeds, props, table, maps) for s in settings),
        )
        for e in examples
    )
    return Data(
        ids=tuple(token.id for token in table.tokens),
        texts=tuple(token.text for token in table.tokens),
        bytes=tuple(i for i, token in enumerate(table.tokens) if token.bytes),
        rows=props.rows,
        seeds=seeds,
        settings=settings,
        start=next(i for i, s in enumerate(settings) if s.temperature == props.temperature and not s.k and s.p == 1),
        maps=tuple(maps),
        first=first_map(cases[0].logits, table.tokens, props.temperature, props.rows),
        cases=cases,
        sources=(
            Source("scores of the first map", "llms101/model/sampling.json", "the finished model", "llms101 train"),
            Source(
                "recorded runs", "llms101/model/sampling.json", f"seeds {_listed(seeds)}; mulberry32", "llms101 train"
            ),
        ),
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


def first_map(logits: Sequence[float], tokens: Sequence[Token], temperature: float, rows: int) -> ProbabilityMap:
    """The map of these scores at a temperature; `static/js/sample.js` works it out alike."""
    top = max(logits)
    exps = [math.exp((x - top) / temperature) if temperature else float(x == top) for x in logits]
    total = sum(exps)
    ranked = sorted(range(len(exps)), key=lambda i: (-exps[i], i))[:rows]
    shares = [short(exps[i] / total) for i in ranked]
    bars = tuple(Bar(tokens[i], p) for i, p in zip(ranked, shares, strict=True))
    return ProbabilityMap(bars, max(0.0, round(1 - sum(shares), 5)), len(logits) - len(bars))


def parting(rows: Sequence[Sequence[int]], i: int) -> tuple[int, int]:
    """Where row `i` parts from those above: the one it goes along with longest, and after how many tokens.

    >>> parting([[1, 2, 3], [1, 5, 6], [1, 5, 7]], 2)
    (1, 2)
    """
    best = (-1, 0)
    for j in range(i):
        pairs = zip(rows[i], rows[j], strict=False)
        after = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(rows[i]), len(rows[j])))
        if best[0] < 0 or after > best[1]:
            best = (j, after)
    return best


def _listed(seeds: Sequence[int]) -> str:
    return ", ".join(map(str, seeds))


def steps(data: Data) -> int:
    """The map; a draw; its token appended; the second draw and token; the rest of the run; all seeds side by side."""
    return 7


def figures(data: Data) -> dict[str, object]:
    """What can be claimed: the seeds and settings, and of every running example the first text of every seed."""
    found: dict[str, object] = {"seeds": len(data.seeds), "settings": len(data.settings)}
    for case in data.cases:
        texts = ["".join(data.texts[at] for at in run.tokens) for run in case.runs[data.start]]
        found[f"{case.example} texts"] = texts
        found[f"{case.example} different"] = len(set(texts))
    return found
