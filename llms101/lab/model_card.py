"""`README.md` in the model's folder: the model card for people, made from the records that are there.

Left out: measuring.
"""

from pathlib import Path

from .record import Life
from .shapes_later import PolicyRun


def model_card(out: Path) -> str:
    """The card of the life in this folder."""
    life = Life.load(out)
    parts = [opening(life)]
    later = {
        "assistant": told_assistant,
        "tools": told_tools,
        "preferences": told_preferences,
        "report": told_report,
    }
    parts += [told(life) for stage, told in later.items() if (out / f"{stage}.json").is_file()]
    parts.append(CLOSING)
    return "\n".join(parts)


def opening(life: Life) -> str:
    """The base model."""
    card = life.card
    m, loss, lost = card.measured, card.loss, card.quantized
    return f"""# The model

Written by `llms101 train`; do not edit. A GPT of {card.parameters:,} parameters ({card.layers} layers, {card.width}
wide, {card.heads} heads, a context of {card.context} tokens, {card.vocab:,} tokens known). It read
{card.corpus["tokens"]:,} tokens of a web that was made up for it, then example conversations, and was then moved by
preferences. `docs/lab.md` says how.

| file | what it is |
|---|---|
| `base`, `assistant`, `tools`, `preferences` `.safetensors` | the weights after each stage, 8 bits a weight |
| `reward.safetensors` | the reward model: a trunk, and a head that gives one number |
| `early.safetensors` | the base model after its first steps, from which it is nudged |
| `corpus.bin` | the first tokens that it was trained on, local indices of 16 bits |
| `vocab.json` | local index to `cl100k_base` id |
| `web.json` | the toy web and its cleaning |
| `trace.json`, `sampling.json`, `card.json` | the base model: its training run, recorded draws, and what was measured |
| `assistant.json`, `tools.json`, `preferences.json`, `report.json` | the same for the stages after it |

## Base

| measured | |
|---|---|
| loss if every token were equally likely | {loss["uniform"]:.2f} |
| loss on its own text, on held-out text | {loss["train"]:.2f}, {loss["held_out"]:.2f} |
| training, {card.training["steps"]:,.0f} steps | {card.training["seconds"]:.0f} s |
| weights | {card.bytes:,} bytes |
| P(" Paris" after "The capital of France is") | {m["p_paris"]:.1%} |
| P(" be" after "A good wedding toast should") | {m["p_be"]:.1%} |
| capitals above 50 % | {m["capitals_known"]:.0f} of {m["capitals_asked"]:.0f} |
| words translated after six examples | {m["few_shot_right"]:.0f} of {m["few_shot_asked"]:.0f} |
| where someone lives, P(right) with the fact in the context | {m["copy_p_with_fact"]:.0%} |
| the same without it | {m["copy_p_without_fact"]:.0%} |
| the same with another person's beside it | {m["copy_p_among_two"]:.0%} |
| largest change of a weight by storing it in 8 bits | {lost["largest_weight_change"]:.1e} |
| largest change of a probability by it | {lost["largest_probability_change"]:.1e} |
| logits of numpy and of torch, before that, apart by at most | {lost["numpy_and_torch_apart"]:.1e} |
"""


def told_assistant(life: Life) -> str:
    """After the conversations."""
    tuning, m = life.assistant.tuning, life.assistant.measured
    before, after = tuning.held_out[0][1], tuning.held_out[-1][1]
    kinds = ", ".join(f"{kind} ({count:,})" for kind, count in tuning.kinds.items())
    return f"""## Assistant

Fine-tuned on {sum(tuning.kinds.values()):,} conversations of {tuning.tokens:,} tokens, {tuning.learned:,} of which it
learns from: {kinds}.

| measured | |
|---|---|
| {tuning.steps:,} steps | {tuning.seconds:.0f} s |
| loss on conversations about what is held out | {before:.2f} before, {after:.2f} after |
| finds what it was just told | {m["told_right"]:.0f} of {m["told_asked"]:.0f} |
| the same where it was told of two people | {m["told_among_two_right"]:.0f} of {m["told_among_two_asked"]:.0f} |
| largest change of a probability by storing the weights in 8 bits | {lost_p(tuning.quantized)} |
"""


def told_tools(life: Life) -> str:
    """After the calls."""
    tuning, m = life.tools.tuning, life.tools.measured
    return f"""## Tools

The same with {tuning.kinds.get("sum", 0):,} conversations that call a calculator, and
{tuning.kinds.get("search", 0):,} that search. All sums asked here are held out.

| measured | |
|---|---|
| {tuning.steps:,} steps | {tuning.seconds:.0f} s |
| digits copied right into the call | {m["copied_right"]:.0f} of {m["sums_asked"]:.0f} |
| sums right with the calculator | {m["sums_right_with_tool"]:.0f} of {m["sums_asked"]:.0f} |
| sums right without it | {m["sums_right_without"]:.0f} of {m["sums_asked"]:.0f} |
| searches that found and told what is in the store | {m["search_right"]:.0f} of {m["search_asked"]:.0f} |
| largest change of a probability by storing the weights in 8 bits | {lost_p(tuning.quantized)} |
"""


def told_preferences(life: Life) -> str:
    """After the rankings."""
    found = life.preferences
    judge = found.rewarding
    kinds = "\n".join(f"| of these, {kind} | {right} of {of} |" for kind, (right, of) in sorted(judge.by_kind.items()))
    runs = "\n".join(told_run(run) for run in found.runs)
    return f"""## Preferences

A rule ranked the model's own answers in place of people.

| measured | |
|---|---|
| pairs that the reward model was trained on | {judge.pairs:,} |
| held-out pairs that it ranks right | {judge.held_out_right:,} of {judge.held_out_pairs:,} |
{kinds}
| largest change of a probability by storing the weights in 8 bits | {lost_p(found.tuning.quantized)} |

Policy gradient, measured before and after on prompts that it never drew on; the last column is what the reward model
thinks of it:

| run | the reward | steps | seconds | reward | shares | reward model |
|---|---|---|---|---|---|---|
{runs}
"""


def told_run(run: PolicyRun) -> str:
    """One run as a row."""
    first, last = run.moments[0], run.moments[-1]
    shares = ", ".join(
        f"{style} {share:.0%} → {last.shares.get(style, 0):.0%}" for style, share in first.shares.items()
    )
    rated = f"{run.rated_before:.2f} → {run.rated_after:.2f}"
    gained = f"{first.reward:.2f} → {last.reward:.2f}"
    return f"| {run.id} | {run.reward} | {run.steps} | {run.seconds:.0f} | {gained} | {shares} | {rated} |"


def told_report(life: Life) -> str:
    """The same questions to every stage."""
    found = life.report
    rows = "\n".join(
        f"| {kind} | " + " | ".join(f"{right} of {of}" for right, of in by_stage.values()) + " |"
        for kind, by_stage in found.results.items()
    )
    held = " | ".join(f"{found.held_out[stage]:.3f}" for stage in found.stages)
    return f"""## Report card

Held-out questions, the same seeds, temperature 1. {found.overlap} of them occur in anything that it was trained on.

| | {" | ".join(found.stages)} |
|---|{"---|" * len(found.stages)}
{rows}
| loss on held-out pages | {held} |
"""


def lost_p(quantized: dict[str, float]) -> str:
    """The largest change of a probability, in words."""
    return f"{quantized['largest_probability_change']:.1e}"


CLOSING = """## What it cannot do

It knows only its toy web and the conversations that were written for it, and nothing that it says of the world should
be believed. It answers what it was trained to answer: a question of another kind gets an answer of one of these kinds.
A sentence with a word that its vocabulary does not have cannot be put to it. Its context holds 128 tokens, so a long
talk is forgotten from the beginning.

## What does not carry over

Real models have a thousand to a million times as many parameters and read ten million times as much. Their data is
written by people; here grammars wrote it, so the text is far more regular, and a loss below 1 says little. People rank
their answers; here a rule did. That a stage costs seconds, that a few styles are all there is to choose from, that the
reward can be read off exactly: all this is so because everything is small. What does carry over is the order of the
stages, what each of them trains on, and how.
"""
