"""The threshold that can be moved: by the walk, by keys, by a finger, by a link; and what it counts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import PHONE, Deck, Opener, built
from tests.widgets.ends import CAPITAL, Life

DECK = f"""title: Limits
examples:
  - {{name: capital, text: {CAPITAL.text}, context: {CAPITAL.context}, answer: '{CAPITAL.answer}'}}
"""
SLIDE = "---\ntitle: data\n---\n```widget page-journey\npages: [capital, rejected]\nguess: [near_copy, kept]\n```\n"
ID = "data.page-journey"
COUNTED = ["pages", "rows", "words", "more-pages", "more-rows", "more-words"]
PUBLISHED = ["72 of 80", "60", "600", "as many", "as many", "as many"]


@pytest.fixture(scope="module")
def deck_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return built(tmp_path_factory.mktemp("limits"), DECK, {"data": SLIDE}, Life())


def counted(deck: Deck) -> list[str]:
    """Pages, rows and words, and how many more or fewer than as published."""
    return [deck.page.locator(f'[data-field="{name}"]').inner_text() for name in COUNTED]


def said(deck: Deck) -> str:
    return " ".join(deck.page.locator(".limit-said").inner_text().split())


def thrown_out(deck: Deck) -> list[int]:
    """Which columns are on the side that is thrown out."""
    marked = "bars => bars.map((bar, k) => bar.matches('[data-out]') ? k : -1).filter((k) => k >= 0)"
    return list(deck.page.locator(".limit-bar").evaluate_all(marked))


def test_the_walk_shows_it_as_published_and_twice_as_strict(opened: Opener) -> None:
    deck = opened("#/data/9")
    assert said(deck) == "Thrown out: pages with fewer than 50 words."
    assert counted(deck) == PUBLISHED
    assert thrown_out(deck) == [0, 1, 2, 3, 4]
    deck.press("PageDown")
    assert deck.at == ("data", 10)
    assert said(deck) == "Thrown out: pages with fewer than 70 words."  # the last column: there is none for 100
    assert counted(deck) == ["43 of 80", "37", "370", "29 fewer", "23 fewer", "230 fewer"]


def test_by_keys_and_back(opened: Opener) -> None:
    deck = opened("#/data/9")
    deck.focus(".limits .range")
    deck.press("ArrowLeft", "ArrowLeft")
    assert deck.at == ("data", 9)
    assert deck.state(ID)["limit"] == 3
    assert counted(deck) == ["74 of 80", "61", "610", "2 more", "1 more", "10 more"]
    told = str(deck.page.locator(".limits .range").get_attribute("aria-valuetext"))
    assert told.startswith("30 words: ")
    deck.press("Home")
    assert counted(deck)[0] == "80 of 80"
    assert thrown_out(deck) == []
    deck.page.locator('[data-limit="published"]').click()
    assert counted(deck) == PUBLISHED
    assert deck.page.locator('[data-limit="published"]').is_disabled()


def test_another_rule_throws_out_on_the_other_side(opened: Opener) -> None:
    deck = opened("#/data/9")
    deck.page.locator('[data-limit="rule"]').select_option("dup_line_frac")
    assert said(deck).startswith("Thrown out: pages with more than 30 %")
    assert thrown_out(deck) == [4, 5]
    assert counted(deck)[:3] == ["80 of 85", "60", "600"]
    assert "more than 30 %" in str(deck.page.locator("#widget-live").text_content()).replace("\u202f", " ")
    deck.focus(".limits .range")
    deck.press("End")
    assert counted(deck) == ["85 of 85", "61", "610", "5 more", "1 more", "10 more"]


def test_a_link_brings_rule_and_threshold(opened: Opener) -> None:
    deck = opened("#/data/9")
    deck.page.locator('[data-limit="rule"]').select_option("dup_line_frac")
    deck.focus(".limits .range")
    deck.press("Home")
    deck.page.wait_for_function("location.hash.includes('page-journey')")
    again = opened(deck.hash)
    assert (again.state(ID)["rule"], again.state(ID)["limit"]) == ("dup_line_frac", 0)
    assert counted(again) == counted(deck)
    deck.page.locator(f"[id='{ID}'] [data-bar=reset]").click()
    assert counted(deck) == PUBLISHED


@pytest.mark.parametrize("odd", ['{"rule":"no_such_rule","limit":2.5}', '{"limit":-7}', '{"limit":999}'])
def test_a_threshold_that_there_is_not_is_the_published_one(opened: Opener, odd: str) -> None:
    assert counted(opened(f"#/data/9?w.page-journey={odd}")) == PUBLISHED


def test_by_a_finger(opened: Opener) -> None:
    deck = opened("#/data/9", size=PHONE, has_touch=True)
    range_ = deck.page.locator(".limits .range")
    range_.scroll_into_view_if_needed()
    box = range_.bounding_box()
    assert box
    assert box["height"] >= 44
    deck.page.touchscreen.tap(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
    assert counted(deck)[0] == "43 of 80"
    assert deck.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_counts_are_there_without_javascript(browser: Browser, deck_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(deck_url)
    assert [page.locator(f'[data-field="{name}"]').inner_text() for name in COUNTED] == PUBLISHED
    assert not page.locator(".limits .range").is_visible()
    context.close()
