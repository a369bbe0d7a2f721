"""What comes only when it is wanted: from disk and over http, once, with its progress, and again after a failure."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from llms101.lab.record import Life
from llms101.tools import MODEL
from tests.browser.conftest import Opener

PROMPT = "The capital of France is"
GO_ON = """async ([text, seed]) => {
  const { load } = await import("deck/parcels.js");
  const mind = await (await load("live/mind.js")).mind("base");
  const drawn = [...mind.draws(mind.typed(text).local, { seed, temperature: 0.8, max: 40 })];
  return drawn.map(({ token }) => mind.words.tokens[token].id);
}"""
WAKE = """() => {
  const widget = document.querySelector("token-strip");
  window.woken = import("deck/wake.js").then(({ wake }) =>
    wake(widget, "live/mind.js", ["base"], () => (window.again = true)));
}"""


@pytest.mark.parametrize("where", ["live_url", "live_http"])
def test_the_model_says_in_the_page_what_it_says_in_python(
    browser: Browser, where: str, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue(where)
    model = Life.load(MODEL).model("base")
    deck = Opener(browser, url)()
    for seed in (1, 2, 3):
        assert deck.page.evaluate(GO_ON, [PROMPT, seed]) == model.generate(PROMPT, seed, 0.8, max_tokens=40)
    assert deck.errors == []
    deck.page.context.close()


def test_nothing_comes_before_it_is_wanted_and_then_once(live: Opener, live_folder: Path) -> None:
    deck = live()
    come: list[str] = []
    deck.page.on("request", lambda request: come.append(request.url))
    deck.press("End", "Home")
    assert [url for url in come if "parcels" in url] == []
    deck.page.evaluate(GO_ON, [PROMPT, 1])
    first = [Path(url).name for url in come]
    kinds = {name.partition(".")[0] for name in first}
    assert kinds == {"code", "base", "words", "cl100k_base"}
    assert all((live_folder / "static" / "parcels" / name).is_file() for name in first)
    deck.page.evaluate(GO_ON, [PROMPT, 2])
    assert [Path(url).name for url in come] == first


def test_the_progress_rises_to_the_whole(live: Opener) -> None:
    told = live().page.evaluate(
        """async () => {
          const { bring } = await import("deck/parcels.js");
          const told = [];
          await Promise.all([bring("base", (share) => told.push(share)), bring("base")]);
          return told;
        }"""
    )
    assert told == sorted(told)
    assert len(told) > 2
    assert told[-1] == 1


def test_a_parcel_that_this_page_lacks_is_told(live: Opener) -> None:
    deck = live()
    has = "async (names) => (await import('deck/parcels.js')).has(...names)"
    assert deck.page.evaluate(has, ["base", "words"]) is True
    assert deck.page.evaluate(has, ["base", "lost"]) is False
    told = "async () => (await import('deck/parcels.js')).bring('lost').catch((error) => error.message)"
    assert deck.page.evaluate(told) == "this page has no parcel lost"


def test_a_widget_says_how_much_has_come(browser: Browser, live_http: str) -> None:
    deck = Opener(browser, live_http)("#/tokens")
    held: list[Route] = []
    deck.page.route("**/parcels/base.*.2.js", lambda route: held.append(route))
    deck.page.evaluate(WAKE)
    line = deck.page.locator("token-strip > .waking")
    line.wait_for()
    deck.page.wait_for_function("() => document.querySelector('.waking progress').value > 0.5")
    assert re.fullmatch(r"Bringing the model … \d\d %", line.inner_text().strip())
    held[0].continue_()
    assert deck.page.evaluate("async () => typeof (await window.woken).mind") == "function"
    assert line.count() == 0
    assert deck.errors == []
    deck.page.context.close()


def test_what_did_not_come_is_told_and_can_be_asked_for_again(browser: Browser, live_http: str) -> None:
    deck = Opener(browser, live_http)("#/tokens")
    deck.page.route("**/parcels/base.*.1.js", lambda route: route.abort())
    deck.page.evaluate(WAKE)
    button = deck.page.locator("token-strip > .waking button")
    button.wait_for()
    assert deck.page.evaluate("async () => await window.woken") is None
    assert "did not come" in deck.page.locator("token-strip > .waking").inner_text()
    deck.page.unroute("**/parcels/base.*.1.js")
    button.click()
    assert deck.page.evaluate("() => window.again") is True
    deck.page.evaluate(WAKE)
    assert deck.page.evaluate("async () => typeof (await window.woken).mind") == "function"
    assert [error for error in deck.errors if "Failed to load resource" not in error] == []
    deck.page.context.close()
