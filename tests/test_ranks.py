"""The packed ranks, unpacked in Python: every token and every character comes back.

The page's own unpacking is tested in a browser, in `browser/test_bpe.py`.
"""

from __future__ import annotations

import gzip
import random
from base64 import b64encode
from functools import cache

import pytest

from llms101.ranks import FIRST_STEP, KINDS, SIGN, TOKEN_STEP, _Coder, _Weights, kinds, pack, tokens
from llms101.tokenizer import FILES, FOLDER

NAMES = sorted(FILES)
packed = cache(pack)
_kinds = cache(kinds)


class Reader:
    """What an arithmetic coder wrote, read back: the message as one long number, and where in its range it is."""

    def __init__(self, message: bytes) -> None:
        self.message, self.at, self.range = message, 6, 1 << 48
        self.code = int.from_bytes(message[:6].ljust(6, b"\0"), "big")
        self.bits = _Weights(FIRST_STEP, 32)

    def symbol(self, weights: _Weights) -> int:
        """By bisection, where the page goes down the tree of sums."""
        value = self._value(weights.total)
        low, high = 0, len(weights.weights)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if weights.start(middle) <= value else (low, middle)
        self._narrow(weights.start(low), weights.weights[low], weights.total)
        weights.use(low)
        return low

    def uniform(self, n: int) -> int:
        value = self._value(n)
        self._narrow(value, 1, n)
        return value

    def number(self) -> int:
        bits = self.symbol(self.bits)
        return bits if bits < 2 else (1 << (bits - 1)) + self.uniform(1 << (bits - 1))

    def _value(self, total: int) -> int:
        return min(self.code // (self.range // total), total - 1)

    def _narrow(self, start: int, size: int, total: int) -> None:
        share = self.range // total
        self.code, self.range = self.code - start * share, size * share
        while self.range < 1 << 40:
            byte = self.message[self.at] if self.at < len(self.message) else 0
            self.code, self.range, self.at = self.code << 8 | byte, self.range << 8, self.at + 1


def read_kinds(reader: Reader) -> bytearray:
    found, weights = bytearray(), _Weights(FIRST_STEP, 128)
    while len(found) < 0x110000:
        kind = reader.symbol(weights)
        found += bytes([kind]) * reader.number()
    return found


def read_tokens(reader: Reader) -> list[bytes]:
    size, length = reader.number(), reader.number()
    lefts, rights = _Weights(FIRST_STEP, 256), [_Weights(FIRST_STEP, 256) for _ in range(256)]
    left, right = [_Weights(TOKEN_STEP) for _ in range(256)], [_Weights(TOKEN_STEP) for _ in range(256)]
    beginning: list[list[bytes]] = [[] for _ in range(256)]
    found: list[bytes] = []
    for id in range(size):
        if id < 256:
            token = bytes([reader.uniform(256)])
        else:
            first = reader.symbol(lefts)
            token = beginning[first][reader.symbol(left[first])]
            second = reader.symbol(rights[token[-1]])
            token += beginning[second][reader.symbol(right[second])]
        found.append(token)
        beginning[token[0]].append(token)
        left[token[0]].grow()
        right[token[0]].grow()
    assert sum(map(len, found)) == length
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_token_and_every_character_comes_back(name: str) -> None:
    reader = Reader(packed(name))
    assert read_kinds(reader) == kinds()
    assert read_tokens(reader) == tokens(name)
    assert reader.at >= len(reader.message)


@pytest.mark.parametrize("name", NAMES)
def test_tokens_are_those_of_the_rank_file(name: str) -> None:
    words = (FOLDER / FILES[name][0]).read_bytes().split()
    assert [b64encode(token) for token in tokens(name)] == words[::2]
    assert [str(id).encode() for id in range(len(tokens(name)))] == words[1::2]


@pytest.mark.parametrize("name", NAMES)
def test_as_base64_and_gzipped_they_are_two_fifths_of_the_gzipped_rank_file(name: str) -> None:
    plain = gzip.compress((FOLDER / FILES[name][0]).read_bytes(), 9)
    assert len(gzip.compress(b64encode(packed(name)), 9)) < 0.4 * len(plain)


def test_the_same_bytes_every_time() -> None:
    assert pack("cl100k_base") == packed("cl100k_base")


@pytest.mark.parametrize(
    ("character", "kind"),
    [
        ("A", 1 | 4), ("ǅ", 1 | 4), ("z", 2 | 4), ("ſ", 2 | 4), ("ʰ", 1 | 2 | 4), ("가", 1 | 2 | 4),
        ("\u0301", 1 | 2 | 64), ("7", 8), ("½", 8), (" ", 16), ("\x85", 16), ("\u3000", 16), ("\n", 16 | 32),
        ("\r", 16 | 32), ("'", 64), ("\ufeff", 64), ("\u180e", 64), ("\u200b", 64), ("😀", 64), ("\U0010ffff", 64),
    ],
)  # fmt: skip
def test_what_a_character_is(character: str, kind: int) -> None:
    assert _kinds()[ord(character)] == kind


def test_every_kind_has_a_character_and_no_character_has_none() -> None:
    known = {SIGN, *KINDS.values(), KINDS[r"\s"] | KINDS[r"[\r\n]"]} - {KINDS[r"[\r\n]"]}
    assert set(_kinds()) == known


def test_carries_run_as_far_as_they_must() -> None:
    # Thirds never end in binary, so that of many some leave bytes of 255 behind, into which a later one carries.
    draw = random.Random(3)
    values = [(n := draw.choice((3, 5, 7, 99)), draw.randrange(n)) for _ in range(50_000)]
    coder, carried = _Coder(), 0
    for n, value in values:
        before = coder.out.count(255)
        coder.uniform(n, value)
        carried += coder.out.count(255) < before
    assert carried > 0
    reader = Reader(coder.end())
    assert [reader.uniform(n) for n, _ in values] == [value for _, value in values]
