"""Asking a tuned model: turns, tools, and many answers at once.

The loop stops at the call of a tool, the app runs it and puts the result into the context, and the model goes on. So
some tokens are drawn by the model and some are forced by the app, and the two are kept apart. Left out: several calls
in one turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from llms101.arithmetic import NoSum, work_out, written

from . import chat
from .gpt import GPT, Cache, softmax
from .mind import Model
from .sample import Mulberry32, Settings, draw, probabilities

#: The longest answer, in tokens.
LONGEST = 64
Store = dict[str, str]
#: What the app says when a tool has no answer.
NO_SUM, NOT_FOUND = "error", "nothing found"


@dataclass(frozen=True)
class Reply:
    """What came of one question: the call (empty if there was none), what the app put there, and the answer."""

    call: list[int]
    query: str
    result: str
    forced: list[int]
    answer: list[int]


def run_tool(call: str, store: Store) -> str:
    """What the app answers to `calculator: 2*3` or `search: weather Paris today`."""
    tool, _, query = call.partition(": ")
    if tool == "calculator":
        try:
            return written(work_out(query))
        except NoSum:
            return NO_SUM
    return store.get(query, NOT_FOUND)


def said(
    model: Model, context: Sequence[int], seed: int, temperature: float, banned: Sequence[int] = (), most: int = LONGEST
) -> list[int]:
    """What the model says next, up to and with `<|end|>` or `<|endoftext|>`; `banned` ids cannot be drawn."""
    vocab, settings, random = model.vocab, Settings(temperature), Mulberry32(seed)
    never = vocab.local(banned)
    stops = {vocab.index[chat.STOP], vocab.index[chat.END]}
    cache, new, out = Cache(), vocab.local(context), list[int]()
    while len(out) < most and cache.length + len(new) <= model.gpt.config.context:
        logits = model.gpt.forward(np.array([new]), cache)[0, -1]
        logits[never] = -np.inf
        token = draw(probabilities(logits.tolist(), temperature), random.random(), settings).token
        out.append(token)
        if token in stops:
            break
        new = [token]
    return vocab.outer(out)


def reply(model: Model, question: str, store: Store | None, seed: int = 1, temperature: float = 0.0) -> Reply:
    """Ask once. With no `store`, no tool may be called."""
    context = chat.prompt(question, model.encode)
    first = said(model, context, seed, temperature, () if store is not None else (chat.CALL,))
    if store is None or first[:1] != [chat.CALL]:
        return Reply([], "", "", [], first)
    query = model.text(first)
    result = run_tool(query, store)
    forced = chat.result(result, model.encode)
    return Reply(
        first, query, result, forced, said(model, [*context, *first, *forced], seed, temperature, (chat.CALL,))
    )


def many(gpt: GPT, prompt: Sequence[int], count: int, dice: np.random.Generator, stops: Sequence[int],
         most: int = LONGEST, temperature: float = 1.0) -> list[list[int]]:  # fmt: skip
    """So many answers to one prompt, all in local indices, drawn side by side; each ends with one of `stops`, or at
    `most`.
    """
    cache = Cache()
    new: NDArray[np.int64] = np.tile(np.array(prompt), (count, 1))  # (B, T)
    out: list[list[int]] = [[] for _ in range(count)]
    going = np.ones(count, bool)
    for _ in range(min(most, gpt.config.context - len(prompt))):
        shares = softmax(gpt.forward(new, cache)[:, -1] / np.float32(temperature)).astype(np.float64)  # (B, V)
        reached = np.cumsum(shares, axis=1)
        drawn = (reached < dice.random((count, 1)) * reached[:, -1:]).sum(axis=1)  # (B,)
        for i in np.flatnonzero(going):
            out[i].append(int(drawn[i]))
        going &= ~np.isin(drawn, stops)
        if not going.any():
            break
        new = drawn[:, None]
    return out
