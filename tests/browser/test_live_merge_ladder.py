"""Any word that is typed is built up as in Python, merge by merge."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, expect

from llms101.tokenizer import Tokenizer
from tests.browser.conftest import PHONE, Deck, Opener, opening, reopened

CL100K = Tokenizer("cl100k_base")


def widget(deck: Deck) -> Locator:
    return deck.page.locator("#tokens merge-ladder")


def build(deck: Deck, word: str) -> Locator:
    one = widget(deck)
    one.get_by_label("or type").fill(word)
    expect(one.locator(".ladder-parts li")).to_have_count(len(word.encode()))
    return one


def parts(one: Locator) -> list[str]:
    return one.locator(".ladder-parts .chip-text").all_text_contents()


def wanted(word: str) -> list[list[str]]:
    """The parts as they are shown, merge by merge."""

    def shown(raw: bytes) -> str:
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return raw.hex(" ").upper()

    return [[shown(part) for part in step] for step in CL100K.merges(word)]


@pytest.mark.parametrize("word", ["strawberry", " kindness", "Übergröße", "🦓", "x"])
def test_merge_by_merge_as_in_python(live: Opener, word: str) -> None:
    one = build(live("#/tokens"), word)
    for i, rung in enumerate(wanted(word)):
        if i:
            one.get_by_role("button", name="Join the next pair").click()
        assert parts(one) == rung
    expect(one.get_by_role("button", name="Join the next pair")).to_be_disabled()


def test_enter_joins_and_a_link_shows_it_again(live: Opener) -> None:
    deck = live("#/tokens/2", size=PHONE)
    one = build(deck, "unbelievable")
    one.get_by_label("or type").press("Enter")
    one.get_by_label("or type").press("Enter")
    assert parts(one) == wanted("unbelievable")[2]
    reopened(deck, "unbelievable")
    expect(widget(deck).locator(".ladder-parts li")).to_have_count(len(wanted("unbelievable")[2]))
    assert parts(widget(deck)) == wanted("unbelievable")[2]


def test_what_stays_in_parts_says_so(live: Opener) -> None:
    one = build(live("#/tokens"), "zebra")
    for _ in wanted("zebra")[1:]:
        one.get_by_label("or type").press("Enter")
    assert len(wanted("zebra")[-1]) > 1
    expect(one.locator(".ladder-words")).to_contain_text("No other pair has a number.")


def test_a_long_word_is_cut_and_says_so(live: Opener) -> None:
    one = widget(live("#/tokens"))
    one.get_by_label("or type").fill("ü" * 50)
    expect(one.locator(".ladder-parts li")).to_have_count(32)
    expect(one.locator(".ladder-words")).to_contain_text("Only the first 32 bytes of it are built up.")


def test_the_next_press_is_the_script(live: Opener) -> None:
    deck = live("#/tokens/6")
    one = build(deck, "zebra")
    deck.press("Escape", "ArrowRight")
    expect(one.get_by_label("or type")).to_have_value("")
    assert parts(one) == wanted(" wedding")[1]
    assert deck.state("tokens.merge-ladder") == {"word": 0, "merges": 1, "typed": ""}


def test_an_emptied_field_and_another_word(live: Opener) -> None:
    one = build(live("#/tokens"), "zebra")
    one.get_by_label("or type").fill("")
    assert parts(one) == wanted(" wedding")[0]
    build(live.decks[0], "zoo")
    one.locator("select").select_option(label="capital")
    assert parts(one) == wanted(" capital")[0]
    expect(one.get_by_label("or type")).to_have_value("")


@pytest.mark.parametrize("delta", [{"typed": "\ud800 \u0000"}, {"typed": "x" * 3000, "merges": 1e9}, {"merges": -3}])
def test_any_link(live: Opener, delta: dict[str, object]) -> None:
    deck = live(f"#/tokens?w.merge-ladder={quote(json.dumps(delta))}")
    expect(widget(deck).locator(".ladder-words")).not_to_be_empty()
    assert deck.page.locator("merge-ladder[data-failed]").count() == 0


def test_over_http(browser: Browser, live_http: str) -> None:
    for opened in opening(browser, live_http):
        assert parts(build(opened("#/tokens"), "zebra")) == wanted("zebra")[0]
