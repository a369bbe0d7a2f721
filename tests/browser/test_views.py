"""One document, four views; steps, motion, screen readers, failures."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import PHONE, Opener

LYING_PHONE = (844, 390)
WIDEST = "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - innerWidth"
#: Elements whose text is drawn smaller than so many pixels.
SMALL = """least => [...document.querySelectorAll('.frame *')].filter((e) =>
  [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) && e.checkVisibility() &&
  !e.closest('.sr-only, script, option') && parseFloat(getComputedStyle(e).fontSize) > 0 &&
  parseFloat(getComputedStyle(e).fontSize) < least).map((e) => e.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("size", [PHONE, LYING_PHONE, (320, 640)])
def test_a_phone_has_an_article(opened: Opener, size: tuple[int, int]) -> None:
    deck = opened(size=size)
    assert deck.page.evaluate(WIDEST) <= 0
    boxes = [deck.page.locator(f"#{id}").bounding_box() for id in ["start", "tokens", "controls", "beside", "end"]]
    tops = [box["y"] for box in boxes if box]
    assert tops == sorted(tops)
    assert len(set(tops)) == 5
    assert deck.page.locator(".slide[inert]").count() == 0
    assert deck.page.locator("#start li").nth(1).is_visible()
    small = deck.page.evaluate(SMALL, 16)
    assert [s for s in small if 'class="ws"' not in s] == []


def test_an_article_plays_its_widgets_by_their_own_buttons(opened: Opener) -> None:
    deck = opened(size=PHONE)
    bar = deck.page.locator("#tokens .widget-bar")
    assert bar.inner_text().split() == ["‹", "Back", "step", "1", "of", "4", "Next", "›", "Reset"]
    assert bar.get_by_text("Back").is_disabled()
    for step in [1, 2, 3]:
        bar.get_by_text("Next").click()
        assert deck.page.evaluate("document.querySelector('token-strip').step") == step
    assert bar.get_by_text("Next").is_disabled()
    assert deck.page.locator("#tokens .strip-count").first.text_content() == "9 tokens"
    deck.page.wait_for_function("location.hash === '#/tokens/3'")
    bar.get_by_text("Reset").click()
    assert deck.page.evaluate("document.querySelector('token-strip').step") == 0
    for box in [bar.get_by_text(name).bounding_box() for name in ["Back", "Next", "Reset"]]:
        assert box
        assert box["height"] >= 44


def test_turning_a_tablet_keeps_slide_step_and_widgets(opened: Opener) -> None:
    deck = opened("#/tokens/2")
    deck.page.locator("#tokens .token").nth(1).click()
    deck.page.evaluate("window.same = document.querySelector('token-strip')")
    deck.page.set_viewport_size({"width": 390, "height": 844})
    deck.page.wait_for_timeout(200)
    assert deck.state("tokens.token-strip")["token"] == 1
    deck.page.set_viewport_size({"width": 1280, "height": 720})
    deck.page.wait_for_timeout(200)
    assert deck.at == ("tokens", 2)
    assert deck.state("tokens.token-strip")["token"] == 1
    assert deck.page.evaluate("window.same === document.querySelector('token-strip')")


def test_keys_of_an_article_scroll(opened: Opener) -> None:
    deck = opened(size=PHONE)
    deck.press("PageDown")
    deck.page.wait_for_function("scrollY > 100")
    deck.press("Space", "b")
    assert deck.page.locator(".blackout").count() == 0


def test_without_javascript_there_is_an_article_with_everything_in_it(opened: Opener) -> None:
    for size in [PHONE, (1280, 720)]:
        deck = opened.browser.new_context(
            java_script_enabled=False, viewport={"width": size[0], "height": size[1]}
        ).new_page()
        deck.goto(opened.url)
        assert deck.locator("#start li").nth(1).is_visible()
        for strip in deck.locator("#tokens .strip").all():
            assert strip.is_visible()
        assert deck.locator("#tokens .token").first.inner_text().split() == ["The", "791"]
        assert deck.locator("#tokens select, .widget-bar, .turn").locator("visible=true").count() == 0
        for link in deck.locator(".map a, .contents a").all():
            target = (link.get_attribute("href") or "").removeprefix("#")
            assert deck.locator(f"[id='{target}']").count() == 1
        deck.context.close()


def test_a_handout_has_the_notes_and_everything_that_waits(opened: Opener) -> None:
    deck = opened("#/end")
    assert not deck.page.locator(".notes").first.is_visible()
    deck.page.emulate_media(media="print")
    assert deck.page.locator("#start .notes").is_visible()
    assert deck.page.locator("#start li").nth(1).is_visible()
    assert deck.page.locator("#tokens .strip").nth(1).is_visible()
    assert not deck.page.locator("#tokens .widget-bar").is_visible()


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720), (1024, 768), (2560, 1080)])
def test_a_slide_fits_its_window(opened: Opener, size: tuple[int, int]) -> None:
    deck = opened("#/tokens/3", size=size)
    px = min(size[0] / 1920, size[1] / 1080)
    for hash in ["#/start/2", "#/tokens/3", "#/beside/3"]:
        deck.open(hash)
        spilled = deck.page.evaluate(
            """() => {
              const slide = document.querySelector('.slide[data-current]');
              const body = slide.querySelector('.slide-body'), foot = slide.querySelector('.slide-foot');
              const bottom = Math.max(...[...body.querySelectorAll('*')].map((e) => e.checkVisibility(
                {visibilityProperty: true}) ? e.getBoundingClientRect().bottom : 0));
              return [bottom - foot.getBoundingClientRect().top, foot.getBoundingClientRect().bottom - innerHeight];
            }"""
        )
        assert max(spilled) <= 0
    assert [s for s in deck.page.evaluate(SMALL, 24 * px - 0.01) if 'class="ws"' not in s] == []


def test_only_the_present_slide_can_be_reached(opened: Opener) -> None:
    deck = opened("#/tokens")
    assert deck.page.evaluate("[...document.querySelectorAll('.slide:not([inert])')].map((e) => e.id)") == ["tokens"]
    seen = set()
    for _ in range(30):
        deck.press("Tab")
        seen.add(deck.page.evaluate("document.activeElement.closest('.slide')?.id ?? null"))
    assert seen <= {"tokens", None}


def test_what_a_screen_reader_hears(opened: Opener) -> None:
    deck = opened()
    deck.press("ArrowRight")
    assert deck.says() == "Slide 1 of 5: A deck to try keys on, step 2 of 3"
    assert deck.focused() == ""
    deck.press("End")
    assert deck.says() == "Slide 5 of 5: The end"
    assert deck.focused() == "end--title"
    label = "document.getElementById(document.querySelector('#tokens').getAttribute('aria-labelledby')).textContent"
    assert deck.page.evaluate(label) == "Text becomes tokens"
    names = deck.page.locator("#end").aria_snapshot()
    assert "Slide 5 of 5" in re.sub(r"\s+", " ", names)


def test_a_pointer_does_not_move_the_focus(opened: Opener) -> None:
    deck = opened("#/start/2")
    deck.page.click("#start [data-do=next]")
    assert deck.at == ("tokens", 0)
    assert deck.focused() == ""


def test_fragments_and_widgets_go_by_the_plan(opened: Opener) -> None:
    deck = opened("#/beside")
    fragment = deck.page.locator("#beside li").first
    step = "document.querySelector('#beside token-strip').step"
    for shown, at in [(False, 0), (False, 1), (True, 1), (True, 3)]:
        assert deck.page.evaluate(step) == at
        assert fragment.is_visible() == shown
        deck.press("PageDown")
    deck.press("PageUp", "PageUp")
    assert deck.at == ("beside", 2)
    assert deck.page.evaluate(step) == 1


def test_a_step_brings_the_widget_back_to_the_script(opened: Opener) -> None:
    deck = opened("#/beside/1")
    deck.page.locator("#beside .token").nth(2).click()
    deck.press("PageDown")
    assert deck.state("beside.token-strip")["token"] == 2, "this press reveals something else"
    deck.press("PageDown")
    assert deck.state("beside.token-strip")["token"] == -1


def test_reset_appears_when_there_is_something_to_reset(opened: Opener) -> None:
    deck = opened("#/tokens/2")
    reset = deck.page.locator("#tokens .widget-bar [data-bar=reset]")
    assert not reset.is_visible()
    deck.page.locator("#tokens .token").nth(2).click()
    assert reset.is_visible()
    box, details = reset.bounding_box(), deck.page.locator("#tokens .token-details").bounding_box()
    assert box
    assert details
    assert box["y"] >= details["y"] + details["height"]
    assert box["height"] >= 22
    reset.click()
    assert not reset.is_visible()
    deck.page.wait_for_function("location.hash === '#/tokens/2'")
    deck.press("PageDown")
    assert deck.at == ("tokens", 3)


def test_a_second_press_finishes_what_moves(opened: Opener) -> None:
    deck = opened()
    running = "document.getAnimations().length"
    deck.press("ArrowRight")
    assert deck.page.evaluate(running) > 0
    deck.press("ArrowRight")
    assert deck.page.evaluate("getComputedStyle(document.querySelector('#start li')).opacity") == "1"
    assert deck.at == ("start", 2)


def test_with_reduced_motion_nothing_moves(opened: Opener) -> None:
    deck = opened(reduced_motion="reduce")
    for _ in range(6):
        deck.press("ArrowRight")
        assert deck.page.evaluate("document.getAnimations().length") == 0


def test_the_first_state_in_the_page_is_the_markup_of_the_build(opened: Opener) -> None:
    deck = opened("#/start")
    plain = opened.browser.new_context(java_script_enabled=False).new_page()
    plain.goto(opened.url)
    tidy = "e => { const c = e.cloneNode(true); c.querySelector('.widget-bar')?.remove(); return c.innerHTML.trim(); }"
    built = plain.locator("#tokens token-strip").evaluate(tidy)
    assert deck.page.locator("#tokens token-strip").evaluate(tidy) == built
    plain.context.close()


def test_rebuilt_tokens_are_the_same_as_the_builds(opened: Opener) -> None:
    deck = opened("#/tokens")
    before = deck.page.locator("#tokens .strip").first.inner_html()
    deck.press("e", "e")
    tidy = re.compile(r"\s+(?=<)")
    assert tidy.sub("", deck.page.locator("#tokens .strip").first.inner_html()) == tidy.sub("", before)


def test_an_error_in_a_widget_stays_in_it(opened: Opener) -> None:
    deck = opened("#/tokens")
    deck.page.evaluate("() => { document.querySelector('token-strip').render = () => { throw new Error('broken'); }; }")
    deck.press("PageDown")
    assert deck.at == ("tokens", 1)
    assert deck.page.locator("#tokens token-strip[data-failed] .token").count() == 14
    deck.press("PageDown", "PageDown", "PageDown")
    assert deck.at == ("controls", 0)
    assert any("broken" in error or "stops here" in error for error in deck.errors)
    deck.errors.clear()


def test_a_widget_can_leave_and_come_back(opened: Opener) -> None:
    deck = opened("#/tokens/1")
    deck.page.evaluate(
        """() => {
          const widget = document.querySelector('token-strip'), parent = widget.parentElement;
          for (let i = 0; i < 3; i += 1) { widget.remove(); parent.append(widget); }
          window.changes = 0;
          document.addEventListener('widget-change', () => { window.changes += 1; });
        }"""
    )
    deck.page.locator("#tokens .token").nth(2).click()
    assert deck.page.evaluate("window.changes") == 1
    assert deck.page.locator("#tokens .widget-bar").count() == 1
    assert deck.state("tokens.token-strip")["token"] == 2
