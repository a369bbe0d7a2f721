"""How a conversation becomes one row of tokens, and which of them the model learns from.

    <|user|> What is 2+2? <|end|> <|assistant|> 2+2 is 4. <|end|>

The app puts the markers of who speaks, the user's words and the results of tools; the model only reads these. It
learns from what the assistant says, from the call of a tool, and from the `<|end|>` behind either: that is all that it
will ever have to write itself. Left out: system prompts, and tokenizing (`encode` is handed in).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from .vocab import SPECIAL

Role = Literal["user", "assistant", "tool_call", "tool_result"]
Encode = Callable[[str], list[int]]

END = SPECIAL["<|endoftext|>"]
USER, ASSISTANT, STOP = SPECIAL["<|user|>"], SPECIAL["<|assistant|>"], SPECIAL["<|end|>"]
CALL, RESULT = SPECIAL["<|tool_call|>"], SPECIAL["<|tool_result|>"]


@dataclass(frozen=True)
class Turn:
    """What one side says. A `tool_call` and its `tool_result` come between a user's turn and the answer."""

    role: Role
    text: str


@dataclass(frozen=True)
class Chat:
    """A conversation, and what kind of one it is."""

    kind: str
    turns: tuple[Turn, ...]


def prompt(question: str, encode: Encode) -> list[int]:
    """What stands in the context when it is the model's turn to answer this question."""
    return [USER, *encode(question), STOP, ASSISTANT]


def result(text: str, encode: Encode) -> list[int]:
    """What the app puts behind a call."""
    return [RESULT, *encode(text), STOP, ASSISTANT]


def render(turns: Iterable[Turn], encode: Encode) -> tuple[list[int], list[int]]:
    """A conversation in ids, and beside each a 1 if the model learns from it, a 0 if it only reads it.

    >>> ids, learned = render([Turn("user", "?"), Turn("assistant", "!")], lambda text: [ord(c) for c in text])
    >>> [i if i < 200_000 else "·" for i in ids], learned
    (['·', 63, '·', '·', 33, '·'], [0, 0, 0, 0, 1, 1])
    """
    ids: list[int] = []
    learned: list[int] = []
    for turn in turns:
        said = encode(turn.text)
        if turn.role == "user":
            part, mask = [USER, *said, STOP, ASSISTANT], [0] * (len(said) + 3)
        elif turn.role == "tool_result":
            part, mask = [RESULT, *said, STOP, ASSISTANT], [0] * (len(said) + 3)
        elif turn.role == "tool_call":
            part, mask = [CALL, *said, STOP], [1] * (len(said) + 2)
        else:
            part, mask = [*said, STOP], [1] * (len(said) + 1)
        ids, learned = ids + part, learned + mask
    return ids, learned


def marked(text: str, encode: Encode) -> list[int]:
    """A page in ids. Where it is the transcript of a `Human:` and an `Assistant:`, the names become markers.

    Chat logs are on the real web too. So the markers have a meaning before any conversation is trained on.
    """
    if not ("Human: " in text and "Assistant: " in text):
        return encode(text)
    ids: list[int] = []
    for line in text.splitlines(keepends=True):
        name, _, said = line.partition(": ")
        if name in ("Human", "Assistant"):
            ids += [USER if name == "Human" else ASSISTANT, *encode(said.rstrip("\n")), STOP]
        else:
            ids += encode(line)
    return ids
