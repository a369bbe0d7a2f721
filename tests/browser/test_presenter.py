"""What only the presenter's window shows: the notes, what comes next, the time."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import PHONE, Opener
from tests.browser.windows import both, present, reload, rooms


@pytest.fixture
def room(browser: Browser, tmp_path: Path) -> Iterator[Opener]:
    """Opens the room's window."""
    yield from rooms(browser, tmp_path)


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


def test_what_glides_begins_where_it_was_though_the_slide_is_drawn_smaller(room: Opener) -> None:
    presenter = present(room("#/tokens"))
    begin = presenter.page.evaluate("""async () => {
      const { glide } = await import('deck/dom.js');
      const chip = document.querySelector('#tokens .chip');
      const move = glide([chip]);
      chip.style.marginInlineStart = '100px';
      move();
      return chip.getAnimations().find((each) => each.id === 'glide').effect.getKeyframes()[0].transform;
    }""")
    assert float(begin.removeprefix("translate(").partition("px")[0]) == pytest.approx(-100, abs=0.5)


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
