"""What the model reads: the cleaned web and the conversations, as rows of tokens, and the vocabulary of both.

Every stage needs it, so it is made once a process and never stored: the same plan gives the same. Left out: making the
web (`web.py`), cleaning it (`clean.py`) and writing conversations (`grammar/`).
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from .chat import Chat, marked, render
from .clean import Corpus, clean
from .engine import NO_SUM, NOT_FOUND
from .grammar import calls, chats, choices
from .plan import Plan
from .tune import Sample
from .vocab import ENCODING, Vocab, make_vocab, stream
from .web import HAND_WRITTEN, Page, grow_web

if TYPE_CHECKING:
    from llms101.tokenizer import Tokenizer

Progress = Callable[[str, float], None]
#: So often each conversation written by hand is among the others.
OFTEN = 40


@dataclass(frozen=True)
class Reading:
    """All of it. `rows` and `held` are documents in ids; the two pages written by hand are always trained on."""

    plan: Plan
    pages: list[Page]
    corpus: Corpus
    rows: list[list[int]]
    held: list[list[int]]
    vocab: Vocab
    tokenizer: "Tokenizer"

    @cached_property
    def web(self) -> list[int]:
        """The row of local indices that pre-training cuts its windows from."""
        return stream(self.rows, self.vocab)

    @cached_property
    def web_held(self) -> list[int]:
        """The same of what is held out of all training."""
        return stream(self.held, self.vocab)

    def sample(self, chat: Chat) -> Sample:
        """A conversation, in local indices, and its mask."""
        ids, learned = render(chat.turns, self.tokenizer.encode)
        return self.vocab.local(ids), learned


def kinds_of(stage: str) -> list[tuple[chats.Asking, float]]:
    """What conversations a stage is trained on, and how often each kind comes up."""
    return [*chats.ASKED, *choices.CHOICES, *(calls.CALLS if stage == "tools" else [])]


def conversations(stage: str, plan: Plan) -> list[Chat]:
    """The conversations that a stage is trained on: none asks what is held out."""
    dice = random.Random(f"{stage} {plan.web_seed}")
    kinds = kinds_of(stage)
    return [*list(chats.HAND_WRITTEN.values()) * OFTEN, *(chats.mixed(dice, kinds) for _ in range(plan.chats))]


def unseen_conversations(stage: str, plan: Plan) -> list[Chat]:
    """Conversations about what is held out."""
    dice = random.Random(f"{stage} held out {plan.web_seed}")
    kinds = kinds_of(stage)
    return [chats.mixed(dice, kinds, most=1, held=True) for _ in range(plan.chats_held_out)]


_KEPT: dict[Plan, Reading] = {}


def read(plan: Plan, progress: Progress = lambda *_: None) -> Reading:
    """Grow the web, clean it, and split everything into tokens; once a process."""
    if plan not in _KEPT:
        _KEPT[plan] = _read(plan, progress)
    return _KEPT[plan]


def _read(plan: Plan, progress: Progress) -> Reading:
    from llms101.tokenizer import Tokenizer  # noqa: PLC0415  # not before training begins

    progress("growing the web", 0)
    pages = grow_web(plan.web_seed, plan.pages)
    corpus = clean(pages, HAND_WRITTEN, lambda share: progress("cleaning", share))
    tokenizer = Tokenizer(ENCODING)
    documents = [marked(row.content, tokenizer.encode) for row in corpus.rows]
    order = list(range(len(HAND_WRITTEN), len(documents)))
    random.Random(plan.web_seed).shuffle(order)
    held = [documents[i] for i in order[: plan.held_out]]
    rows = documents[: len(HAND_WRITTEN)] + [documents[i] for i in order[plan.held_out :]]
    vocab = make_vocab([*documents, *words_to_come(plan, tokenizer.encode)])
    progress("cleaning", 1)
    return Reading(plan, pages, corpus, rows, held, vocab, tokenizer)


def words_to_come(plan: Plan, encode: Callable[[str], list[int]]) -> Sequence[list[int]]:
    """What the web does not have and the conversations will: their words, what tools can say, and every number.

    A number of four to six digits is two tokens, of which the second may begin with zeros.
    """
    numbers = [f"{n:0{width}d}" for width in (1, 2, 3) for n in range(10**width)]
    told = [NO_SUM, NOT_FOUND, *(" ".join(item) for item in calls.store().items())]
    talks = [make(stage, plan) for stage in ("assistant", "tools") for make in (conversations, unseen_conversations)]
    spoken = [turn.text for chats_ in talks for chat in chats_ for turn in chat.turns]
    return [encode(text) for text in [*numbers, *told, *spoken]]
