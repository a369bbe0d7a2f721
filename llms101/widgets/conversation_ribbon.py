"""`conversation-ribbon`: example conversations as chats, and as the one row of tokens that the model is trained on.

It learns from the assistant's words and from the `<|end|>` behind them; all the rest it only reads. Beside them what
the base model made of a user's question. The tuned model's own answer is read from the model's life once it is there:
see `_later.py`. It leaves out training on the conversations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from llms101.widgets._later import answer, marker, pending, shown
from llms101.widgets.base import FieldProblem, Source, Token, Tools

Role = Literal["user", "assistant"]


@dataclass(frozen=True)
class TurnProps:
    """What one side says."""

    role: Role
    text: str


@dataclass(frozen=True)
class ConversationProps:
    """An example conversation, written by people."""

    label: str
    turns: tuple[TurnProps, ...]


@dataclass(frozen=True)
class Props:
    """The conversations; `before`: the id of the recorded continuation that shows the base model (else a question)."""

    conversations: tuple[ConversationProps, ...]
    before: str = ""


@dataclass(frozen=True)
class Turn:
    """One turn in tokens, the markers around it too. `text` only where a token alone is no whole character."""

    role: Role
    marker: Token
    tokens: tuple[Token, ...]
    end: Token
    text: str


@dataclass(frozen=True)
class Conversation:
    """A conversation; `learned` tokens train the model, the `read` ones are only there to be read."""

    label: str
    turns: tuple[Turn, ...]
    learned: int
    read: int


@dataclass(frozen=True)
class Sample:
    """What a model made of a prompt, token by token; `tokens` is empty while it is still to come."""

    prompt: str
    tokens: tuple[Token, ...]
    seed: int
    note: str


@dataclass(frozen=True)
class Data:
    """What the browser gets: the conversations, and one prompt before and after; `before` is None if none is there."""

    conversations: tuple[Conversation, ...]
    before: Sample | None
    after: Sample | None
    sources: tuple[Source, ...]


def compute(props: Props, tools: Tools) -> Data:
    """Lay the conversations out as tokens, and look up what the model makes of a prompt."""
    if not props.conversations:
        raise FieldProblem("conversations", "there is no conversation to show", "at least one")
    conversations = tuple(_conversation(i, c, tools) for i, c in enumerate(props.conversations))
    before = _before(props.before, tools)
    after = _after(before.prompt, tools) if before else None
    sources = [Source("the conversations", "the slide", "the author's words, split by tiktoken", "llms101 build")]
    if before:
        detail = f"the base model, seed {before.seed}"
        sources.append(Source("the continuation", "llms101/model/trace.json", detail, "llms101 train"))
    if after and after.tokens:
        detail = f"the tuned model, seed {after.seed}"
        sources.append(Source("the answer", "llms101/model/assistant.json", detail, "llms101 train"))
    return Data(conversations, before, after, tuple(sources))


def _conversation(i: int, props: ConversationProps, tools: Tools) -> Conversation:
    if not props.turns:
        raise FieldProblem(f"conversations[{i}].turns", "nobody says anything", "turns of user and assistant")
    for n, turn in enumerate(props.turns):
        expected: Role = "assistant" if n % 2 else "user"
        if turn.role != expected:
            raise FieldProblem(f"conversations[{i}].turns[{n}].role", "user and assistant take turns", expected)

    turns = []
    for turn in props.turns:
        tokens = tools.encoding.tokens(turn.text)
        whole = turn.text if any(token.bytes for token in tokens) else ""
        turns.append(Turn(turn.role, marker(f"<|{turn.role}|>", tools), tokens, marker("<|end|>", tools), whole))
    everything = sum(len(turn.tokens) + 2 for turn in turns)
    learned = sum(len(turn.tokens) + 1 for turn in turns if turn.role == "assistant")
    return Conversation(props.label, tuple(turns), learned, everything - learned)


def _before(wanted: str, tools: Tools) -> Sample | None:
    recorded = tools.life.trace.continuations
    if wanted and wanted not in (c.id for c in recorded):
        raise FieldProblem(
            "before", f"no recorded continuation '{wanted}'", "one of " + ", ".join(c.id for c in recorded)
        )
    fits = [c for c in recorded if (c.id == wanted if wanted else c.prompt.rstrip().endswith("?"))]
    if not fits:
        return None
    run = fits[0].runs[0]
    return Sample(fits[0].prompt, shown(run.tokens, tools), run.seed, "It goes on as a page would.")


def _after(prompt: str, tools: Tools) -> Sample:
    found = answer("assistant", prompt, tools)
    if not found:
        return Sample(prompt, (), 0, pending("The tuned model’s own answer"))
    return Sample(prompt, shown(found["tokens"], tools), found["seed"], "It answers, and stops.")


def steps(data: Data) -> int:
    """The chat; its tokens; those that are learned from; every other conversation; a prompt before and after."""
    return 2 + len(data.conversations) - 1 + (data.before is not None)


def figures(data: Data) -> dict[str, object]:
    """What can be claimed: of every conversation by its label, the tokens that train the model and those only read."""
    found: dict[str, object] = {}
    for conversation in data.conversations:
        found[f"learned {conversation.label}"] = conversation.learned
        found[f"read {conversation.label}"] = conversation.read
    return found
