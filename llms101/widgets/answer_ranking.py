"""`answer-ranking`: answers to one prompt, ranked by whoever is there, and what such rankings made of the model.

The answers with their rewards, and the runs in which a reward moved the model, are read from `life.preferences`. Where
a prompt has a `check`, the sum is worked out here and every answer's last number is held against it. It leaves out all
training (`llms101/lab/`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from llms101.arithmetic import NoSum, last_number, work_out, written
from llms101.widgets._later import shown
from llms101.widgets._runs import Run, run
from llms101.widgets.base import FieldProblem, Source, Token, Tools

#: What the page asks for once the widget is live.
LIVE = ("tools", "reward", "words", "cl100k_base")

FILE = "llms101/model/preferences.json"


@dataclass(frozen=True)
class PromptProps:
    """A recorded prompt, by how it `begins`. `check` is a sum whose result a right answer ends with."""

    label: str
    begins: str
    check: str = ""


@dataclass(frozen=True)
class RunProps:
    """A recorded run, and what it is `about`. It may show which answers the `check` rewards, or an honest `judge`."""

    id: str
    label: str
    about: str
    shows: Literal["", "check", "judge"] = ""


@dataclass(frozen=True)
class Props:
    """The prompts to rank answers to, and the runs of policy gradient, both in the order in which they are shown."""

    prompts: tuple[PromptProps, ...]
    runs: tuple[RunProps, ...] = ()


@dataclass(frozen=True)
class Answer:
    """An answer. `last`: its last number, or empty; `right`: is that the sum's result?

    `reward` is the reward model's, with no unit; `place` where it lies between the lowest (0) and the highest (1).
    """

    style: str
    tokens: tuple[Token, ...]
    last: str
    right: bool
    reward: float
    place: float


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
    """What the browser gets. `pairs_right` of `pairs_asked` held-out pairs does the reward model rank as people do.

    While the model has no preferences yet there are no prompts, and `pending` says so; else it is empty.
    """

    prompts: tuple[Prompt, ...]
    runs: tuple[Run, ...]
    pairs: int
    pairs_right: int
    pairs_asked: int
    pending: str
    sources: tuple[Source, ...]


def compute(props: Props, tools: Tools) -> Data:
    """Read the answers and the runs, and check the answers that can be checked."""
    if not props.prompts:
        raise FieldProblem("prompts", "there is no prompt to rank answers to", "at least one")
    results = [_result(i, prompt) for i, prompt in enumerate(props.prompts)]
    if not tools.life.has("preferences"):
        source = Source("preferences", FILE, "not there yet", "llms101 train")
        return Data(
            (), (), 0, 0, 0, "Our model has not learned from preferences yet; this is still to come.", (source,)
        )
    lived = tools.life.preferences
    prompts = tuple(
        _prompt(props_, _rated(f"prompts[{i}].begins", props_.begins, lived.rated), result, tools)
        for i, (props_, result) in enumerate(zip(props.prompts, results, strict=True))
    )
    kinds = {prompt.label: [answer.style for answer in prompt.answers] for prompt in prompts}
    recorded = {each.id: each for each in lived.runs}
    runs = []
    for i, each in enumerate(props.runs):
        if each.id not in recorded:
            raise FieldProblem(f"runs[{i}].id", f"no run '{each.id}' is recorded", "one of " + ", ".join(recorded))
        runs.append(run(recorded[each.id], each, kinds, lambda ids, most: said(ids, most, tools)))
    scored = lived.rewarding
    sources = _sources(lived, [recorded[each.id] for each in props.runs], any(props_.check for props_ in props.prompts))
    return Data(prompts, tuple(runs), scored.pairs, scored.held_out_right, scored.held_out_pairs, "", sources)


def _result(i: int, props: PromptProps) -> Any:
    try:
        return work_out(props.check) if props.check else None
    except NoSum as wrong:
        message = f"this cannot be worked out: {wrong}"
        raise FieldProblem(f"prompts[{i}].check", message, "a sum, as (13 - 2*2)/3") from None


def _rated(field: str, begins: str, rated: Sequence[Any]) -> list[Any]:
    """The recorded answers to the one prompt that begins so, the best first."""
    prompts = list(dict.fromkeys(each.prompt for each in rated))
    fits = [prompt for prompt in prompts if prompt.startswith(begins)]
    if len(fits) != 1:
        found = "no recorded prompt begins so" if not fits else f"{len(fits)} recorded prompts begin so"
        raise FieldProblem(field, found, "the beginning of one of: " + " | ".join(prompts))
    answers = sorted((each for each in rated if each.prompt == fits[0]), key=lambda each: int(each.rank))
    if not 2 <= len(answers) <= 5:
        raise FieldProblem(field, f"{len(answers)} recorded answers cannot be ranked here", "2 to 5 answers")
    return answers


def _prompt(props: PromptProps, rated: Sequence[Any], result: Any, tools: Tools) -> Prompt:
    low, high = min(each.reward for each in rated), max(each.reward for each in rated)
    end = tools.life.vocab.special["<|end|>"]

    def answer(each: Any) -> Answer:
        last = last_number(each.text)
        return Answer(
            each.style,
            shown([i for i in each.tokens if i != end], tools),
            "" if last is None else written(last),
            result is not None and last == result,
            round(each.reward, 2),
            round((each.reward - low) / ((high - low) or 1), 3),
        )

    n = len(rated)
    order = "".join(str((k + 1) % n) for k in range(n))  # the best one last: somebody has to move it up
    sum_ = props.check.replace("*", "×").replace("-", "−")
    result_ = "" if result is None else written(result)
    return Prompt(props.label, rated[0].prompt, tuple(map(answer, rated)), sum_, result_, order)


def said(ids: Sequence[int], most: int, tools: Tools) -> str:
    """What an answer says, without its end marker, cut to `most` characters."""
    text = "".join(token.text for token in shown(ids, tools)).removesuffix("<|end|>").strip()
    return text if len(text) <= most else text[:most].rstrip() + "…"


def _sources(lived: Any, runs: Sequence[Any], checked: bool) -> tuple[Source, ...]:
    command, scored = lived.tuning.command, lived.rewarding
    detail = f"seed {scored.seed}, after {scored.steps:,} steps on {scored.pairs:,} pairs"
    sources = [
        Source("the model’s own answers, and their ranks", FILE, f"`rated`; seed {lived.tuning.seed}", command),
        Source("the reward model’s scores and held-out pairs", FILE, f"`rated`, `rewarding`; {detail}", command),
    ]
    for each in runs:
        detail = f"`runs`, {each.id}: seed {each.seed}, recorded up to step {each.steps:,}; "
        detail += f"{each.samples} samples of each of {each.prompts} prompts a step, at rate {each.rate:g}"
        sources.append(Source(f"the run pushed by {each.reward}", FILE, detail, command))
    if checked:
        sources.append(Source("right or wrong", "llms101/arithmetic.py", "the sum is worked out", "llms101 build"))
    return tuple(sources)


def steps(data: Data) -> int:
    """The answers; the best first, the pairs, the scores; then each run at both ends, and what the judge thinks."""
    return 0 if data.pending else 3 + sum(2 + (run.shows == "judge") for run in data.runs)


def figures(data: Data) -> dict[str, object] | None:
    """What can be claimed: pairs, right answers; by run, the shares and what was gained. None while to come."""
    if data.pending:
        return None
    found: dict[str, object] = {"held-out pairs": data.pairs_right / data.pairs_asked}
    for prompt in data.prompts:
        found[f"pairs {prompt.label}"] = math.comb(len(prompt.answers), 2)
        found[f"right {prompt.label}"] = [a.style for a in prompt.answers if a.right]
        found[f"result {prompt.label}"] = prompt.result
    for each in data.runs:
        found[f"{each.id}: reward gained"] = each.rewards[-1] - each.rewards[0]
        found[f"{each.id}: judge’s reward gained"] = each.judged[1] - each.judged[0]
        for layer in (layer for mix in each.mixes for layer in mix.layers):
            found |= {f"{each.id}: {layer.style} {end}": layer.shares[i] for i, end in ((0, "before"), (-1, "after"))}
    return found
