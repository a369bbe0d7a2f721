"""Whatever the room types is split as tiktoken splits it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser

from llms101.tokenizer import Tokenizer
from tests.browser.conftest import PHONE, Deck, Opener, opening, reopened
from tests.hostile import hostile

STRIP = '[id="tokens.token-strip"]'
FIELD = f"{STRIP} textarea"
NAMES = ("cl100k_base", "o200k_base")
TEXT = "The quick zebra jumps over 1234567 dogs, 🦓 naïve"


def typed(deck: Deck, text: str) -> None:
    deck.page.locator(FIELD).fill(text)
    deck.page.wait_for_function(f"text => document.querySelector('{STRIP} .token-text').textContent === text", arg=text)


def ids(deck: Deck) -> list[list[int]]:
    """The ids that each strip shows."""
    code = "strips => strips.map((s) => [...s.querySelectorAll('.chip-id')].map((id) => Number(id.textContent)))"
    return list(deck.page.eval_on_selector_all(f"{STRIP} .strip", code))


def counts(deck: Deck) -> list[str]:
    return deck.page.locator(f"{STRIP} .strip-count").all_text_contents()


def expected(text: str, names: Sequence[str] = NAMES) -> list[list[int]]:
    return [Tokenizer(name).encode(text) for name in names]


def test_what_is_typed_is_split_in_both_encodings_once_both_are_shown(live: Opener) -> None:
    deck = live("#/tokens/2")
    deck.page.locator(FIELD).click()
    deck.page.keyboard.press("Control+A")
    deck.page.keyboard.type(TEXT)
    deck.page.wait_for_function(f"text => document.querySelector('{STRIP} .token-text').textContent === text", arg=TEXT)
    wanted = expected(TEXT)
    assert ids(deck) == wanted
    assert counts(deck) == [f"{len(each)} tokens" for each in wanted]
    assert deck.at == ("tokens", 2)  # none of these keys moved the deck


def test_before_that_the_second_encoding_is_not_asked_for(live: Opener) -> None:
    deck = live("#/tokens")
    asked: list[str] = []
    deck.page.on("request", lambda request: asked.append(request.url))
    typed(deck, TEXT)
    assert ids(deck) == [*expected(TEXT, NAMES[:1]), []]
    assert any("cl100k" in url for url in asked)
    assert not any("o200k" in url for url in asked)


def test_a_link_to_a_later_step_splits_the_same_text_in_both(live: Opener) -> None:
    deck = live("#/tokens")
    typed(deck, TEXT)
    deck.page.wait_for_function("() => location.hash.includes('typed')")
    deck.page.evaluate("() => { location.hash = location.hash.replace(/tokens[/0-9]*/, 'tokens/2'); }")
    deck.page.wait_for_function(f"() => document.querySelectorAll('{STRIP} .strip + .strip .chip-id').length > 0")
    assert ids(deck) == expected(TEXT)


def test_a_link_shows_the_text_again_on_a_phone_too(live: Opener) -> None:
    deck = live("#/tokens/2", size=PHONE)
    typed(deck, "One\ntwo  three\t🦓")
    reopened(deck, "two  three")
    deck.page.wait_for_selector(f"{STRIP} [data-sample=typed]")
    assert ids(deck) == expected("One\ntwo  three\t🦓")
    assert deck.page.input_value(FIELD) == "One\ntwo  three\t🦓"


def test_escape_leaves_the_field_and_the_next_press_is_the_script(live: Opener) -> None:
    deck = live("#/tokens/2")
    typed(deck, TEXT)
    deck.press("ArrowRight", "PageDown", " ")
    assert deck.at == ("tokens", 2)
    deck.press("Escape", "ArrowRight")
    assert deck.at == ("tokens", 3)
    assert deck.state("tokens.token-strip")["typed"] == ""
    assert deck.page.input_value(FIELD) == "Antidisestablishmentarianism"
    assert ids(deck) == expected("Antidisestablishmentarianism")


def test_an_emptied_field_stays_empty_while_one_is_in_it(live: Opener) -> None:
    deck = live("#/tokens/1")
    typed(deck, TEXT)
    deck.page.locator(FIELD).fill("")
    assert deck.page.input_value(FIELD) == ""
    assert ids(deck)[0] == expected("The capital of France is Paris.")[0]
    deck.press("Escape")
    assert deck.page.input_value(FIELD) == "The capital of France is Paris."


def test_choosing_a_sample_shows_it_instead(live: Opener) -> None:
    deck = live("#/tokens/2")
    typed(deck, TEXT)
    deck.page.locator(f"{STRIP} select").select_option(label="a long number")
    assert ids(deck) == expected("3141592653589793")
    assert "6 tokens in cl100k_base" in str(deck.page.text_content("#widget-live"))


def test_a_long_paste_is_counted_whole_and_shown_in_part(live: Opener) -> None:
    deck = live("#/tokens/2")
    text = ("Ünïcödé words, and plain ones; " * 700)[:20_000]
    typed(deck, text)
    wanted = expected(text)
    assert ids(deck) == [each[:300] for each in wanted]
    assert counts(deck) == [f"{len(each):,} tokens, of which the first 300 are shown" for each in wanted]


def test_a_text_that_is_too_long_says_so(live: Opener) -> None:
    deck = live("#/tokens/1")
    typed(deck, "abc " * 10_000)
    n = len(expected("abc " * 7_500)[0])
    assert counts(deck)[0] == f"{n:,} tokens, of which the first 300 are shown"
    assert "Only the first 30,000 characters are read." in str(deck.page.text_content(f"{STRIP} .token-details"))


def test_typing_in_the_middle_of_a_text(live: Opener) -> None:
    deck = live("#/tokens/2")
    typed(deck, "one two three four")
    deck.page.locator(FIELD).press("Home")
    deck.page.keyboard.press("ArrowRight")
    deck.page.keyboard.type("🦓")
    text = "o🦓ne two three four"
    deck.page.wait_for_function(f"text => document.querySelector('{STRIP} .token-text').textContent === text", arg=text)
    assert ids(deck) == expected(text)
    code = "e => e.selectionStart"
    assert deck.page.eval_on_selector(FIELD, code) == 3  # the caret stays behind what was typed


def test_hostile_texts(live: Opener) -> None:
    deck = live("#/tokens/2")
    for text in hostile(60, seed=5):
        clean = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        clean = clean.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")[:300]  # as a field has it
        if clean:
            typed(deck, clean)
            assert ids(deck) == [each[:300] for each in expected(clean)]


def test_pieces_that_are_no_whole_character_are_shown_as_bytes(live: Opener) -> None:
    deck = live("#/tokens/1")
    typed(deck, "🦓")
    shown = deck.page.locator(f"{STRIP} .strip:has(+ .strip) .chip[data-bytes] .chip-text").all_text_contents()
    assert " ".join(shown) == "F0 9F A6 93"


@pytest.mark.parametrize("delta", ['{"typed":7}', '{"typed":null}', '{"typed":"x","token":99,"strip":5}'])
def test_any_link(live: Opener, delta: str) -> None:
    deck = live(f"#/tokens/2?w.token-strip={delta}")
    assert deck.page.locator("token-strip[data-failed]").count() == 0


def test_over_http(browser: Browser, live_http: str) -> None:
    for opened in opening(browser, live_http):
        deck: Any = opened("#/tokens/2")
        typed(deck, TEXT)
        assert ids(deck) == expected(TEXT)
