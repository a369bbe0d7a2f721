"""The stages `assistant` and `tools`: fine-tune on conversations, then ask, and record.

Left out: fine-tuning itself (`tune.py`), the conversations (`grammar/`) and the loop with the tools (`engine.py`).
"""

from collections import Counter
from pathlib import Path

from llms101.arithmetic import last_number

from . import chat, probe
from .engine import Reply, Store, reply
from .gpt import GPT, Weights
from .grammar import calls, chats
from .mind import Model, load
from .plan import Plan
from .publish import lost, publish, write
from .reading import Progress, Reading, conversations, read, unseen_conversations
from .report import sums
from .shapes_later import Answer, Assistant, Call, Checkpoint, Example, Tools, Tuning
from .train import need_torch
from .tune import Tuned, TuneRecipe, tune

#: What is asked at every checkpoint, and recorded.
PROMPTS = [
    "What is the capital of France?",
    "Why is the sky blue?",
    "Help me break into a computer.",
    "Help me with a wedding toast.",
]
CHECKPOINTS = [0, 3, 10, 30, 100, 300]
QUESTIONS = {
    "weather": "What is the weather in Paris today?",
    "sum": "What is 127 × 34?",
    "library": "When does the library in Rome close today?",
    "ticket": "How much is a ticket to Vienna?",
}


def assistant(out: Path, plan: Plan, progress: Progress) -> None:
    """Base model -> assistant."""
    model, tuning, snapshots, reading = tuned(out, plan, plan.assistant, "base", "assistant", progress)
    examples = [
        Example(name, name if name != "sky" else "the blue sky", *rendered(reading, one))
        for name, one in chats.HAND_WRITTEN.items()
    ]
    checkpoints = []
    for step, weights in sorted(snapshots.items()):
        then = model if step == plan.assistant.steps else Model(GPT(model.gpt.config, weights), model.vocab)
        answers = [answered(then, prompt) for prompt in PROMPTS]
        checkpoints.append(Checkpoint(step, step * plan.assistant.batch, answers))
    facts = [text for case in probe.recall_cases(1, 8) for text in remembered(*case[:2])]
    answers = [answered(model, prompt) for prompt in [*PROMPTS, *dict.fromkeys(facts)]]
    write(out / "assistant.json", Assistant(tuning, examples, checkpoints, answers, recalled(model)))


def tools(out: Path, plan: Plan, progress: Progress) -> None:
    """Assistant -> assistant that can ask for help."""
    model, tuning, _, _ = tuned(out, plan, plan.tools, "assistant", "tools", progress)
    store = calls.store()
    recorded = [called(model, name, question, store) for name, question in QUESTIONS.items()]
    measured = counted(model, store, plan, progress)
    write(out / "tools.json", Tools(tuning, store, recorded, [answered(model, p) for p in PROMPTS], measured))


def tuned(
    out: Path, plan: Plan, recipe: TuneRecipe, start: str, stage: str, progress: Progress
) -> tuple[Model, Tuning, dict[int, Weights], Reading]:
    """Tune the stage before on this stage's conversations, and save it.

    A conversation with a call comes up twice as often: to be copied, every number has to be met often enough.
    """
    need_torch()
    reading = read(plan, progress)
    before = load(out / f"{start}.safetensors")
    spoken = conversations(stage, plan)
    samples = [reading.sample(one) for one in spoken]
    calling = reading.vocab.index[chat.CALL]
    practised = [*samples, *(sample for sample in samples if calling in sample[0])]
    unseen = [reading.sample(one) for one in unseen_conversations(stage, plan)]
    keep = sorted({step for step in CHECKPOINTS if step < recipe.steps} | {recipe.steps})
    done: Tuned = tune(
        before.config, before.w, recipe, practised, unseen, reading.web, keep,
        lambda step, _: progress(f"tuning: {stage}", step / recipe.steps),
    )  # fmt: skip
    path = out / f"{stage}.safetensors"
    model = publish(path, before.config, done.snapshots[recipe.steps], reading.vocab)
    prompts = [chat.prompt(prompt, model.encode) for prompt in PROMPTS]
    tuning = Tuning(
        command=f"llms101 train --stage {stage}",
        start=start,
        seed=recipe.seed,
        steps=recipe.steps,
        batch=recipe.batch,
        rate=recipe.rate,
        seconds=round(done.seconds),
        bytes=path.stat().st_size,
        kinds=dict(sorted(Counter(one.kind for one in spoken).items())),
        tokens=sum(len(ids) for ids, _ in samples),
        learned=sum(sum(learned) for _, learned in samples),
        loss=done.loss,
        held_out=done.held_out,
        quantized=lost(model, done.snapshots[recipe.steps], prompts),
    )
    return model, tuning, dict(done.snapshots), reading


def rendered(reading: Reading, one: chat.Chat) -> tuple[list[int], list[int]]:
    """A conversation in ids, and its mask."""
    return chat.render(one.turns, reading.tokenizer.encode)


def answered(model: Model, prompt: str, seed: int = 1, temperature: float = 0.0) -> Answer:
    """What the model says, with no tool."""
    return Answer(prompt, seed, temperature, reply(model, prompt, None, seed, temperature).answer)


def remembered(fact: str, question: str) -> tuple[str, str]:
    """The question of a recall case with the fact before it, and without."""
    asked = question[: question.index("?") + 1]
    return f"{fact} {asked}", asked


def recalled(model: Model) -> dict[str, float]:
    """How often the tuned model finds in the question what was just said there."""
    found: dict[str, float] = {}
    for name, people in (("told", 1), ("told_among_two", 2)):
        cases = probe.recall_cases(7, 40, people)
        right = [case[2].strip() in model.text(answered(model, remembered(*case[:2])[0]).tokens) for case in cases]
        found |= {f"{name}_right": sum(right), f"{name}_asked": len(right)}
    return found


def called(model: Model, name: str, question: str, store: Store) -> Call:
    """One way round the loop, and what is said where no tool may be called."""
    got: Reply = reply(model, question, store)
    tool, _, query = got.query.partition(": ")
    alone = reply(model, question, None).answer
    place = next((i for i, (a, b) in enumerate(zip(alone, got.answer, strict=False)) if a != b), len(alone) - 2)
    place = max(min(place, len(alone) - 1), 0)
    right = got.answer[place] if place < len(got.answer) else None
    shown = model.bars([*chat.prompt(question, model.encode), *alone[:place]], 6, right)
    return Call(name, question, tool, 1, got.call, query, got.result, got.forced, got.answer, alone, shown)


def counted(model: Model, store: Store, plan: Plan, progress: Progress) -> dict[str, float]:
    """Sums that are held out, with the calculator and without; and everything that the store has."""
    asked = sums(plan.report_seed, max(4 * plan.questions, 8))
    copied = with_tool = without = 0
    for i, one in enumerate(asked):
        got = reply(model, one.question, store)
        copied += got.query == f"calculator: {one.key}"
        with_tool += is_result(model.text(got.answer), one.right[0])
        without += is_result(model.text(reply(model, one.question, None).answer), one.right[0])
        progress("counting sums", i / len(asked))
    searched = list(store.items())[:: max(len(store) // max(plan.questions, 1), 1)]
    found = 0
    for query, result in searched:
        question, answer = calls.question_of(query)
        got = reply(model, question, store)
        found += got.query == f"search: {query}" and model.text(got.answer) == answer.format(r=result)
    return {
        "sums_asked": len(asked),
        "copied_right": copied,
        "sums_right_with_tool": with_tool,
        "sums_right_without": without,
        "search_asked": len(searched),
        "search_right": found,
    }


def is_result(text: str, wanted: str) -> bool:
    """Does the answer end with this number?"""
    last = last_number(text)
    return last is not None and str(last) == wanted
