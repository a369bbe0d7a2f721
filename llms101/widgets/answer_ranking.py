"""`answer-ranking`: answers to one prompt, ranked by whoever is there, and the pairs that such a ranking is.

Where a prompt has a `check`, the sum is worked out here and every answer's last number is held against it. Rewards and
how the mix of answers moved are read from the model's life once they are there: `life.raw("preferences")["ranked"]` is
then a list of `{"prompt", "text", "reward", "before", "after"}`; the last two say which share of the model's own
answers to the prompt are like this one. It leaves out training the reward model.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from llms101.arithmetic import NoSum, last_number, work_out, written
from llms101.widgets._later import left
from llms101.widgets.base import FieldProblem, Source, Token, Tools


@dataclass(frozen=True)
class AnswerProps:
    """An answer, and in a few words what it is like."""

    label: str
    text: str


@dataclass(frozen=True)
class PromptProps:
    """A prompt with its answers, the best first. `check` is a sum whose result a right answer ends with."""

    label: str
    text: str
    answers: tuple[AnswerProps, ...]
    check: str = ""


@dataclass(frozen=True)
class Props:
    """The prompts."""

    prompts: tuple[PromptProps, ...]


@dataclass(frozen=True)
class Answer:
    """An answer with its tokens. `last`: its last number, or empty; `right`: is that the sum's result?

    `reward`, `before` and `after` are None until the model's life has them.
    """

    label: str
    text: str
    tokens: tuple[Token, ...]
    last: str
    right: bool
    reward: float | None
    before: float | None
    after: float | None


@dataclass(frozen=True)
class Prompt:
    """A prompt; `check` and `result` are empty where nothing is checked. `order` is how the answers lie at first."""

    label: str
    text: str
    answers: tuple[Answer, ...]
    check: str
    result: str
    order: str


@dataclass(frozen=True)
class Data:
    """What the browser gets; `pending` says what the model's life does not have yet, or is empty."""

    prompts: tuple[Prompt, ...]
    pending: str
    sources: tuple[Source, ...]


def compute(props: Props, tools: Tools) -> Data:
    """Split the answers, check those that can be checked, and look up what the model makes of them."""
    if not props.prompts:
        raise FieldProblem("prompts", "there is no prompt to rank answers to", "at least one")
    found = left("preferences", tools).get("ranked", ())
    recorded = {(answer["prompt"], answer["text"]): answer for answer in found}
    prompts = tuple(_prompt(i, prompt, tools, recorded) for i, prompt in enumerate(props.prompts))
    sources = [Source("prompts and answers", "the slide", "the author's words, split by tiktoken", "llms101 build")]
    if any(prompt.check for prompt in prompts):
        sources.append(Source("right or wrong", "llms101/arithmetic.py", "the sum is worked out", "llms101 build"))
    if recorded:
        sources.append(Source("reward and mix", "llms101/model/preferences.json", "", "llms101 train"))
    pending = "" if recorded else "The reward model’s scores, and how our model’s answers move, are still to come."
    return Data(prompts, pending, tuple(sources))


def _prompt(i: int, props: PromptProps, tools: Tools, recorded: dict[tuple[str, str], dict[str, Any]]) -> Prompt:
    n = len(props.answers)
    if not 2 <= n <= 5:
        raise FieldProblem(f"prompts[{i}].answers", f"{n} answers cannot be ranked here", "2 to 5 answers")
    try:
        result = work_out(props.check) if props.check else None
    except NoSum as wrong:
        raise FieldProblem(
            f"prompts[{i}].check", f"this cannot be worked out: {wrong}", "a sum, as (13 - 2*2)/3"
        ) from None

    def answer(props_: AnswerProps) -> Answer:
        last = last_number(props_.text)
        found = recorded.get((props.text, props_.text), {})
        return Answer(
            props_.label,
            props_.text,
            tools.encoding.tokens(props_.text),
            "" if last is None else written(last),
            result is not None and last == result,
            found["reward"] if found else None,
            found["before"] if found else None,
            found["after"] if found else None,
        )

    answers = tuple(map(answer, props.answers))
    order = "".join(str((k + 1) % n) for k in range(n))  # the best one last: somebody has to move it up
    shown = props.check.replace("*", "×").replace("-", "−")
    return Prompt(props.label, props.text, answers, shown, "" if result is None else written(result), order)


def steps(data: Data) -> int:
    """For every prompt: its answers, best first, the pairs, the check if there is one, the model's part if lived."""
    moments = sum(3 + bool(prompt.check) + (not data.pending) for prompt in data.prompts)
    return moments - 1  # the first prompt's answers are there at first


def figures(data: Data) -> dict[str, object]:
    """What can be claimed: of every prompt by its label, how many pairs, and which answers are right."""
    found: dict[str, object] = {}
    for prompt in data.prompts:
        found[f"pairs {prompt.label}"] = math.comb(len(prompt.answers), 2)
        found[f"right {prompt.label}"] = [a.label for a in prompt.answers if a.right]
        found[f"result {prompt.label}"] = prompt.result
    return found
