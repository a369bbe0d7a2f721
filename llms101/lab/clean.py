"""Stage 2: clean the web, in FineWeb's order.

URL filter (before anything is fetched) -> extract the text -> language -> Gopher's rules on repetition -> Gopher's on
quality -> C4's -> FineWeb's own -> near copies -> personal data. What passes becomes a `Row`; what does not becomes a
`Reject` that says which station threw it out and why: the page's own figure, and the published threshold.

The rules are in `addresses.py`, `language.py`, `rules.py` and `personal.py`; the order, and MinHash over word 5-grams
with 112 hashes as 14 buckets of 8, are FineWeb's: Penedo et al. 2024, arXiv 2406.17557, section 3.

Left out: fetching. What a text could not show, whether it is true and whether anybody may use it, no station asks.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import unescape
from typing import NamedTuple
from urllib.parse import urlsplit

import trafilatura
from datasketch import MinHash, MinHashLSH

from .addresses import judge_url
from .language import LEAST, NAMES, likely
from .personal import replace_personal
from .rules import FIGURES, RULES, kept_lines
from .shapes import Reject, Row, Station, Verdict
from .web import Page

STATIONS = {
    "url": "URL filter",
    "extract": "Text extraction",
    "language": "Language filter",
    "repetition": "Repetition (Gopher)",
    "quality": "Quality (Gopher)",
    "c4": "Quality (C4)",
    "fineweb": "Quality (FineWeb)",
    "copies": "Near copies",
    "personal": "Personal data replaced",
}
BUCKETS, HASHES = 14, 8
#: How alike two texts are when they begin to be taken for copies: (1/14)^(1/8), the bend of the curve.
ALIKE = (1 / BUCKETS) ** (1 / HASHES)
TITLE = re.compile(r"<title>(.*?)</title>", re.S)


class Passage(NamedTuple):
    """A page's way: the verdict of every station that it came to, its text, and the row if it got through."""

    verdicts: list[Verdict]
    text: str
    row: Row | None


@dataclass(frozen=True)
class Corpus:
    """What came of the web. `passages` has the way of every page, by its address."""

    rows: list[Row]
    rejects: list[Reject]
    stations: list[Station]
    passages: dict[str, Passage]


def extract(html: str) -> str:
    """Station 2: only what a reader reads."""
    text = trafilatura.extract(html, favor_precision=True, include_comments=False, include_tables=False)
    return text or ""


def judge_extract(text: str) -> Verdict:
    """The verdict on an extraction."""
    if not text:
        return Verdict("extract", False, "empty", "0 characters of main text found; at least 1")
    return Verdict("extract", True, "", "main text found", {"characters": float(len(text))})


def judge_language(text: str) -> Verdict:
    """Station 3: is it English, and is that sure enough? Reasons tell probabilities."""
    figures = likely(text)
    best, english = next(iter(figures)), figures["English"]
    if english >= LEAST:
        return Verdict("language", True, "", f"English {english:.2f}", figures)
    rule = "unsure" if figures[best] < LEAST else best if best in NAMES.values() else "other"
    first = "" if best == "English" else f"{best} {figures[best]:.2f}, "
    return Verdict("language", False, rule, f"{first}English {english:.2f}; at least {LEAST}", figures)


def judge_rules(station: str, text: str, but: str = "") -> Verdict:
    """Stations 4 to 7: the first rule that the text breaks, else a pass with its figures. Rule `but` is not asked."""
    figures = {name: float(figure) for name, figure in FIGURES[station](text).items()}
    for rule in RULES:
        if rule.station == station and rule.name != but and rule.broken(figures[rule.figure]):
            return Verdict(station, False, rule.name, rule.reason(figures[rule.figure]), figures)
    return Verdict(station, True, "", "every rule passed", figures)


def still_in(verdicts: list[Verdict]) -> bool:
    """Whether no station has thrown the page out so far."""
    return verdicts[-1].passed


def sift(text: str, but: str = "") -> tuple[list[Verdict], str]:
    """Stations 3 to 7, up to the one that throws the text out, and the text less the lines that C4 drops."""
    verdicts = [judge_language(text)]
    for station in FIGURES:
        if not still_in(verdicts):
            break
        verdicts.append(judge_rules(station, text, but))
        if station == "c4":
            text = kept_lines(text)[0]
    return verdicts, text


def fingerprint(text: str) -> MinHash:
    """112 hashes of the text's word 5-grams."""
    words = re.findall(r"\w+", text.lower())
    grams = {" ".join(words[i : i + 5]).encode() for i in range(max(len(words) - 4, 1))}
    out = MinHash(num_perm=BUCKETS * HASHES, seed=1)
    out.update_batch(sorted(grams))
    return out


class Copies:
    """Station 8: remembers what it saw, and says of what a text is a near copy."""

    def __init__(self) -> None:
        self.index = MinHashLSH(num_perm=BUCKETS * HASHES, params=(BUCKETS, HASHES))
        self.prints: dict[str, MinHash] = {}

    def judge(self, url: str, text: str, remember: bool = True) -> Verdict:
        """The first of a family is kept, every later one is thrown out."""
        mine = fingerprint(text)
        like = {other: float(mine.jaccard(self.prints[other])) for other in self.index.query(mine)}
        if like:
            best = max(sorted(like), key=lambda other: like[other])
            reason = f"about {like[best]:.0%} the same as {best}; less than about {ALIKE:.0%}"
            return Verdict("copies", False, "near_copy", reason, {"same": like[best]})
        if remember:
            self.index.insert(url, mine)
            self.prints[url] = mine
        return Verdict("copies", True, "", "nothing like it so far")


def title_of(html: str) -> str:
    """The page's title, without the name of the site."""
    found = TITLE.search(html)
    return unescape(found[1]).split(" | ")[0].strip() if found else ""


def passage(page: Page, copies: Copies) -> Passage:
    """Send one page through all the stations."""
    verdicts, text, content = [judge_url(page.url)], "", ""
    if still_in(verdicts):
        text = extract(page.html)
        verdicts.append(judge_extract(text))
    if still_in(verdicts):
        sifted, content = sift(text)
        verdicts += sifted
    if still_in(verdicts):
        verdicts.append(copies.judge(page.url, content))
    if not still_in(verdicts):
        return Passage(verdicts, text, None)
    content, found = replace_personal(content)
    said = ", ".join(f"{name} addresses: {count}" for name, count in found.items() if count)
    verdicts.append(Verdict("personal", True, "", said or "none found", {name: float(n) for name, n in found.items()}))
    return Passage(verdicts, text, Row(page.url, title_of(page.html), urlsplit(page.url).netloc, content))


def clean(pages: Iterable[Page], first: Iterable[str] = (), progress: Callable[[float], None] | None = None) -> Corpus:
    """Clean a web. The pages at the addresses in `first` go first, so that no copy displaces them."""
    wanted = list(first)
    todo = sorted(pages, key=lambda page: wanted.index(page.url) if page.url in wanted else len(wanted))
    copies, passages = Copies(), dict[str, Passage]()
    for number, page in enumerate(todo):
        passages[page.url] = passage(page, copies)
        if progress and number % 50 == 0:
            progress(number / len(todo))
    rejects = [
        Reject(url, last.station, last.rule, last.reason, " ".join(way.text[:400].split())[:160])
        for url, way in passages.items()
        for last in way.verdicts[-1:]
        if not last.passed
    ]
    rows = [way.row for way in passages.values() if way.row]
    return Corpus(rows, rejects, counted(passages.values()), passages)


def counted(passages: Iterable[Passage]) -> list[Station]:
    """What came to every station, what it threw out by which rule, and what it changed in the pages that passed."""
    came = Counter[str]()
    gone: dict[str, Counter[str]] = {station: Counter() for station in STATIONS}
    changed: dict[str, Counter[str]] = {station: Counter() for station in STATIONS}
    for way in passages:
        for verdict in way.verdicts:
            came[verdict.station] += 1
            if not verdict.passed:
                gone[verdict.station][verdict.rule] += 1
            elif verdict.station == "c4":
                changed["c4"].update(kept_lines(way.text)[1])
            elif verdict.station == "personal":
                changed["personal"].update({name: int(count) for name, count in verdict.figures.items()})
    return [
        Station(
            station=station,
            name=name,
            came=came[station],
            passed=came[station] - gone[station].total(),
            rules=dict(sorted(gone[station].items())),
            changed=dict(sorted(changed[station].items())),
        )
        for station, name in STATIONS.items()
    ]
