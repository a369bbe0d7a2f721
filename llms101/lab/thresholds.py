"""What would become of the corpus if one published threshold were another.

One rule at a time, all others as published: over the pages that come to the rule, how many have which figure, and how
many of these would be rows if this rule threw none of them out. A page that the rule did throw out is sent on through
all the others; near copies are looked for among the rows, and then among those sent on.

Left out: two thresholds moved at once, and copies that would be kept if the page that they copy were not.
"""

import math
from collections.abc import Iterable

from .clean import Copies, Corpus, Passage, sift
from .rules import RULES, Rule
from .shapes import Threshold

#: The rules whose thresholds can be moved, and by how much at a time; every limit is a whole number of such steps.
STEPS = {
    "gopher_short_doc": 10.0,
    "gopher_above_avg_threshold": 0.5,
    "gopher_enough_stop_words": 1.0,
    "gopher_below_alpha_threshold": 0.05,
    "dup_line_frac": 0.05,
    "duplicated_5_n_grams": 0.03,
    "c4_too_few_sentences": 1.0,
}
#: More than so many steps are one.
MOST = 40


def thresholds(corpus: Corpus) -> list[Threshold]:
    """One `Threshold` for each of the rules in `STEPS`."""
    rows = Copies()
    for row in corpus.rows:
        rows.judge(row.url, row.content)
    by_name = {rule.name: rule for rule in RULES}
    return [threshold(by_name[name], step, corpus.passages.items(), rows) for name, step in STEPS.items()]


def threshold(rule: Rule, step: float, passages: Iterable[tuple[str, Passage]], rows: Copies) -> Threshold:
    """The pages that come to a rule, counted by the limit from which on it would throw them out."""
    found = [(url, way, value) for url, way in passages if (value := figure_at(rule, way)) is not None]
    cells = min(MOST, max([column(rule, value, step) for _, _, value in found] + [round(rule.limit / step)]))
    pages, kept, words = ([0] * (cells + 1) for _ in range(3))
    others = Copies()
    for url, way, value in found:
        at = min(column(rule, value, step), cells)
        pages[at] += 1
        content = way.row.content if way.row else ""
        if way.verdicts[-1].rule == rule.name:
            verdicts, text = sift(way.text, rule.name)
            if verdicts[-1].passed and rows.judge(url, text, remember=False).passed and others.judge(url, text).passed:
                content = text
        if content:
            kept[at] += 1
            words[at] += len(content.split())
    return Threshold(
        rule.name, rule.station, rule.figure, rule.breaks, rule.limit, rule.source, rule.share, step, pages, kept, words
    )


def figure_at(rule: Rule, way: Passage) -> float | None:
    """The page's figure when it comes to the rule; `None` if another rule threw it out before."""
    verdict = next((verdict for verdict in way.verdicts if verdict.station == rule.station), None)
    if verdict is None:
        return None
    order = [other.name for other in RULES if other.station == rule.station]
    came = verdict.passed or order.index(verdict.rule) >= order.index(rule.name)
    return verdict.figures[rule.figure] if came else None


def column(rule: Rule, value: float, step: float) -> int:
    """How many whole steps the limit may be from nothing, at the most or at the least, for the value to pass."""
    steps = round(value / step, 6)
    return math.floor(steps) if rule.breaks == "<" else math.ceil(steps)
