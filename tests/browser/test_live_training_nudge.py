"""Nudging live: beyond the recorded presses, and on what the room types; every number is that of torch or of numpy."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from llms101.lab.gpt import GPT
from llms101.lab.mind import Model, load_weights
from llms101.lab.record import Life
from llms101.lab.shapes import Map, Right
from llms101.tools import MODEL
from tests.browser.conftest import PHONE, SLIDE, Deck, Opener, opening, shares, without_a_model

NUDGE = "training.training-nudge"
NOTE = ".training-nudge .live-note"
SENTENCE = {
    "capital": "The capital of France is Paris.",
    "toast": "A good wedding toast should be personal, brief, and kind.",
}


@pytest.fixture(scope="module")
def early(life: Life) -> Model:
    return Model(GPT(*load_weights(MODEL / "early.safetensors")), life.vocab)


def presses(deck: Deck, count: int) -> list[dict[str, Any]]:
    """What is noted down of every press, once there are so many, and the first one."""
    deck.page.wait_for_function(
        "n => document.querySelectorAll('.training-nudge[data-own] tbody tr').length > n && "
        "document.querySelector('.training-nudge output').textContent == n",
        arg=count,
    )
    rows = (
        "[...document.querySelectorAll('.training-nudge tbody tr')].map((r) => [...r.cells].map((c) => c.textContent))"
    )
    return [dict(zip(("press", "p", "options", "largest"), row, strict=True)) for row in deck.page.evaluate(rows)]


def answer(recorded: Map) -> Right:
    """The right one."""
    assert recorded.right
    return recorded.right


def bars(deck: Deck) -> dict[str, float]:
    """The map that is shown, by token."""
    return {token: p for token, p in shares(deck, ".nudge-out").items() if token != "others"}


def take(deck: Deck, sentence: str) -> None:
    deck.page.set_default_timeout(8000)
    deck.page.locator(".training-nudge .field").fill(sentence)
    deck.page.locator(".training-nudge .field").press("Enter")


def options(deck: Deck) -> str:
    return str(deck.page.locator(".nudge-loss strong").text_content())


@pytest.mark.parametrize("example", ["capital", "toast"])
def test_presses_on_the_running_example_are_those_that_were_recorded(live: Opener, life: Life, example: str) -> None:
    """Typed, the sentence is nudged on anew; torch took the recorded presses."""
    deck = live(f"#/training/2?e={example}")
    take(deck, SENTENCE[example])
    right = answer(life.trace.nudges[example].presses[0].map)
    for n, recorded in enumerate(life.trace.nudges[example].presses):
        presses(deck, n)
        shown = bars(deck)
        own = {bar.text: bar.p for bar in recorded.map.bars[:7]}
        assert {token: shown[token] for token in own} == pytest.approx(own, abs=1e-3), n
        assert shown[right.text] == pytest.approx(answer(recorded.map).p, abs=1e-3)
        watched = [float(w.replace("−", "-")) for w in deck.page.locator(".weight-value").all_text_contents()]
        assert watched == pytest.approx(recorded.weights[: len(watched)], abs=1e-3)
        deck.page.locator(".nudge-press").click()
    deck.page.wait_for_function("document.querySelector('.training-nudge output').textContent == '13'")
    losses = deck.page.evaluate(
        "id => import('deck/parcels.js').then(async ({load}) => {"
        "  const data = document.getElementById(id).data;"
        "  const presses = await (await load('live/training-nudge.js')).open(data, () => {});"
        f"  const sentence = {SENTENCE[example]!r};"
        "  for (let n = 1; n < 13; n++) presses.go(sentence, n);"
        "  return presses.case(sentence).presses.map(({loss}) => loss); })",
        NUDGE,
    )
    assert losses == pytest.approx([p.loss for p in life.trace.nudges[example].presses], abs=1e-3)


def test_one_may_press_on_beyond_what_was_recorded_and_go_back_to_the_start(live: Opener, life: Life) -> None:
    deck = live("#/training/7")
    recorded = life.trace.nudges["capital"].presses
    last = len(recorded) - 1
    assert deck.state(NUDGE)["press"] == last
    before = bars(deck)[" Paris"]
    for n in (1, 2, 3):
        deck.page.locator(".nudge-press").click()
        presses(deck, last + n)
        assert bars(deck)[" Paris"] > before
        before = bars(deck)[" Paris"]
    deck.focus(".training-nudge .range")
    deck.press("Home")
    assert deck.state(NUDGE)["press"] == 0
    assert bars(deck)[" Paris"] == pytest.approx(answer(recorded[0].map).p, abs=1e-5)
    deck.press("End")
    assert deck.state(NUDGE)["press"] == last
    for n in (1, 2, 3):
        deck.page.locator(".nudge-press").click()
        presses(deck, last + n)
    assert bars(deck)[" Paris"] == before


def test_a_sentence_of_ones_own_begins_where_numpy_says_and_gets_likelier(live: Opener, early: Model) -> None:
    deck = live("#/training/1")
    take(deck, "The capital of Italy is Rome.")
    presses(deck, 0)
    probs = early.probabilities(early.encode("The capital of Italy is"))
    p = probs[early.vocab.index[early.encode(" Rome")[0]]]
    assert bars(deck)[" Rome"] == pytest.approx(p, abs=1e-4)
    assert deck.page.locator(".nudge-next .chip-text").text_content() == " Rome"
    assert "“Rome”" in str(deck.page.locator(".nudge-weights").text_content())
    for n in range(1, 6):
        deck.page.locator(".nudge-press").click()
        presses(deck, n)
    assert bars(deck)[" Rome"] > 2 * p
    said = str(deck.page.evaluate("document.getElementById('widget-live').textContent"))
    assert said.startswith("5 nudges: “Rome”, with a space before it")
    assert float(options(deck)) == pytest.approx(1 / bars(deck)[" Rome"], rel=0.06)


def test_a_link_shows_the_same_presses_and_the_arrow_goes_back_to_the_script(live: Opener) -> None:
    deck = live("#/training/2")
    take(deck, "The capital of Italy is Rome.")
    deck.focus(".training-nudge .range")
    deck.press("End")
    rows = presses(deck, 12)
    deck.page.wait_for_function("decodeURIComponent(location.hash).includes('Italy')")
    other = live(deck.hash)
    assert presses(other, 12) == rows
    assert bars(other) == bars(deck)
    assert other.page.locator(".training-nudge .field").input_value() == "The capital of Italy is Rome."
    other.page.keyboard.press("Tab")
    other.page.evaluate("document.activeElement.blur()")
    other.press("ArrowRight")
    assert other.state(NUDGE) == {"map": True, "right": True, "press": 1, "typed": ""}
    assert other.page.locator(".training-nudge .field").input_value() == ""
    assert other.page.locator(".nudge-next .chip-text").text_content() == " Paris"


def test_what_cannot_be_nudged_on_is_told_and_nothing_breaks(live: Opener, life: Life) -> None:
    deck = live("#/training/2")
    known = f"it knows {len(life.vocab.ids):,} tokens."
    take(deck, "The capital of Zanzibar is big.")
    deck.page.wait_for_selector(f"{NOTE}:not(:empty)")
    assert deck.page.locator(NOTE).inner_text().endswith(known)
    assert deck.page.locator(".nudge-window .chip[data-unknown]").count() > 0
    assert deck.page.locator(".nudge-press").is_disabled()
    take(deck, "The capital of France " * 20000)
    deck.page.wait_for_function(
        "note => document.querySelector(note).textContent.startsWith('There is room for 24 tokens')", arg=NOTE
    )
    assert len(deck.state(NUDGE)["typed"]) <= 300
    take(deck, "Paris")
    deck.page.wait_for_function("note => document.querySelector(note).textContent.includes('one token')", arg=NOTE)
    for odd in ("\u0000\ud83d\ude00 \u202e <b>&amp;", "{{}} ${x} \\", "☕" * 300, "... !!!"):
        take(deck, odd)
    take(deck, "   ")
    assert deck.state(NUDGE)["typed"] == ""
    assert deck.page.locator(NOTE).inner_text() == ""
    assert bars(deck)[" Paris"] == pytest.approx(answer(life.trace.nudges["capital"].presses[0].map).p, abs=1e-5)


def test_keys_typed_do_not_move_the_deck(live: Opener) -> None:
    deck = live("#/training/2")
    deck.focus(".training-nudge .field")
    deck.press("e", "d", "Space", "ArrowRight", "PageDown", "Escape", "Home", "2")
    assert deck.at == ("training", 2)


@pytest.mark.parametrize("state", ['{"press":1e9}', '{"typed":"A cat.","press":-3}', '{"typed":7}', '{"press":2.5}'])
def test_any_link_is_shown(live: Opener, state: str) -> None:
    deck = live(f"#/training/2?w.training-nudge={state}")
    deck.page.wait_for_function("document.querySelector('.training-nudge output').textContent !== ''")
    assert deck.page.locator("[data-failed]").count() == 0


def test_over_http_on_a_phone_with_less_motion(browser: Browser, live_http: str) -> None:
    def on_a_phone() -> Iterator[Opener]:
        yield from opening(browser, live_http)

    for opened in on_a_phone():
        deck = opened("#/training", size=PHONE, has_touch=True, reduced_motion="reduce")
        take(deck, "The capital of Italy is Rome.")
        presses(deck, 0)
        before = bars(deck)[" Rome"]
        deck.page.locator(".nudge-press").tap()
        presses(deck, 1)
        assert bars(deck)[" Rome"] > before
        assert math.isclose(sum(shares(deck, ".nudge-out").values()), 1, abs_tol=1e-3)
        box = deck.page.locator(".training-nudge .field").bounding_box()
        assert box
        assert box["height"] >= 44


def test_where_the_page_has_no_model_there_is_nothing_to_type(live: Opener) -> None:
    deck = live("#/training/7")
    without_a_model(deck, NUDGE)
    assert not deck.page.locator(".training-nudge .field").is_visible()
    deck.page.evaluate("id => document.getElementById(id).play(7)", NUDGE)
    assert deck.page.locator(".nudge-press").is_disabled()


def test_the_slide_is_not_too_full(live: Opener) -> None:
    long = "The Mediterranean restaurant is a beautiful place for the wedding of a wonderful friend."
    for typed in (SENTENCE["toast"], "The capital of France is Zanzibar or Timbuktu.", long):
        deck = live("#/training/2", size=SLIDE)
        take(deck, typed)
        deck.page.wait_for_selector(".training-nudge[data-own]")
        foot, form = (
            deck.page.locator(f".slide[data-current] {what}").bounding_box() for what in (".slide-foot", ".live-form")
        )
        assert foot
        assert form
        assert form["y"] + form["height"] <= foot["y"] + 1, typed
