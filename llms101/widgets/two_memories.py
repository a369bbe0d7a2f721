"""`two-memories`: one question, asked of the base model without and with the fact in its context; read from its life.

It leaves out running the model, and what a tuned model would say in words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from llms101.widgets._later import shown
from llms101.widgets.base import Bar, FieldProblem, ProbabilityMap, Source, Token, Tools


@dataclass(frozen=True)
class Props:
    """How many of the recorded cases, and how many bars each map has, at most."""

    cases: int = 4
    bars: int = 5


@dataclass(frozen=True)
class Case:
    """A question in tokens, alone and behind the fact, the token that is right, and both maps."""

    label: str
    question: tuple[Token, ...]
    fact: tuple[Token, ...]
    behind: tuple[Token, ...]
    right: Token
    without: ProbabilityMap
    known: ProbabilityMap
    p_without: float
    p_known: float


@dataclass(frozen=True)
class Data:
    """What the browser gets."""

    cases: tuple[Case, ...]
    sources: tuple[Source, ...]


def compute(props: Props, tools: Tools) -> Data:
    """Look the recorded cases up."""
    if not 1 <= props.bars <= 10:
        raise FieldProblem("bars", f"{props.bars} bars cannot be shown", "1 to 10")
    if props.cases < 1:
        raise FieldProblem("cases", f"{props.cases} cases cannot be shown", "1 or more")
    cases = tuple(_case(memory, props.bars, tools) for memory in tools.life.trace.memory[: props.cases])
    if not cases:
        raise FieldProblem("", "the model's life has no cases of memory", "", "run llms101 train")
    detail = "the base model’s exact probabilities"
    return Data(cases, (Source("both maps", "llms101/model/trace.json", detail, "llms101 train"),))


def _case(memory: Any, bars: int, tools: Tools) -> Case:
    right = tools.encoding.token(memory.right)
    return Case(
        memory.question[: memory.question.find("?") + 1] or memory.question,
        tools.encoding.tokens(memory.question),
        tools.encoding.tokens(memory.fact),
        tools.encoding.tokens(f" {memory.question}"),
        right,
        _map(memory.map_without, bars, right, tools),
        _map(memory.map_with, bars, right, tools),
        memory.map_without.right.p,
        memory.map_with.right.p,
    )


def _map(recorded: Any, bars: int, right: Token, tools: Tools) -> ProbabilityMap:
    """The likeliest tokens, and the right one in any case; what has no bar goes to the rest."""
    top = [(bar.id, bar.p) for bar in recorded.bars[:bars]]
    if right.id not in [id for id, _ in top]:
        top = [*top[: bars - 1], (right.id, recorded.right.p)]
    tokens = shown([id for id, _ in top], tools)
    found = tuple(Bar(token, p, token.id == right.id) for token, (_, p) in zip(tokens, top, strict=True))
    whole = len(recorded.bars) + recorded.rest.count
    return ProbabilityMap(found, round(max(1 - sum(p for _, p in top), 0.0), 6), whole - len(top))


def steps(data: Data) -> int:
    """Without the fact; the fact goes into the context; the map moves; then every other case at once."""
    return 2 + len(data.cases) - 1


def figures(data: Data) -> dict[str, object]:
    """What can be claimed: how many cases, and of the first one the right token's probability without and with."""
    first = data.cases[0]
    return {
        "cases": len(data.cases),
        "without": first.p_without,
        "with": first.p_known,
        "helped": sum(case.p_known > case.p_without for case in data.cases),
    }
