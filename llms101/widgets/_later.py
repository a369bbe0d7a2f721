"""What the widgets of the model's later life share: recorded ids as tokens, and what a later stage has left.

A later stage leaves `<stage>.json` beside its weights, read with `life.raw(stage)`. Of that file these widgets know
`answers`, a list of `{"prompt", "seed", "tokens"}`, and `measured`, figures under the names of the base model's card;
ids are those of the vocabulary. It leaves out what a single widget knows of it besides.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from llms101.widgets.base import Token, Tools


def marker(name: str, tools: Tools) -> Token:
    """The special token called `name`, as `<|end|>`."""
    return Token(tools.life.vocab.special[name], name)


def shown(ids: Iterable[int], tools: Tools) -> tuple[Token, ...]:
    """Recorded ids, ready to be shown; the vocabulary's own special tokens are in no encoding."""
    names = {id: name for name, id in tools.life.vocab.special.items()}
    return tuple(Token(id, names[id]) if id in names else tools.encoding.token(id) for id in ids)


def left(stage: str, tools: Tools) -> dict[str, Any]:
    """What a stage has left, as plain values; nothing if the model has not lived through it."""
    found: dict[str, Any] = tools.life.raw(stage) if tools.life.has(stage) else {}
    return found


def answer(stage: str, prompt: str, tools: Tools) -> dict[str, Any] | None:
    """The first answer to `prompt` that a stage has left."""
    return next((a for a in left(stage, tools).get("answers", ()) if a["prompt"] == prompt), None)


def pending(what: str) -> str:
    """What is said where a part of the model's life is not there yet.

    >>> pending("The tuned model’s own answer")
    'The tuned model’s own answer is still to come.'
    """
    return f"{what} is still to come."
