"""The room's window and the presenter's show the same, whichever one works in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Deck, Opener, opening
from tests.browser.windows import THERE, both, hand, present, reload, rooms


@pytest.fixture
def room(browser: Browser, tmp_path: Path) -> Iterator[Opener]:
    """Opens the room's window."""
    yield from rooms(browser, tmp_path)


#: A window that hears no other window's `postMessage`.
DEAF = """
  const listen = window.addEventListener;
  window.addEventListener = function (kind, ...more) { if (kind !== 'message') listen.call(this, kind, ...more); };
"""


@pytest.mark.parametrize("less", ["", "delete window.BroadcastChannel", DEAF], ids=["both", "messages", "channel"])
def test_each_follows_the_other(room: Opener, less: str) -> None:
    main = room("#/first")
    main.page.context.add_init_script(less)
    reload(main)
    presenter = present(main)
    presenter.press("PageDown")
    both(main, presenter, "#/tokens")
    main.press("ArrowRight")
    both(main, presenter, "#/tokens/1")
    presenter.page.get_by_role("button", name="‹ Back").click()
    both(main, presenter, "#/tokens")
    presenter.press("End")
    both(main, presenter, "#/last")


def test_over_http(browser: Browser, live_http: str) -> None:
    for room in opening(browser, live_http):
        main = room("#/tokens/2")
        presenter = present(main)
        both(main, presenter, "#/tokens/2")
        presenter.press("PageDown")
        both(main, presenter, "#/tokens/3")
        main.press("PageUp")
        both(main, presenter, "#/tokens/2")


def test_a_widget_that_is_touched_in_one_is_touched_in_the_other(room: Opener) -> None:
    main = room("#/tokens")
    presenter = present(main)
    name = "tokens.token-strip"
    presenter.page.locator("#tokens .chip").nth(1).click()
    main.page.wait_for_function("id => document.getElementById(id).state.token === 1", arg=name)
    assert main.state(name) == presenter.state(name)
    main.page.locator("#tokens [data-bar=reset]").click()
    presenter.page.wait_for_function("id => !document.getElementById(id).hasAttribute('data-touched')", arg=name)
    assert main.state(name) == presenter.state(name)


def test_what_a_widget_does_by_itself_in_the_window_that_follows_is_not_told(room: Opener) -> None:
    main = room("#/tokens")
    presenter = present(main)
    hand(main)
    main.press("PageDown")
    both(main, presenter, "#/tokens/1")
    presenter.page.evaluate("document.getElementById('tokens.token-strip').change({token: 1})")
    presenter.page.wait_for_timeout(200)
    assert main.hash == "#/tokens/1"
    hand(presenter)  # now it is the one that tells
    both(main, presenter, '#/tokens/1?w.token-strip={"token":1}')


def test_the_example_the_theme_and_a_black_screen_are_the_same_in_both(room: Opener) -> None:
    main = room("#/tokens")
    presenter = present(main)
    presenter.page.get_by_role("button", name="Other example").click()
    both(main, presenter, "#/tokens?e=toast")
    presenter.press("d")
    expect(main.page.locator("html")).to_have_attribute("data-theme", "dark")
    presenter.page.get_by_role("button", name="Black").click()
    expect(main.page.locator(".blackout")).to_be_visible()
    covers = "() => document.elementFromPoint(innerWidth / 2, innerHeight / 2).className"
    assert main.page.evaluate(covers) == "blackout"
    assert presenter.page.evaluate(covers) != "blackout"  # a presenter still sees the slide
    box = presenter.page.locator(".blackout").bounding_box()
    assert box
    assert box["height"] < 100
    main.press("w")
    expect(presenter.page.locator(".blackout[data-layer=white]")).to_be_visible()
    expect(main.page.locator(".blackout")).to_have_count(1)
    presenter.press("PageDown")  # takes the screen away, and nothing else
    expect(main.page.locator(".blackout")).to_have_count(0)
    both(main, presenter, "#/tokens?e=toast")


def test_a_dialog_in_the_room_goes_when_the_presenter_moves_on(room: Opener) -> None:
    main = room("#/first")
    presenter = present(main)
    main.press("?")
    expect(main.page.locator("dialog")).to_be_visible()
    presenter.press("PageDown")
    both(main, presenter, "#/tokens")
    expect(main.page.locator("dialog")).to_have_count(0)


def test_either_may_be_reloaded(room: Opener) -> None:
    main = room("#/first")
    presenter = present(main)
    presenter.press("PageDown")
    both(main, presenter, "#/tokens")
    reload(main)
    main.press("PageDown")
    both(main, presenter, "#/tokens/1")
    reload(presenter)
    expect(presenter.page.locator(".presenter-there")).to_have_text(THERE)
    presenter.press("PageDown")
    both(main, presenter, "#/tokens/2")
    main.press("PageUp")
    both(main, presenter, "#/tokens/1")


def test_the_frame_with_what_comes_next_spoils_nothing_that_is_remembered(room: Opener) -> None:
    main = room("#/tokens")
    presenter = present(main)
    presenter.page.locator("#tokens .chip").nth(1).click()
    presenter.page.evaluate("document.activeElement.blur()")
    presenter.press("End")
    both(main, presenter, "#/last")
    reload(presenter)
    presenter.press("Shift+ArrowLeft")
    both(main, presenter, '#/tokens?w.token-strip={"ids":true,"token":1}')


def test_a_rooms_window_that_was_closed_can_be_opened_again(room: Opener) -> None:
    main = room("#/tokens")
    presenter = present(main)
    main.page.close()
    expect(presenter.page.locator(".presenter-there")).to_contain_text("No other window shows the talk.")
    presenter.press("PageDown")
    with presenter.page.expect_popup() as popup:
        presenter.page.get_by_role("button", name="Open one").click()
    other = Deck(popup.value, main.url)
    expect(presenter.page.locator(".presenter-there")).to_have_text(THERE)
    both(other, presenter, "#/tokens/1")
    presenter.press("PageDown")
    both(other, presenter, "#/tokens/2")


def test_another_visitors_window_follows_nobody(room: Opener) -> None:
    main = room("#/first")
    stranger = Deck(main.page.context.new_page(), main.url).open("#/first")
    presenter = present(main)
    presenter.press("PageDown")
    both(main, presenter, "#/tokens")
    assert stranger.at == ("first", 0)


def test_s_once_more_makes_no_second_window(room: Opener) -> None:
    main = room("#/first")
    present(main)
    main.press("s")
    main.page.wait_for_timeout(300)
    assert len(main.page.context.pages) == 2


def test_a_browser_that_opens_no_window_offers_a_link(room: Opener) -> None:
    main = room("#/tokens")
    main.page.evaluate("window.open = () => null")
    main.press("s")
    with main.page.expect_popup() as popup:
        main.page.get_by_role("link", name="Open the presenter’s window").click()
    presenter = Deck(popup.value, main.url)
    expect(presenter.page.locator(".presenter-there")).to_have_text(THERE)
    expect(main.page.locator("dialog")).to_have_count(0)
    presenter.press("PageDown")
    both(main, presenter, "#/tokens/1")


#: Of every widget of the talk that lives: where it is, and what a hand did to it.
LIVE: list[tuple[str, str, dict[str, Any], str]] = [
    ("tokens", "token-strip", {"typed": "Zebras 🦓 eat", "ids": True}, "bras"),
    ("tokens/9", "merge-ladder", {"typed": " toasts"}, "Join the next pair"),
    ("training/1", "training-nudge", {"typed": "The capital of Italy is Rome", "press": 5}, "Rome"),
    ("learning", "learning-run", {"live": "text", "text": "so it is, and " * 20, "until": 20}, "After 20 nudges"),
    ("network/3", "network-knobs", {"view": 2, "tensor": "h0.q", "row": 3, "column": 4, "turned": 4.0}, "as trained"),
    ("inference/2", "sampling-loop", {"map": True, "seed": 7, "n": 8}, "is drawn"),
    ("base-model", "document-simulator", {"typed": "How to make soup", "seed": 2}, "seed 2"),
    ("assistant/9", "conversation-ribbon", {"show": "after", "typed": "What is the capital of Japan?"}, "Tokyo"),
    ("tools", "tool-loop", {"typed": "What is 48 + 27?", "stage": 4}, "75"),
    (
        "where-we-are",
        "two-memories",
        {"fact": "Grace lives in Cairo.", "asked": "Where does Grace live?"},
        "Cairo” gets",
    ),
    ("preferences", "answer-ranking", {"face": "live", "picks": "a"}, "1 step so far"),
]


def test_every_live_state_is_in_the_presenters_window(live: Opener) -> None:
    main = live("#/tokens", reduced_motion="reduce")
    presenter = present(main)
    presenter.page.emulate_media(reduced_motion="reduce")
    shown = (
        """id => { const w = document.getElementById(id); return w.state && JSON.stringify(w.state) + w.innerText; }"""
    )
    for place, widget, state, word in LIVE:
        id = f"{place.partition('/')[0]}.{widget}"
        main.page.evaluate("hash => { location.hash = hash; }", f"#/{place}")
        hand(main)
        main.page.evaluate("([id, state]) => document.getElementById(id).change(state)", [id, state])
        main.page.wait_for_function(
            "([id, word]) => document.getElementById(id).innerText.includes(word)", arg=[id, word]
        )
        settled(main.page, shown, id)
        wanted = main.page.evaluate(shown, id)
        presenter.page.wait_for_function(
            "([id, wanted]) => { const w = document.getElementById(id);"
            " return JSON.stringify(w.state) + w.innerText === wanted; }",
            arg=[id, wanted],
        )


def settled(page: Page, code: str, id: str) -> None:
    """Waits until a widget says the same for half a second."""
    before, same = None, 0
    while same < 5:
        page.wait_for_timeout(100)
        now = page.evaluate(code, id)
        same, before = (same + 1 if now == before and "Bringing" not in now else 0), now
