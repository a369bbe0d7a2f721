"""`merge-ladder`: how a word is built up from single letters, pair by pair, until it is one token.

It leaves out how the order of the pairs was learned (the most common first, long ago), and words with letters of
more than one byte. Those that a visitor types are the page's own tokenizer's.
"""

from __future__ import annotations

from dataclasses import dataclass

from llms101.widgets.base import FieldProblem, Source, Token, Tools

#: What the page asks for once the widget is live.
LIVE = ("cl100k_base", "o200k_base")


@dataclass(frozen=True)
class Props:
    """The words, the first one first; a space before a word belongs to it."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Rung:
    """The parts after a merge; `joined` is the position of the part that it made, -1 before the first."""

    parts: tuple[Token, ...]
    joined: int


@dataclass(frozen=True)
class Word:
    """A word and its rungs, from letters to as few parts as there can be."""

    text: str
    rungs: tuple[Rung, ...]


@dataclass(frozen=True)
class Data:
    """What the browser gets."""

    words: tuple[Word, ...]
    encoding: str
    sources: tuple[Source, ...]


def compute(props: Props, tools: Tools) -> Data:
    """Build every word up."""
    if not props.words:
        raise FieldProblem("words", "there is no word to build up", 'at least one word, as " wedding"')
    words = tuple(Word(text, _rungs(text, f"words[{i}]", tools)) for i, text in enumerate(props.words))
    name = tools.encoding.name
    detail = "merged as tiktoken does: of all pairs the one with the lowest number first"
    return Data(words, name, (Source("how a word is built up", f"llms101/vocab ({name})", detail, "llms101 build"),))


def steps(data: Data) -> int:
    """One for every merge of the first word."""
    return len(data.words[0].rungs) - 1


def figures(data: Data) -> dict[str, object]:
    """What can be claimed: how many merges each word takes, and the number of the token that it ends as."""
    merges: dict[str, object] = {f"merges{word.text}": len(word.rungs) - 1 for word in data.words}
    return merges | {f"id{word.text}": word.rungs[-1].parts[0].id for word in data.words}


def _rungs(text: str, field: str, tools: Tools) -> tuple[Rung, ...]:
    if not text.isascii() or not text.strip():
        raise FieldProblem(field, f"'{text}' cannot be built up from letters", 'a word of plain letters, as " wedding"')
    if len(tools.encoding.encode(text)) != 1:
        raise FieldProblem(field, f"'{text}' does not end as one token", 'a word that is one token, as " wedding"')
    rungs, before = [], None
    for raw in tools.encoding.merges(text):
        parts = tuple(tools.encoding.token(tools.encoding.encode(part.decode())[0]) for part in raw)
        joined = -1 if before is None else next(i for i, part in enumerate(parts) if part != before[i])
        rungs.append(Rung(parts, joined))
        before = parts
    return tuple(rungs)
