"""The rank files packed for the page, whose `static/js/bpe.js` unpacks them: some 37 % of what gzip makes of them.

Every token but the single bytes is two earlier ones joined. So a token is told by its two halves, in the order of the
ranks, and a half by its first byte and by which of the tokens with that first byte it is. An arithmetic coder spends
few bits on what was often told before (Witten, Neal and Cleary, "Arithmetic coding for data compression", 1987). Where
a token can be cut in several ways, the likeliest is told.

Before the tokens come the kinds of all characters, as tiktoken's own regular expressions see them: browsers have older
and newer tables of Unicode. It leaves out where the bytes are put and how they are sent.
"""

from __future__ import annotations

from pathlib import Path

from llms101.tokenizer import FOLDER, Tokenizer, made

#: The kinds of characters, each a set of bits that `bpe.js` has names for, and the expression for it.
#: What is in none of them is a sign; what stands in two bears the bits of both.
KINDS = {
    r"[\p{Lu}\p{Lt}]": 1 | 4,
    r"\p{Ll}": 2 | 4,
    r"[\p{Lm}\p{Lo}]": 1 | 2 | 4,
    r"\p{M}": 1 | 2 | 64,
    r"\p{N}": 8,
    r"\s": 16,
    r"[\r\n]": 32,
}
SIGN = 64

#: How much heavier a symbol gets each time it is used, beside the 1 it begins with: first bytes, and tokens.
FIRST_STEP = 16
TOKEN_STEP = 2


def pack(name: str, folder: Path = FOLDER) -> bytes:
    """The tokens of an encoding and the kinds of all characters; the same bytes every time. It takes a few seconds."""
    coder = _Coder()
    _pack_kinds(coder, kinds())
    _pack_tokens(coder, tokens(name, folder))
    return coder.end()


def tokens(name: str, folder: Path = FOLDER) -> list[bytes]:
    """The ordinary tokens of an encoding, in the order of their ids, which have no gap."""
    tokenizer, found = Tokenizer(name, folder), list[bytes]()
    while True:
        try:
            found.append(tokenizer.token_bytes(len(found)))
        except KeyError:
            return found


def kinds() -> bytearray:
    """The kind of every code point, from 0 to U+10FFFF, as tiktoken's regular expressions tell them apart."""
    points = [point for point in range(0x110000) if not 0xD800 <= point < 0xE000]
    text, found = "".join(map(chr, points)), bytearray(0x110000)
    ranks = {bytes([byte]): byte for byte in range(256)}
    for pattern, kind in KINDS.items():
        # tiktoken leaves out what its pattern does not match; every byte that it does match is its own id.
        encoding = made("cl100k_base", ranks, pat_str=pattern, special_tokens={})
        for character in bytes(encoding.encode_ordinary(text)).decode():
            found[ord(character)] |= kind
    return bytearray(kind or SIGN for kind in found)


def _pack_kinds(coder: _Coder, kinds: bytearray) -> None:
    """Runs of code points of one kind: the kind, and how many."""
    weights, start = _Weights(FIRST_STEP, 128), 0
    for point in range(1, len(kinds) + 1):
        if point == len(kinds) or kinds[point] != kinds[start]:
            coder.symbol(weights, kinds[start])
            coder.number(point - start)
            start = point


def _pack_tokens(coder: _Coder, tokens: list[bytes]) -> None:
    """How many there are and of how many bytes; single bytes as they are, and of every other token its two halves."""
    coder.number(len(tokens))
    coder.number(sum(map(len, tokens)))
    ids: dict[bytes, int] = {}
    place: list[int] = []  # a token's place among those with its first byte
    lefts, rights = _Weights(FIRST_STEP, 256), [_Weights(FIRST_STEP, 256) for _ in range(256)]
    left, right = [_Weights(TOKEN_STEP) for _ in range(256)], [_Weights(TOKEN_STEP) for _ in range(256)]
    for id, token in enumerate(tokens):
        first = token[0]
        if id < 256:
            coder.uniform(256, first)
        else:
            likeliest = 0.0
            for cut in range(1, len(token)):
                a, b = ids.get(token[:cut]), ids.get(token[cut:])
                if a is None or b is None:
                    continue
                following, start = rights[token[cut - 1]], token[cut]
                ways = (left[first].share(place[a]), following.share(start), right[start].share(place[b]))
                if (likely := ways[0] * ways[1] * ways[2]) > likeliest:
                    likeliest, best = likely, (following, start, place[a], place[b])
            following, start, at_left, at_right = best
            coder.symbol(lefts, first)
            coder.symbol(left[first], at_left)
            coder.symbol(following, start)
            coder.symbol(right[start], at_right)
        ids[token] = id
        place.append(len(left[first].weights))
        left[first].grow()
        right[first].grow()


class _Weights:
    """How likely each symbol is: by how often it was used so far. Sums are kept in a Fenwick tree."""

    def __init__(self, step: int, symbols: int = 0) -> None:
        self.step = step
        self.total = 0
        self.weights: list[int] = []
        self.sums = [0]
        for _ in range(symbols):
            self.grow()

    def grow(self) -> None:
        """One symbol more."""
        i, total = len(self.sums), 1
        j = i - 1
        while j > i - (i & -i):
            total += self.sums[j]
            j -= j & -j
        self.sums.append(total)
        self.weights.append(1)
        self.total += 1

    def share(self, symbol: int) -> float:
        return self.weights[symbol] / self.total

    def start(self, symbol: int) -> int:
        """The weight of all symbols before one."""
        total = 0
        while symbol > 0:
            total += self.sums[symbol]
            symbol -= symbol & -symbol
        return total

    def use(self, symbol: int) -> None:
        self.weights[symbol] += self.step
        self.total += self.step
        i = symbol + 1
        while i < len(self.sums):
            self.sums[i] += self.step
            i += i & -i


class _Coder:
    """An arithmetic coder: a number of 48 bits says where in the range of all messages this one lies.

    48 bits, since the page reads them with floats, which hold whole numbers up to 2⁵³.
    """

    def __init__(self) -> None:
        self.low, self.range = 0, 1 << 48
        self.out = bytearray()
        self.bits = _Weights(FIRST_STEP, 32)

    def symbol(self, weights: _Weights, symbol: int) -> None:
        self._narrow(weights.start(symbol), weights.weights[symbol], weights.total)
        weights.use(symbol)

    def uniform(self, n: int, value: int) -> None:
        """A number below `n`, each as likely."""
        self._narrow(value, 1, n)

    def number(self, value: int) -> None:
        """A whole number: how many bits it has, and all of them after the first."""
        bits = value.bit_length()
        self.symbol(self.bits, bits)
        if bits > 1:
            self.uniform(1 << (bits - 1), value - (1 << (bits - 1)))

    def _narrow(self, start: int, size: int, total: int) -> None:
        """Goes into `size` of `total` equal shares of the range, and writes what is settled."""
        share = self.range // total
        self.low += start * share
        self.range = size * share
        if self.low >> 48:  # one to carry
            self.low -= 1 << 48
            self._carry()
        while self.range < 1 << 40:
            self.out.append(self.low >> 40)
            self.low = (self.low & ((1 << 40) - 1)) << 8
            self.range <<= 8

    def _carry(self) -> None:
        i = len(self.out) - 1
        while self.out[i] == 255:
            self.out[i] = 0
            i -= 1
        self.out[i] += 1

    def end(self) -> bytes:
        """All that was written; the zeros at its end are left out, and read all the same."""
        return bytes(self.out + self.low.to_bytes(6, "big")).rstrip(b"\0")
