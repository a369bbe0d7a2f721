"""The stage `base`: read the web, pre-train on it, and record everything that the slides show of it.

Left out: pre-training itself (`train.py`), and what is asked of the model then (`probe.py`).
"""

import hashlib
import platform
from importlib.metadata import version
from pathlib import Path

import numpy as np

from . import mind, probe
from .gpt import GPT, Config, Weights
from .mind import Model
from .plan import Plan
from .publish import lost, publish, write
from .reading import Progress, Reading, read
from .shapes import Card, Step, Trace
from .train import Trained, need_torch, train
from .web_record import write_web

COMMAND = "llms101 train --stage base"
ALSO = [40, 60, 80, 150, 300, 400, 600, 800, 1500]  # steps to keep beside the log-spaced ones

#: So many of the tokens that were trained on come with the model: the page trains a smaller one on them.
CORPUS = 60_000


def base(out: Path, plan: Plan, progress: Progress) -> None:
    """Grow the web, clean it, train on it, and record everything about it."""
    need_torch()  # before anything costly
    reading = read(plan, progress)
    config = Config(len(reading.vocab), plan.context, plan.width, plan.heads, plan.layers)
    trained = train(
        config, plan.base, reading.web, reading.web_held, keep_steps(plan.base.steps, plan.early),
        lambda step, _: progress("training", step / plan.base.steps),
    )  # fmt: skip
    write(out / "vocab.json", reading.vocab.to_json())
    model = publish(out / "base.safetensors", config, trained.snapshots[plan.base.steps], reading.vocab)
    early = out / "early.safetensors"  # what the nudges start from, here and in the page
    mind.save(early, config, trained.snapshots[plan.early])
    trained.snapshots[plan.early] = mind.load_weights(early)[1]
    (out / "corpus.bin").write_bytes(np.array(reading.web[:CORPUS], "<u2").tobytes())
    write_web(out, reading)
    progress("recording", 0)
    write(out / "trace.json", trace(model, trained, plan, progress))
    write(out / "sampling.json", probe.sampling(model, probe.examples(model)))
    write(out / "card.json", make_card(out, model, trained, reading))
    progress("recording", 1)


def keep_steps(steps: int, early: int) -> list[int]:
    """0, 1, 2, 5, 10, 20, 50, ... and the last."""
    spaced = [digit * 10**power for power in range(6) for digit in (1, 2, 5)]
    return sorted({0, early, steps, *(s for s in [*spaced, *ALSO] if s < steps)})


def trace(model: Model, trained: Trained, plan: Plan, progress: Progress) -> Trace:
    """Everything that `trace.json` holds."""
    known, config, last = probe.examples(model), model.gpt.config, plan.base.steps
    loss, held_out = dict(trained.loss), dict(trained.held_out)
    steps = []
    for number, (step, weights) in enumerate(sorted(trained.snapshots.items())):
        then = model if step == last else Model(GPT(config, weights), model.vocab)
        said = probe.samples(then, known)
        texts = {name: model.written(tokens).removesuffix("<|endoftext|>") for name, tokens in said.items()}
        steps.append(Step(step, loss[step], held_out[step], probe.maps(then, known), texts, said))
        progress("recording", number / len(trained.snapshots) / 2)
    early: Weights = trained.snapshots[plan.early]
    return Trace(
        examples=known,
        steps=steps,
        loss=trained.loss,
        held_out=trained.held_out,
        nudges=probe.gentle(model, known, early, plan.early, plan.base.seed),
        knobs=probe.knobs(model, known),
        memory=probe.memory(model, probe.recall_cases(1, 8)),
        continuations=probe.continuations(model, known_prompts(model)),
        equation=probe.equation(config, model.gpt.w),
    )


def known_prompts(model: Model) -> dict[str, str]:
    """The prompts whose every token is in the vocabulary: in a miniature, not all are."""
    return {name: text for name, text in probe.PROMPTS.items() if not model.vocab.unknown(model.encode(text))}


def make_card(out: Path, model: Model, trained: Trained, reading: Reading) -> Card:
    """Everything that `card.json` holds."""
    config, plan, recipe = model.gpt.config, reading.plan, reading.plan.base
    contexts = [example.ids for example in probe.examples(model).values()]
    text = "".join(f"{row.url}\n{row.title}\n{row.content}\n" for row in reading.corpus.rows)
    return Card(
        command=COMMAND,
        parameters=config.parameters(),
        layers=config.layers,
        width=config.width,
        heads=config.heads,
        context=config.context,
        vocab=config.vocab,
        bytes=(out / "base.safetensors").stat().st_size,
        corpus={
            "pages": len(reading.pages),
            "rows": len(reading.corpus.rows),
            "tokens": sum(map(len, reading.rows)) + sum(map(len, reading.held)),
            "held_out_rows": len(reading.held),
            "held_out_tokens": sum(map(len, reading.held)),
        },
        corpus_sha256=hashlib.sha256(text.encode()).hexdigest(),
        seeds={"web": plan.web_seed, "training": recipe.seed},
        versions={
            "python": platform.python_version(),
            **{
                name: version(name) for name in ("torch", "numpy", "trafilatura", "py3langid", "datasketch", "tiktoken")
            },
        },
        training={
            "steps": recipe.steps,
            "tokens_per_step": recipe.batch * config.context,
            "tokens_seen": recipe.steps * recipe.batch * config.context,
            "rate": recipe.rate,
            "matrix_rate": recipe.matrix_rate,
            "seconds": round(trained.seconds),
        },
        loss={
            "train": float(np.mean([value for _, value in trained.loss[-10:]])),
            "held_out": trained.held_out[-1][1],
            "uniform": float(np.log(config.vocab)),
        },
        quantized=lost(model, trained.snapshots[recipe.steps], contexts),
        measured=probe.measured(model),
    )
