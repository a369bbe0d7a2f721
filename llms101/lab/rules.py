"""The rules that judge a text, each with the threshold it was published with.

A rule looks at one figure of the text. `FIGURES` says how the figures of each station are measured, `RULES` what is
too little or too much, in the order in which they are asked. A word is whatever stands between spaces.

- Gopher: Rae et al. 2021, arXiv 2112.11446, appendix A1.
- C4: Raffel et al. 2019, arXiv 1910.10683, section 2.2, without the rule on how a line has to end, as in FineWeb.
- FineWeb: Penedo et al. 2024, arXiv 2406.17557 (which has 0.1 for repeated lines; datatrove's default is 0.01).

Names and order are those of the filters in Hugging Face's datatrove. Left out: its tokenizers of words and sentences
(spaces and full stops do here), marks of citation, and whatever is not about the text alone (`clean.py`).
"""

import operator
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

Breaks = Literal["<", "<=", ">", ">="]
BROKEN: dict[Breaks, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
LIMIT: dict[Breaks, str] = {"<": "at least", "<=": "more than", ">": "at most", ">=": "less than"}

GOPHER, C4, FINEWEB = "Gopher, arXiv 2112.11446", "C4, arXiv 1910.10683", "FineWeb, arXiv 2406.17557"
COMMON = {"the", "be", "to", "of", "and", "that", "have", "with"}
POLICY = ("terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies")
STOPS = (".", "!", "?", '"', "'")  # a line that ends with one of these ends as a sentence does


@dataclass(frozen=True)
class Rule:
    """A text whose `figure` stands in this relation to `limit` is thrown out; `said` tells the figure in words."""

    station: str
    name: str
    figure: str
    breaks: Breaks
    limit: float
    said: str
    source: str

    @property
    def share(self) -> bool:
        """Whether the figure is a share, told in percent."""
        return "{:.0%}" in self.said or "{:.1%}" in self.said

    @property
    def wanted(self) -> str:
        """The limit in words."""
        number = f"{self.limit:.0%}" if self.share else f"{self.limit:,g}"
        return f"{LIMIT[self.breaks]} {number}"

    def broken(self, value: float) -> bool:
        """Whether a text with this figure is thrown out."""
        return BROKEN[self.breaks](value, self.limit)

    def reason(self, value: float) -> str:
        """Why a text with this figure is thrown out, in words: the figure; the limit."""
        return f"{self.said.format(value)}; {self.wanted}"


def lines_of(text: str) -> list[str]:
    """The lines that have anything on them."""
    return [line for line in text.split("\n") if line.strip()]


def share(part: float, whole: float) -> float:
    """The part of the whole; of nothing it is nothing."""
    return part / whole if whole else 0.0


def repeated(parts: Sequence[str]) -> tuple[int, int]:
    """How many of the parts occurred before, and their characters."""
    seen, again = set[str](), list[str]()
    for part in parts:
        again.append(part) if part in seen else seen.add(part)
    return len(again), sum(map(len, again))


def top_ngram(words: Sequence[str], n: int) -> int:
    """Characters in all occurrences of the commonest n words in a row.

    >>> top_ngram("a cat and a cat and a dog".split(), 2)
    10
    """
    grams = Counter(" ".join(words[i : i + n]) for i in range(len(words) - n + 1))
    if not grams:
        return 0
    gram, count = grams.most_common(1)[0]
    return len(gram) * count if count > 1 else 0


def repeated_ngrams(words: Sequence[str], n: int) -> int:
    """Characters in n words in a row that occurred before, each character counted once.

    >>> repeated_ngrams("to be or not to be or not".split(), 2)
    9
    """
    seen, characters, at = set[str](), 0, 0
    while at <= len(words) - n:
        gram = "".join(words[at : at + n])
        again = gram in seen
        seen.add(gram)
        characters += len(gram) if again else 0
        at += n if again else 1
    return characters


def repetition(text: str) -> dict[str, float]:
    """How much of the text is said again. Characters are shares of all of the text's."""
    lines, paragraphs, words = lines_of(text), re.split(r"\n{2,}", text.strip()), text.split()
    figures: dict[str, float] = {}
    for name, parts in (("paragraphs", paragraphs), ("lines", lines)):
        count, characters = repeated(parts)
        figures[f"repeated {name}"] = share(count, len(parts))
        figures[f"characters in repeated {name}"] = share(characters, len(text))
    for n in TOP:
        figures[f"top {n}-gram"] = share(top_ngram(words, n), len(text))
    for n in AGAIN:
        figures[f"repeated {n}-grams"] = share(repeated_ngrams(words, n), len(text))
    return figures


def quality(text: str) -> dict[str, float]:
    """What Gopher asks of a text: is it long enough, made of words, and are these sentences?"""
    lines, words = lines_of(text), text.split()
    bare = {word.strip(".,;:!?\"'()").lower() for word in words}
    return {
        "words": len(words),
        "mean word length": share(sum(map(len, words)), len(words)),
        "hash marks per word": share(text.count("#"), len(words)),
        "ellipses per word": share(text.count("...") + text.count("…"), len(words)),
        "bullet lines": share(sum(line.lstrip().startswith(("-", "•")) for line in lines), len(lines)),
        "lines ending in ...": share(sum(line.rstrip().endswith(("...", "…")) for line in lines), len(lines)),
        "words with a letter": share(sum(any(c.isalpha() for c in word) for word in words), len(words)),
        "stop words": len(bare & COMMON),
    }


def kept_lines(text: str) -> tuple[str, dict[str, int]]:
    """The text without the lines that C4 drops, and how many it dropped by which rule."""
    kept, dropped = list[str](), Counter[str]()
    for line in lines_of(text):
        words, low = line.split(), line.lower()
        if any(len(word) > 1000 for word in words):
            dropped["c4_too_long_word"] += 1
        elif len(words) < 3:
            dropped["c4_too_few_words"] += 1
        elif "javascript" in low:
            dropped["c4_javascript"] += 1
        elif any(phrase in low for phrase in POLICY):
            dropped["c4_policy"] += 1
        else:
            kept.append(line)
    return "\n".join(kept), dict(dropped)


def c4(text: str) -> dict[str, float]:
    """What C4 asks of a page. Sentences are counted in the lines that are kept."""
    kept, dropped = kept_lines(text)
    return {
        "lorem ipsum": text.lower().count("lorem ipsum"),
        "curly brackets": text.count("{"),
        "sentences": sum(len(re.split(r"(?<=[.!?…])\s+", line.strip())) for line in lines_of(kept)),
        "lines dropped": sum(dropped.values()),
    }


def fineweb(text: str) -> dict[str, float]:
    """What FineWeb asks besides: lines that end, lines of some length, none of them twice, not all of them a list."""
    lines = lines_of(text)
    return {
        "lines that end": share(sum(line.rstrip().endswith(STOPS) for line in lines), len(lines)),
        "short lines": share(sum(len(line) <= 30 for line in lines), len(lines)),
        "characters in lines said before": share(repeated(lines)[1], len(text.replace("\n", ""))),
        "line breaks per word": share(text.count("\n"), len(text.split())),
    }


FIGURES: dict[str, Callable[[str], dict[str, float]]] = {
    "repetition": repetition, "quality": quality, "c4": c4, "fineweb": fineweb,
}  # fmt: skip
TOP = {2: 0.20, 3: 0.18, 4: 0.16}
AGAIN = {5: 0.15, 6: 0.14, 7: 0.13, 8: 0.12, 9: 0.11, 10: 0.10}


_REPETITION = (
    ("dup_para_frac", "repeated paragraphs", 0.30, "{:.0%} of the paragraphs repeat one before"),
    ("dup_para_char_frac", "characters in repeated paragraphs", 0.20, "{:.0%} is paragraphs said before"),
    ("dup_line_frac", "repeated lines", 0.30, "{:.0%} of the lines repeat one before"),
    ("dup_line_char_frac", "characters in repeated lines", 0.20, "{:.0%} is lines said before"),
    *((f"top_{n}_gram", f"top {n}-gram", most, f"{{:.1%}} is the same {n} words") for n, most in TOP.items()),
    *(
        (f"duplicated_{n}_n_grams", f"repeated {n}-grams", most, f"{{:.1%}} is {n} words in a row said before")
        for n, most in AGAIN.items()
    ),
)
_QUALITY: tuple[tuple[str, str, Breaks, float, str], ...] = (
    ("gopher_short_doc", "words", "<", 50, "{:,g} words"),
    ("gopher_long_doc", "words", ">", 100_000, "{:,g} words"),
    ("gopher_below_avg_threshold", "mean word length", "<", 3, "{:.2g} letters in a word"),
    ("gopher_above_avg_threshold", "mean word length", ">", 10, "{:.3g} letters in a word"),
    ("gopher_too_many_hashes", "hash marks per word", ">", 0.1, "{:.2f} hash marks per word"),
    ("gopher_too_many_ellipsis", "ellipses per word", ">", 0.1, "{:.2f} ellipses per word"),
    ("gopher_too_many_bullets", "bullet lines", ">", 0.9, "{:.0%} of the lines are bullets"),
    ("gopher_too_many_end_ellipsis", "lines ending in ...", ">", 0.3, "{:.0%} of the lines end in an ellipsis"),
    ("gopher_below_alpha_threshold", "words with a letter", "<", 0.8, "{:.0%} of the words have a letter"),
    ("gopher_enough_stop_words", "stop words", "<", 2, "{:g} of 8 common little words"),
)
_C4: tuple[tuple[str, str, Breaks, float, str], ...] = (
    ("c4_lorem_ipsum", "lorem ipsum", ">", 0, '"lorem ipsum": {:g}'),
    ("c4_curly_bracket", "curly brackets", ">", 0, "curly brackets: {:g}"),
    ("c4_too_few_sentences", "sentences", "<", 5, "sentences: {:g}"),
)
_FINEWEB: tuple[tuple[str, str, Breaks, float, str], ...] = (
    ("line_punct_ratio", "lines that end", "<=", 0.12, "{:.0%} of the lines end as sentences do"),
    ("short_line_ratio", "short lines", ">=", 0.67, "{:.0%} of the lines ≤ 30 characters"),
    ("char_dup_ratio", "characters in lines said before", ">=", 0.1, "{:.0%} is lines said before"),
    ("list_ratio", "line breaks per word", ">", 0.3, "{:.2f} line breaks per word"),
)
RULES: tuple[Rule, ...] = (
    *(Rule("repetition", name, figure, ">", most, said, GOPHER) for name, figure, most, said in _REPETITION),
    *(Rule("quality", *rest, GOPHER) for rest in _QUALITY),
    *(Rule("c4", *rest, C4) for rest in _C4),
    *(Rule("fineweb", *rest, FINEWEB) for rest in _FINEWEB),
)
