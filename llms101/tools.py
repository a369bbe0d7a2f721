"""What widgets and figures compute with: tokenizers, the model's life, the talk's examples. Loaded when first asked.

It leaves out what is computed; `Tools` in `widgets/base.py` says what a widget may rely on.
"""

from __future__ import annotations

import json
from dataclasses import astuple
from functools import cached_property
from pathlib import Path
from typing import Any

from llms101 import prose
from llms101.talk import Example, Talk
from llms101.tokenizer import FILES, FOLDER, Tokenizer

MODEL = Path(__file__).parent / "model"


def life_error() -> type[Exception]:
    """What is raised where the model's life lacks something; for an `except`, which asks only when it must know."""
    from llms101.lab.record import LifeError  # noqa: PLC0415

    return LifeError


class Toolbox:
    """The real `Tools`. Tokenizers and the life do not depend on the talk: `for_talk` keeps them."""

    def __init__(self, model: Path = MODEL) -> None:
        self._model = model
        self._tokenizers: dict[str, Tokenizer] = {}
        self._parcels: dict[str, bytes | str | None] = {}
        self._talk: Talk | None = None
        self._url = ""

    def for_talk(self, talk: Talk, url: str) -> Toolbox:
        """The same tools, for this talk, to be published at `url` (or an empty text)."""
        self._talk, self._url = talk, url or talk.deck.url
        return self

    @property
    def encoding(self) -> Tokenizer:
        """The deck's own tokenizer."""
        return self.tokenizer(self._talk.deck.encoding if self._talk else "cl100k_base")

    @property
    def examples(self) -> tuple[Example, ...]:
        """The running examples, in the deck's order."""
        return self._talk.deck.examples if self._talk else ()

    @property
    def url(self) -> str:
        """Where the talk will be published, or an empty text."""
        return self._url

    @property
    def slides(self) -> dict[str, str]:
        """The titles of the talk's slides by id, in order."""
        return {slide.id: slide.front.title for slide in self._talk.slides} if self._talk else {}

    @cached_property
    def life(self) -> Any:
        """The model's life, read from `llms101/model/`."""
        from llms101.lab.record import Life  # noqa: PLC0415  # a deck with no model on it need not wait for it

        return Life.load(self._model)

    def tokenizer(self, name: str) -> Tokenizer:
        """The tokenizer called `name`; raises `KeyError` for a name that is none."""
        if name not in self._tokenizers:
            own = self._talk is None or name == self._talk.deck.encoding
            self._tokenizers[name] = Tokenizer(name, sparing=not own)  # the deck's own is asked on every slide
        return self._tokenizers[name]

    def parcel(self, name: str) -> bytes | str | None:
        """What a page may ask for: a stage's weights, an encoding's ranks, `words`, `corpus`. `None`: not there."""
        if name not in self._parcels:
            self._parcels[name] = self._made(name)
        return self._parcels[name]

    def _made(self, name: str) -> bytes | str | None:
        """`words`: the tokens that the model knows, in its order, and its special ones by name. `store`: to search."""
        if name in FILES:
            file = FOLDER / f"{name}.packed"
        elif name == "words" and (self._model / "vocab.json").is_file():
            from llms101.lab.vocab import Vocab  # noqa: PLC0415

            vocab, tokenizer = Vocab.load(self._model / "vocab.json"), self.tokenizer("cl100k_base")
            tokens = [
                [i, vocab.names[i], False] if i in vocab.names else list(astuple(tokenizer.token(i))) for i in vocab.ids
            ]
            return json.dumps({"tokens": tokens, "special": vocab.special}, ensure_ascii=False, separators=(",", ":"))
        elif name == "store" and (self._model / "tools.json").is_file():
            store = json.loads((self._model / "tools.json").read_text("utf-8"))["store"]
            return json.dumps(store, ensure_ascii=False, separators=(",", ":"))
        else:
            file = self._model / (f"{name}.bin" if name == "corpus" else f"{name}.safetensors")
        return file.read_bytes() if file.is_file() else None

    def highlight(self, code: str, language: str) -> str:
        """`code` as HTML `<span>`s with its syntax highlighted, without a wrapper."""
        return prose.highlight(code, language)
