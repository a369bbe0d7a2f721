"""`two-memories`: one question, asked of the base model without and with the fact in its context; read from its life.

Beside the base model's maps stands what the assistant says in words, once there is one. It leaves out running either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from llms101.widgets._later import drawn, words
from llms101.widgets.base import FieldProblem, ProbabilityMap, Source, Token, Tools

#: What the page asks for once the widget is live.
LIVE = ("assistant", "words", "cl100k_base")


@dataclass(frozen=True)
class Props:
    """How many of the recorded cases, and how many bars each map has, at most."""

    cases: int = 4
    bars: int = 5


@dataclass(frozen=True)
class Case:
    """A question in tokens, alone and behind the fact, the token that is right, and both maps.

    `said_without` and `said_known`: what the assistant answers; both are empty while there is none.
    """

    label: str
    question: tuple[Token, ...]
    fact: tuple[Token, ...]
    behind: tuple[Token, ...]
    right: Token
    without: ProbabilityMap
    known: ProbabilityMap
    p_without: float
    p_known: float
    said_without: str
    said_known: str


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
    recorded = tools.life.trace.memory[: props.cases]
    if not recorded:
        raise FieldProblem("", "the model's life has no cases of memory", "", "run llms101 train")
    said = _said(recorded, tools)
    return Data(tuple(_case(memory, props.bars, said, tools) for memory in recorded), _sources(bool(said), tools))


def _asked(memory: Any) -> str:
    """The question without the beginning of its answer."""
    return str(memory.question[: memory.question.find("?") + 1] or memory.question)


def _said(recorded: Sequence[Any], tools: Tools) -> dict[str, str]:
    """What the assistant answers, by prompt; nothing while there is none, or if it was not asked all of this."""
    if not tools.life.has("assistant"):
        return {}
    said = {answer.prompt: words(answer.tokens, tools) for answer in tools.life.assistant.answers}
    prompts = {prompt for m in recorded for prompt in (_asked(m), f"{m.fact} {_asked(m)}")}
    return said if prompts <= said.keys() else {}


def _case(memory: Any, bars: int, said: dict[str, str], tools: Tools) -> Case:
    asked = _asked(memory)
    return Case(
        asked,
        tools.encoding.tokens(memory.question),
        tools.encoding.tokens(memory.fact),
        tools.encoding.tokens(f" {memory.question}"),
        tools.encoding.token(memory.right),
        drawn(memory.map_without, bars, tools),
        drawn(memory.map_with, bars, tools),
        memory.map_without.right.p,
        memory.map_with.right.p,
        said.get(asked, ""),
        said.get(f"{memory.fact} {asked}", ""),
    )


def _sources(said: bool, tools: Tools) -> tuple[Source, ...]:
    card = tools.life.card
    detail = f"`memory`: the base model’s exact probabilities after {card.training['steps']:,.0f} steps "
    detail += f"from seed {card.seeds['training']}"
    sources = [Source("both maps", "llms101/model/trace.json", detail, card.command)]
    if said:
        tuning, first = tools.life.assistant.tuning, tools.life.assistant.answers[0]
        detail = f"`answers`: seed {first.seed}, temperature {first.temperature:g}; "
        detail += f"after {tuning.steps:,} steps from seed {tuning.seed}"
        sources.append(Source("what the assistant says", "llms101/model/assistant.json", detail, tuning.command))
    return tuple(sources)


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
