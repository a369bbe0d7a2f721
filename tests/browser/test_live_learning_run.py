"""`learning-run` with a model that learns in the page: its loss falls, noise becomes words, and hands can stop it."""

from __future__ import annotations

import json
import math
import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, expect

from llms101.lab.record import Life
from llms101.tools import MODEL
from tests.browser.conftest import PHONE, Deck, Opener, opening, reopened

RHYME = "Row, row, row your boat, gently down the stream. Merrily, merrily, merrily, merrily, life is but a dream. "
#: Training is real: give a slow machine its time.
LONG = 120_000


def widget(deck: Deck) -> Locator:
    return deck.page.locator("#learning learning-run")


def opened_live(deck: Deck) -> Locator:
    one = widget(deck)
    one.get_by_role("button", name="Train one here").click()
    expect(one.locator(".run-note")).to_contain_text("parameters, all noise at first")
    return one


def press(one: Locator, name: str) -> None:
    one.get_by_role("button", name=name, exact=True).click()


def samples(one: Locator) -> list[str]:
    return one.locator(".run-samples > li").all_text_contents()


def unsure(one: Locator) -> tuple[int, float]:
    """After how many nudges, and among how many it chooses."""
    found = re.search(r"After ([\d,]+) nudges? .* among ([\d,.]+)\.", one.locator(".run-note").inner_text())
    assert found
    return int(found[1].replace(",", "")), float(found[2].replace(",", ""))


def until(one: Locator, count: int) -> None:
    expect(one.locator(".run-samples > li")).to_have_count(count, timeout=LONG)


def test_noise_becomes_words_and_a_hand_can_stop_it(live: Opener, life: Life) -> None:
    deck = live("#/learning", reduced_motion="reduce")
    one = opened_live(deck)
    vocab, corpus = len(life.vocab), (MODEL / "corpus.bin").stat().st_size // 2
    expect(one.locator(".run-note")).to_contain_text(f"{corpus:,} tokens to learn from, {vocab:,} different ones")
    expect(one.locator(".run-head, .run-map")).to_have_count(2)
    expect(one.locator(".run-head")).to_be_hidden()
    assert samples(one) == []
    press(one, "Start")
    until(one, 2)
    press(one, "Pause")
    step, among = unsure(one)
    assert step >= 20
    assert among < vocab / 2
    noise, words = samples(one)
    assert noise.startswith("before any")
    assert noise.removeprefix("before any ") != words.removeprefix("after 20 ")
    deck.page.wait_for_timeout(1000)
    paused = unsure(one)
    deck.page.wait_for_timeout(500)
    assert unsure(one) == paused
    press(one, "Go on")
    until(one, 3)
    assert unsure(one)[0] > paused[0]
    press(one, "From nothing")
    assert samples(one) == []
    expect(one.get_by_role("button", name="Start", exact=True)).to_be_visible()
    press(one, "Start")
    until(one, 2)
    assert samples(one) == [noise, words]  # the same seed, the same noise, the same words


def test_a_text_of_ones_own_is_learned_by_heart(live: Opener) -> None:
    deck = live("#/learning", reduced_motion="reduce")
    one = opened_live(deck)
    press(one, "Your own text")
    expect(one.locator(".run-note")).to_contain_text("at least 33")
    press(one, "Start")  # nothing to learn from: nothing happens
    assert samples(one) == []
    field = one.get_by_role("textbox", name="A text to learn from")
    field.press_sequentially("of b? ")  # keys of the deck, and no matter here
    assert deck.at == ("learning", 0)
    field.fill("Row, row, row your boat")
    expect(one.locator(".run-note")).to_contain_text("Your text has 7 tokens. It reads windows of 32 tokens")
    field.fill(RHYME * 3)
    expect(one.locator(".run-note")).to_contain_text("parameters, all noise at first")
    press(one, "Start")
    until(one, 4)
    press(one, "Pause")
    step, said = deck.state("learning.learning-run")["until"], samples(one)
    assert said[-1].removeprefix("after 60 ").strip()[:30] in (RHYME * 3)
    one = widget(reopened(deck, f'"until":{step}'))
    expect(one.get_by_role("textbox", name="A text to learn from")).to_have_value(RHYME * 3)
    expect(one.get_by_role("button", name="Go on", exact=True)).to_be_visible(timeout=LONG)
    assert unsure(one)[0] == step
    assert samples(one) == said  # who opens a link sees the model learn as far, and no further
    deck.press("PageDown")
    expect(one.locator(".run-live")).to_have_count(0)
    expect(one.locator(".run-head")).to_be_visible()
    assert deck.state("learning.learning-run")["live"] == deck.state("learning.learning-run")["text"] == ""


@pytest.mark.parametrize("text", ["🦓é\u202e<b>" * 40, " \n" * 200, "a" * 3000])
def test_any_text_can_be_learned_from(live: Opener, text: str) -> None:
    delta = quote(json.dumps({"live": "text", "text": text}))
    deck = live(f"#/learning?w.learning-run={delta}", reduced_motion="reduce")
    one = widget(deck)
    expect(one.locator(".run-note")).to_contain_text("different ones")
    press(one, "Start")
    until(one, 1)
    assert one.get_attribute("data-failed") is None


def test_too_long_a_text_is_cut_and_that_is_told(live: Opener) -> None:
    deck = live("#/learning?w.learning-run=" + quote('{"live":"text"}'), reduced_motion="reduce")
    one = widget(deck)
    field = one.get_by_role("textbox", name="A text to learn from")
    field.fill("all work and no play " * 1000)
    expect(one.locator(".run-note")).to_contain_text("6,000 characters")
    assert len(field.input_value()) == 6000


def test_a_link_to_one_that_learns_has_it_learn(live: Opener) -> None:
    delta = quote(json.dumps({"live": "text", "text": RHYME * 3, "until": 600}))
    one = widget(live(f"#/learning?w.learning-run={delta}", reduced_motion="reduce"))
    expect(one.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    until(one, 2)
    press(one, "From nothing")
    expect(one.locator(".run-note")).to_contain_text("all noise at first")
    assert samples(one) == []


def test_a_link_may_stop_at_any_nudge(live: Opener) -> None:
    delta = quote(json.dumps({"live": "text", "text": RHYME * 3, "until": 7}))
    one = widget(live(f"#/learning?w.learning-run={delta}", reduced_motion="reduce"))
    expect(one.get_by_role("button", name="Go on", exact=True)).to_be_visible(timeout=LONG)
    assert unsure(one)[0] == 7


def test_another_example_is_learned_from_nothing(live: Opener) -> None:
    deck = live("#/learning", reduced_motion="reduce")
    one = opened_live(deck)
    press(one, "Start")
    until(one, 2)
    press(one, "Pause")
    begins = one.locator(".run-begins").inner_text()
    deck.page.locator("body").press("e")
    expect(one.locator(".run-begins")).not_to_have_text(begins)
    expect(one.get_by_role("button", name="Go on", exact=True)).to_be_visible(timeout=LONG)
    assert unsure(one)[0] == deck.state("learning.learning-run")["until"]


@pytest.mark.parametrize("delta", ['{"live":"nonsense"}', '{"live":"corpus","stop":-9,"text":"x","until":-3}'])
def test_any_link_can_be_shown(live: Opener, delta: str) -> None:
    deck = live(f"#/learning/1?w.learning-run={quote(delta)}")
    expect(widget(deck).locator(".run-note")).to_contain_text("different ones")
    assert widget(deck).get_attribute("data-failed") is None


def test_the_deck_answers_while_it_learns(live: Opener) -> None:
    deck = live("#/learning", reduced_motion="reduce")
    press(opened_live(deck), "Start")
    until(widget(deck), 1)
    deck.page.evaluate("location.hash = '#/tokens'")
    expect(deck.page.locator("#tokens")).to_be_visible()
    deck.page.evaluate("location.hash = '#/learning'")
    expect(widget(deck).locator(".run-head")).to_be_visible()


def test_on_a_phone_from_a_server(browser: Browser, live_http: str) -> None:
    for opened in opening(browser, live_http):
        deck = opened("#/learning", PHONE, reduced_motion="reduce")
        one = opened_live(deck)
        press(one, "Start")
        until(one, 2)
        assert unsure(one)[1] < math.exp(7)
        assert deck.page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
