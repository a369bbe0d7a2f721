"""Real tiktoken, from the project's own copy of its rank files: no download, hashes checked.

The one importer of tiktoken. It leaves out how tokens look; `Token` in `widgets/base.py` has that.

>>> Tokenizer("cl100k_base").encode("The capital of France is Paris.")
[791, 6864, 315, 9822, 374, 12366, 13]
"""

from __future__ import annotations

import hashlib
from binascii import a2b_base64, b2a_base64
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

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


#: A sparing tokenizer reads longer texts with all ranks: the number of their parts grows with the square.
SHORT = 400  # bytes


def _read(name: str, file: Path) -> list[bytes]:
    """The rank file's words: a token in base64, its rank, the next token, and so on.

    Read and checked here, not by tiktoken, which would delete a damaged file and go to the network.
    """
    sha256 = FILES[name][1]
    expected, hint = f"the file with SHA-256 {sha256}", "get it back with git checkout"
    try:
        content = file.read_bytes()
    except OSError as error:
        message = f"the rank file of {name} cannot be read: {error.strerror}"
        raise AuthorError([Problem(Place(str(file)), message, expected, hint)]) from None
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        message = f"the rank file of {name} is damaged: its SHA-256 is {found}"
        raise AuthorError([Problem(Place(str(file)), message, expected, hint)])
    return content.split()


@cache
def _ranks(name: str, file: Path) -> dict[bytes, bytes]:
    """Every token's rank, both as they are in the file."""
    words = _read(name, file)
    return dict(zip(words[::2], words[1::2], strict=True))


@cache
def _whole(name: str, file: Path) -> tiktoken.Encoding:
    """tiktoken's own object, with all ranks."""
    words = _read(name, file)
    return made(name, dict(zip(map(a2b_base64, words[::2]), map(int, words[1::2]), strict=True)))


def made(name: str, ranks: dict[bytes, int], **instead: Any) -> tiktoken.Encoding:
    """tiktoken's own object, made by its own recipe, but for the reading of the file."""
    import tiktoken  # noqa: PLC0415  # a deck with no tokens on it need not wait for it
    from tiktoken_ext import openai_public  # noqa: PLC0415

    theirs = openai_public.load_tiktoken_bpe
    openai_public.load_tiktoken_bpe = lambda *_, **__: ranks
    try:
        return tiktoken.Encoding(**getattr(openai_public, name)() | instead)
    finally:
        openai_public.load_tiktoken_bpe = theirs


class Tokenizer:
    """One of tiktoken's encodings, loaded when first used. Raises `KeyError` for a name that is none.

    A `sparing` one gives tiktoken only the ranks that can matter for a text, those of its own parts: byte-pair encoding
    looks up nothing else. Loading all of `o200k_base` takes tiktoken as long as the rest of a build.
    """

    def __init__(self, name: str, folder: Path = FOLDER, *, sparing: bool = False) -> None:
        self.name = name
        self.file = folder / FILES[name][0]
        self.sparing = sparing
        self._met: dict[int, bytes] = {}

    @property
    def _encoding(self) -> tiktoken.Encoding:
        """tiktoken's own object, with all ranks."""
        return _whole(self.name, self.file)

    def _spare(self, raw: bytes) -> tiktoken.Encoding:
        """tiktoken's own object, with the ranks of all parts of `raw`."""
        ranks, size = _ranks(self.name, self.file), len(raw)
        parts = {raw[i:j] for i in range(size) for j in range(i + 1, size + 1)}
        found = {part: int(rank) for part in parts if (rank := ranks.get(b2a_base64(part, newline=False)))}
        self._met |= {rank: part for part, rank in found.items()}
        return made(self.name, found, special_tokens={})

    def encode(self, text: str) -> list[int]:
        """The ids of `text`. Special tokens written in it are ordinary text, as they are when a user types them."""
        if self.sparing and len(raw := text.encode()) <= SHORT:
            return self._spare(raw).encode(text, disallowed_special=()) if raw else []
        return self._encoding.encode(text, disallowed_special=())

    def decode(self, ids: Sequence[int]) -> str:
        """The text of `ids`; bytes that are no whole character become U+FFFD."""
        return self._encoding.decode(list(ids))

    def token_bytes(self, id: int) -> bytes:
        """The bytes of one token; raises `KeyError` for an id that is none."""
        if id in self._met:
            return self._met[id]
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
