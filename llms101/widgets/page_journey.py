"""`page-journey`: one page falls through the six stations from web to corpus; and what became of all the others.

All of it is read from `web.json`. It leaves out how a station judges; each verdict is in the rule's own words. Which
pages another threshold would keep was counted by the lab too (`lab/thresholds.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any

from llms101.widgets._pages import (
    FILTERS,
    Check,
    bare,
    beginning,
    by_rule,
    checks,
    marked,
    plain,
    seen,
    short,
    title,
)
from llms101.widgets._thresholds import Threshold, thresholds
from llms101.widgets.base import MARKUP, FieldProblem, Source, Tools

#: The six stations, and for each the lab's own that end there. What is seen and what is under it throw nothing out.
STATIONS = (
    ("URL filter", ("url",)),
    ("What a person sees", ()),
    ("The HTML under it", ()),
    ("Extracted text", ("extract",)),
    ("Filter, deduplicate", FILTERS),
    ("The corpus row", ("personal",)),
)  # fmt: skip
KEPT = "kept"


@dataclass(frozen=True)
class Props:
    """`pages` travel: their addresses, or their names in the lab. `guess`: a rule that threw pages out, or `kept`.

    `thresholds`: the rules whose threshold can be moved, all that are recorded if none is named.
    """

    pages: tuple[str, ...]
    guess: tuple[str, ...] = ("near_copy", KEPT, "gopher_below_alpha_threshold")
    thresholds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """A page that travels; `example` is the running example whose `sentence` it has, or empty.

    `seen` is what a browser draws, with no script in it; `code` the page's HTML, highlighted, and empty for the first
    page, whose HTML stands in the markup. `content` begins as the row's does, which has so many characters `more`.
    `stopped`: the station that threw it out, and why; 6 if none did.
    """

    example: str
    label: str
    sentence: str
    url: str
    address: str
    seen: str
    code: str
    letters: int
    text: str
    checks: tuple[Check, ...]
    title: str
    source: str
    content: str
    more: int
    stopped: int
    reason: str


@dataclass(frozen=True)
class Address:
    """An address that was refused before anything was fetched."""

    url: str
    reason: str


@dataclass(frozen=True)
class Gone:
    """A page that was thrown out, and how many like it."""

    rule: str
    count: int
    reason: str
    snippet: str


@dataclass(frozen=True)
class Guess:
    """A page for the room to judge; `station` is the one of the six that threw it out, 6 if none did."""

    url: str
    snippet: str
    station: int
    reason: str


@dataclass(frozen=True)
class Rule:
    """How many pages a rule threw out."""

    name: str
    plain: str
    count: int


@dataclass(frozen=True)
class Station:
    """A station, and how many pages go on from it."""

    name: str
    left: int


@dataclass(frozen=True)
class Rules:
    """The rules that threw pages out in one of the lab's stations."""

    name: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Data:
    """What the browser gets; `code` is the first page's HTML, highlighted."""

    pages: tuple[Page, ...]
    code: str = field(metadata=MARKUP)
    all: int
    stations: tuple[Station, ...]
    rules: tuple[Rules, ...] = field(metadata=MARKUP)
    urls: tuple[Address, ...] = field(metadata=MARKUP)
    gone: tuple[Gone, ...] = field(metadata=MARKUP)
    guesses: tuple[Guess, ...]
    thresholds: tuple[Threshold, ...]
    sources: tuple[Source, ...]


def compute(props: Props, tools: Tools) -> Data:
    """Read the journeys, and the counts of the whole toy web."""
    web, card = tools.life.raw("web"), tools.life.raw("card")
    if not props.pages:
        raise FieldProblem("pages", "no page travels", "the address of at least one page")
    known = {journey[key]: journey for key in ("id", "url") for journey in web["journeys"] if journey["html"]}
    limits = {rule: gone[0]["reason"].partition("; ")[2] for rule, gone in by_rule(web).items()}
    pages = []
    for i, page in enumerate(props.pages):
        if page not in known:
            raise FieldProblem(f"pages[{i}]", f"the journey of {page} is not recorded", "one of " + ", ".join(known))
        pages.append(_page(known[page], limits, tools))
    guesses = tuple(_guess(rule, f"guess[{i}]", web, props.guess[:i]) for i, rule in enumerate(props.guess))
    seed = "".join(f"seed {card['seeds'][name]}" for name in ("web",) if name in card.get("seeds", {}))
    source = Source("the toy web and what became of it", "llms101/model/web.json", seed, "llms101 train")
    every, stations = web["stations"][0]["came"], _stations(web)
    counted = thresholds(web)
    for i, rule in enumerate(props.thresholds):
        if rule not in [found.rule for found in counted]:
            wanted = "one of " + ", ".join(found.rule for found in counted)
            raise FieldProblem(f"thresholds[{i}]", f"no threshold of '{rule}' is recorded", wanted)
    moved = tuple(found for found in counted if found.rule in props.thresholds or not props.thresholds)
    code, pages[0] = pages[0].code, replace(pages[0], code="")
    rejects = (_rules(web), _addresses(web), _gone(web))
    return Data(tuple(pages), code, every, stations, *rejects, guesses, moved, (source,))


def steps(data: Data) -> int:
    """The stations, the whole web, "keep or throw?" with its answer, then a threshold: as published, and moved."""
    return len(data.stations) + (2 if data.guesses else 0) + (2 if data.thresholds else 0)


def figures(data: Data) -> dict[str, object]:
    """What can be claimed: pages at first, rows in the end."""
    return {"pages": data.all, "rows": data.stations[-1].left}


def _page(journey: dict[str, Any], limits: dict[str, str], tools: Tools) -> Page:
    example = next((e for e in tools.examples if e.text in journey["text"]), None)
    sentence = example.text if example else ""
    html, row, last = journey["html"], journey["row"], journey["verdicts"][-1]
    judged = checks({verdict["station"]: verdict for verdict in journey["verdicts"]}, limits)
    content, more = beginning(row["content"]) if row else ("", 0)
    name = row["title"] if row else title(html)
    return Page(
        example=example.name if example else "",
        label=name if row else "One that is thrown out",
        sentence=sentence,
        url=journey["url"],
        address=journey["url"].partition("://")[2],
        seen=seen(html, sentence),
        code=marked(bare(tools.highlight(html.strip(), "html")), sentence),
        letters=len(html),
        text=journey["text"],
        checks=tuple(judged),
        title=name,
        source=row["source"] if row else "",
        content=content,
        more=more,
        stopped=len(STATIONS) if row else _ends(last["station"]),
        reason="" if row else last["reason"],
    )


def _ends(station: str) -> int:
    """Which of the six stations one of the lab's belongs to."""
    return next(i for i, (_, parts) in enumerate(STATIONS) if station in parts)


def _stations(web: dict[str, Any]) -> tuple[Station, ...]:
    counted = {station["station"]: station["passed"] for station in web["stations"]}
    left, found = web["stations"][0]["came"], []
    for name, parts in STATIONS:
        left = min([left, *(counted[part] for part in parts if part in counted)])
        found.append(Station(name, left))
    return tuple(found)


def _rules(web: dict[str, Any]) -> tuple[Rules, ...]:
    """What each rule threw out, the greatest first; rules in the same words are one."""
    return tuple(Rules(station["name"], _groups(station["rules"])) for station in web["stations"] if station["rules"])


def _groups(rules: dict[str, int]) -> tuple[Rule, ...]:
    words = dict.fromkeys(map(plain, rules))
    alike = [(word, sorted((r for r in rules if plain(r) == word), key=lambda r: -rules[r])) for word in words]
    found = [Rule(", ".join(names), word, sum(rules[name] for name in names)) for word, names in alike]
    return tuple(sorted(found, key=lambda rule: -rule.count))


def _addresses(web: dict[str, Any], most: int = 5) -> tuple[Address, ...]:
    """Refused addresses: one of every rule, then a second of each, and so on."""
    by_rule: dict[str, list[Any]] = {}
    for url in web["urls"]:
        if not url["passed"]:
            by_rule.setdefault(url["rule"], []).append(url)
    rounds = [url for same in zip_longest(*by_rule.values()) for url in same if url]
    return tuple(Address(url["url"], url["reason"]) for url in rounds[:most])


def _gone(web: dict[str, Any]) -> tuple[Gone, ...]:
    """A page for each of the filter's parts, thrown out by the rules that threw out most."""
    rejects, found = by_rule(web), []
    for station in web["stations"]:
        if station["station"] in FILTERS:
            for group in _groups(station["rules"]):
                if gone := rejects.get(group.name.partition(", ")[0]):
                    found.append(Gone(group.plain, group.count, short(gone[0]["reason"], 62), gone[0]["snippet"]))
                    break
    return tuple(found)


def _guess(rule: str, field: str, web: dict[str, Any], before: tuple[str, ...]) -> Guess:
    nth = before.count(rule)
    if rule == KEPT:
        travel = {journey["url"] for journey in web["journeys"]}
        rows = [row for row in web["rows"] if row["url"] not in travel]
        if nth >= len(rows):
            raise FieldProblem(field, f"no more than {len(rows)} kept pages are recorded")
        return Guess(rows[nth]["url"], short(rows[nth]["content"]), len(STATIONS), "")
    rejects = by_rule(web)
    if nth >= len(rejects.get(rule, [])):
        raise FieldProblem(
            field, f"no page thrown out by '{rule}' is recorded", "one of " + ", ".join([KEPT, *rejects])
        )
    gone = rejects[rule][nth]
    return Guess(gone["url"], short(gone["snippet"]), _ends(gone["station"]), gone["reason"])
