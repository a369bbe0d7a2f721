"""The presenter's window: it and the room's show the same, whichever one works in; and what only the presenter sees."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import EXAMPLES, PHONE, Deck, Opener, built, opening

#: The window as S opens it.
SIZE = {"width": 1360, "height": 850}
TALK = f"title: Two windows\n{EXAMPLES}"
STRIP = "```widget token-strip\nsamples:\n  - {label: a greeting, text: Hello there}\n```"
SLIDES = {
    "first": "---\ntitle: First\nminutes: 2\nnotes: Say **hello** first.\n---\nWords.\n",
    "tokens": f"---\ntitle: Tokens\nminutes: 10\nnotes: Then the tokens.\n---\n{STRIP}\n",
    "last": "---\ntitle: Last\nminutes: 3\n---\nMore words.\n",
}


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> str:
    return built(tmp_path_factory.mktemp("presenter"), TALK, SLIDES)


@pytest.fixture
def room(browser: Browser, talk: str) -> Iterator[Opener]:
    """Opens the room's window. Errors in the page fail the test."""
    yield from opening(browser, talk)


def present(room: Deck) -> Deck:
    """The presenter's window that S opens, once each knows of the other."""
    with room.page.expect_popup() as popup:
        room.press("s")
    deck = Deck(popup.value, room.url)
    deck.page.set_viewport_size({"width": SIZE["width"], "height": SIZE["height"]})
    expect(deck.page.locator(".presenter-there")).to_have_text("The room’s window shows what this one shows.")
    return deck


def both(room: Deck, presenter: Deck, hash: str) -> None:
    """Both come to show this address."""
    for deck in (room, presenter):
        deck.page.wait_for_function("hash => decodeURIComponent(location.hash) === hash", arg=hash)
    assert room.current == presenter.current


def reload(deck: Deck) -> None:
    deck.page.reload()
    deck.page.wait_for_selector("html[data-ready]", state="attached")


def hand(deck: Deck) -> None:
    """A person is at this window."""
    deck.press("Shift")


# ---- the same in both


@pytest.mark.parametrize("less", ["", "delete window.BroadcastChannel", "window.postMessage = () => {}"])
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
    assert presenter.errors == []


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
    expect(presenter.page.locator(".presenter-there")).to_have_text("The room’s window shows what this one shows.")
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
    expect(presenter.page.locator(".presenter-there")).to_have_text("The room’s window shows what this one shows.")
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
    expect(presenter.page.locator(".presenter-there")).to_have_text("The room’s window shows what this one shows.")
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
    ("base-model", "document-simulator", {"typed": "How to make soup", "seed": 2}, "You need"),
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
    assert presenter.errors == []


def settled(page: Page, code: str, id: str) -> None:
    """Waits until a widget says the same for half a second."""
    before, same = None, 0
    while same < 5:
        page.wait_for_timeout(100)
        now = page.evaluate(code, id)
        same, before = (same + 1 if now == before and "Bringing" not in now else 0), now


# ---- what only the presenter sees


def test_the_notes_of_the_slide_and_their_size(room: Opener) -> None:
    main = room("#/first")
    presenter = present(main)
    notes = presenter.page.locator("#first .notes")
    expect(notes).to_be_visible()
    expect(notes).to_have_text("Say hello first.")
    expect(main.page.locator("#first .notes")).to_be_hidden()
    size: Callable[[], float] = lambda: notes.evaluate("e => e.getBoundingClientRect().height")  # noqa: E731
    before = size()
    for _ in range(3):
        presenter.page.get_by_role("button", name="Larger notes").click()
    larger = size()
    assert larger > 1.5 * before
    reload(presenter)
    expect(notes).to_be_visible()
    assert size() == pytest.approx(larger, abs=1)
    presenter.press("PageDown")
    expect(presenter.page.locator("#tokens .notes")).to_have_text("Then the tokens.")
    expect(notes).to_be_hidden()


def test_what_comes_next_is_shown_before_it_comes(room: Opener) -> None:
    main = room("#/first")
    presenter = present(main)
    frame = presenter.page.locator(".presenter-next iframe").element_handle().content_frame()
    assert frame
    title = presenter.page.locator(".presenter-next-title")
    current = "document.querySelector('.slide[data-current]').id + document.querySelector('token-strip').step"
    expect(title).to_have_text("Tokens, step 1 of 4")
    frame.wait_for_function(f"{current} === 'tokens0'")
    presenter.press("PageDown")
    expect(title).to_have_text("Tokens, step 2 of 4")
    frame.wait_for_function(f"{current} === 'tokens1'")
    presenter.press("End")
    both(main, presenter, "#/last")
    expect(title).to_have_text("This is the end of the talk")
    expect(presenter.page.locator(".presenter-next iframe")).to_be_hidden()
    presenter.press("e")
    presenter.press("Home")
    frame.wait_for_function(f"{current} === 'tokens0' && document.documentElement.dataset.example === 'toast'")
    assert presenter.page.evaluate("history.length") <= 4  # the frame made no entry


def test_the_time_begins_when_the_first_slide_is_left_and_nothing_loses_it(room: Opener) -> None:
    main = room("#/first")
    main.page.context.clock.install(time=datetime.datetime(2030, 5, 6, 10, 0))
    presenter = present(main)
    clock = presenter.page.clock
    ran, plan = presenter.page.get_by_role("timer"), presenter.page.locator(".presenter-plan")

    def press(name: str) -> None:
        presenter.page.get_by_role("button", name=name, exact=True).click()

    def minute(wanted: int) -> None:
        """The time is in this minute: the clock goes on by itself too, while a slow machine works."""
        shown = f"{wanted // 60}:{wanted % 60:02}" if wanted >= 60 else f"{wanted}"
        expect(ran).to_have_text(re.compile(rf"^{shown}:\d\d$"))

    clock.run_for(60_000)
    expect(ran).to_have_text("0:00")
    expect(plan).to_have_text("Planned for this slide: minute 0 to 2 of 15.")
    presenter.press("PageDown")
    clock.run_for(61_000)
    minute(1)
    expect(plan).to_have_text("Planned for this slide: minute 2 to 12 of 15. You are on time.")
    press("Pause")
    before = ran.inner_text()
    clock.run_for(600_000)
    expect(ran).to_have_text(before)
    press("Go on")
    clock.run_for(13 * 60_000)
    minute(14)
    expect(plan).to_contain_text("You are 2 min behind.")
    press("Set to 0")
    minute(0)
    press("Undo")
    minute(14)
    press("Pause")
    before = ran.inner_text()
    reload(presenter)
    expect(ran).to_have_text(before)
    press("Go on")
    clock.run_for(50 * 60_000)
    minute(64)
    press("Set to 0")
    expect(presenter.page.get_by_role("button", name="Undo")).to_be_visible()
    clock.run_for(31_000)
    expect(presenter.page.get_by_role("button", name="Undo")).to_have_count(0)
    press("Set to 0")
    presenter.press("End")
    clock.run_for(61_000)
    minute(1)
    expect(plan).to_contain_text("You are 10 min ahead.")


def test_it_opens_where_the_room_is_and_its_title_says_what_it_is(room: Opener) -> None:
    main = room('#/tokens/1?e=toast&w.token-strip={"token":1}')
    presenter = present(main)
    both(main, presenter, '#/tokens/1?e=toast&w.token-strip={"token":1}')
    expect(presenter.page).to_have_title("Presenter: Tokens")
    expect(main.page).not_to_have_title("Presenter: Tokens")
    expect(presenter.page.locator(".presenter-where")).to_have_text("Slide 2 of 3, step 2 of 4")


@pytest.mark.parametrize("size", [(1360, 850), (1024, 600), (1920, 1080)])
def test_nothing_lies_over_anything(live: Opener, size: tuple[int, int]) -> None:
    main = live("#/data")
    presenter = present(main)
    presenter.page.set_viewport_size({"width": size[0], "height": size[1]})
    boxes = """() => Object.fromEntries(['#data', '#data > .notes', '.presenter'].map((selector) => {
      const { left, top, right, bottom } = document.querySelector(selector).getBoundingClientRect();
      return [selector, { left, top, right, bottom }];
    }))"""
    found = presenter.page.evaluate(boxes)
    slide, notes, panel = found["#data"], found["#data > .notes"], found[".presenter"]
    assert slide["right"] <= panel["left"]
    assert notes["right"] <= panel["left"]
    assert slide["bottom"] <= notes["top"]
    assert notes["bottom"] <= size[1]
    assert panel["right"] <= size[0]
    assert (slide["right"] - slide["left"]) / (slide["bottom"] - slide["top"]) == pytest.approx(16 / 9, abs=0.01)
    assert presenter.page.evaluate(
        "document.querySelector('.presenter').scrollWidth <= document.querySelector('.presenter').clientWidth"
    )


def test_in_a_small_window_it_is_an_article_with_notes_and_time(room: Opener) -> None:
    main = room("#/tokens")
    presenter = present(main)
    presenter.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    expect(presenter.page.locator("#tokens .notes")).to_be_visible()
    expect(presenter.page.get_by_role("timer")).to_be_in_viewport()
    assert presenter.page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


def test_an_s_that_is_typed_opens_nothing(opened: Opener) -> None:
    deck = opened("#/controls")
    deck.focus("#text")
    deck.press("s")
    assert deck.page.locator("#text").input_value() == "s"
    deck.page.wait_for_timeout(200)
    assert len(deck.page.context.pages) == 1
