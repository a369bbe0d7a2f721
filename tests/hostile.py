"""Strings that tokenizers err on: rare spaces, folded letters, halves of surrogate pairs, runs, all of Unicode.

What is here are the strings, the same for a seed; what is right for them, tiktoken says.
"""

from __future__ import annotations

import random

#: By what the expressions of `cl100k_base` and `o200k_base` tell apart, and where engines differ about it.
PARTS = (
    *("'s", "'S", "'ſ", "'ll", "'LL", "'Ll", "'ve", "'Re", "'m", "'T", "'d", "'k", "'\u212a", "'", '"', "’s", "I'LL"),
    *("ſ", "\u212a", "a", "B", "ab", "Ab", "aB", "AB", "the", " The", "don't", "é", "e\u0301", "É", "ß", "İ", "ı"),
    *("Я", "ж", "ع", "א", "ก", "น้ำ", "हि", "カ", "가", "一二", "ǅ", "ʰ", "ª", "ʕ", "𝐀", "𝒶", "𐐀", "𐐨", "\u088f"),
    *("\u0301", "\u0903", "\u20dd", "1", "12", "123", "1234", "٣", "½", "Ⅷ", "𝟘", "㉑", "😀", "👩\u200d💻", "🇩🇪", "🄰"),
    *("...", "!!", "=", "->", "_", "/", "//", "/\n", " ", "  ", "   ", "\n", "\r", "\r\n", "\t", "\x0b", "\x0c"),
    *("\x1c", "\x1f", "\x85", "\xa0", "\u180e", "\u200b", "\u200d", "\u2028", "\u2029", "\u3000", "\ufeff"),
    *("\ufffd", "\uffff", "\x00", "\x7f", "\U000e0001", "\U0010ffff", "\ud800", "\udfff", "\udc00\ud83d", "\ude00"),
    *("<|endoftext|>", "<|fim_prefix|>", "<|endofprompt|>"),
)  # fmt: skip


def hostile(count: int, seed: int) -> list[str]:
    """So many strings: parts in a row, code points at random, both mixed, and parts many times over."""
    draw = random.Random(seed)
    return [draw.choices((_parts, _points, _mixed, _runs), (6, 1, 2, 1))[0](draw) for _ in range(count)]


def _parts(draw: random.Random) -> str:
    return "".join(draw.choices(PARTS, k=draw.randint(1, 24)))


def _points(draw: random.Random) -> str:
    return "".join(chr(draw.randrange(0x110000)) for _ in range(draw.randint(1, 24)))


def _mixed(draw: random.Random) -> str:
    return "".join(draw.choice((chr(draw.randrange(0x3000)), draw.choice(PARTS))) for _ in range(draw.randint(1, 24)))


def _runs(draw: random.Random) -> str:
    return "".join(draw.choice(PARTS) * draw.choice((1, 1, 2, 3, 7, 40, 150)) for _ in range(draw.randint(1, 8)))
