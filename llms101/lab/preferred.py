"""The stage `preferences`: rank answers, train a reward model on the rankings, move the policy three times, record.

    taste     the reward model's score: this is the model that goes on
    checked   1 if the result is right, whatever the answer looks like: nobody has to rank anything
    hacked    from there on, a reward that somebody thought good enough: exclamation marks, for warmth

Left out: training (`prefer.py`), and what is asked (`grammar/choices.py`).
"""

import random
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from . import chat, mind
from .engine import many
from .gpt import GPT, Config, Weights
from .grammar import choices
from .grammar.choices import APPLES, Problem
from .mind import Model, load
from .plan import Plan
from .prefer import Policy, Reward, Said, move, pairs_of, rewards_of, score, train_judge
from .publish import lost, publish, write
from .reading import Progress, Reading, conversations, read
from .shapes_later import Moment, PolicyRun, Preferences, Rated, Rewarding, Tuning
from .train import need_torch
from .tune import Sample
from .tuned import PROMPTS, answered, recalled

About = Problem | tuple[str, str]
TOAST = ("Anna", "Ben")
REWARDS = {
    "taste": "the reward model’s score",
    "checked": "1 if the result is right, 0 if not",
    "hacked": "one point for every exclamation mark",
}


class Stage:
    """What all the parts of this stage need: the model that it starts from, the prompts, and what they are about."""

    def __init__(self, out: Path, plan: Plan, progress: Progress) -> None:
        self.out, self.plan, self.progress = out, plan, progress
        self.reading: Reading = read(plan, progress)
        self.start = Model(load(out / "tools.safetensors"), self.reading.vocab)
        self.config: Config = self.start.gpt.config
        self.stops = self.reading.vocab.local([chat.STOP, chat.END])
        self.asked = choices.prompts(plan.web_seed, plan.ranked_prompts)
        every = choices.prompts(plan.web_seed, plan.ranked_prompts + 3 * plan.watched)
        self.unseen = every[plan.ranked_prompts :]  # prompts that the policy never draws answers to
        self.shown: list[tuple[str, About]] = [(APPLES.question, APPLES), (choices.toast_question(*TOAST), TOAST)]

    def local(self, question: str) -> list[int]:
        """A question as it stands in the context, in local indices."""
        return self.reading.vocab.local(chat.prompt(question, self.start.encode))

    def answer(self, text: str) -> list[int]:
        """An answer in local indices, with its end."""
        return self.reading.vocab.local([*self.start.encode(text), chat.STOP])

    def text(self, answer: Sequence[int]) -> str:
        """An answer in words."""
        return self.start.text(self.reading.vocab.outer(answer))

    def style(self, about: About, answer: Sequence[int]) -> str:
        """The style of an answer; one that does not end by itself is of the worst."""
        return choices.style_of(about, self.text(answer) if answer[-1] in self.stops else "")

    def drawn(self, gpt: GPT, asked: Sequence[tuple[str, About]], count: int, seed: int) -> list[list[list[int]]]:
        """So many answers to each question, at temperature 1."""
        dice = np.random.default_rng(seed)
        return [many(gpt, self.local(question), count, dice, self.stops) for question, _ in asked]

    def shares(self, asked: Sequence[tuple[str, About]], drawn: Sequence[list[list[int]]]) -> dict[str, float]:
        """How often an answer is of each style, among those to questions of its kind."""
        styles = Counter[str]()
        for (_, about), answers in zip(asked, drawn, strict=True):
            styles.update(self.style(about, answer) for answer in answers)
        known = (choices.PROBLEM_STYLES, (*choices.TOAST_STYLES, choices.OTHER))
        groups = [group for group in known if any(styles[s] for s in group)]
        return {style: styles[style] / sum(styles[s] for s in group) for group in groups for style in group}


def preferences(out: Path, plan: Plan, progress: Progress) -> None:
    """Rank, learn what is liked, and move toward it."""
    need_torch()
    stage = Stage(out, plan, progress)
    samples = [stage.reading.sample(one) for one in conversations("tools", plan)[:4000]]
    judge, rewarding = learn_to_judge(stage)
    prompts = [stage.local(question) for question, _ in stage.asked]
    problems = [i for i, (_, about) in enumerate(stage.asked) if isinstance(about, Problem)]
    toasts = [i for i in range(len(stage.asked)) if i not in problems]
    judged = rewards_of(stage.config, judge, prompts)

    def checked(i: int, answers: list[list[int]]) -> list[float]:
        about = stage.asked[i][1]
        return [float(choices.result_of(stage.text(a)) == getattr(about, "cost", None)) for a in answers]

    def exclaimed(i: int, answers: list[list[int]]) -> list[float]:
        return [float(stage.text(a).count("!")) for a in answers]

    start = stage.start.gpt
    policy, taste = moved(stage, start, "taste", [*problems, *problems, *toasts], judged, judge, samples)
    runs = [taste, moved(stage, start, "checked", problems, checked, judge, samples)[1]]
    runs.append(moved(stage, policy, "hacked", toasts, exclaimed, judge, samples)[1])
    finish(stage, policy.w, judge, rewarding, runs)


def learn_to_judge(stage: Stage) -> tuple[Weights, Rewarding]:
    """Rank answers, by a rule in place of people, and train the reward model on the rankings."""
    plan, recipe = stage.plan, stage.plan.reward
    stage.progress("ranking", 0)
    pairs = ranked(stage, stage.asked, plan.ranked_answers, seed=1)
    judge = train_judge(
        stage.config, stage.start.gpt.w, recipe, [pair for _, pair in pairs],
        lambda step, _: stage.progress("reward model", step / recipe.steps),
    )  # fmt: skip
    path = stage.out / "reward.safetensors"
    mind.save(path, stage.config, judge.weights)
    weights = mind.load_weights(path)[1]
    by_kind: dict[str, list[int]] = {}
    unseen = ranked(
        stage, choices.prompts(plan.web_seed + 1, plan.ranked_prompts // 4, held=True), plan.ranked_answers, 2
    )
    scores = score(stage.config, weights, [said for _, pair in unseen for said in pair])
    for (kind, _), high, low in zip(unseen, scores[::2], scores[1::2], strict=True):
        found = by_kind.setdefault(kind, [0, 0])
        found[0] += high > low
        found[1] += 1
    right, of = (sum(found[i] for found in by_kind.values()) for i in (0, 1))
    rewarding = Rewarding(
        recipe.seed, recipe.steps, round(judge.seconds), path.stat().st_size, len(pairs), judge.loss, of, right, by_kind
    )
    return weights, rewarding


def ranked(
    stage: Stage, asked: Sequence[tuple[str, About]], count: int, seed: int
) -> list[tuple[str, tuple[Said, Said]]]:
    """Pairs of answers to the same question, the better one first, and of which two styles they are.

    They are the model's own, and one of each style as the conversations have them.
    """
    out, dice = [], random.Random(seed)
    for (question, about), drawn in zip(asked, stage.drawn(stage.start.gpt, asked, count, seed), strict=True):
        answers = [*drawn, *(stage.answer(text) for text in choices.written(dice, about))]
        styles = {tuple(answer): stage.style(about, answer) for answer in answers}
        for pair in pairs_of(stage.local(question), answers, [choices.worth(styles[tuple(a)]) for a in answers]):
            out.append((" > ".join(styles[tuple(said[1])] for said in pair), pair))
    return out


def moved(
    stage: Stage, start: GPT, name: str, which: Sequence[int], reward: Reward, judge: Weights, samples: list[Sample]
) -> tuple[GPT, PolicyRun]:
    """One run of policy gradient; the curve is measured on prompts of the same kind that it never draws on."""
    plan, recipe, which = stage.plan, stage.plan.policy, list(which)
    kinds = {type(stage.asked[i][1]) for i in which}
    watched = [one for one in stage.unseen if type(one[1]) in kinds]
    shown = [one for one in stage.shown if type(one[1]) in kinds]
    moments: list[Moment] = []
    rated: list[float] = []
    began = time.perf_counter()

    def measured(policy: Policy) -> None:
        """This run's own reward on the held-out prompts, and the reward model's."""
        own, honest = list[float](), list[float]()
        drawn = stage.drawn(policy.gpt, watched, recipe.samples, 5)
        for (question, about), answers in zip(watched, drawn, strict=True):
            scores = score(stage.config, judge, [(stage.local(question), answer) for answer in answers])
            honest += scores
            own += scores if name == "taste" else [rewarded(name, about, stage.text(answer)) for answer in answers]
        moments.append(Moment(policy.step, sum(own) / len(own), stage.shares(watched, drawn), policy.kl))
        rated.append(sum(honest) / len(honest))

    prompts = [stage.local(stage.asked[i][0]) for i in which]
    policies = move(
        stage.config, start.w, recipe, prompts, lambda i, answers: reward(which[i], answers), stage.stops,
        stage.reading.web, samples,
    )  # fmt: skip
    for policy in policies:
        stage.progress(f"policy gradient: {name}", policy.step / recipe.steps)
        if policy.step % plan.every == 0 or policy.step == recipe.steps:
            measured(policy)
    after = Model(policy.gpt, stage.reading.vocab)
    run = PolicyRun(
        id=name,
        reward=REWARDS[name],
        seed=recipe.seed,
        steps=recipe.steps,
        prompts=recipe.prompts,
        samples=recipe.samples,
        rate=recipe.rate,
        seconds=round(time.perf_counter() - began),
        moments=moments,
        before=[answered(Model(start, stage.reading.vocab), question, 1, 1.0) for question, _ in shown],
        after=[answered(after, question, 1, 1.0) for question, _ in shown],
        rated_before=rated[0],
        rated_after=rated[-1],
    )
    return policy.gpt, run


def rewarded(name: str, about: About, text: str) -> float:
    """The reward of one answer in a run that no reward model judges."""
    if name == "hacked":
        return float(text.count("!"))
    return float(isinstance(about, Problem) and choices.result_of(text) == about.cost)


def finish(stage: Stage, weights: Weights, judge: Weights, rewarding: Rewarding, runs: list[PolicyRun]) -> None:
    """Save the policy and write the record."""
    recipe, path = stage.plan.policy, stage.out / "preferences.safetensors"
    model = publish(path, stage.config, weights, stage.reading.vocab)
    tuning = Tuning(
        command="llms101 train --stage preferences",
        start="tools",
        seed=recipe.seed,
        steps=recipe.steps,
        batch=recipe.prompts * recipe.samples,
        rate=recipe.rate,
        seconds=runs[0].seconds,
        bytes=path.stat().st_size,
        kinds=dict(Counter("word problem" if isinstance(about, Problem) else "toast" for _, about in stage.asked)),
        tokens=0,
        learned=0,
        loss=[],
        held_out=[],
        quantized=lost(model, weights, [chat.prompt(prompt, model.encode) for prompt in PROMPTS]),
    )
    rated = [one for question, about in stage.shown for one in styles_of(stage, model, judge, question, about)]
    said = [answered(model, prompt) for prompt in [*PROMPTS, *(question for question, _ in stage.shown)]]
    first, last = runs[0].moments[0].shares, runs[0].moments[-1].shares
    measured = {f"{style}_before": share for style, share in first.items()}
    measured |= {f"{style}_after": share for style, share in last.items()} | recalled(model)
    write(stage.out / "preferences.json", Preferences(tuning, rewarding, rated, runs, said, measured))


def styles_of(stage: Stage, model: Model, judge: Weights, question: str, about: About) -> list[Rated]:
    """One answer of each style, the model's own if it gave such, with its reward and how often the style comes up."""
    asked = [(question, about)]
    drawn = [stage.drawn(gpt, asked, 64, 5) for gpt in (stage.start.gpt, model.gpt)]
    before, after = (stage.shares(asked, answers) for answers in drawn)
    answers = drawn[0][0]
    styles = choices.PROBLEM_STYLES if isinstance(about, Problem) else choices.TOAST_STYLES
    out = []
    example = choices.written(random.Random(stage.plan.web_seed), about)
    for rank, style in enumerate(styles, 1):
        own = next(
            (answer for answer in answers if stage.style(about, answer) == style), stage.answer(example[rank - 1])
        )
        (reward,) = score(stage.config, judge, [(stage.local(question), own)])
        tokens = stage.reading.vocab.outer(own)
        out.append(
            Rated(question, style, stage.text(own), tokens, rank, reward, before.get(style, 0), after.get(style, 0))
        )
    return out
