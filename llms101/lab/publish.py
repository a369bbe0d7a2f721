"""What every stage does in the end: save its weights in 8 bits, say what that cost, and write its record.

Left out: what is in the records (`shapes.py`, `shapes_later.py`).
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from . import mind
from .gpt import GPT, Config, Weights
from .mind import Model
from .record import to_json
from .train import as_tensors, device, forward, need_torch, two_threads
from .vocab import Vocab


def write(path: Path, value: object) -> None:
    """One JSON file."""
    path.write_text(to_json(value), "utf-8")


def publish(path: Path, config: Config, weights: Weights, vocab: Vocab) -> Model:
    """Save a stage's weights, and come back with the model that they make when they are read again."""
    mind.save(path, config, weights)
    return Model(mind.load(path), vocab)


def lost(model: Model, weights: Weights, contexts: Sequence[Sequence[int]]) -> dict[str, float]:
    """What saving in 8 bits cost: the largest change of a weight, and of any probability after these contexts (ids).

    And before it is saved, how far apart the logits of numpy's and torch's forward pass are at most.
    """
    torch = need_torch()
    full = Model(GPT(model.gpt.config, weights), model.vocab)
    with torch.no_grad(), two_threads():
        theirs = [
            forward(as_tensors(weights), full.gpt.config, torch.tensor([full.vocab.local(ids)], device=device()))
            for ids in contexts
        ]
    ours = [full.gpt.forward(np.array([full.vocab.local(ids)])) for ids in contexts]
    beside = max(float(np.abs(a - b.cpu().numpy()).max()) for a, b in zip(ours, theirs, strict=True))
    moved = max(float(np.abs(weights[name] - array).max()) for name, array in model.gpt.w.items())
    apart = [
        abs(a - b)
        for context in contexts
        for a, b in zip(model.probabilities(context), full.probabilities(context), strict=True)
    ]
    return {"largest_weight_change": moved, "largest_probability_change": max(apart), "numpy_and_torch_apart": beside}
