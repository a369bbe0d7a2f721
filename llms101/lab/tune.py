"""Stage 8: supervised fine-tuning. The same loop as before, on conversations, and only the assistant's words count.

What the user says, what a tool returns and the markers that the app sets are read, never learned (`chat.py` has the
mask). Every step also goes over a few windows of the web, so that what was learned there is not lost, as InstructGPT
does it (Ouyang et al. 2022, arXiv 2203.02155, section 3.5). The stages `assistant` and `tools` are this with
different conversations.

Left out: people, who write such conversations in earnest.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .gpt import Config, Weights
from .train import Mover, as_arrays, as_tensors, device, loss_of, need_torch, some_windows, two_threads, vectors

if TYPE_CHECKING:
    from torch import Tensor

#: One conversation in local indices, and beside each a 1 if it is learned from.
Sample = tuple[list[int], list[int]]


@dataclass(frozen=True)
class TuneRecipe:
    """How to tune."""

    steps: int = 1200
    batch: int = 24  # conversations at once
    replay: int = 3  # windows of the web at once
    matrix_rate: float = 1.5e-2
    rate: float = 4e-3
    warmup: int = 20
    seed: int = 1


@dataclass(frozen=True)
class Tuned:
    """What tuning left: the weights at the steps asked for, and both losses, a token that is learned from."""

    snapshots: dict[int, Weights]
    loss: list[tuple[int, float]]
    held_out: list[tuple[int, float]]
    seconds: float


def tune(
    config: Config,
    start: Weights,
    recipe: TuneRecipe,
    chats: Sequence[Sample],
    unseen: Sequence[Sample],
    web: Sequence[int],
    keep: Sequence[int],
    progress: Callable[[int, float], None] | None = None,
) -> Tuned:
    """Go on training `start` on conversations; `web` is the row of tokens that pre-training used."""
    torch = need_torch()
    dice = torch.Generator().manual_seed(recipe.seed)
    w, row = as_tensors(start), torch.tensor(web)
    mover = Mover(w, recipe.matrix_rate, recipe.rate, 0.0)
    every = max(recipe.steps // 100, 1)
    out, began = Tuned({}, [], [], 0.0), time.perf_counter()
    with two_threads():
        for step in range(recipe.steps + 1):
            if step in keep:
                out.snapshots[step] = as_arrays(w)
            if step % (every * 5) == 0 or step == recipe.steps:
                with torch.no_grad():
                    out.held_out.append((step, float(chat_loss(w, config, unseen))))
            picked = torch.randint(len(chats), (recipe.batch,), generator=dice).tolist()
            said = chat_loss(w, config, [chats[i] for i in picked])
            if step % every == 0:
                out.loss.append((step, float(said.detach())))
                if progress:
                    progress(step, float(said.detach()))
            if step < recipe.steps:
                read = loss_of(w, config, some_windows(row, config.context, recipe.replay, dice))
                mover.move(said + read / 2, min((step + 1) / recipe.warmup, 1 - 0.95 * step / recipe.steps))
    return Tuned(out.snapshots, out.loss, out.held_out, time.perf_counter() - began)


def chat_loss(w: "dict[str, Tensor]", config: Config, chats: Sequence[Sample]) -> "Tensor":
    """How surprising what the assistant says is, on average over the tokens that are learned from."""
    fn = need_torch().nn.functional
    total, count = None, 0
    for ids, learned in padded(chats, config.context):
        kept = learned[:, 1:].bool()  # only there is a token of the vocabulary asked for
        logits = vectors(w, config, ids[:, :-1])[kept] @ w["wte"].T  # (N, V)
        part = fn.cross_entropy(logits, ids[:, 1:][kept], reduction="sum")
        total, count = part if total is None else total + part, count + len(logits)
    assert total is not None, "there is no conversation"
    mean: Tensor = total / count
    return mean


def padded(chats: Sequence[Sample], context: int, at_once: int = 12) -> "Iterator[tuple[Tensor, Tensor]]":
    """Conversations as ids and mask (B, T), those of like length together, filled up with tokens that count nothing."""
    torch = need_torch()
    ordered = sorted(chats, key=lambda chat: len(chat[0]))
    for at in range(0, len(ordered), at_once):
        part = [(ids[: context + 1], learned[: context + 1]) for ids, learned in ordered[at : at + at_once]]
        longest = max(len(ids) for ids, _ in part)
        ids = [ids + [0] * (longest - len(ids)) for ids, _ in part]
        mask = [learned + [0] * (longest - len(learned)) for _, learned in part]
        yield torch.tensor(ids, device=device()), torch.tensor(mask, device=device())
