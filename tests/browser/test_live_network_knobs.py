"""Any knob, turned live: the map is that of numpy with that one number changed, and of the recorded knobs."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser

from llms101.lab.gpt import GPT
from llms101.lab.mind import Model
from llms101.lab.record import Life
from tests.browser.conftest import PHONE, SLIDE, Deck, Opener, opening, shares

KNOBS = "network.network-knobs"
CONTEXT = {"capital": "The capital of France is", "toast": "A good wedding toast should"}
LIVE = "document.querySelector('.any-knob [name=value]').value !== ''"


def bars(deck: Deck) -> dict[str, float]:
    """The map that is shown, by token."""
    return {token: p for token, p in shares(deck, ".knob-map").items() if token != "others"}


def ready(deck: Deck) -> Deck:
    deck.page.set_default_timeout(10000)
    deck.page.wait_for_function(LIVE)
    return deck


def choose(deck: Deck, tensor: str, row: int, column: int) -> None:
    """By hand."""
    deck.focus(".any-knob select")
    deck.page.locator(".any-knob select").select_option(tensor)
    ready(deck)
    for name, value in (("row", row), ("column", column)):
        deck.page.locator(f".any-knob [name={name}]").fill(str(value))


def turned(base: Model, tensor: str, row: int, column: int, value: float) -> Model:
    weights = {name: array.copy() for name, array in base.gpt.w.items()}
    weights[tensor][row, column] = value
    return Model(GPT(base.gpt.config, weights), base.vocab)


@pytest.mark.parametrize("example", ["capital", "toast"])
@pytest.mark.parametrize("n", range(6))
def test_a_recorded_knob_gives_the_recorded_maps(live: Opener, life: Life, example: str, n: int) -> None:
    knob = life.trace.knobs[n]
    deck = live(f"#/network/2?e={example}")
    before = bars(deck)
    choose(deck, knob.tensor, *knob.index)
    trained = float(life.model("base").gpt.w[knob.tensor][knob.index[0], knob.index[1]])
    for position in knob.positions[::2]:
        deck.page.evaluate(
            "([id, turned]) => document.getElementById(id).change({turned})", [KNOBS, position.value - trained]
        )
        shown, recorded = bars(deck), position.maps[example]
        own = {bar.text: bar.p for bar in recorded.bars[:5]}
        assert {token: shown.get(token, 0) for token in own} == pytest.approx(own, abs=1e-3)
        assert recorded.right
        assert shown[recorded.right.text] == pytest.approx(recorded.right.p, abs=1e-3)
    deck.page.evaluate("id => document.getElementById(id).change({turned: 0})", KNOBS)
    assert bars(deck) == before


@pytest.mark.parametrize(("tensor", "value"), [("wte", 4.0), ("h0.o", -2.5), ("h1.up", 7.0), ("h2.down", 31.0)])
def test_any_other_knob_gives_what_numpy_gives(live: Opener, life: Life, tensor: str, value: float) -> None:
    base = life.model("base")
    rows, columns = base.gpt.w[tensor].shape
    row, column = (base.vocab.index[base.encode(" capital")[0]], 5) if tensor == "wte" else (rows - 1, columns // 2)
    deck = live("#/network/2")
    choose(deck, tensor, row, column)
    deck.page.locator(".any-knob [name=value]").fill(str(value))
    wanted = turned(base, tensor, row, column, value).probabilities(base.encode(CONTEXT["capital"]))
    for token, p in bars(deck).items():
        assert p == pytest.approx(wanted[base.vocab.index[base.encode(token)[0]]], abs=1e-4)
    assert np.isclose(max(bars(deck).values()), max(wanted), atol=1e-4)


def test_turned_by_hand_linked_and_turned_back(live: Opener) -> None:
    deck = live("#/network/2")
    trained = bars(deck)
    choose(deck, "wte", 3, 4)
    assert bars(deck) == trained
    word = deck.page.locator(".any-knob option:checked").inner_text()
    assert word.startswith("what “")
    deck.page.locator(".any-knob select").select_option("h2.down")
    deck.focus(".any-knob .range")
    deck.press("End")
    now = bars(deck)
    assert now != trained
    assert "Likeliest now" in str(deck.page.evaluate("document.getElementById('widget-live').textContent"))
    assert deck.page.locator(".knob-map .bar[data-ghost]").count() > 0
    deck.page.wait_for_function("decodeURIComponent(location.hash).includes('h2.down')")
    other = live(deck.hash)
    ready(other)
    assert bars(other) == now
    other.focus(".any-knob .range")
    for _ in range(32):
        other.press("ArrowLeft")
    assert other.state(KNOBS)["turned"] == 0
    assert bars(other) == trained
    deck.page.evaluate("document.activeElement.blur()")
    deck.press("ArrowRight")
    assert deck.state(KNOBS)["tensor"] == ""
    assert deck.page.locator(".any-knob select").input_value() == ""


def test_a_number_on_the_wall_is_a_knob(live: Opener, life: Life) -> None:
    deck = live("#/network/1")
    columns = len(life.trace.equation.walls[0].rows[0])
    deck.page.locator(".wall-term").nth(columns + 2).click()
    ready(deck)
    state = deck.state(KNOBS)
    assert (state["view"], state["tensor"], state["row"], state["column"]) == (2, "wte", 1, 2)
    shown = float(deck.page.locator(".any-knob [name=value]").input_value())
    assert shown == pytest.approx(life.trace.equation.walls[0].rows[1][2], abs=1e-3)


def test_a_recorded_knob_takes_over(live: Opener) -> None:
    deck = live("#/network/2")
    choose(deck, "h2.down", 68, 4)
    deck.page.locator(".any-knob [name=value]").fill("30")
    deck.page.locator(".knob .range").nth(0).focus()
    deck.press("Home")
    assert deck.state(KNOBS)["tensor"] == ""
    assert deck.state(KNOBS)["position"] == 0


STRANGE = [
    '{"tensor":"wte","row":1e9,"column":-7,"turned":1e308}', '{"tensor":"__proto__","turned":1}',
    '{"tensor":"h9.q","row":3}', '{"tensor":"head","turned":2}', '{"tensor":"h0.q","row":0.5,"turned":-1e300}',
]  # fmt: skip


@pytest.mark.parametrize("state", STRANGE)
def test_any_link_is_shown(live: Opener, state: str) -> None:
    deck = live(f"#/network/2?w.network-knobs={state}")
    deck.page.wait_for_timeout(800)
    assert deck.page.locator("[data-failed]").count() == 0
    assert math.isclose(sum(shares(deck, ".knob-map").values()), 1, abs_tol=1e-3)


def test_what_is_typed_into_its_fields_breaks_nothing_and_moves_no_slide(live: Opener) -> None:
    deck = live("#/network/2")
    choose(deck, "h1.q", 95, 95)
    for name, text in (
        ("row", "99999"),
        ("row", "-1"),
        ("row", ""),
        ("column", "1e5"),
        ("value", "1e99"),
        ("value", ""),
    ):
        deck.page.locator(f".any-knob [name={name}]").fill(text)
        assert all(0 <= p <= 1 for p in bars(deck).values())
    deck.page.locator(".any-knob [name=value]").press("PageDown")
    deck.page.locator(".any-knob [name=value]").press("Enter")
    assert deck.at == ("network", 2)


def test_over_http_on_a_phone(browser: Browser, live_http: str) -> None:
    def on_a_phone() -> Iterator[Opener]:
        yield from opening(browser, live_http)

    for opened in on_a_phone():
        deck = opened("#/network", size=PHONE, has_touch=True, reduced_motion="reduce")
        deck.page.locator("[data-show='2']").tap()
        trained = bars(deck)
        choose(deck, "h2.down", 68, 4)
        deck.page.locator(".any-knob [name=value]").fill("-40")
        assert bars(deck) != trained
        for box in (control.bounding_box() for control in deck.page.locator(".any-knob :is(select, input)").all()):
            assert box
            assert box["height"] >= 44
            assert box["x"] + box["width"] <= PHONE[0]


def test_nothing_hangs_over_the_slide(live: Opener) -> None:
    deck = live("#/network/2", size=SLIDE)
    choose(deck, "h2.down", 68, 4)
    form, foot = (
        deck.page.locator(f".slide[data-current] {what}").bounding_box() for what in (".any-knob", ".slide-foot")
    )
    assert form
    assert foot
    assert form["x"] + form["width"] <= SLIDE[0] * (1 - 100 / 1920)
    body = deck.page.locator(".slide[data-current] .slide-body > *").last.bounding_box()
    assert body
    assert body["y"] + body["height"] <= foot["y"] + 1
