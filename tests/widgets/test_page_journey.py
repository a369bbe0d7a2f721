"""`page-journey`: what it reads from the toy web."""

from __future__ import annotations

import pytest

from llms101.widgets import page_journey
from llms101.widgets.base import FieldProblem
from llms101.widgets.page_journey import Data, Props
from tests.widgets.ends import Tools


def journey(*pages: str, guess: tuple[str, ...] = ("near_copy", "kept")) -> Data:
    return page_journey.compute(Props(pages, guess), Tools())


def test_a_page_that_becomes_a_row() -> None:
    page = journey("https://notes.example/a").pages[0]
    assert (page.example, page.label, page.stopped, page.address) == ("capital", "Capitals", 6, "notes.example/a")
    assert page.code.startswith("html: &lt;html>")
    assert "<mark>The capital of France is Paris.</mark>" in page.code
    assert (page.content, page.more) == ("Notes\nThe capital of France is Paris.", 0)
    assert [(c.name, c.figure, c.limit, c.passed) for c in page.checks] == [
        ("common English words", "40%", "German ones: 2%", True),
        ("words", "204", "at least 50", True),
        ("lines said before", "0%", "", True),
        ("near copies", "none", "fine", True),
    ]


def test_nothing_runs_in_the_page_as_it_is_seen_and_nothing_is_asked_for() -> None:
    seen = journey("capital").pages[0].seen
    assert "script" not in seen
    assert "link" not in seen
    assert "<mark>The capital of France is Paris.</mark>" in seen


def test_a_page_that_is_thrown_out_stops_at_its_station() -> None:
    page = journey("rejected").pages[0]
    assert (page.title, page.label) == ("Capitals & more", "One that is thrown out")
    assert (page.stopped, page.reason) == (4, "43% of the lines repeat")
    assert [(c.name, c.passed) for c in page.checks] == [
        ("common English words", True), ("words", True), ("lines said before", False),
    ]  # fmt: skip


def test_the_counts_go_through_all_stations() -> None:
    data = journey("capital")
    assert [station.left for station in data.stations] == [90, 90, 90, 90, 60, 60]
    assert [(group.name, [(rule.plain, rule.count) for rule in group.rules]) for group in data.rules] == [
        ("Url", [("not a page of text", 6), ("a banned word", 4)]),
        ("Language", [("in German", 5)]),
        ("Copies", [("nearly the same as another", 10)]),
        ("Quality", [("too short", 9), ("says its lines twice", 5), ("boring", 1)]),
    ]
    assert sum(rule.count for group in data.rules for rule in group.rules) == data.all - data.stations[-1].left
    assert page_journey.figures(data) == {"pages": 100, "rows": 60}


def test_every_rule_has_its_say_before_any_has_it_twice() -> None:
    data = journey("capital")
    assert [url.reason for url in data.urls] == ["file: no", "word: no", "file: no"]
    assert [gone.rule for gone in data.gone] == ["in German", "too short", "nearly the same as another"]


def test_the_room_guesses() -> None:
    data = journey("capital")
    assert [(g.url, g.station, g.reason) for g in data.guesses] == [
        ("https://x.example/2", 4, "about 97% the same as a"),
        ("https://notes.example/d", 6, ""),
    ]
    assert data.guesses[1].snippet.endswith("word …")
    assert page_journey.steps(data) == 8
    assert page_journey.steps(journey("capital", guess=())) == 6


@pytest.mark.parametrize(
    ("props", "field", "message"),
    [
        (Props(()), "pages", "no page travels"),
        (Props(("capital", "bare")), "pages[1]", "the journey of bare is not recorded"),
        (Props(("capital",), ("kept", "boredom")), "guess[1]", "no page thrown out by 'boredom' is recorded"),
        (Props(("capital",), ("near_copy",) * 2), "guess[1]", "no page thrown out by 'near_copy' is recorded"),
        (Props(("capital",), ("kept", "kept")), "guess[1]", "no more than 1 kept pages are recorded"),
    ],
)
def test_what_an_author_gets_wrong(props: Props, field: str, message: str) -> None:
    with pytest.raises(FieldProblem) as wrong:
        page_journey.compute(props, Tools())
    assert (wrong.value.field, wrong.value.message) == (field, message)
