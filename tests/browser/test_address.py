"""The address restores the very same picture: by reload, Back, Forward and link."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Deck, Opener


def pick(deck: Deck, n: int) -> None:
    """Clicks the token at position `n` and waits until the address has it."""
    deck.page.locator("#tokens .token").nth(n).click()
    deck.page.wait_for_function("n => location.hash.includes(`%22token%22:${n}`)", arg=n)


def test_the_address_says_slide_step_example_and_what_was_touched(opened: Opener) -> None:
    deck = opened()
    assert deck.hash == "#/start"
    deck.press("2", "Enter", "e", "ArrowRight")
    assert deck.hash == "#/tokens/1?e=toast"
    pick(deck, 3)
    assert unquote(deck.hash) == '#/tokens/1?e=toast&w.token-strip={"token":3}'


def test_a_link_shows_the_same_picture(opened: Opener) -> None:
    first = opened("#/tokens/2?e=toast")
    pick(first, 3)
    picture = first.page.screenshot()
    second = opened(first.hash)
    second.page.mouse.move(*_middle(first.page))
    assert second.state("tokens.token-strip") == first.state("tokens.token-strip")
    assert second.page.inner_text("#tokens") == first.page.inner_text("#tokens")
    first.page.mouse.move(0, 0)
    second.page.mouse.move(0, 0)
    assert second.page.inner_text("#tokens .token-details") == first.page.inner_text("#tokens .token-details")
    assert picture


def _middle(page: Page) -> tuple[float, float]:
    box = page.locator("#tokens .token").nth(3).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_reload_restores_slide_step_widgets_and_a_black_screen(opened: Opener) -> None:
    deck = opened("#/tokens/1")
    pick(deck, 4)
    deck.press("PageDown", "PageDown", "PageDown", "PageDown")
    assert deck.at == ("beside", 0)
    deck.press("PageUp", "PageUp", "PageUp")
    assert deck.at == ("tokens", 2)
    pick(deck, 5)
    deck.press("b")
    deck.page.reload()
    assert deck.at == ("tokens", 2)
    assert deck.state("tokens.token-strip")["token"] == 5
    assert deck.page.locator(".blackout").count() == 1
    deck.press("b", "3", "Enter")
    deck.page.reload()
    assert deck.current == "controls"
    assert deck.page.locator(".blackout").count() == 0
    assert deck.state("tokens.token-strip")["token"] == 5


def test_a_clickers_start_button_reloads_and_then_sends_escape(opened: Opener) -> None:
    deck = opened("#/tokens/1")
    deck.page.reload()
    deck.press("Escape")
    assert deck.at == ("tokens", 1)
    assert deck.page.locator("html[data-mode=deck]").count() == 1
    assert deck.page.locator("dialog, .blackout").count() == 0


def test_jumps_can_be_taken_back_and_steps_cannot(opened: Opener) -> None:
    deck = opened()
    deck.press("ArrowRight", "4", "Enter", "ArrowRight", "End", "Home")
    assert deck.at == ("start", 0)
    for place in [("end", 0), ("beside", 1), ("start", 1)]:
        deck.page.go_back()
        assert (deck.current, deck.at) == (place[0], place)
    for place in [("beside", 1), ("end", 0), ("start", 0)]:
        deck.page.go_forward()
        assert (deck.current, deck.at) == (place[0], place)


def test_going_back_restores_what_was_touched_then(opened: Opener) -> None:
    deck = opened("#/tokens/1")
    pick(deck, 2)
    deck.press("5", "Enter", "2", "Enter")
    deck.page.go_back()
    deck.page.go_back()
    assert deck.at == ("tokens", 1)
    assert deck.state("tokens.token-strip")["token"] == 2


def test_an_address_typed_by_hand_is_followed(opened: Opener) -> None:
    deck = opened()
    deck.page.evaluate("location.hash = '#/tokens/2'")
    deck.page.wait_for_function("document.getElementById('tokens').matches('[data-current]')")
    assert deck.at == ("tokens", 2)
    deck.page.evaluate("location.hash = '#beside'")
    deck.page.wait_for_function("document.getElementById('beside').matches('[data-current]')")
    assert deck.hash == "#/beside"


@pytest.mark.parametrize(
    ("hash", "shown"),
    [
        ("#/nowhere", ("start", 0)),
        ("#/tokens/99", ("tokens", 3)),
        ("#/tokens/-1", ("start", 0)),
        ("#/tokens/1?e=nobody", ("tokens", 1)),
        ("#/tokens/1?w.token-strip={broken", ("tokens", 1)),
        ("#/tokens/1?w.token-strip=%E0%A4%A", ("tokens", 1)),
        ('#/tokens/1?w.token-strip={"token":"x","ids":1,"evil":1,"sample":null}', ("tokens", 1)),
        ('#/tokens/1?w.token-strip=[1]&w.other={"a":1}', ("tokens", 1)),
        ("#/%", ("start", 0)),
        ("#", ("start", 0)),
    ],
)
def test_nonsense_in_an_address_is_left_out(opened: Opener, hash: str, shown: tuple[str, int]) -> None:
    deck = opened(hash)
    assert (deck.current, deck.at) == (shown[0], shown)
    assert "?" not in deck.hash
    assert deck.page.locator("[data-failed]").count() == 0


@pytest.mark.parametrize(
    "delta", ['{"sample":99}', '{"sample":-7,"token":1000}', '{"strip":5,"token":0}', '{"token":0.5}']
)
def test_a_state_that_fits_but_makes_no_sense_breaks_nothing(opened: Opener, delta: str) -> None:
    deck = opened(f"#/tokens/1?w.token-strip={delta}")
    assert deck.page.locator("[data-failed]").count() == 0
    assert deck.page.locator("#tokens .token").count() > 0
    deck.press("ArrowRight")
    assert deck.at == ("tokens", 2)
    assert deck.hash == "#/tokens/2"


def test_links_of_the_map_go_to_their_slides(opened: Opener) -> None:
    deck = opened()
    deck.page.click("#start .map a[href='#tokens']")
    assert deck.at == ("tokens", 0)
    assert deck.page.get_attribute("#tokens .map a[href='#tokens']", "aria-current") == "step"
    deck.page.go_back()
    assert deck.at == ("start", 0)


@pytest.fixture
def served(deck_url: str) -> Iterator[str]:
    """The same deck from a web server, in a folder of it."""
    folder = Path(urlparse(deck_url).path).parent.parent

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/build/"
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_same_from_a_server(opened: Opener, served: str) -> None:
    opened.url = served
    deck = opened("#/tokens/2")
    deck.press("PageDown")
    assert deck.at == ("tokens", 3)
    deck.page.reload()
    assert (deck.current, deck.at) == ("tokens", ("tokens", 3))
