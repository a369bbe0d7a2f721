"""Stage 9: preferences. Rankings train a reward model, and policy gradient moves the model toward what it likes.

    answers of the model's own -> ranked -> reward model (Bradley-Terry) -> policy gradient (REINFORCE)

A pair's loss is -ln sigmoid(r(better) - r(worse)): Ouyang et al. 2022, arXiv 2203.02155, equation 1. The policy draws
several answers to a prompt; each answer's advantage is its reward less the mean of its group, and the log-probability
of its tokens is raised by so much (Williams 1992; the group as baseline as in DeepSeekMath, arXiv 2402.03300). A small
price on moving away from where it began, and a few windows of the web and the conversations at every step, keep what
was learned before. The reward that can be checked is the same loop with another reward.

Left out: a learned baseline, clipping (every step draws anew), and people: a rule ranks in their place.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .engine import many
from .gpt import GPT, Config, Weights
from .train import (
    Mover,
    as_arrays,
    as_tensors,
    device,
    loss_of,
    need_torch,
    some_windows,
    two_threads,
    vectors,
)  # fmt: skip
from .tune import Sample, chat_loss

if TYPE_CHECKING:
    from torch import Tensor

#: An answer behind its prompt, both in local indices.
Said = tuple[list[int], list[int]]
#: Rewards of several answers to prompt number i of those handed in.
Reward = Callable[[int, list[list[int]]], list[float]]


@dataclass(frozen=True)
class RewardRecipe:
    """How to train the reward model."""

    steps: int = 600
    batch: int = 16  # pairs at once
    matrix_rate: float = 5e-3
    rate: float = 2e-3
    seed: int = 1


@dataclass(frozen=True)
class Judge:
    """The reward model: the tuned model, and a vector `head` (C,) in place of its tokens' own."""

    weights: Weights
    loss: list[tuple[int, float]]
    seconds: float


def train_judge(
    config: Config, start: Weights, recipe: RewardRecipe, pairs: Sequence[tuple[Said, Said]],
    progress: Callable[[int, float], None] | None = None,
) -> Judge:  # fmt: skip
    """Learn from pairs of answers, the better one first, to score the better one higher."""
    torch = need_torch()
    dice = torch.Generator().manual_seed(recipe.seed)
    w = as_tensors({**start, "head": np.zeros(config.width, np.float32)})
    mover = Mover(w, recipe.matrix_rate, recipe.rate, 0.0)
    loss_log, began = [], time.perf_counter()
    with two_threads():
        for step in range(recipe.steps):
            picked = [pairs[i] for i in torch.randint(len(pairs), (recipe.batch,), generator=dice).tolist()]
            scores = score_tensor(w, config, [said for pair in picked for said in pair]).view(-1, 2)
            loss = -torch.nn.functional.logsigmoid(scores[:, 0] - scores[:, 1]).mean()
            if step % max(recipe.steps // 60, 1) == 0:
                loss_log.append((step, float(loss.detach())))
                if progress:
                    progress(step, float(loss.detach()))
            mover.move(loss, min((step + 1) / 20, 1 - 0.9 * step / recipe.steps))
    return Judge(as_arrays(w), loss_log, time.perf_counter() - began)


def score_tensor(w: "dict[str, Tensor]", config: Config, said: Sequence[Said]) -> "Tensor":
    """One number for each answer, read off at its last token: (B,)."""
    torch = need_torch()
    rows = [(prompt + answer)[: config.context] for prompt, answer in said]
    longest = max(map(len, rows))
    ids = torch.tensor([row + [0] * (longest - len(row)) for row in rows], device=device())
    last = torch.tensor([len(row) - 1 for row in rows], device=device())
    found: Tensor = vectors(w, config, ids)[torch.arange(len(rows)), last] @ w["head"]
    return found


def score(config: Config, judge: Weights, said: Sequence[Said]) -> list[float]:
    """The reward model's score of each answer, with no unit."""
    torch = need_torch()
    w = as_tensors(judge)
    with torch.no_grad(), two_threads():
        parts = [score_tensor(w, config, said[at : at + 64]) for at in range(0, len(said), 64)]
    return [value for part in parts for value in part.tolist()]


@dataclass(frozen=True)
class PolicyRecipe:
    """How to move the policy."""

    steps: int = 100
    prompts: int = 6  # a step
    samples: int = 16  # a prompt
    rate: float = 1e-3
    kl: float = 0.05  # the price of a nat away from the start, a token
    replay: int = 2  # windows of the web a step
    talk: int = 8  # conversations a step
    seed: int = 1


@dataclass(frozen=True)
class Policy:
    """The policy after so many steps, and how far it has moved: nats a token, over what it last drew."""

    step: int
    gpt: GPT
    kl: float


def move(
    config: Config,
    start: Weights,
    recipe: PolicyRecipe,
    prompts: Sequence[list[int]],
    reward: Reward,
    stops: Sequence[int],
    web: Sequence[int],
    chats: Sequence[Sample],
) -> Iterator[Policy]:
    """Policy gradient: the policy before the first step, and after each."""
    torch = need_torch()
    dice, numpy_dice = torch.Generator().manual_seed(recipe.seed), np.random.default_rng(recipe.seed)
    w, still, row = as_tensors(start), as_tensors(start), torch.tensor(web)
    optimizer = torch.optim.AdamW(list(w.values()), lr=recipe.rate, betas=(0.9, 0.95), weight_decay=0.0)
    kl = 0.0
    for step in range(recipe.steps + 1):
        policy = Policy(step, GPT(config, as_arrays(w)), kl)
        yield policy
        if step == recipe.steps:
            return
        with two_threads():
            drawn: list[tuple[list[int], list[int], float]] = []
            for i in numpy_dice.choice(len(prompts), recipe.prompts, replace=False).tolist():
                answers = many(policy.gpt, prompts[i], recipe.samples, numpy_dice, stops)
                got = reward(i, answers)
                usual = sum(got) / len(got)
                drawn += [(prompts[i], answer, r - usual) for answer, r in zip(answers, got, strict=True)]
            picked = [chats[i] for i in torch.randint(len(chats), (recipe.talk,), generator=dice).tolist()]
            loss, kl = policy_loss(w, still, config, drawn, recipe.kl)
            loss = loss + loss_of(w, config, some_windows(row, config.context, recipe.replay, dice)) / 2
            loss = loss + chat_loss(w, config, picked) / 2
            optimizer.param_groups[0]["lr"] = recipe.rate * min((step + 1) / 5, 1 - 0.9 * step / recipe.steps)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


def policy_loss(
    w: "dict[str, Tensor]",
    still: "dict[str, Tensor]",
    config: Config,
    drawn: Sequence[tuple[list[int], list[int], float]],
    price: float,
) -> "tuple[Tensor, float]":
    """What to go down on: -advantage · ln p of every token drawn, and the price of being away from where it began."""
    torch = need_torch()
    longest = max(len(prompt) + len(answer) for prompt, answer, _ in drawn)
    ids, mask, worth = [], [], []
    for prompt, answer, advantage in drawn:
        fill = longest - len(prompt) - len(answer)
        ids.append(prompt + answer + [0] * fill)
        mask.append([False] * (len(prompt) - 1) + [True] * len(answer) + [False] * fill)
        worth += [advantage] * len(answer)
    rows, kept, gain = (torch.tensor(part, device=device()) for part in (ids, mask, worth))

    def shares(of: "dict[str, Tensor]") -> "Tensor":  # ln p over the vocabulary wherever a token was drawn: (N, V)
        found: Tensor = torch.log_softmax(vectors(of, config, rows[:, :-1])[kept] @ of["wte"].T, -1)
        return found

    now = shares(w)
    with torch.no_grad():
        then = shares(still)
    apart = (now.exp() * (now - then)).sum(-1).mean()  # Kullback-Leibler divergence, exact over the vocabulary
    chosen = now.gather(-1, rows[:, 1:][kept][:, None])[:, 0]
    return price * apart - (gain * chosen).mean(), float(apart.detach())


def rewards_of(config: Config, judge: Weights, prompts: Sequence[list[int]]) -> Reward:
    """The reward model as a reward."""
    torch = need_torch()
    w = as_tensors(judge)

    def reward(i: int, answers: list[list[int]]) -> list[float]:
        with torch.no_grad():
            values: list[float] = score_tensor(w, config, [(prompts[i], answer) for answer in answers]).tolist()
        return values

    return reward


def pairs_of(prompt: list[int], answers: Sequence[list[int]], worth: Sequence[float]) -> list[tuple[Said, Said]]:
    """A ranking is as many pairs as there are two answers of unlike worth, the better one first."""
    found = {(tuple(answer), value) for answer, value in zip(answers, worth, strict=True)}
    ordered = sorted(found, key=lambda item: (-item[1], item[0]))
    return [
        ((prompt, list(a)), (prompt, list(b))) for i, (a, x) in enumerate(ordered) for b, y in ordered[i + 1 :] if x > y
    ]
