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
    "repeated lines": ("lines said before", ("dup_line_frac",), True),
    "repeated 5-grams": ("5-word runs again", ("duplicated_5_n_grams",), True),
    "words": ("words", ("gopher_short_doc",), False),
    "mean word length": ("letters in a word", ("gopher_below_avg_threshold", "gopher_above_avg_threshold"), False),
    "words with a letter": ("words with a letter", ("gopher_below_alpha_threshold",), True),
    "stop words": ("common little words", ("gopher_enough_stop_words",), False),
    "sentences": ("sentences", ("c4_too_few_sentences",), False),
    "lines that end": ("lines that end", ("line_punct_ratio",), True),
    "short lines": ("short lines", ("short_line_ratio",), True),
}
#: The rules in plain words; one that is not here is told by its name. Rules in the same words are counted as one.
PLAIN = {
    "domain": "a blocked domain", "subdomain": "a blocked subdomain", "page": "a blocked page",
    "word": "a banned word", "soft_words": "two soft words", "letters": "banned letters", "file": "not a page of text",
    "empty": "no text in it", "unsure": "English? Not sure",
    **dict.fromkeys(("French", "German", "Spanish", "Italian", "Portuguese", "Dutch", "other"), "another language"),
    **dict.fromkeys(("dup_line_frac", "dup_line_char_frac"), "says its lines twice"),
    **dict.fromkeys(("dup_para_frac", "dup_para_char_frac"), "paragraphs twice"),
    **{f"top_{n}_gram": "2 to 4 words, everywhere" for n in (2, 3, 4)},
    **{f"duplicated_{n}_n_grams": "5 to 10 words, again" for n in range(5, 11)},
    "gopher_short_doc": "too short", "gopher_long_doc": "too long",
    **dict.fromkeys(("gopher_too_many_ellipsis", "gopher_too_many_end_ellipsis"), "breaks off with …"),
    **dict.fromkeys(("gopher_below_avg_threshold", "gopher_above_avg_threshold"), "words too short or long"),
    "gopher_below_alpha_threshold": "hardly any letters", "gopher_enough_stop_words": "no ordinary sentences",
    "gopher_too_many_hashes": "all #tags", "gopher_too_many_bullets": "only bullets",
    "c4_lorem_ipsum": "“lorem ipsum”", "c4_curly_bracket": "code or a template",
    "c4_too_few_sentences": "few sentences", "line_punct_ratio": "lines without an end",
    "short_line_ratio": "short lines", "char_dup_ratio": "the same line again",
    "list_ratio": "a break every 3 words", "near_copy": "nearly another page",
}  # fmt: skip
#: The lab's stations that a text is sifted by.
FILTERS = ("language", "repetition", "quality", "c4", "fineweb", "copies")


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
    """The page's own figures, rule by rule, as far as it came; the rule that threw it out is always among them."""
    told = set[str]()
    if language := verdicts.get("language"):
        told |= {language["rule"]}
        limit = next((limits[rule] for rule in ("unsure", "French") if limits.get(rule)), "")
        yield Check("English, probably", f"{language['figures']['English']:.2f}", limit, language["passed"])
    for name, (words, rules, share) in CHECKS.items():
        for verdict in verdicts.values():
            if name in verdict["figures"]:
                told |= set(rules)
                value = verdict["figures"][name]
                known = [limits[rule] for rule in rules if limits.get(rule)]
                limit = known[0] if len(known) == 1 else " to ".join(one.split()[-1] for one in known)
                figure = f"{value:.0%}" if share else f"{value:.3g}"
                yield Check(words, figure, limit, verdict["passed"] or verdict["rule"] not in rules)
    for verdict in verdicts.values():
        if verdict["station"] in FILTERS and not verdict["passed"] and verdict["rule"] not in told | {"near_copy"}:
            figure, _, limit = verdict["reason"].partition("; ")
            yield Check(plain(verdict["rule"]), figure, limit, False)
    if copies := verdicts.get("copies"):
        same = "none" if copies["passed"] else f"{copies['figures']['same']:.0%} the same"
        limit = copies["reason"] if copies["passed"] else limits.get("near_copy", "")
        yield Check("near copies", same, limit, copies["passed"])


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
