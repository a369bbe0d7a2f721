"""YAML to dataclasses: every type, and the place of every value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import pytest

from llms101 import schema
from llms101.errors import Place
from llms101.schema import Source

T = TypeVar("T")


@dataclass(frozen=True)
class Inner:
    name: str
    size: int = 1


@dataclass(frozen=True)
class Outer:
    text: str = ""
    number: int = 0
    fraction: float = 0.0
    yes: bool = False
    maybe: str | None = "unset"
    choice: Literal["a", "b", 3] = "a"
    several: tuple[str, ...] = ()
    either: int | str = 0
    inner: Inner | None = None
    inners: tuple[Inner, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    anything: Any = None


def read(text: str, cls: type[T], places: dict[str, Place] | None = None) -> tuple[T | None, list[str]]:
    source = Source("a.yml", text.split("\n"))
    node = schema.compose(source)
    found = schema.read(cls, node, source, {} if places is None else places)
    return found, [problem.message for problem in source.problems]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("text: some text", Outer(text="some text")),
        ("text: '12'", Outer(text="12")),
        ("text: 2026-01-01", Outer(text="2026-01-01")),
        ("text: 2026-99-99", Outer(text="2026-99-99")),
        ("text: '='", Outer(text="=")),
        ("text: =", Outer(text="=")),
        ("text: <<", Outer(text="<<")),
        ("text: |\n  two\n  lines\n", Outer(text="two\nlines\n")),
        ("number: 12", Outer(number=12)),
        ("number: -1", Outer(number=-1)),
        ("number: 0x10", Outer(number=16)),
        ("number: 1_000", Outer(number=1000)),
        ("fraction: 1.5", Outer(fraction=1.5)),
        ("fraction: 2", Outer(fraction=2.0)),
        ("fraction: 1.0e-3", Outer(fraction=0.001)),
        ("yes: true", Outer(yes=True)),
        ("yes: No", Outer(yes=False)),
        ("maybe: ~", Outer(maybe=None)),
        ("maybe:", Outer(maybe=None)),
        ("maybe: text", Outer(maybe="text")),
        ("choice: b", Outer(choice="b")),
        ("choice: 3", Outer(choice=3)),
        ("several: []", Outer(several=())),
        ("several: [a, b]", Outer(several=("a", "b"))),
        ("several:\n- a\n- b", Outer(several=("a", "b"))),
        ("either: 1", Outer(either=1)),
        ("either: one", Outer(either="one")),
        ("inner: {name: a}", Outer(inner=Inner("a"))),
        ("inner: {name: a, size: 2}", Outer(inner=Inner("a", 2))),
        ("inners: [{name: a}, {name: b}]", Outer(inners=(Inner("a"), Inner("b")))),
        ("counts: {a: 1, b: 2}", Outer(counts={"a": 1, "b": 2})),
        ("counts: {1: 1, yes: 2}", Outer(counts={"1": 1, "yes": 2})),
        ("anything: [1, {a: 1.5}, yes, ~]", Outer(anything=[1, {"a": 1.5}, True, None])),
        ("", Outer()),
        ("# nothing", Outer()),
        ("---\ntext: a", Outer(text="a")),
    ],
)
def test_what_is_read(text: str, found: Outer) -> None:
    assert read(text, Outer) == (found, [])


@pytest.mark.parametrize(
    "text",
    ["text: 1", "text: true", "text: ~", "text: 1.5", "text: [a]", "text: {a: b}", "number: 1.0", "number: '1'",
     "number: yes", "number: 010", "number: 1:30", "number: 9007199254740993", f"number: {'9' * 5000}", "number: 0x",
     "fraction: one", "fraction: .inf", "fraction: .nan", "fraction: 1.0e+999", "fraction: yes", "yes: 1", "yes: maybe",
     "choice: c", "choice: '3'", "choice: true", "several: a", "several: [1]", "several: [[a]]", "either: [a]",
     "either: 1.5", "inner: a", "inner: [a]", "inners: {name: a}", "counts: [a]", "counts: {a: b}", "a list", "- a"],
)  # fmt: skip
def test_what_is_not_read(text: str) -> None:
    found, problems = read(text, Outer)
    assert found is None
    assert len(problems) == 1
    assert problems[0].endswith("is not what belongs here")


def test_a_number_that_no_text_can_hold_is_told() -> None:
    text = "0x" + "F" * 5000
    found, problems = read(f"number: {text}", Outer)
    assert (found, len(problems)) == (None, 1)
    assert read(f"anything: {text}", Outer) == (Outer(anything=text), [])


def test_what_is_missing_and_what_is_not_known_are_told_together() -> None:
    found, problems = read("inner: {nam: a, size: b}\ntxt: c\nnumber: d", Outer)
    assert found is None
    assert sorted(problems) == [
        "'b' is not what belongs here",
        "'d' is not what belongs here",
        "'name' is missing",
        "unknown key 'nam'",
        "unknown key 'txt'",
    ]


def test_every_value_has_its_place() -> None:
    places: dict[str, Place] = {}
    read("text: a\ninners:\n  - name: b\n    size: 2\ncounts: {c.d: 1}\n", Outer, places)
    assert {path: (place.line, place.column) for path, place in places.items()} == {
        "": (1, 1), "text": (1, 7), "inners": (3, 3), "inners[0]": (3, 5), "inners[0].name": (3, 11),
        "inners[0].size": (4, 11), "counts": (5, 9), "counts.c.d:": (5, 10), "counts.c.d": (5, 15),
    }  # fmt: skip
    assert places["inners[0].size"].text == "    size: 2"


def test_lines_are_the_files_own() -> None:
    source = Source("a.md", ["a: \u2028 b: 🍞", "c: d"], first=7)
    assert source.place(0) == Place("a.md", 7, 1, "a: \u2028 b: 🍞")
    assert source.place(source.text.index("c")) == Place("a.md", 8, 1, "c: d")
    assert source.place(source.text.index("🍞")) == Place("a.md", 7, 9, "a: \u2028 b: 🍞")
    assert source.place(10**9).line == 8


@pytest.mark.parametrize("levels", [schema.DEEPEST, schema.DEEPEST + 1])
def test_the_depth_has_a_limit(levels: int) -> None:
    source = Source("a.yml", ["[" * levels + "]" * levels])
    assert (schema.compose(source) is not None) == (levels <= schema.DEEPEST)


def test_a_mapping_in_two() -> None:
    source = Source("a.yml", ["a: 1", "b: 2", "c: 3"])
    ours, rest = schema.split(schema.compose(source), ("a", "c", "d"))
    assert ours is not None
    assert rest is not None
    assert (schema.value(ours), schema.value(rest)) == ({"a": 1, "c": 3}, {"b": 2})
    assert schema.split(None, ("a",)) == (None, None)
