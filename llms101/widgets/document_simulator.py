"""`document-simulator`: the base model goes on from a beginning, with one seed and with another; read from its life.

What to notice is derived from the recorded text where it can be. It leaves out running the model.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from llms101.widgets._later import shown
from llms101.widgets.base import FieldProblem, Source, Token, Tools

#: What the page asks for once the widget is live.
LIVE = ("base", "words", "cl100k_base")


@dataclass(frozen=True)
class PromptProps:
    """A recorded beginning by its id; what to call it and what to notice.

    Which of the card's counts stand in `notice` as `{right}` and `{of}`.
    """

    id: str
    label: str
    notice: str = ""
    right: str = ""
    of: str = ""


@dataclass(frozen=True)
class Props:
    """The beginnings in their order, all that are recorded if none is named; how many runs of each, at most."""

    prompts: tuple[PromptProps, ...] = ()
    runs: int = 3


@dataclass(frozen=True)
class Run:
    """One continuation. `parts`: how many tokens are those of the run before (-1 for the first); `seen`: in words."""

    seed: int
    tokens: tuple[Token, ...]
    parts: int
    seen: str


@dataclass(frozen=True)
class Prompt:
    """A beginning and how it went on; `right` of `asked` such tasks were done right, if that was counted."""

    label: str
    tokens: tuple[Token, ...]
    runs: tuple[Run, ...]
    notice: str
    right: int
    asked: int


@dataclass(frozen=True)
class Data:
    """What the browser gets."""

    prompts: tuple[Prompt, ...]
    sources: tuple[Source, ...]


def compute(props: Props, tools: Tools) -> Data:
    """Look the continuations up, and find where two runs part."""
    recorded = {c.id: c for c in tools.life.trace.continuations}
    wanted = props.prompts or tuple(PromptProps(id, id) for id in recorded)
    for i, prompt in enumerate(wanted):
        if prompt.id not in recorded:
            message = f"no recorded continuation '{prompt.id}'"
            raise FieldProblem(f"prompts[{i}].id", message, "one of " + ", ".join(recorded))
    if not wanted:
        raise FieldProblem("prompts", "the model's life has no continuations", "", "run llms101 train")

    prompts = []
    for i, prompt in enumerate(wanted):
        found = recorded[prompt.id]
        runs = [
            Run(run.seed, shown(run.tokens, tools), _common(found.runs, n), seen(found.prompt, run.text))
            for n, run in enumerate(found.runs[: max(props.runs, 1)])
        ]
        right, asked = _count(i, "right", prompt.right, tools), _count(i, "of", prompt.of, tools)
        notice = prompt.notice.replace("{right}", str(right)).replace("{of}", str(asked))
        begun = shown(found.prompt_tokens, tools)
        prompts.append(Prompt(prompt.label, begun, tuple(runs), notice, right, asked))
    first = recorded[wanted[0].id]
    seeds = ", ".join(str(run.seed) for run in first.runs[: max(props.runs, 1)])
    detail = f"the base model, seeds {seeds}, temperature {first.temperature:g}"
    sources = [Source("the continuations", "llms101/model/trace.json", detail, "llms101 train")]
    if any(prompt.asked for prompt in prompts):
        sources.append(
            Source("how many were right", "llms101/model/card.json", "the likeliest tokens", "llms101 train")
        )
    return Data(tuple(prompts), tuple(sources))


def _count(i: int, field: str, name: str, tools: Tools) -> int:
    """A count of the model card; 0 where none is wanted."""
    measured = tools.life.card.measured if name else {}
    if name and name not in measured:
        raise FieldProblem(
            f"prompts[{i}].{field}", f"nothing called '{name}' was measured", "one of " + ", ".join(measured)
        )
    return int(measured.get(name, 0))


def _common(runs: list[Any], n: int) -> int:
    """How many tokens run `n` begins with that the run before begins with too; -1 for the first."""
    if n == 0:
        return -1
    pairs = list(zip(runs[n - 1].tokens, runs[n].tokens, strict=False))
    return next((i for i, (a, b) in enumerate(pairs) if a != b), len(pairs))


def seen(prompt: str, text: str) -> str:
    r"""What can be counted in a continuation, in words; empty where nothing can.

    >>> seen("What is 1 + 1?", "\nWhat is 2 + 2?\nWhat is 3 + 3?")
    'No answer: it goes on with 2 more questions.'
    >>> seen("bread -> pain\nwater ->", " eau\nmilk -> lait")
    'It writes “eau”, and then 1 more pair by itself.'
    >>> seen("Human: Hi!\nAssistant:", " Hello.\nHuman: Bye.\nAssistant: Bye.")
    'It plays both parts: Human and Assistant.'
    """
    if prompt.rstrip().endswith("->"):
        first, *rest = text.strip("\n").split("\n")
        more = sum("->" in line for line in rest)
        also = f", and then {more} more pair{'' if more == 1 else 's'} by itself" if more else ""
        return f"It writes “{first.strip()}”{also}."
    speakers = list(dict.fromkeys(re.findall(r"^(\w+):", prompt, re.MULTILINE)))
    if len(speakers) > 1:
        both = [name for name in speakers if f"\n{name}:" in text or prompt.rstrip().endswith(f"{name}:")]
        return f"It plays both parts: {' and '.join(both)}." if len(both) > 1 else ""
    if prompt.rstrip().endswith("?"):
        more = text.count("?")
        answered = text.split("?")[0].strip().count("\n") > 0 or "." in text.split("?")[0]
        if more and not answered:
            return f"No answer: it goes on with {more} more question{'' if more == 1 else 's'}."
    return ""


def steps(data: Data) -> int:
    """The first beginning; once more with another seed, if there is one; then every other beginning."""
    return len(data.prompts) - 1 + (len(data.prompts[0].runs) > 1)


def figures(data: Data) -> dict[str, object]:
    """What can be claimed: how many beginnings, and of each the tokens before two runs part, what is
    derived from the first run, and the share measured.
    """
    found: dict[str, object] = {"prompts": len(data.prompts)}
    for prompt in data.prompts:
        if len(prompt.runs) > 1:
            found[f"parts {prompt.label}"] = prompt.runs[1].parts
        if prompt.asked:
            found[f"share {prompt.label}"] = prompt.right / prompt.asked
        found[f"seen {prompt.label}"] = prompt.runs[0].seen
    return found
