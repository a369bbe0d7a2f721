"""Stage 2: clean the web, in FineWeb's order.

URL filter (before anything is fetched) -> extract the text -> language -> quality -> near copies ->
personal data. What passes becomes a `Row`; what does not becomes a `Reject` that says which station
threw it out and why, in the rule's own words. Thresholds are the published ones:

- Gopher: Rae et al. 2021, arXiv 2112.11446, appendix A1; names as in Hugging Face's datatrove.
- C4: Raffel et al. 2019, arXiv 1910.10683, section 2.2.
- FineWeb: Penedo et al. 2024, arXiv 2406.17557: the order, and MinHash over word 5-grams with 112
  hashes as 14 buckets of 8.

Left out: fetching, a real language classifier (a count of stop words stands in for it), blocklists of
millions of addresses, Gopher's n-gram rules and FineWeb's own three.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

import trafilatura
from datasketch import MinHash, MinHashLSH

from .shapes import Reject, Row, Station, Verdict
from .web import Page

STATIONS = {
    "url": "URL filter",
    "extract": "Text extraction",
    "language": "Language filter",
    "quality": "Quality rules",
    "copies": "Near copies",
    "personal": "Personal data replaced",
}

BLOCKED_DOMAINS = {"free-prizes.example", "totally-safe-download.example", "your-bank-login.example"}
BANNED_WORDS = {"casino", "pills", "singles"}
UNWANTED_FILES = (".jpg", ".mp3", ".pdf", ".exe", ".zip")
STOP_WORDS = {
    "English": set("the a of to and in is it that was for on with you they we are this from not".split()),
    "French": set("le la les des et est une un du dans nous je il elle mais pas au sont avec".split()),
    "Spanish": set("el la los las y es una en de con no se está pero del por que un".split()),
    "German": set("der die das und ist nicht ein mit wir im in den auf er sind aber nach haben".split()),
}
GOPHER_STOP_WORDS = {"the", "be", "to", "of", "and", "that", "have", "with"}
EMAIL = re.compile(r"\b[\w.+-]+@[\w-]+(\.[\w-]+)+\b")
TITLE = re.compile(r"<title>(.*?)</title>", re.S)


@dataclass(frozen=True)
class Corpus:
    """What came of the web."""

    rows: list[Row]
    rejects: list[Reject]
    stations: list[Station]


def judge_url(url: str) -> Verdict:
    """Station 1, before anything is fetched: the address alone."""
    parts = urlsplit(url)
    domain, path = parts.netloc.lower(), parts.path.lower()
    words = set(re.split(r"[^a-z]+", url.lower()))
    if domain in BLOCKED_DOMAINS:
        return Verdict("url", False, "domain", f"the domain {domain} is on the blocklist")
    if banned := sorted(words & BANNED_WORDS):
        return Verdict("url", False, "word", f'the address has the banned word "{banned[0]}"')
    if path.endswith(UNWANTED_FILES):
        return Verdict("url", False, "file", f"a {path[path.rindex('.') :]} file is not a page of text")
    return Verdict("url", True, "", "nothing against this address")


def extract(html: str) -> str:
    """Station 2: only what a reader reads."""
    text = trafilatura.extract(html, favor_precision=True, include_comments=False, include_tables=False)
    return text or ""


def judge_text(text: str) -> Verdict:
    """The verdict on an extraction."""
    if not text:
        return Verdict("extract", False, "empty", "the extractor found no main text")
    return Verdict("extract", True, "", "main text found", {"characters": len(text)})


def judge_language(text: str) -> Verdict:
    """Station 3: which language's commonest words does it use most?"""
    words = re.findall(r"\w+", text.lower())
    share = {name: sum(w in stop for w in words) / max(len(words), 1) for name, stop in STOP_WORDS.items()}
    best = max(share, key=lambda name: share[name])
    figures = {name: round(value, 3) for name, value in share.items()}
    if best != "English" and share[best] > 0:
        reason = (
            f"{share[best]:.0%} of the words are among the commonest {best} ones, "
            f"{share['English']:.0%} among the commonest English ones"
        )
        return Verdict("language", False, best, reason, figures)
    reason = f"{share['English']:.0%} of the words are among the commonest English ones"
    return Verdict("language", True, "", reason, figures)


def judge_quality(text: str) -> Verdict:
    """Station 4: the first rule that the text breaks, else a pass with its figures."""
    lines = [line for line in text.split("\n") if line.strip()]
    words = text.split()
    count = max(len(words), 1)
    repeated = len(lines) - len(set(lines))
    figures: dict[str, float] = {
        "words": len(words),
        "mean word length": round(sum(map(len, words)) / count, 2),
        "symbols per word": round((text.count("#") + text.count("...") + text.count("…")) / count, 3),
        "bullet lines": round(sum(line.lstrip().startswith(("-", "•")) for line in lines) / max(len(lines), 1), 3),
        "lines ending in ...": round(
            sum(line.rstrip().endswith(("...", "…")) for line in lines) / max(len(lines), 1), 3
        ),
        "words with a letter": round(sum(any(c.isalpha() for c in w) for w in words) / count, 3),
        "stop words": len({w.strip(".,!?").lower() for w in words} & GOPHER_STOP_WORDS),
        "repeated lines": round(repeated / max(len(lines), 1), 3),
    }
    for rule, name, broken, said in QUALITY_RULES:
        if broken(figures[name]):
            return Verdict("quality", False, rule, said.format(figures[name]), figures)
    if "lorem ipsum" in text.lower():
        return Verdict("quality", False, "c4_lorem_ipsum", 'contains "lorem ipsum"', figures)
    if "{" in text:
        return Verdict("quality", False, "c4_curly_bracket", 'contains a curly bracket "{"', figures)
    return Verdict("quality", True, "", "every rule passed", figures)


QUALITY_RULES: list[tuple[str, str, Callable[[float], bool], str]] = [
    ("gopher_dup_lines", "repeated lines", lambda x: x > 0.3, "{:.0%} of the lines repeat one before; at most 30%"),
    ("gopher_short_doc", "words", lambda x: x < 50, "{:.0f} words; at least 50"),
    ("gopher_long_doc", "words", lambda x: x > 100_000, "{:.0f} words; at most 100,000"),
    ("gopher_below_avg_threshold", "mean word length", lambda x: x < 3, "mean word length {:.1f}; at least 3"),
    ("gopher_above_avg_threshold", "mean word length", lambda x: x > 10, "mean word length {:.1f}; at most 10"),
    ("gopher_too_many_hashes", "symbols per word", lambda x: x > 0.1, "{:.2f} hash marks and dots a word; at most 0.1"),
    ("gopher_too_many_bullets", "bullet lines", lambda x: x > 0.9, "{:.0%} of the lines are bullets; at most 90%"),
    (
        "gopher_too_many_end_ellipsis",
        "lines ending in ...",
        lambda x: x > 0.3,
        "{:.0%} of the lines end in an ellipsis; at most 30%",
    ),
    (
        "gopher_below_alpha_threshold",
        "words with a letter",
        lambda x: x < 0.8,
        "{:.0%} of the words have a letter; at least 80%",
    ),
    ("gopher_enough_stop_words", "stop words", lambda x: x < 2, "{:.0f} of 8 common words found; at least 2"),
]


def fingerprint(text: str) -> MinHash:
    """112 hashes of the text's word 5-grams."""
    words = re.findall(r"\w+", text.lower())
    grams = {" ".join(words[i : i + 5]).encode() for i in range(max(len(words) - 4, 1))}
    out = MinHash(num_perm=112, seed=1)
    out.update_batch(sorted(grams))
    return out


class Copies:
    """Station 5: remembers what it saw, and says of what a text is a near copy."""

    def __init__(self) -> None:
        self.index = MinHashLSH(num_perm=112, params=(14, 8))
        self.prints: dict[str, MinHash] = {}

    def judge(self, url: str, text: str) -> Verdict:
        """The first of a family is kept, every later one is thrown out."""
        mine = fingerprint(text)
        like = {other: float(mine.jaccard(self.prints[other])) for other in self.index.query(mine)}
        if like:
            best = max(sorted(like), key=lambda other: like[other])
            reason = f"about {like[best]:.0%} the same as {best}"
            return Verdict("copies", False, "near_copy", reason, {"same": round(like[best], 3)})
        self.index.insert(url, mine)
        self.prints[url] = mine
        return Verdict("copies", True, "", "nothing like it so far")


def replace_personal(text: str) -> tuple[str, int]:
    """Station 6: addresses of people become one dummy."""
    return EMAIL.subn("email@example.com", text)


def title_of(html: str) -> str:
    """The page's title, without the name of the site."""
    found = TITLE.search(html)
    return found[1].split(" | ")[0].strip() if found else ""


def passage(page: Page, copies: Copies) -> tuple[list[Verdict], str, Row | None]:
    """Send one page through all the stations: its verdicts, its text, and the row if it got through."""
    verdicts = [judge_url(page.url)]
    text = ""
    if verdicts[-1].passed:
        text = extract(page.html)
        verdicts.append(judge_text(text))
    for judge in (judge_language, judge_quality):
        if verdicts[-1].passed:
            verdicts.append(judge(text))
    if verdicts[-1].passed:
        verdicts.append(copies.judge(page.url, text))
    if not verdicts[-1].passed:
        return verdicts, text, None
    content, count = replace_personal(text)
    verdicts.append(
        Verdict("personal", True, "email" if count else "", f"{count} addresses replaced", {"replaced": count})
    )
    return verdicts, text, Row(page.url, title_of(page.html), urlsplit(page.url).netloc, content)


def clean(pages: Iterable[Page], first: Iterable[str] = (), progress: Callable[[float], None] | None = None) -> Corpus:
    """Clean a web. The pages at the addresses in `first` go first, so that no copy displaces them."""
    wanted = list(first)
    todo = sorted(pages, key=lambda page: wanted.index(page.url) if page.url in wanted else len(wanted))
    copies, rows, rejects = Copies(), list[Row](), list[Reject]()
    came, gone = Counter[str](), dict[str, Counter[str]]()
    for number, page in enumerate(todo):
        verdicts, text, row = passage(page, copies)
        came.update(verdict.station for verdict in verdicts)
        last = verdicts[-1]
        if row is None:
            gone.setdefault(last.station, Counter())[last.rule] += 1
            snippet = " ".join(text.split())[:160]
            rejects.append(Reject(page.url, last.station, last.rule, last.reason, snippet))
        else:
            rows.append(row)
        if progress and number % 50 == 0:
            progress(number / len(todo))
    stations = [
        Station(
            station=station,
            name=name,
            came=came[station],
            passed=came[station] - sum(gone.get(station, {}).values()),
            rules=dict(sorted(gone.get(station, {}).items())),
        )
        for station, name in STATIONS.items()
    ]
    return Corpus(rows, rejects, stations)
