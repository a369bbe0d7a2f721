"""The thresholds that `page-journey` lets one move, and how many pages are on which side of each.

It leaves out the counting: `lab/thresholds.py`, which says what is counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: For each rule what the select calls it, and what there is so much of, behind a number.
WORDS = {
    "gopher_short_doc": ("Words on the page", "words"),
    "gopher_above_avg_threshold": ("Letters in a word", "letters in a word"),
    "gopher_enough_stop_words": ("Common little words", "of the 8 commonest little words"),
    "gopher_below_alpha_threshold": ("Words with a letter", "of the words with a letter in them"),
    "dup_line_frac": ("Lines said before", "of the lines said before"),
    "duplicated_5_n_grams": ("5 words in a row said before", "of the text in 5-word runs said before"),
    "c4_too_few_sentences": ("Sentences", "sentences"),
}


@dataclass(frozen=True)
class Threshold:
    """A rule whose threshold can be moved: pages with `less` or more than so many `unit` are thrown out.

    The limit is k times `step`, as published with k = `at`. `pages`, `rows` and `words` have a column for each k: the
    pages that come to the rule and pass it up to k (from k on, if not `less`), those of them that no other rule throws
    out, and their words.
    """

    rule: str
    name: str
    unit: str
    source: str
    less: bool
    share: bool
    step: float
    at: int
    pages: tuple[int, ...]
    rows: tuple[int, ...]
    words: tuple[int, ...]


def thresholds(web: dict[str, Any]) -> tuple[Threshold, ...]:
    """The thresholds that were recorded, in their order."""
    return tuple(
        Threshold(
            rule=found["rule"],
            name=WORDS[found["rule"]][0],
            unit=WORDS[found["rule"]][1],
            source=found["source"],
            less=found["breaks"] == "<",
            share=found["share"],
            step=found["step"],
            at=round(found["limit"] / found["step"]),
            pages=tuple(found["pages"]),
            rows=tuple(found["rows"]),
            words=tuple(found["words"]),
        )
        for found in web["thresholds"]
    )
