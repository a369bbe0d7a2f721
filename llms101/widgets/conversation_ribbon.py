"""`conversation-ribbon`: conversations that the model is tuned on, as chats and as rows of tokens; and what came of it.

Conversations, which of their tokens are learned from, the cost, and the answers of the model at its checkpoints are
read from `life.assistant`. It leaves out the tuning (`llms101/lab/tune.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from llms101.widgets._later import ASSISTANT, END, USER, Table
from llms101.widgets.base import FieldProblem, Source, Token, Tools

#: What the page asks for once the widget is live.
LIVE = ("base", "assistant", "words", "cl100k_base")

FILE = "llms101/model/assistant.json"


@dataclass(frozen=True)
class Props:
    """The recorded conversations by their ids, in their order; and the recorded prompt that the script asks.

    With no `prompt` it asks the first that is recorded.
    """

    conversations: tuple[str, ...]
    prompt: str = ""


@dataclass(frozen=True)
class Turn:
    """What one side says, the markers around it too: places in the table of tokens.

    `learned`: a 1 for each token that the model learns from, a 0 for one that it only reads.
    """

    role: Literal["user", "assistant"]
    tokens: tuple[int, ...]
    learned: str


@dataclass(frozen=True)
class Conversation:
    """A conversation, and how many of its tokens train the model or are only read."""

    id: str
    label: str
    turns: tuple[Turn, ...]
    learned: int
    read: int


@dataclass(frozen=True)
class Asked:
    """A prompt, and the answer at each checkpoint: places in the table. `seed`: the same for all of them."""

    prompt: str
    seed: int
    answers: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Halt:
    """Where the script halts: the prompt and the checkpoint by their numbers."""

    prompt: int
    stop: int


@dataclass(frozen=True)
class Cost:
    """What there is to tune on, and the time it took; beside it the tokens that the base model read, and its time."""

    conversations: int
    tokens: int
    learned: int
    seconds: int
    base_tokens: int
    base_seconds: int


@dataclass(frozen=True)
class Data:
    """What the browser gets. `seen`: how many conversations the model had seen at each checkpoint; the base model none.

    `walk`: where the script halts. While the model is no assistant yet there are no conversations, and
    `pending` says so; else it is empty.
    """

    tokens: tuple[Token, ...]
    conversations: tuple[Conversation, ...]
    asked: tuple[Asked, ...]
    seen: tuple[int, ...]
    walk: tuple[Halt, ...]
    cost: Cost | None
    pending: str
    sources: tuple[Source, ...]


def compute(props: Props, tools: Tools) -> Data:
    """Look the conversations up, and what the model made of a prompt as it saw more of them."""
    if not props.conversations:
        raise FieldProblem("conversations", "there is no conversation to show", "at least one")
    if not tools.life.has("assistant"):
        pending = "Our model has not been tuned on conversations yet; this is still to come."
        source = Source("conversations", FILE, "not there yet", "llms101 train")
        return Data((), (), (), (), (), None, pending, (source,))
    lived, table = tools.life.assistant, Table(tools)
    recorded = {each.id: each for each in lived.conversations}
    for i, id in enumerate(props.conversations):
        if id not in recorded:
            message = f"no conversation '{id}' is recorded"
            raise FieldProblem(f"conversations[{i}]", message, "one of " + ", ".join(recorded))
    conversations = tuple(_conversation(recorded[id], table, tools) for id in props.conversations)
    asked = _asked(lived.checkpoints, table)
    tuning, base = lived.tuning, tools.life.card.training
    cost = Cost(
        sum(tuning.kinds.values()),
        tuning.tokens,
        tuning.learned,
        round(tuning.seconds),
        round(base["tokens_seen"]),
        round(base["seconds"]),
    )
    seen, sources = tuple(each.seen for each in lived.checkpoints), _sources(lived, tools)
    return Data(table.tokens, conversations, asked, seen, _walk(props.prompt, asked), cost, "", sources)


def _conversation(recorded: Any, table: Table, tools: Tools) -> Conversation:
    """A conversation, cut where a marker says that the other side speaks."""
    special = tools.life.vocab.special
    cuts = [i for i, id in enumerate(recorded.tokens) if id in (special[USER], special[ASSISTANT])]
    turns = tuple(
        Turn(
            "user" if recorded.tokens[begin] == special[USER] else "assistant",
            table.places(recorded.tokens[begin:end]),
            "".join(map(str, recorded.learned[begin:end])),
        )
        for begin, end in zip(cuts, [*cuts[1:], len(recorded.tokens)], strict=True)
    )
    learned = sum(recorded.learned)
    return Conversation(recorded.id, recorded.label, turns, learned, len(recorded.tokens) - learned)


def _asked(checkpoints: Sequence[Any], table: Table) -> tuple[Asked, ...]:
    return tuple(
        Asked(first.prompt, first.seed, tuple(table.places(each.answers[i].tokens) for each in checkpoints))
        for i, first in enumerate(checkpoints[0].answers)
    )


def _walk(prompt: str, asked: Sequence[Asked]) -> tuple[Halt, ...]:
    prompts = [each.prompt for each in asked]
    if prompt and prompt not in prompts:
        raise FieldProblem("prompt", "this prompt is not recorded", "one of: " + " | ".join(prompts))
    n = prompts.index(prompt) if prompt else 0
    return tuple(Halt(n, stop) for stop in walk(asked[n].answers))


def walk(answers: Sequence[object]) -> tuple[int, ...]:
    """The checkpoints at which the answer is a new one, and the last.

    >>> walk(["on and on", "on and on", "Paris?", "Paris.", "Paris."]), walk(["Paris."])
    ((0, 2, 3, 4), (0,))
    """
    new = {i for i, answer in enumerate(answers) if answer not in answers[:i]}
    return tuple(sorted({*new, len(answers) - 1}))


def _sources(lived: Any, tools: Tools) -> tuple[Source, ...]:
    tuning, base = lived.tuning, tools.life.card
    first = lived.checkpoints[0].answers[0]
    at = ", ".join(f"{each.step:,}" for each in lived.checkpoints)
    asked = f"`checkpoints`: after steps {at} of {tuning.batch} conversations; "
    asked += f"seed {first.seed}, temperature {first.temperature:g}"
    took = f"`tuning`: {tuning.steps:,} steps from seed {tuning.seed}"
    seen = f"`training`: {base.training['steps']:,.0f} steps from seed {base.seeds['training']}"
    return (
        Source("the conversations, and what is learned of them", FILE, "`conversations`", tuning.command),
        Source("the answers before and after", FILE, asked, tuning.command),
        Source("what the tuning took", FILE, took, tuning.command),
        Source("what the base model took", "llms101/model/card.json", seen, base.command),
    )


def steps(data: Data) -> int:
    """The chat; its tokens; those that are learned from; every other conversation; the checkpoints of the walk."""
    return 0 if data.pending else 1 + len(data.conversations) + len(data.walk)


def figures(data: Data) -> dict[str, object] | None:
    """What can be claimed: tokens learned from and only read, by conversation; the cost; None while to come.

    `ends`: how many of the last answers the model ends by itself. `tokens of base`: all tokens of the conversations,
    as a part of those that the base model was trained on.
    """
    if data.cost is None:
        return None
    found: dict[str, object] = {}
    for each in data.conversations:
        found |= {f"learned {each.id}": each.learned, f"read {each.id}": each.read}
    ends = [data.tokens[each.answers[-1][-1]].text == END for each in data.asked if each.answers[-1]]
    return {
        **found,
        "conversations": data.cost.conversations,
        "tokens of base": data.cost.tokens / data.cost.base_tokens,
        "prompts": len(data.asked),
        "ends": sum(ends),
    }
