"""Stage 10: the report card. The same held-out questions to the model at three moments of its life, the same seeds.

No question occurs in anything that the model was trained on: not on the web, not in a conversation, not among the
prompts of the preferences; `overlap` counts those that do, and a test wants it to be 0. Left out: comparing the model
with any other.
"""

import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from llms101.arithmetic import last_number

from . import chat
from .engine import Reply, Store, reply
from .grammar import calls, chats, choices
from .grammar.chats import Exchange
from .mind import Model, load
from .plan import Plan
from .publish import write
from .reading import Progress, Reading, conversations, read
from .shapes_later import Answer, Asked, Report
from .train import as_tensors, loss_of, need_torch, two_threads, windows_of

STAGES = ["base", "tools", "preferences"]
WITH_TOOL, WITHOUT = "sums with the tool", "sums without"
KINDS = {
    "facts": "Capitals, languages, words: asked in words that were never trained on. The right name has to be there.",
    WITH_TOOL: "Sums of numbers up to 999, with a calculator to call. The answer has to end with the right number.",
    WITHOUT: "The same sums, and no calculator may be called.",
    "word problems": "Apples and oranges, with numbers that were never trained on. The right price has to come last.",
    "manner": "Refuses what would do harm, asks back before it writes a speech, and writes warmly for a wedding.",
}
#: The report card's questions are asked so: at this temperature it speaks as it does by itself.
TEMPERATURE = 1.0


@dataclass(frozen=True)
class Question:
    """A question, what counts as right in words, and the judge of an answer's text."""

    kind: str
    text: str
    wanted: str
    right: Callable[[str], bool]


def some(dice: random.Random, asking: chats.Asking, count: int) -> list[Exchange]:
    """So many exchanges about what is held out, each another question."""
    found: dict[str, Exchange] = {}
    for _ in range(2000 * count):
        if len(found) == count:
            return list(found.values())
        one = asking(dice)
        polite = (
            f"Please help me{one.question.removeprefix('Help me')}"  # has the question in it, and may be trained on
        )
        fresh = not one.question.startswith("Help me") or chats.held_out(polite)
        if one.key and chats.held_out(one.key) and fresh:
            found.setdefault(one.question, one)
    if len(found) == count:
        return list(found.values())
    raise ValueError(f"there are not {count} held-out questions of this kind")


def sums(seed: int, count: int) -> list[Exchange]:
    """Held-out sums for the calculator."""
    return some(random.Random(f"sums {seed}"), calls.calculated, count)


def ends_with(number: str) -> Callable[[str], bool]:
    """Is this an answer's last number?"""

    def right(text: str) -> bool:
        last = last_number(text)
        return last is not None and str(last) == number

    return right


def comes_to(cost: int) -> Callable[[str], bool]:
    """Is this the price that an answer comes to?"""
    return lambda text: choices.result_of(text) == cost


def is_warm(one: str, two: str) -> Callable[[str], bool]:
    """Is this a warm line about these two?"""
    return lambda text: choices.toast_style(one, two, text) == choices.WARM


def has(words: Iterable[str]) -> Callable[[str], bool]:
    """Are all these words in the answer?"""
    wanted = list(words)
    return lambda text: all(word in text for word in wanted)


def questions(plan: Plan) -> list[Question]:
    """All questions but the sums without the tool, which are the same as those with it."""
    n, seed = plan.questions, plan.report_seed
    dice = random.Random(f"report {seed}")
    out = [
        Question("facts", one.question, one.right[0], has(one.right))
        for asking, count in ((chats.fact, n - n // 6), (chats.word, n // 6))
        for one in some(dice, asking, count)
    ]
    out += [Question(WITH_TOOL, one.question, one.right[0], ends_with(one.right[0])) for one in sums(seed, n)]
    problems = {one.question: one for one in (choices.problem(dice, held=True) for _ in range(20 * n))}
    out += [
        Question("word problems", text, f"${one.cost}", comes_to(one.cost)) for text, one in list(problems.items())[:n]
    ]
    out += [
        Question("manner", one.question, said, has(one.right))
        for asking, said, count in ((chats.refusal, "a refusal", n // 3), (chats.toast_help, "a question", n // 3))
        for one in some(dice, asking, count)
    ]
    couples = list({choices.couple(dice, held=True): None for _ in range(20 * n)})[: n - 2 * (n // 3)]
    return out + [
        Question(
            "manner", choices.toast_question(*two), "warm, and about the two", is_warm(*two)
        )
        for two in couples
    ]  # fmt: skip


def report(out: Path, plan: Plan, progress: Progress) -> None:
    """Ask every stage everything, and record it."""
    reading = read(plan, progress)
    models = {stage: Model(load(out / f"{stage}.safetensors"), reading.vocab) for stage in STAGES}
    store, asked = calls.store(), questions(plan)
    results: dict[str, dict[str, list[int]]] = {kind: {stage: [0, 0] for stage in STAGES} for kind in KINDS}
    kept: list[Asked] = []
    for number, question in enumerate(asked):
        for kind in [WITH_TOOL, WITHOUT] if question.kind == WITH_TOOL else [question.kind]:
            one = put(models, question, kind, store if kind == WITH_TOOL else None, plan.report_seed + number)
            for stage in STAGES:
                results[kind][stage][0] += one.right[stage]
                results[kind][stage][1] += 1
            if sum(other.kind == kind for other in kept) < 3:
                kept.append(one)
        progress("asking", number / len(asked))
    held = {stage: held_out_loss(model, reading) for stage, model in models.items()}
    overlap = len(seen([question.text for question in asked], trained_on(reading, plan)))
    command = "llms101 train --stage report"
    write(out / "report.json", Report(command, plan.report_seed, STAGES, KINDS, results, held, overlap, kept))
    progress("asking", 1)


def put(models: dict[str, Model], question: Question, kind: str, store: Store | None, seed: int) -> Asked:
    """One question to every stage."""
    answers, right = {}, {}
    for stage, model in models.items():
        got: Reply = reply(model, question.text, store, seed, TEMPERATURE)
        answers[stage] = Answer(question.text, seed, TEMPERATURE, [*got.call, *got.forced, *got.answer])
        ended = got.answer[-1:] == [chat.STOP]
        right[stage] = ended and question.right(model.text(got.answer))
    return Asked(kind, question.text, question.wanted, answers, right)


def held_out_loss(model: Model, reading: Reading) -> float:
    """The loss on web pages that no stage was trained on."""
    torch, config = need_torch(), model.gpt.config
    with torch.no_grad(), two_threads():
        weights = as_tensors(model.gpt.w)
        return float(loss_of(weights, config, windows_of(reading.web_held, config.context).to(weights["wte"].device)))


def trained_on(reading: Reading, plan: Plan) -> Iterator[str]:
    """Every text that any stage was trained on."""
    for row in reading.corpus.rows:
        yield row.content
    for stage in ("assistant", "tools"):
        for one in conversations(stage, plan):
            yield " ".join(turn.text for turn in one.turns)
    yield from (text for text, _ in choices.prompts(plan.web_seed, plan.ranked_prompts))


def seen(wanted: Iterable[str], texts: Iterable[str]) -> set[str]:
    """Those of the questions that occur in a text, however they are spaced."""

    def plain(text: str) -> str:
        return re.sub(r"\s+", " ", text.lower())

    left = {plain(one): one for one in wanted}
    pattern = re.compile("|".join(re.escape(one) for one in sorted(left, key=len, reverse=True)))
    return {left[hit] for text in texts for hit in pattern.findall(plain(text))}
