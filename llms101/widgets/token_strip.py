"""`token-strip`: a text as coloured tokens with their ids, in one encoding and beside it in another.

It leaves out tokenizing what a visitor types; that is the page's own tokenizer's.
"""

from __future__ import annotations

from dataclasses import dataclass

from llms101.widgets.base import FieldProblem, Source, Token, Tools

#: What the page asks for once the widget is live.
LIVE = ("cl100k_base", "o200k_base")


@dataclass(frozen=True)
class SampleProps:
    """A text worth splitting, and why."""

    text: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class Props:
    """The texts to split, after the running examples; the encodings, the first one first."""

    samples: tuple[SampleProps, ...] = ()
    encodings: tuple[str, ...] = ("cl100k_base", "o200k_base")


@dataclass(frozen=True)
class Strip:
    """A text in one encoding."""

    encoding: str
    tokens: tuple[Token, ...]
    count: int


@dataclass(frozen=True)
class Sample:
    """A text in every encoding; `example` is the running example that it is, or empty."""

    label: str
    text: str
    note: str
    example: str
    strips: tuple[Strip, ...]


@dataclass(frozen=True)
class Data:
    """What the browser gets."""

    samples: tuple[Sample, ...]
    sources: tuple[Source, ...]


def compute(props: Props, tools: Tools) -> Data:
    """Split every text in every encoding."""
    if not props.encodings:
        raise FieldProblem("encodings", "there is no encoding to split in", "cl100k_base or o200k_base")
    for i, name in enumerate(props.encodings):
        try:
            tools.tokenizer(name)
        except KeyError:
            raise FieldProblem(f"encodings[{i}]", f"unknown encoding '{name}'", "cl100k_base or o200k_base") from None

    def strips(text: str) -> tuple[Strip, ...]:
        split = [(name, tools.tokenizer(name).tokens(text)) for name in props.encodings]
        return tuple(Strip(name, tokens, len(tokens)) for name, tokens in split)

    samples = [Sample(e.name, e.text, "", e.name, strips(e.text)) for e in tools.examples]
    samples += [Sample(s.label, s.text, s.note, "", strips(s.text)) for s in props.samples]
    if not samples:
        raise FieldProblem("samples", "there is no text to split", "samples, or examples in deck.yml")
    sources = tuple(
        Source(f"tokens in {name}", f"llms101/vocab ({name})", "split by tiktoken", "llms101 build")
        for name in props.encodings
    )
    return Data(tuple(samples), sources)


def steps(data: Data) -> int:
    """Pieces first; then their ids; then the second encoding; then every sample that is no running example."""
    return 2 + sum(1 for sample in data.samples if not sample.example)


def figures(data: Data) -> dict[str, object]:
    """What can be claimed: of the first sample, in the first encoding, and of every one by its label."""
    first = data.samples[0].strips[0]
    named = {f"tokens {s.label}": s.strips[0].count for s in data.samples}
    return {"tokens": first.count, "ids": [t.id for t in first.tokens], **named}
