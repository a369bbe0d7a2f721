"""Stage 6: pre-training, the one stage that needs torch.

Cut windows at random places out of the corpus, ask for every next token at once, and nudge every
weight so that the right one gets likelier. The model here is `gpt.py` again, written for torch so
that it can tell each weight's share in the error; a test holds the two equal.

The matrices are moved by Muon (Jordan et al. 2024), which evens out a step so that rare directions count
as much as common ones, the tokens' vectors by AdamW; nanochat does the same. With AdamW alone
this model had not begun to copy from its context when the five minutes were over.

Left out: everything that lets a training run fill a hall of machines.
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .gpt import Config, Weights, angles

if TYPE_CHECKING:
    from torch import Generator, Tensor


class TorchMissing(ImportError):
    """Training was asked for, and torch is not there."""

    def __init__(self) -> None:
        super().__init__("training needs torch: install it with `pip install 'llms101[train]'`")


def need_torch() -> Any:
    """torch, imported only now."""
    try:
        import torch  # noqa: PLC0415  # a build never trains, and need not have it
    except ImportError as error:
        raise TorchMissing from error
    return torch


@dataclass(frozen=True)
class Recipe:
    """How to train."""

    steps: int = 3200
    batch: int = 16  # windows at once
    matrix_rate: float = 3e-2  # Muon's; like the other it falls in a straight line to a tenth
    rate: float = 1e-2  # AdamW's
    warmup: int = 20
    decay: float = 0.01
    seed: int = 1


@dataclass(frozen=True)
class Trained:
    """What a run left: the weights at the steps asked for, and both losses on the way."""

    snapshots: dict[int, Weights]
    loss: list[tuple[int, float]]
    held_out: list[tuple[int, float]]
    seconds: float


def fresh_weights(config: Config, seed: int) -> Weights:
    """Weights before any training: noise, and zeros where a layer adds to the vector."""
    rng = np.random.default_rng(seed)
    out: Weights = {}
    for name, shape in config.shapes():
        zero = name.endswith((".o", ".down"))
        scale = 0.1 if name == "wte" else 1 / math.sqrt(shape[0])
        noise = rng.standard_normal(shape).astype(np.float32)
        out[name] = np.zeros(shape, np.float32) if zero else noise * np.float32(scale)
    return out


def forward(w: "dict[str, Tensor]", config: Config, ids: "Tensor") -> "Tensor":
    """The same as `GPT.forward`, for torch: (B, T) -> logits (B, T, V)."""
    logits: Tensor = vectors(w, config, ids) @ w["wte"].T
    return logits


def vectors(w: "dict[str, Tensor]", config: Config, ids: "Tensor") -> "Tensor":
    """What every position has come to after the last layer: (B, T) -> (B, T, C)."""
    torch = need_torch()
    fn = torch.nn.functional
    batch, time_ = ids.shape

    def norm(x: "Tensor") -> Any:
        return x * torch.rsqrt((x * x).mean(-1, keepdim=True) + 1e-5)

    def heads(x: "Tensor") -> Any:
        return x.view(batch, time_, config.heads, -1).transpose(1, 2)

    turn = torch.tensor(angles(np.arange(time_), config.width // config.heads), device=ids.device)  # (T, D / 2)
    cos, sin = torch.cos(turn), torch.sin(turn)

    def turned(x: "Tensor") -> Any:
        a, b = x.chunk(2, -1)
        return torch.cat([a * cos - b * sin, a * sin + b * cos], -1)

    x = fn.embedding(ids, w["wte"])  # w["wte"][ids] adds its gradients up in whatever order threads come
    for i in range(config.layers):
        n = norm(x)
        q, k, v = (heads(n @ w[f"h{i}.{part}"]) for part in "qkv")
        found = fn.scaled_dot_product_attention(turned(q), turned(k), v, is_causal=True)
        x = x + found.transpose(1, 2).reshape(batch, time_, config.width) @ w[f"h{i}.o"]
        x = x + fn.relu(norm(x) @ w[f"h{i}.up"]) @ w[f"h{i}.down"]
    last: Tensor = norm(x)
    return last


def loss_of(w: "dict[str, Tensor]", config: Config, ids: "Tensor") -> "Tensor":
    """How surprised the model is by the next token, on average, in windows (B, T + 1)."""
    fn = need_torch().nn.functional
    logits = forward(w, config, ids[:, :-1])
    loss: Tensor = fn.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten())
    return loss


def as_arrays(w: "dict[str, Tensor]") -> Weights:
    """A copy of the weights, for numpy."""
    return {name: tensor.detach().cpu().numpy().copy() for name, tensor in w.items()}


def as_tensors(weights: Weights) -> "dict[str, Tensor]":
    """Weights that torch can find gradients for, on the GPU if there is one."""
    torch = need_torch()
    return {name: torch.tensor(array, device=device(), requires_grad=True) for name, array in weights.items()}


def device() -> str:
    """Where to compute."""
    return "cuda" if need_torch().cuda.is_available() else "cpu"


@contextmanager
def two_threads() -> Iterator[None]:
    """Always as many, however many cores there are: the last digit of a sum depends on how it was shared out."""
    torch = need_torch()
    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


class Mover:
    """Moves weights against their gradients: Muon the matrices, AdamW the vectors of the tokens."""

    def __init__(self, w: "dict[str, Tensor]", matrix_rate: float, rate: float, decay: float) -> None:
        optim = need_torch().optim
        tables = [name for name in w if name in ("wte", "head")]
        matrices = [tensor for name, tensor in w.items() if name not in tables]
        self.tops = (matrix_rate, rate)
        self.optimizers = [
            optim.Muon(matrices, lr=matrix_rate, weight_decay=decay, momentum=0.95),
            optim.AdamW([w[name] for name in tables], lr=rate, betas=(0.9, 0.95), weight_decay=0.0),
        ]

    def move(self, loss: "Tensor", share: float) -> None:
        """One step down, at this share of the full rates."""
        for optimizer, top in zip(self.optimizers, self.tops, strict=True):
            for group in optimizer.param_groups:
                group["lr"] = top * share
            optimizer.zero_grad()
        loss.backward()
        for optimizer in self.optimizers:
            optimizer.step()


def train(
    config: Config,
    recipe: Recipe,
    tokens: Sequence[int],
    held_out: Sequence[int],
    keep: Sequence[int],
    progress: Callable[[int, float], None] | None = None,
) -> Trained:
    """Train on a row of local token indices; keep the weights at the steps in `keep`."""
    with two_threads():
        return _train(config, recipe, tokens, held_out, keep, progress)


def _train(
    config: Config, recipe: Recipe, tokens: Sequence[int], held_out: Sequence[int], keep: Sequence[int],
    progress: Callable[[int, float], None] | None,
) -> Trained:  # fmt: skip
    torch = need_torch()
    dice = torch.Generator().manual_seed(recipe.seed)
    w = as_tensors(fresh_weights(config, recipe.seed))
    mover = Mover(w, recipe.matrix_rate, recipe.rate, recipe.decay)
    row, unseen = torch.tensor(tokens), windows_of(held_out, config.context).to(device())
    every = max(recipe.steps // 200, 1)
    out = Trained({}, [], [], 0.0)
    began = time.perf_counter()
    for step in range(recipe.steps + 1):
        if step in keep:
            out.snapshots[step] = as_arrays(w)
        if step in keep or step % (every * 4) == 0 or step == recipe.steps:
            with torch.no_grad():
                out.held_out.append((step, float(loss_of(w, config, unseen))))
        loss = loss_of(w, config, some_windows(row, config.context, recipe.batch, dice))  # (B, T + 1)
        if step % every == 0 or step in keep:
            out.loss.append((step, float(loss.detach())))
            if progress:
                progress(step, float(loss.detach()))
        if step < recipe.steps:
            mover.move(loss, min((step + 1) / recipe.warmup, 1 - 0.9 * step / recipe.steps))
    return Trained(out.snapshots, out.loss, out.held_out, time.perf_counter() - began)


def some_windows(row: "Tensor", context: int, count: int, dice: "Generator") -> "Tensor":
    """Windows (count, context + 1) at random places of the row."""
    torch = need_torch()
    starts = torch.randint(len(row) - context, (count, 1), generator=dice)
    windows: Tensor = row[starts + torch.arange(context + 1)].to(device())
    return windows


def windows_of(row: Sequence[int], context: int, limit: int = 64) -> "Tensor":
    """The row cut into windows (N, context + 1), one after another."""
    torch = need_torch()
    count = min((len(row) - 1) // context, limit)
    windows: Tensor = torch.stack([torch.tensor(row[i * context : (i + 1) * context + 1]) for i in range(count)])
    return windows


@dataclass(frozen=True)
class Press:
    """One real gradient step on one sentence."""

    loss: float  # of the sentence, after the step
    moved: int  # how many weights changed
    largest: float  # the largest change
    weights: Weights


def slope(config: Config, weights: Weights, ids: Sequence[int], right: int) -> Weights:
    """How much each weight would raise the log-probability of `right` after `ids`."""
    torch = need_torch()
    w = as_tensors(weights)
    torch.log_softmax(forward(w, config, torch.tensor([list(ids)], device=device()))[0, -1], -1)[right].backward()
    return {name: tensor.grad.cpu().numpy().copy() for name, tensor in w.items() if tensor.grad is not None}


def nudge(config: Config, weights: Weights, ids: Sequence[int], presses: int, rate: float) -> list[Press]:
    """Press by press: plain gradient descent on this one sentence, starting from `weights`."""
    torch = need_torch()
    w = as_tensors(weights)
    sentence = torch.tensor([list(ids)], device=device())
    out = []
    for _ in range(presses):
        loss = loss_of(w, config, sentence)
        for tensor in w.values():
            tensor.grad = None
        loss.backward()
        moved, largest = 0, 0.0
        with torch.no_grad():
            for tensor in w.values():
                before = tensor.clone()
                tensor.add_(tensor.grad, alpha=-rate)  # type: ignore[arg-type]
                change = (tensor - before).abs()
                moved += int((change > 0).sum())
                largest = max(largest, float(change.max()))
            after = float(loss_of(w, config, sentence))
        out.append(Press(after, moved, largest, as_arrays(w)))
    return out
