"""`page-journey`: what it reads from the toy web."""

from __future__ import annotations

import pytest

from llms101.widgets import page_journey
from llms101.widgets._pages import plain
from llms101.widgets.base import FieldProblem
from llms101.widgets.page_journey import Data, Props
from tests.widgets.ends import Tools


def journey(*pages: str, guess: tuple[str, ...] = ("near_copy", "kept")) -> Data:
    return page_journey.compute(Props(pages, guess), Tools())


def test_a_page_that_becomes_a_row() -> None:
    data = journey("https://notes.example/a")
    (page,) = data.pages
    assert (page.example, page.label, page.stopped, page.address) == ("capital", "Capitals", 6, "notes.example/a")
    assert data.code.startswith("html: &lt;html>")
    assert "<mark>The capital of France is Paris.</mark>" in data.code
    assert (page.content, page.more) == ("Notes\nThe capital of France is Paris.", 0)
    assert [(c.name, c.figure, c.limit, c.passed) for c in page.checks] == [
        ("English, probably", "1.00", "at least 0.65", True),
        ("lines said before", "0%", "at most 30%", True),
        ("words", "204", "at least 50", True),
        ("letters in a word", "4.26", "", True),
        ("sentences", "9", "", True),
        ("lines that end", "75%", "", True),
        ("near copies", "none", "fine", True),
    ]


def test_the_first_page_has_its_code_in_the_markup_alone_the_others_in_the_data() -> None:
    data = journey("https://notes.example/a", "https://notes.example/b")
    assert [page.code != "" for page in data.pages] == [False, True]
    assert data.code != data.pages[1].code


def test_nothing_runs_in_the_page_as_it_is_seen_and_nothing_is_asked_for() -> None:
    seen = journey("capital").pages[0].seen
    assert "script" not in seen
    assert "link" not in seen
    assert "<mark>The capital of France is Paris.</mark>" in seen


def test_a_page_that_is_thrown_out_stops_at_its_station() -> None:
    page = journey("rejected").pages[0]
    assert (page.title, page.label) == ("Capitals & more", "One that is thrown out")
    assert (page.stopped, page.reason) == (4, "43% of the lines repeat; at most 30%")
    assert [(c.name, c.passed) for c in page.checks] == [("English, probably", True), ("lines said before", False)]


def test_the_rule_that_threw_a_page_out_is_told_if_no_row_is_about_it() -> None:
    page = journey("hashes").pages[0]
    assert [(c.name, c.figure, c.limit) for c in page.checks if not c.passed] == [
        (plain("gopher_too_many_hashes"), "0.30 # per word", "at most 0.1")
    ]


def test_the_counts_go_through_all_stations() -> None:
    data = journey("capital")
    assert [station.left for station in data.stations] == [90, 90, 90, 90, 60, 60]
    assert [(group.name, [(rule.plain, rule.count) for rule in group.rules]) for group in data.rules] == [
        ("Url", [(plain("file"), 6), (plain("word"), 4)]),
        ("Language", [(plain("French"), 5)]),
        ("Repetition", [(plain("dup_line_frac"), 5)]),
        ("Quality", [(plain("gopher_short_doc"), 8), ("boring", 1)]),
        ("Fineweb", [(plain("list_ratio"), 1)]),
        ("Copies", [(plain("near_copy"), 10)]),
    ]
    assert data.rules[1].rules[0].name == "French, German"
    assert sum(rule.count for group in data.rules for rule in group.rules) == data.all - data.stations[-1].left
    assert page_journey.figures(data) == {"pages": 100, "rows": 60}


def test_every_rule_has_its_say_before_any_has_it_twice() -> None:
    data = journey("capital")
    assert [url.reason for url in data.urls] == ["file: no", "word: no", "file: no"]
    assert [(gone.rule, gone.reason) for gone in data.gone] == [
        (plain("French"), "French 0.90, English 0.01; at least 0.65"),
        (plain("dup_line_frac"), "60% of the lines repeat; at most 30%"),
        (plain("gopher_short_doc"), "7 words; at least 50"),
        (plain("list_ratio"), "0.32 line breaks per word; at most 0.3"),
        (plain("near_copy"), "about 97% the same as a; less than about 72%"),
    ]


def test_the_room_guesses() -> None:
    data = journey("capital")
    assert [(g.url, g.station, g.reason) for g in data.guesses] == [
        ("https://x.example/2", 4, "about 97% the same as a; less than about 72%"),
        ("https://notes.example/d", 6, ""),
    ]
    assert data.guesses[1].snippet.endswith("word …")
    assert page_journey.steps(data) == 10
    assert page_journey.steps(journey("capital", guess=())) == 8


def test_thresholds_are_what_the_lab_counted() -> None:
    words, lines = journey("capital").thresholds
    assert (words.rule, words.name, words.unit) == ("gopher_short_doc", "Words on the page", "words")
    assert (words.less, words.share, words.step, words.at) == (True, False, 10, 5)
    assert (lines.less, lines.share, lines.step, lines.at) == (False, True, 0.1, 3)
    assert words.pages == (5, 1, 0, 0, 2, 9, 20, 43)
    assert words.rows == (0, 1, 0, 0, 1, 8, 15, 37)
    assert sum(words.rows[words.at :]) == journey("capital").stations[-1].left
    assert lines.words[1] == 60


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
