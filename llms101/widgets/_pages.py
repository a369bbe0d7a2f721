"""What `page-journey` says of a page: how it looks, how it fares by each rule, how much of it is shown.

It leaves out the stations and the whole toy web.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

#: The figures of a text in plain words, the rules that speak of each (their reasons tell the limits), is it a share?
CHECKS = {
    "words": ("words", ("gopher_short_doc",), False),
    "mean word length": ("letters in a word", ("gopher_below_avg_threshold", "gopher_above_avg_threshold"), False),
    "words with a letter": ("words with a letter", ("gopher_below_alpha_threshold",), True),
    "stop words": ("common little words", ("gopher_enough_stop_words",), False),
    "symbols per word": ("# and … per word", ("gopher_too_many_hashes",), False),
    "bullet lines": ("lines that are bullets", ("gopher_too_many_bullets",), True),
    "lines ending in ...": ("lines that break off", ("gopher_too_many_end_ellipsis",), True),
    "repeated lines": ("lines said before", ("gopher_dup_lines",), True),
}
#: The rules in plain words; one that is not here is told by its name.
PLAIN = {
    "domain": "a domain on the blocklist", "word": "a banned word", "file": "not a page of text",
    "French": "in French", "German": "in German", "Spanish": "in Spanish", "empty": "no text in it",
    "gopher_short_doc": "too short", "gopher_long_doc": "too long", "gopher_dup_lines": "says its lines twice",
    "gopher_below_avg_threshold": "words too short", "gopher_above_avg_threshold": "words too long",
    "gopher_below_alpha_threshold": "hardly any letters", "gopher_enough_stop_words": "no ordinary sentences",
    "gopher_too_many_hashes": "all #tags", "gopher_too_many_bullets": "nothing but bullets",
    "gopher_too_many_end_ellipsis": "its lines break off", "c4_lorem_ipsum": "“lorem ipsum”",
    "c4_curly_bracket": "code or a template", "near_copy": "nearly the same as another",
}  # fmt: skip


@dataclass(frozen=True)
class Check:
    """A rule, this page's own figure, the limit in the rule's words, and whether the page passed."""

    name: str
    figure: str
    limit: str
    passed: bool


def seen(html: str, sentence: str) -> str:
    """The page for a frame in which nothing runs: as large as the frame is wide, the sentence marked."""
    still = re.sub(r"<script\b.*?</script>|<(link|meta)\b[^>]*>", "", html, flags=re.DOTALL | re.IGNORECASE)
    ours = "html{zoom:.6;font-size:max(25px,2.5vw);overflow:hidden}input,button{font:inherit}mark{background:#ffe27a}"
    return marked(still, sentence).replace("</head>", f"<style>{ours}</style></head>", 1)


def bare(code: str) -> str:
    """Highlighted code without the spans around punctuation, which look like all else and are half of it."""
    return re.sub(r'<span class="[po]">(.*?)</span>', r"\1", code)


def marked(html: str, sentence: str) -> str:
    """HTML in which the sentence is marked where it first stands."""
    said = escape(sentence, quote=False)
    return html.replace(said, f"<mark>{said}</mark>", 1) if said else html


def checks(verdicts: dict[str, Any], limits: dict[str, str]) -> Iterable[Check]:
    """The page's own figures, rule by rule, as far as it came."""
    language, quality, copies = (verdicts.get(station) for station in ("language", "quality", "copies"))
    if language and len(shares := sorted(language["figures"].items(), key=lambda item: -item[1])) > 1:
        next_best = f"{shares[1][0]} ones: {shares[1][1]:.0%}"
        yield Check(f"common {shares[0][0]} words", f"{shares[0][1]:.0%}", next_best, language["passed"])
    for name, (words, rules, share) in CHECKS.items():
        if quality and name in quality["figures"]:
            value, told = quality["figures"][name], [limits[rule] for rule in rules if limits.get(rule)]
            figure = f"{value:.0%}" if share else f"{value:g}"
            yield Check(words, figure, ", ".join(told), quality["passed"] or quality["rule"] not in rules)
    if copies:
        same = "none" if copies["passed"] else f"{copies['figures']['same']:.0%} the same"
        yield Check("near copies", same, copies["reason"] if copies["passed"] else "", copies["passed"])


def by_rule(web: dict[str, Any]) -> dict[str, list[Any]]:
    """The pages thrown out, by rule."""
    found: dict[str, list[Any]] = {}
    for rejects in web["rejects"].values():
        for reject in rejects:
            found.setdefault(reject["rule"], []).append(reject)
    return found


def plain(rule: str) -> str:
    """A rule in plain words."""
    return PLAIN.get(rule, rule.replace("_", " "))


def title(html: str) -> str:
    """A page's title without the name of its site."""
    found = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    return unescape(found[1]).split(" | ")[0].strip() if found else ""


def beginning(text: str, most: int = 620) -> tuple[str, int]:
    """Whole paragraphs of a text's beginning, and how many characters follow."""
    end = len(text) if len(text) <= most else text.rfind("\n", 0, most)
    return (text[:end], len(text) - end) if end > 0 else (text[:most], len(text) - most)


def short(text: str, most: int = 160) -> str:
    """The beginning of a text, cut where a word ends."""
    flat = " ".join(text.split())
    return flat if len(flat) < most - 2 else flat[:most].rpartition(" ")[0] + " …"
