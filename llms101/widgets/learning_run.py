"""`learning-run`: one recorded training run, stop by stop: the map, a sample from the same seed, and the loss.

The words for a stop (noise, common words, …) are worked out here from what was measured there. It leaves out training.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from llms101.widgets._curve import Tick, path, share, ticks
from llms101.widgets._maps import Shares, Table, expand, short
from llms101.widgets._words import options
from llms101.widgets.base import Example, FieldProblem, ProbabilityMap, Source, Token, Tools

#: What the page asks for once the widget is live.
LIVE = ("corpus", "words", "cl100k_base")

#: From which share on a kind of word has the upper hand among the likeliest, and an answer is known.
UPPER_HAND, KNOWN = 0.5, 0.5
#: Up to which part of the vocabulary the model may have narrowed its choice and still be said to make noise.
NOISE = 0.5


@dataclass(frozen=True)
class KindProps:
    """What kind of word the right answer to a running example is: `a capital`; a word counts by its first token."""

    example: str
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Props:
    """`rows`: how many tokens of the map are shown, the right one among them."""

    kinds: tuple[KindProps, ...] = ()
    rows: int = 5


@dataclass(frozen=True)
class Moment:
    """A running example at one stop. `right`: the probability of the right answer, `rank` its place among all."""

    shares: Shares
    right: float
    rank: int
    phase: str
    sample: str


@dataclass(frozen=True)
class Case:
    """One running example through the whole run; `right` is the place of the right answer among the tokens."""

    example: str
    context: str
    right: int
    moments: tuple[Moment, ...]


@dataclass(frozen=True)
class Stop:
    """Where one can look: after so many steps. `unsure`: as among so many equal options; `y` from 0 (top) to 1."""

    step: int
    unsure: str
    unsure_held_out: str
    y: float


@dataclass(frozen=True)
class Data:
    """What the browser gets. `walk`: the stops of the script; `curve`, `held_out`: paths in a square 1,000 wide."""

    tokens: tuple[Token, ...]
    vocabulary: int
    first: ProbabilityMap
    stops: tuple[Stop, ...]
    walk: tuple[int, ...]
    cases: tuple[Case, ...]
    curve: str
    held_out: str
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    sources: tuple[Source, ...]


def compute(props: Props, tools: Tools) -> Data:
    """Read the recorded run, and say what was measured at each stop."""
    if not 3 <= props.rows <= 10:
        raise FieldProblem("rows", f"{props.rows} rows cannot be shown", "3 to 10")
    life, table = tools.life, Table(tools.encoding)
    trace, kinds = life.trace, _kinds(props, tools)
    recorded = [e for e in tools.examples if all(e.name in step.maps for step in trace.steps)]
    if not recorded:
        raise FieldProblem("", "the running examples are not in the recorded run", ", ".join(trace.steps[0].maps))
    cases = tuple(
        _case(e, kinds.get(e.name, ("", frozenset())), trace.steps, props.rows, table, life.card.vocab)
        for e in recorded
    )
    at, top = [step.step for step in trace.steps], _top(trace)
    stops = tuple(
        Stop(step.step, options(step.loss), options(step.held_out), share(1 - step.loss / top)) for step in trace.steps
    )
    last = at[-1]
    source = Source(
        "training run, maps and samples",
        "llms101/model/trace.json",
        f"recorded at {len(at)} stops up to step {last:,}; batches and samples from seeds {_seeds(life.card.seeds)}",
        "llms101 train",
    )
    return Data(
        tokens=table.tokens,
        vocabulary=life.card.vocab,
        first=expand(cases[0].moments[0].shares, table.tokens, life.card.vocab, cases[0].right),
        stops=stops,
        walk=walk([moment.phase for moment in cases[0].moments]),
        cases=cases,
        curve=path(trace.loss, at, top),
        held_out=path(trace.held_out, at, top),
        across=ticks(at),
        up=tuple(Tick(share(1 - math.log(n) / top), f"{n:,}") for n in (1, 10, 100, 1000) if math.log(n) < top),
        sources=(source,),
    )


def _kinds(props: Props, tools: Tools) -> dict[str, tuple[str, frozenset[int]]]:
    known, found = [example.name for example in tools.examples], {}
    for i, kind in enumerate(props.kinds):
        if kind.example not in known:
            raise FieldProblem(
                f"kinds[{i}].example", f"no running example '{kind.example}'", "one of " + ", ".join(known)
            )
        if "" in kind.words:
            raise FieldProblem(f"kinds[{i}].words[{kind.words.index('')}]", "an empty text is no word", '" Paris"')
        found[kind.example] = (kind.name, frozenset(tools.encoding.encode(word)[0] for word in kind.words))
    return found


def _case(
    example: Example, kind: tuple[str, frozenset[int]], steps: Sequence[Any], rows: int, table: Table, vocabulary: int
) -> Case:
    name = example.name
    answer = steps[0].maps[name].right
    right = table.place(answer.id, answer.text)
    moments = tuple(
        Moment(
            table.shares(step.maps[name], rows),
            short(step.maps[name].right.p),
            step.maps[name].right.rank,
            phase(step, name, *kind, vocabulary),
            step.samples[name].removeprefix(example.context),
        )
        for step in steps
    )
    return Case(name, example.context, right, moments)


def phase(step: Any, example: str, kind: str, ids: frozenset[int], vocabulary: int) -> str:
    """What the model knows at a stop, in words, from what was measured there."""
    bars, right = step.maps[example].bars, step.maps[example].right
    if math.exp(step.held_out) > NOISE * vocabulary:
        return "noise, little better than blind guessing"
    if right.rank == 1 and right.p >= KNOWN:
        return f"it says “{right.text.strip()}”"
    if kind and sum(bar.p for bar in bars if bar.id in ids) >= UPPER_HAND * sum(bar.p for bar in bars):
        return f"{kind} comes here, but which?"
    return "common words, whatever the question"


def walk(phases: Sequence[str]) -> tuple[int, ...]:
    """The stops of the script: the first one, the first one of every new phase, and the last one.

    >>> walk(["noise", "noise", "words", "words", "Paris", "Paris"])
    (0, 2, 4, 5)
    """
    new = [i for i, words in enumerate(phases) if words not in phases[:i]]
    return tuple(sorted({*new, len(phases) - 1}))


def _top(trace: Any) -> float:
    return 1.04 * max(float(loss) for _, loss in (*trace.loss, *trace.held_out))


def _seeds(seeds: dict[str, int]) -> str:
    return ", ".join(f"{name} {seed}" for name, seed in seeds.items()) or "recorded with it"


def steps(data: Data) -> int:
    """A press for every stop of the script after the first."""
    return len(data.walk) - 1


def figures(data: Data) -> dict[str, object]:
    """What can be claimed: the stops, and of every running example the right token at the first and last one."""
    found: dict[str, object] = {"stops": len(data.stops), "steps": data.stops[-1].step}
    for case in data.cases:
        first, last = case.moments[0], case.moments[-1]
        found |= {f"{case.example} first": first.right, f"{case.example} last": last.right}
        found |= {f"{case.example} rank first": first.rank, f"{case.example} rank last": last.rank}
    return found
