"""Real tiktoken, from the project's own copy of its rank files: no download, hashes checked.

The one importer of tiktoken. It leaves out how tokens look; `Token` in `widgets/base.py` has that.

>>> Tokenizer("cl100k_base").encode("The capital of France is Paris.")
[791, 6864, 315, 9822, 374, 12366, 13]
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from llms101.errors import AuthorError, Place, Problem
from llms101.widgets.base import Token

if TYPE_CHECKING:
    import tiktoken

#: Where the rank files are, under the names that tiktoken's cache gives them, and their SHA-256
#: as `tiktoken_ext/openai_public.py` states them.
FOLDER = Path(__file__).parent / "vocab"
FILES = {
    "cl100k_base": (
        "9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
        "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    ),
    "o200k_base": (
        "fb374d419588a4632f3f557e76b4b70aebbca790",
        "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    ),
}


class Tokenizer:
    """One of tiktoken's encodings, loaded when first used. Raises `KeyError` for a name that is none."""

    def __init__(self, name: str, folder: Path = FOLDER) -> None:
        self.name = name
        self.file = folder / FILES[name][0]

    @cached_property
    def _encoding(self) -> tiktoken.Encoding:
        """tiktoken's own object. A damaged file is told of here: tiktoken would delete it and go to the network."""
        sha256 = FILES[self.name][1]
        try:
            found = hashlib.sha256(self.file.read_bytes()).hexdigest()
        except OSError as error:
            raise AuthorError(
                [self._damaged(f"the rank file of {self.name} cannot be read: {error.strerror}")]
            ) from None
        if found != sha256:
            raise AuthorError([self._damaged(f"the rank file of {self.name} is damaged: its SHA-256 is {found}")])
        os.environ["TIKTOKEN_CACHE_DIR"] = str(self.file.parent)
        import tiktoken  # noqa: PLC0415  # a deck with no tokens on it need not wait for it

        return tiktoken.get_encoding(self.name)

    def _damaged(self, message: str) -> Problem:
        sha256 = FILES[self.name][1]
        return Problem(
            Place(str(self.file)), message, f"the file with SHA-256 {sha256}", "get it back with git checkout"
        )

    def encode(self, text: str) -> list[int]:
        """The ids of `text`. Special tokens written in it are ordinary text, as they are when a user types them."""
        return self._encoding.encode(text, disallowed_special=())

    def decode(self, ids: Sequence[int]) -> str:
        """The text of `ids`; bytes that are no whole character become U+FFFD."""
        return self._encoding.decode(list(ids))

    def token_bytes(self, id: int) -> bytes:
        """The bytes of one token; raises `KeyError` for an id that is none."""
        try:
            return self._encoding.decode_single_token_bytes(id)
        except OverflowError:
            raise KeyError(id) from None

    def token(self, id: int) -> Token:
        """The token with this id, ready to be shown: its text or, where that is no whole character, its bytes."""
        raw = self.token_bytes(id)
        try:
            return Token(id, raw.decode())
        except UnicodeDecodeError:
            return Token(id, raw.hex(" ").upper(), bytes=True)

    def tokens(self, text: str) -> tuple[Token, ...]:
        """The tokens of `text`, ready to be shown."""
        return tuple(map(self.token, self.encode(text)))

    def merges(self, text: str) -> list[list[bytes]]:
        """How byte-pair encoding builds one piece up: single bytes first, then the parts after every merge.

        At each step the pair whose joined bytes have the lowest rank is joined, the leftmost of equals. This is
        the algorithm of tiktoken's `_educational.py`, told step by step; its end is what `encode` gives for a text
        that the encoding's pattern does not split.

        >>> [b"|".join(parts).decode() for parts in Tokenizer("cl100k_base").merges(" kind")]
        [' |k|i|n|d', ' |k|in|d', ' |k|ind', ' k|ind', ' kind']
        """
        ranks = self._encoding._mergeable_ranks
        parts = [bytes([byte]) for byte in text.encode()]
        steps = [parts]
        while True:
            pairs = [(ranks.get(a + b), i) for i, (a, b) in enumerate(pairwise(parts))]
            ranked = [(rank, i) for rank, i in pairs if rank is not None]
            if not ranked:
                return steps
            _, i = min(ranked)
            parts = [*parts[:i], parts[i] + parts[i + 1], *parts[i + 2 :]]
            steps.append(parts)
