"""The base model in the page goes on from whatever is typed as it does in Python."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, expect

from llms101.lab.mind import Model
from llms101.lab.record import Life
from tests.browser.conftest import PHONE, Deck, Opener, opening, reopened

BEGINNINGS = ("The capital of France is", "bread -> pain\nwater -> eau\nmoon ->", "What is the", "A")


@pytest.fixture(scope="module")
def base(life: Life) -> Model:
    return life.model("base")


def widget(deck: Deck) -> Locator:
    return deck.page.locator("#base-model document-simulator")


def begin(deck: Deck, text: str, seed: int = 1) -> Locator:
    one = widget(deck)
    one.get_by_label("Seed").fill(str(seed))
    field = one.get_by_label("Begin it otherwise")
    field.fill(text)
    field.press("Enter")
    return one


def drawn(one: Locator, page: int = 0) -> list[int]:
    """The ids on a page that the model drew."""
    found = one.locator(".simulator-page").nth(page).locator('.chip[data-look="sampled"] .chip-id')
    return [int(text) for text in found.all_text_contents()]


def shows(one: Locator, text: str) -> None:
    """The first page has begun with this text."""
    expect(one.locator("[data-prompt^=typed]")).to_be_attached()
    begun = one.locator(".simulator-page").first.locator('.chip[data-look="data"] .chip-text')
    assert "".join(begun.all_text_contents()) == text


@pytest.mark.parametrize("seed", [1, 7])
@pytest.mark.parametrize("text", BEGINNINGS)
def test_it_goes_on_as_in_python(live: Opener, base: Model, text: str, seed: int) -> None:
    one = begin(live("#/base-model"), text, seed)
    shows(one, text)
    assert drawn(one) == base.generate(text, seed, 0.8, max_tokens=60)
    expect(one.locator(".simulator-page").first.locator(".caption")).to_have_text(f"seed {seed}")


def test_a_recorded_beginning_goes_on_as_it_was_recorded(live: Opener, life: Life) -> None:
    deck = live("#/base-model/3")
    field = widget(deck).get_by_label("Begin it otherwise")
    recorded = next(c for c in life.trace.continuations if c.prompt == field.input_value())
    field.press("Enter")  # the field has the beginning that is shown
    shows(widget(deck), recorded.prompt)
    assert drawn(widget(deck)) == recorded.runs[0].tokens


def test_run_again_takes_the_next_seed_and_both_stand_side_by_side(live: Opener, base: Model) -> None:
    one = begin(live("#/base-model"), BEGINNINGS[2], 4)
    shows(one, BEGINNINGS[2])
    one.get_by_role("button", name="Run it again").click()
    both = [base.generate(BEGINNINGS[2], seed, 0.8, max_tokens=60) for seed in (4, 5)]
    assert [drawn(one, 0), drawn(one, 1)] == both
    parts = next((i for i, (a, b) in enumerate(zip(*both, strict=False)) if a != b), min(map(len, both)))
    wanted = "at the very first token" if parts == 0 else f"{parts} token{'' if parts == 1 else 's'} alike"
    expect(one.locator(".simulator-notice")).to_contain_text(wanted)


def test_the_map_is_the_one_that_was_drawn_from(live: Opener, base: Model) -> None:
    deck = live("#/base-model")
    one = begin(deck, "A good", 3)
    shows(one, "A good")
    draws = list(base.draws(base.encode("A good"), seed=3, temperature=0.8, max_tokens=60))
    one.get_by_role("slider").press("ArrowRight")
    token, draw, _ = draws[1]
    row = one.locator(".bar[data-right]")
    assert int(row.get_attribute("data-id") or -1) == token
    assert float(row.evaluate("e => e.style.getPropertyValue('--p')")) == pytest.approx(draw.p, rel=1e-3)
    one.locator(".simulator-page").first.locator('.chip[data-look="sampled"]').nth(3).click()
    assert deck.state("base-model.document-simulator")["at"] == 3
    assert int(row.get_attribute("data-id") or -1) == draws[3][0]
    total = "rows => rows.reduce((sum, row) => sum + Number(row.style.getPropertyValue('--p')), 0)"
    assert one.locator(".bar").evaluate_all(total) == pytest.approx(1)


def test_a_link_shows_the_same_page(live: Opener, base: Model) -> None:
    deck = live("#/base-model/2", size=PHONE)
    begin(deck, BEGINNINGS[1], 9)
    shows(widget(deck), BEGINNINGS[1])
    reopened(deck, "moon")
    shows(widget(deck), BEGINNINGS[1])
    assert drawn(widget(deck)) == base.generate(BEGINNINGS[1], 9, 0.8, max_tokens=60)
    expect(widget(deck).get_by_label("Seed")).to_have_value("9")


def test_the_next_press_is_the_script(live: Opener) -> None:
    deck = live("#/base-model")
    one = begin(deck, "A good", 3)
    shows(one, "A good")
    deck.press("ArrowRight", " ")
    assert deck.at == ("base-model", 0)
    deck.press("Escape", "ArrowRight")
    assert deck.at == ("base-model", 1)
    expect(one.locator(".simulator-map")).to_be_hidden()
    assert one.evaluate("e => Object.keys(e.delta())") == []
    expect(one.get_by_label("Begin it otherwise")).to_have_value("The capital of France is")


def test_a_word_that_it_has_never_met(live: Opener, base: Model) -> None:
    one = begin(live("#/base-model"), "The zebra sleeps")
    shows(one, "The zebra sleeps")
    expect(one.locator(".simulator-notice")).to_contain_text(f"it knows {len(base.vocab):,} tokens")
    unknown = base.vocab.unknown(base.tokenizer.encode("The zebra sleeps"))
    marked = one.locator(".chip[data-unknown] .chip-id").all_text_contents()
    assert [int(text) for text in marked] == unknown != []
    assert drawn(one) == []
    expect(one.locator(".simulator-map")).to_be_hidden()
    begin(live.decks[0], "A good")
    shows(one, "A good")
    assert drawn(one) != []


def test_more_than_fits_into_the_context(live: Opener, base: Model) -> None:
    text = "The capital of France is Paris. " * 30
    tokens = len(base.encode(text.rstrip()))
    one = begin(live("#/base-model"), text)
    expect(one.locator(".simulator-notice")).to_have_text(
        f"There is room for {base.gpt.config.context} tokens, and this text has {tokens}."
    )


def test_an_empty_field_is_the_script(live: Opener) -> None:
    deck = live("#/base-model/2")
    one = begin(deck, "A good")
    shows(one, "A good")
    begin(deck, "   ")
    assert deck.state("base-model.document-simulator")["typed"] == ""
    expect(one.locator(".document-simulator")).to_have_attribute("data-prompt", "1")


def test_tokens_come_one_by_one_but_for_those_who_ask_for_less_motion(live: Opener) -> None:
    delay = "e => getComputedStyle(e).animationName"
    for motion, name in (("no-preference", "running-type"), ("reduce", "none")):
        one = begin(live("#/base-model", reduced_motion=motion), "A good", 3)
        shows(one, "A good")
        last = one.locator(".simulator-page").first.locator('.chip[data-look="sampled"]').last
        assert last.evaluate(delay) == name


@pytest.mark.parametrize(
    "delta",
    [
        {"typed": "A good", "seed": -4, "run": 9.5, "at": 999},
        {"typed": "\ud800 \u0000 <b>", "seed": 1e9},
        {"typed": "x" * 3000, "run": 1},
        {"typed": "\n", "at": -1},
    ],
)
def test_any_link(live: Opener, delta: dict[str, object]) -> None:
    deck = live(f"#/base-model?w.document-simulator={quote(json.dumps(delta))}")
    expect(widget(deck).locator("[data-prompt^=typed]")).to_be_attached()
    assert deck.page.locator("document-simulator[data-failed]").count() == 0


def test_over_http(browser: Browser, live_http: str, base: Model) -> None:
    for opened in opening(browser, live_http):
        one = begin(opened("#/base-model"), BEGINNINGS[0], 2)
        shows(one, BEGINNINGS[0])
        assert drawn(one) == base.generate(BEGINNINGS[0], 2, 0.8, max_tokens=60)
