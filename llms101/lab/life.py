"""The whole life, one stage after another: what `llms101 train` runs.

Each stage takes what the one before left and writes its part of `llms101/model/`. To add a stage, write
a function like `base` and put it into `STAGES`. Left out: the stages themselves; see the other files.
"""

import hashlib
import platform
import random
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from . import mind, probe
from .clean import Copies as CopyFinder
from .clean import Corpus, clean, judge_url, passage
from .gpt import GPT, Config, Weights
from .mind import Model
from .record import Life, to_json
from .shapes import Card, Journey, Reject, SeenUrl, Step, Trace, Web
from .train import Recipe, Trained, need_torch, train
from .vocab import ENCODING, Vocab, make_vocab, stream
from .web import HAND_WRITTEN, Page, grow_web

Progress = Callable[[str, float], None]
COMMAND = "llms101 train --stage base"
ALSO = [40, 60, 80, 150, 300, 600, 1500]  # steps to keep beside the log-spaced ones


RECIPE = Recipe()


@dataclass(frozen=True)
class Plan:
    """How large a life to live."""

    pages: int = 5200
    web_seed: int = 7
    held_out: int = 200  # rows
    width: int = 96
    layers: int = 3
    heads: int = 4
    context: int = 128
    recipe: Recipe = RECIPE
    early: int = 60  # the step that the nudges start from


MINIATURE = Plan(
    pages=260, held_out=12, width=32, layers=2, heads=2, context=64, early=20,
    recipe=Recipe(steps=60, batch=8, rate=1e-2),
)  # fmt: skip


def run(out: Path, *, miniature: bool = False, stage: str | None = None, progress: Progress = lambda *_: None) -> None:
    """Live the whole life, or one stage of it, and write what it leaves into `out`."""
    if stage is not None and stage not in STAGES:
        raise ValueError(f"there is no stage {stage!r}; there is {', '.join(STAGES)}")
    out.mkdir(parents=True, exist_ok=True)
    for name in [stage] if stage else STAGES:
        STAGES[name](out, MINIATURE if miniature else Plan(), progress)


def base(out: Path, plan: Plan, progress: Progress) -> None:
    """Grow the web, clean it, train on it, and record everything about it."""
    need_torch()  # before anything costly
    progress("growing the web", 0)
    pages = grow_web(plan.web_seed, plan.pages)
    corpus = clean(pages, HAND_WRITTEN, lambda share: progress("cleaning", share))
    progress("cleaning", 1)
    vocab, rows, held = tokenized(corpus, plan)
    config = Config(len(vocab), plan.context, plan.width, plan.heads, plan.layers)
    keep = keep_steps(plan.recipe.steps, plan.early)
    trained = train(
        config, plan.recipe, stream(rows, vocab), stream(held, vocab), keep,
        lambda step, _: progress("training", step / plan.recipe.steps),
    )  # fmt: skip
    final = mind.halved(trained.snapshots[plan.recipe.steps])
    mind.save(out / "base.safetensors", config, final)
    write(out / "vocab.json", vocab.to_json())
    model = Model(GPT(config, final), vocab)
    tokens = sum(map(len, rows)) + sum(map(len, held))
    write(out / "web.json", web_record(pages, corpus, tokens))
    progress("recording", 0)
    write(out / "trace.json", trace(model, trained, plan, progress))
    write(out / "sampling.json", probe.sampling(model, probe.examples(model)))
    card = make_card(out, model, trained, plan, corpus, len(pages), rows, held)
    write(out / "card.json", card)
    (out / "README.md").write_text(readme(Life.load(out).card), "utf-8")
    progress("recording", 1)


STAGES: dict[str, Callable[[Path, Plan, Progress], None]] = {"base": base}


def write(path: Path, value: object) -> None:
    """One JSON file."""
    path.write_text(to_json(value), "utf-8")


def tokenized(corpus: Corpus, plan: Plan) -> tuple[Vocab, list[list[int]], list[list[int]]]:
    """The vocabulary, the rows to train on and the rows held out, in ids. The two pages written by
    hand are always trained on.
    """
    from llms101.tokenizer import Tokenizer  # noqa: PLC0415  # not before training begins

    tokenizer = Tokenizer(ENCODING)
    documents = [tokenizer.encode(row.content) for row in corpus.rows]
    order = list(range(len(HAND_WRITTEN), len(documents)))
    random.Random(plan.web_seed).shuffle(order)
    held = [documents[i] for i in order[: plan.held_out]]
    rows = documents[: len(HAND_WRITTEN)] + [documents[i] for i in order[plan.held_out :]]
    return make_vocab(documents), rows, held


def keep_steps(steps: int, early: int) -> list[int]:
    """0, 1, 2, 5, 10, 20, 50, ... and the last."""
    spaced = [digit * 10**power for power in range(6) for digit in (1, 2, 5)]
    return sorted({0, early, steps, *(s for s in [*spaced, *ALSO, 400, 800] if s < steps)})


def trace(model: Model, trained: Trained, plan: Plan, progress: Progress) -> Trace:
    """Everything that `trace.json` holds."""
    known, config, last = probe.examples(model), model.gpt.config, plan.recipe.steps
    loss, held_out = dict(trained.loss), dict(trained.held_out)
    steps = []
    for number, (step, weights) in enumerate(sorted(trained.snapshots.items())):
        then = model if step == last else Model(GPT(config, weights), model.vocab)
        said = probe.samples(then, known)
        texts = {name: model.text(tokens) for name, tokens in said.items()}
        steps.append(Step(step, loss[step], held_out[step], probe.maps(then, known), texts, said))
        progress("recording", number / len(trained.snapshots) / 2)
    early: Weights = trained.snapshots[plan.early]
    return Trace(
        examples=known,
        steps=steps,
        loss=trained.loss,
        held_out=trained.held_out,
        nudges=probe.gentle(model, known, early, plan.early, plan.recipe.seed),
        knobs=probe.knobs(model, known),
        memory=probe.memory(model, probe.recall_cases(1, 8)),
        continuations=probe.continuations(model, known_prompts(model)),
        equation=probe.equation(config, model.gpt.w),
    )


def known_prompts(model: Model) -> dict[str, str]:
    """The prompts whose every token is in the vocabulary: in a miniature, not all are."""
    return {name: text for name, text in probe.PROMPTS.items() if not model.vocab.unknown(model.encode(text))}


def web_record(pages: list[Page], corpus: Corpus, tokens: int) -> Web:
    """Everything that `web.json` holds."""
    by_url = {page.url: page for page in pages}
    by_rule: dict[str, list[Reject]] = {}
    for reject in corpus.rejects:
        kept = by_rule.setdefault(f"{reject.station}.{reject.rule}", [])
        if len(kept) < 6:
            kept.append(reject)
    shown = dict(zip(("capital", "toast"), HAND_WRITTEN, strict=True))
    thrown = [found[0].url for key, found in sorted(by_rule.items()) if key.startswith("quality.gopher")]
    if thrown:
        shown["rejected"] = thrown[0]
    shown |= {key.replace(".", "-"): found[0].url for key, found in sorted(by_rule.items())}
    journeys = []
    for name, url in shown.items():
        copies = CopyFinder()
        for row in corpus.rows if name.startswith("copies") else []:
            copies.judge(row.url, row.content)
        verdicts, text, row_ = passage(by_url[url], copies)
        html = by_url[url].html if name in ("capital", "toast", "rejected") else ""
        journeys.append(Journey(name, url, html, text, verdicts, row_))
    refused = [r.url for key, found in sorted(by_rule.items()) if key.startswith("url.") for r in found[:3]]
    passed = [*HAND_WRITTEN, *(row.url for row in corpus.rows[2:6])]
    urls = []
    for url in [*passed, *refused]:
        verdict = judge_url(url)
        urls.append(SeenUrl(url, verdict.passed, verdict.rule, verdict.reason))
    counts = {"pages": len(pages), "rows": len(corpus.rows), "rejects": len(corpus.rejects), "tokens": tokens}
    return Web(counts, corpus.stations, journeys, by_rule, urls, corpus.rows[:8])


def make_card(
    out: Path, model: Model, trained: Trained, plan: Plan, corpus: Corpus, pages: int,
    rows: list[list[int]], held: list[list[int]],
) -> Card:  # fmt: skip
    """Everything that `card.json` holds."""
    config = model.gpt.config
    full = Model(GPT(config, trained.snapshots[plan.recipe.steps]), model.vocab)
    apart = []
    for example in probe.examples(model).values():
        halves, floats = model.probabilities(example.ids), full.probabilities(example.ids)
        apart.append(max(abs(a - b) for a, b in zip(halves, floats, strict=True)))
    weights = trained.snapshots[plan.recipe.steps]
    moved = max(float(np.abs(weights[name] - array).max()) for name, array in model.gpt.w.items())
    text = "".join(f"{row.url}\n{row.title}\n{row.content}\n" for row in corpus.rows)
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
            "pages": pages,
            "rows": len(corpus.rows),
            "tokens": sum(map(len, rows)) + sum(map(len, held)),
            "held_out_rows": len(held),
            "held_out_tokens": sum(map(len, held)),
        },
        corpus_sha256=hashlib.sha256(text.encode()).hexdigest(),
        seeds={"web": plan.web_seed, "training": plan.recipe.seed},
        versions={
            "python": platform.python_version(),
            **{name: version(name) for name in ("torch", "numpy", "trafilatura", "datasketch", "tiktoken")},
        },
        training={
            "steps": plan.recipe.steps,
            "tokens_per_step": plan.recipe.batch * config.context,
            "tokens_seen": plan.recipe.steps * plan.recipe.batch * config.context,
            "rate": plan.recipe.rate,
            "matrix_rate": plan.recipe.matrix_rate,
            "seconds": round(trained.seconds),
        },
        loss={
            "train": float(np.mean([value for _, value in trained.loss[-10:]])),
            "held_out": trained.held_out[-1][1],
            "uniform": float(np.log(config.vocab)),
        },
        float16={"largest_weight_change": moved, "largest_probability_change": max(apart)},
        measured=probe.measured(model),
    )


def readme(card: Card) -> str:
    """The model card for people."""
    m, loss, lost = card.measured, card.loss, card.float16
    return f"""# The model

Written by `{card.command}`; do not edit. A GPT of {card.parameters:,} parameters ({card.layers} layers,
{card.width} wide, {card.heads} heads, a context of {card.context} tokens, {card.vocab:,} tokens known), trained on
{card.corpus["tokens"]:,} tokens of a web that was made up for it.

| file | what it is |
|---|---|
| `base.safetensors` | the weights after pre-training, float16, {card.bytes:,} bytes |
| `vocab.json` | local index to `cl100k_base` id |
| `trace.json` | the recorded training run, nudges, knobs, recall, continuations |
| `sampling.json` | recorded runs of the sampling loop |
| `web.json` | the toy web and its cleaning |
| `card.json` | this page, for machines |

| measured | |
|---|---|
| loss if every token were equally likely | {loss["uniform"]:.2f} |
| loss on its own text, on held-out text | {loss["train"]:.2f}, {loss["held_out"]:.2f} |
| training, {card.training["steps"]:,.0f} steps | {card.training["seconds"]:.0f} s |
| P(" Paris" after "The capital of France is") | {m["p_paris"]:.1%} |
| P(" be" after "A good wedding toast should") | {m["p_be"]:.1%} |
| capitals above 50 % | {m["capitals_known"]:.0f} of {m["capitals_asked"]:.0f} |
| words translated after six examples | {m["few_shot_right"]:.0f} of {m["few_shot_asked"]:.0f} |
| where someone lives, P(right) with the fact in the context | {m["copy_p_with_fact"]:.0%} |
| the same without it | {m["copy_p_without_fact"]:.0%} |
| the same with another person's beside it | {m["copy_p_among_two"]:.0%} |
| largest change of a weight by float16 | {lost["largest_weight_change"]:.1e} |
| largest change of a probability by it | {lost["largest_probability_change"]:.1e} |

It knows only its toy web. It is no assistant, and nothing it says of the world should be believed.
"""
