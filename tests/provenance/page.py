"""Goes through the widgets of a built page, and tells of each value that its rule does not find, with its path.

It leaves out the rules: see `rules.py` and `table.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from html.parser import HTMLParser
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from llms101.build import Report
from llms101.check import CheckedWidget
from llms101.compute import WidgetView
from llms101.render import plain

from .records import NUMBER, At, Records, forms, numbers, texts, tokenizer
from .rules import Rule


@dataclass(frozen=True)
class Fault:
    """A value that comes from nowhere."""

    slide: str
    widget: str
    path: str
    value: Any
    expected: str

    def __str__(self) -> str:
        return f"slide {self.slide}, {self.widget}: {self.path} is {self.value!s:.200}; expected {self.expected}"


#: For each widget, a rule for every field of its data, by the names on the way to it.
Rules = Mapping[str, Mapping[str, Rule]]


@dataclass(frozen=True)
class Shown:
    """A widget of a built page: what its author wrote, its data, and its words."""

    slide: str
    name: str
    author: frozenset[str]
    data: Any
    words: tuple[str, ...]


def shown(report: Report) -> list[Shown]:
    """All widgets of a built talk, with what its author wrote for each: props, deck and titles."""
    page, talk = Page(report.files["index.html"].decode()), report.checked.talk
    deck = [*strings(talk.deck), *(slide.front.title for slide in talk.slides)]
    whole = {
        part.id: json.loads(json.dumps(plain(part.data, whole=True)))
        for slide in report.computed.slides for part in slide.parts if isinstance(part, WidgetView)
    }  # fmt: skip
    for slide in report.computed.slides:
        for part in slide.parts:
            if isinstance(part, WidgetView):
                assert json.loads(page.data[part.id]) == json.loads(json.dumps(plain(part.data)))  # the same, or less
    return [
        Shown(
            slide.slide.id, part.name, frozenset([*strings(part.props), *deck]), whole[part.id],
            tuple(page.words[part.id]),
        )
        for slide in report.checked.slides for part in slide.parts if isinstance(part, CheckedWidget)
    ]  # fmt: skip


def strings(value: Any) -> Iterator[str]:
    """All texts in dataclasses and tuples."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for each in fields(value):
            yield from strings(getattr(value, each.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from strings(item)


class Page(HTMLParser):
    """The widgets of a page, by their id: embedded data, and all text that is seen or spoken."""

    SPOKEN = ("aria-label", "aria-valuetext", "alt", "title")

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.data: dict[str, str] = {}
        self.words: dict[str, list[str]] = {}
        self._widget, self._tag, self._hush = "", "", ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "data-widget" in found:
            self._widget, self._tag = found["id"], tag
            self.words[self._widget] = []
        if tag == "script" and self._widget:
            self._hush = tag
        if self._widget:
            self.words[self._widget] += [found[name] for name in self.SPOKEN if name in found]

    def handle_endtag(self, tag: str) -> None:
        if tag == self._hush:
            self._hush = ""
        if tag == self._tag:
            self._widget = self._tag = ""

    def handle_data(self, data: str) -> None:
        if self._hush:
            self.data[self._widget] = self.data.get(self._widget, "") + data
        elif self._widget:
            self.words[self._widget].append(data)


def values(
    value: Any, rules: Mapping[str, Rule], at: At, path: str = "", where: str = ""
) -> Iterator[tuple[str, str, Any, Rule, At]]:
    """Every value of a widget's data that has a rule: the rule's path, its own, itself, the rule, where it stands."""
    rule = rules.get(path)
    if rule and (rule.whole or not isinstance(value, list)):
        if value is not None:
            yield path, where, value, rule, at
    elif isinstance(value, list):
        for i, item in enumerate(value):
            inner = At(at.records, at.data, at.author, at.around, (*at.indices, i))
            yield from values(item, rules, inner, path, f"{where}[{i}]")
    elif isinstance(value, dict):
        inner = At(at.records, at.data, at.author, (*at.around, value), at.indices)
        for name, item in value.items():
            below, there = f"{path}.{name}".lstrip("."), f"{where}.{name}".lstrip(".")
            yield from values(item, rules, inner, below, there)


def placed(kind: Any, rules: Mapping[str, Rule], path: str = "") -> tuple[set[str], set[str]]:
    """Of a `Data`: the rules that its fields use, and the fields that have none."""
    if path in rules:
        return {path}, set()
    if get_origin(kind) in (tuple, Union, UnionType):
        inner = [each for each in get_args(kind) if each not in (Ellipsis, type(None))]
        found = [placed(each, rules, path) for each in inner]
    elif is_dataclass(kind):
        hints = get_type_hints(kind)
        found = [placed(hints[f.name], rules, f"{path}.{f.name}".lstrip(".")) for f in fields(kind)]
    else:
        return set(), {path}
    return {p for used, _ in found for p in used}, {p for _, none in found for p in none}


def tokens(value: Any, encoding: str = "cl100k_base") -> Iterator[tuple[Any, str]]:
    """Every token in a widget's data, and the encoding that it is of."""
    if isinstance(value, dict):
        if value.keys() == {"id", "text", "bytes"}:
            yield value, encoding
        for item in value.values():
            yield from tokens(item, value.get("encoding", encoding))
    elif isinstance(value, list):
        for item in value:
            yield from tokens(item, encoding)


def pending(shown: Shown, records: Records) -> Iterator[Fault]:
    """A widget whose part of the life is to come: it shows nothing yet, and the file is really not there."""
    for name, value in shown.data.items():
        if name not in ("pending", "sources") and any((*numbers(value), *texts(value))):
            yield Fault(shown.slide, shown.name, name, value, "nothing, since it is still to come")
    for source in shown.data["sources"]:
        if records.raw(Path(source["file"]).stem):
            yield Fault(shown.slide, shown.name, "pending", shown.data["pending"], f"what is in {source['file']}")


def faults(shown: Sequence[Shown], records: Records, rules: Rules, said: Mapping[str, Any]) -> list[Fault]:
    """Everything in these widgets that is not in the records, nor follows from them.

    `said`: for each widget, the numbers that its markup has besides those of its data: a function of the data.
    """
    found: list[Fault] = []
    for each in shown:
        if each.data.get("pending"):
            found += pending(each, records)
            continue
        known: set[str] = {n for text in each.author for n in NUMBER.findall(text)}
        for _, where, value, rule, at in values(each.data, rules[each.name], At(records, each.data, each.author)):
            try:
                holds = rule.holds(value, at)
            except (LookupError, ValueError, TypeError, StopIteration):
                holds = False  # the record that it should be is not there
            if not holds:
                found.append(Fault(each.slide, each.name, where, value, rule.what))
            if rule.figure:
                known |= {written for inner in (*numbers(value), *texts(value)) for written in forms(inner)}
        for token, encoding in tokens(each.data):
            text = records.names.get(token["id"]) or tokenizer(encoding).token(token["id"]).text
            if text != token["text"]:
                found.append(Fault(each.slide, each.name, "a token", token, f"{text!r} for this id"))
        known |= {str(n) for n in said.get(each.name, lambda _: ())(each.data)}
        odd = {n: words for words in each.words for n in NUMBER.findall(words) if n not in known}
        found += [Fault(each.slide, each.name, "its text", f"{n}, in {words!r:.120}", "a number of its data")
                  for n, words in odd.items()]  # fmt: skip
    return found
