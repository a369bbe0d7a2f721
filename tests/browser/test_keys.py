"""Every row of the table of keys, whose key it is, clickers and swipes."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Opener

NEXT = ["ArrowRight", "ArrowDown", "Space", "PageDown", "n", "j", "l", "N"]
PREVIOUS = ["ArrowLeft", "ArrowUp", "Shift+Space", "PageUp", "p", "k", "h", "P"]


@pytest.mark.parametrize("key", NEXT)
def test_next_goes_through_the_steps_and_then_to_the_next_slide(opened: Opener, key: str) -> None:
    deck = opened()
    for place in [("start", 1), ("start", 2), ("tokens", 0), ("tokens", 1)]:
        deck.press(key)
        assert deck.at == place


@pytest.mark.parametrize("key", PREVIOUS)
def test_previous_goes_back_to_the_last_step_of_the_slide_before(opened: Opener, key: str) -> None:
    deck = opened("#/tokens/1")
    for place in [("tokens", 0), ("start", 2), ("start", 1), ("start", 0), ("start", 0)]:
        deck.press(key)
        assert deck.at == place


def test_shift_and_an_arrow_skip_steps(opened: Opener) -> None:
    deck = opened("#/start/1")
    deck.press("Shift+ArrowRight")
    assert deck.at == ("tokens", 0)
    deck.press("Shift+ArrowDown")
    assert deck.at == ("controls", 0)
    deck.press("Shift+ArrowLeft")
    assert deck.at == ("tokens", 0)
    deck.press("Shift+ArrowUp")
    assert deck.at == ("start", 0)


def test_home_and_end(opened: Opener) -> None:
    deck = opened("#/tokens/1")
    deck.press("End")
    assert deck.at == ("end", 0)
    deck.press("ArrowRight")
    assert deck.at == ("end", 0)
    deck.press("Home")
    assert deck.at == ("start", 0)


@pytest.mark.parametrize("key", ["b", ".", "B", "w"])
def test_a_black_or_white_screen_goes_by_the_same_key_by_escape_and_by_moving(opened: Opener, key: str) -> None:
    deck = opened("#/tokens")
    screen = deck.page.locator(".blackout")
    colour = "rgb(255, 255, 255)" if key == "w" else "rgb(0, 0, 0)"
    for leave in [key, "Escape", "PageDown"]:
        deck.press(key)
        assert screen.evaluate("e => getComputedStyle(e).backgroundColor") == colour
        assert screen.bounding_box() == {"x": 0, "y": 0, "width": 1280, "height": 720}
        deck.press(leave)
        assert screen.count() == 0
        assert deck.at == ("tokens", 0)
    deck.press("PageDown")
    assert deck.at == ("tokens", 1)


def test_go_to_by_digits_and_by_g(opened: Opener) -> None:
    deck = opened()
    deck.press("4", "Enter")
    assert deck.at == ("beside", 0)
    deck.press("g", "2", "Enter")
    assert deck.at == ("tokens", 0)
    deck.press("g", "9", "9", "Enter")
    assert deck.page.locator("dialog output").text_content() == "There are slides 1 to 5."
    deck.press("Escape")
    assert deck.page.locator("dialog").count() == 0
    assert deck.at == ("tokens", 0)


def test_help_is_made_from_the_table_of_actions(opened: Opener) -> None:
    deck = opened()
    for key in ["?", "F1"]:
        deck.press(key)
        assert deck.page.locator("dialog[open] h2").text_content() == "Keys"
        deck.press(key)
        assert deck.page.locator("dialog").count() == 0
    deck.press("?")
    ours = deck.page.evaluate(
        """async () => {
          const { actions } = await import("deck/actions.js");
          return actions({}, {}).map((action) => action.help);
        }"""
    )
    assert deck.page.locator(".help-run").all_text_contents() == ours
    assert len(ours) >= 16
    deck.page.get_by_role("button", name="last slide").click()
    assert deck.at == ("end", 0)


def test_escape_closes_the_topmost_thing_and_opens_nothing(opened: Opener) -> None:
    deck = opened("#/tokens/1")
    deck.press("Escape")
    assert deck.at == ("tokens", 1)
    assert deck.page.locator("dialog, .blackout").count() == 0
    deck.press("o", "?", "b")
    deck.press("Escape")
    assert deck.page.locator(".blackout").count() == 0
    assert deck.page.locator("dialog[open]").count() == 1
    deck.press("Escape")
    assert deck.page.locator("dialog[open]").count() == 0
    assert deck.page.locator("html[data-mode=overview]").count() == 1
    deck.press("Escape")
    assert deck.page.locator("html[data-mode=deck]").count() == 1
    deck.press("Escape")
    assert deck.at == ("tokens", 1)
    assert deck.page.locator("html[data-mode=deck]").count() == 1


def test_the_overview_shows_the_living_slides_and_enter_opens_one(opened: Opener) -> None:
    deck = opened("#/tokens/1")
    deck.page.evaluate("window.same = document.querySelector('token-strip')")
    deck.press("o")
    boxes = [deck.page.locator(f"#{id}").bounding_box() for id in ["start", "tokens", "controls", "beside", "end"]]
    assert all(box and 200 < box["width"] < 640 for box in boxes)
    assert deck.focused() == "tokens"
    deck.press("ArrowRight", "ArrowRight", "ArrowLeft", "End", "Home", "ArrowRight", "ArrowRight")
    assert deck.focused() == "controls"
    deck.press("Enter")
    assert deck.at == ("controls", 0)
    deck.press("o", "o")
    assert deck.at == ("controls", 0)
    deck.press("o")
    deck.page.locator("#beside").click()
    assert deck.at == ("beside", 0)
    assert deck.page.evaluate("window.same === document.querySelector('token-strip')")


def test_where_a_figure_comes_from(opened: Opener) -> None:
    deck = opened("#/tokens")
    deck.press("i")
    text = deck.page.locator("dialog").inner_text()
    assert "tokens in cl100k_base" in text
    assert "llms101 build" in text
    deck.press("i")
    assert deck.page.locator("dialog").count() == 0
    deck.press("End", "i")
    assert "No figure on this slide" in deck.page.locator("dialog").inner_text()


def test_the_running_example_is_switched_everywhere(opened: Opener) -> None:
    deck = opened("#/tokens/1")
    strip = deck.page.locator("#tokens .strip").first
    assert strip.locator(".strip-count").text_content() == "7 tokens"
    deck.press("e")
    assert strip.locator(".strip-count").text_content() == "13 tokens"
    assert deck.page.locator("#beside .strip-count").first.text_content() == "13 tokens"
    assert deck.hash == "#/tokens/1?e=toast"
    assert deck.says() == "Running example: toast"
    deck.press("e")
    assert deck.hash == "#/tokens/1"


def test_the_theme_is_remembered(opened: Opener) -> None:
    deck = opened(color_scheme="light")
    deck.press("d")
    assert deck.page.evaluate("document.documentElement.dataset.theme") == "dark"
    dark = deck.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert dark == "rgb(21, 23, 26)"
    deck.page.reload()
    assert deck.page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_fullscreen(opened: Opener) -> None:
    deck = opened()
    deck.press("f")
    deck.page.wait_for_function("document.fullscreenElement !== null")
    deck.press("f")
    deck.page.wait_for_function("document.fullscreenElement === null")


CONTROLS = ["button", "link", "range", "select", "checkbox", "slider", "tab", "summary"]
FIELDS = ["text", "area", "editable"]


@pytest.mark.parametrize("control", CONTROLS)
def test_a_clicker_is_never_dead(opened: Opener, control: str) -> None:
    deck = opened("#/controls")
    for key, place in [("PageDown", ("beside", 0)), ("PageUp", ("tokens", 3))]:
        deck.open("#/controls")
        deck.focus(f"#{control}")
        before = deck.page.locator("#range").input_value(), deck.page.locator("#select").input_value()
        deck.press(key)
        assert deck.at == place
        assert before == (deck.page.locator("#range").input_value(), deck.page.locator("#select").input_value())
    for key in ["b", "."]:
        deck.open("#/controls")
        deck.focus(f"#{control}")
        deck.press(key)
        assert deck.page.locator(".blackout").count() == 1
        deck.press(key)
        assert deck.page.locator(".blackout").count() == 0


def test_a_click_on_a_button_does_not_take_the_clicker_away(opened: Opener) -> None:
    deck = opened("#/controls")
    deck.page.click("#button")
    assert deck.page.get_attribute("#button", "data-pressed") == "1"
    deck.press("PageDown")
    assert deck.at == ("beside", 0)


@pytest.mark.parametrize("control", CONTROLS + FIELDS)
def test_a_focused_control_keeps_its_own_keys(opened: Opener, control: str) -> None:
    deck = opened("#/controls")
    for key in ["Space", "Enter", "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "Home", "End"]:
        if control == "link" and key == "Enter":
            continue  # opens the link, which is another slide
        deck.focus(f"#{control}")
        deck.press(key)
        assert deck.at == ("controls", 0), key
    assert deck.page.locator("dialog, .blackout").count() == 0


def test_controls_do_what_their_keys_mean(opened: Opener) -> None:
    deck = opened("#/controls")
    page = deck.page
    deck.focus("#button")
    deck.press("Space", "Enter")
    assert page.get_attribute("#button", "data-pressed") == "2"
    deck.focus("#range")
    deck.press("ArrowRight")
    assert page.input_value("#range") == "11"
    deck.press("Home")
    assert page.input_value("#range") == "0"
    deck.focus("#select")
    deck.press("ArrowDown")
    assert page.input_value("#select") == "two"
    deck.focus("#checkbox")
    deck.press("Space")
    assert page.is_checked("#checkbox")
    deck.focus("#summary")
    deck.press("Space")
    assert page.locator("#controls details[open]").count() == 1
    deck.focus("#link")
    deck.press("Enter")
    assert deck.at == ("start", 0)


def test_letters_go_to_a_field_in_which_one_types(opened: Opener) -> None:
    deck = opened("#/controls")
    page = deck.page
    for field in ["text", "area"]:
        deck.focus(f"#{field}")
        page.keyboard.type("nope b. ?go 12")
        assert page.input_value(f"#{field}") == "nope b. ?go 12"
    deck.focus("#editable")
    deck.press("End")
    page.keyboard.type(" bow.")
    assert "bow." in page.inner_text("#editable")
    deck.press("PageDown")
    assert deck.at == ("controls", 0)
    assert page.locator("dialog, .blackout").count() == 0


@pytest.mark.parametrize("control", CONTROLS)
def test_letters_are_the_decks_where_one_does_not_type(opened: Opener, control: str) -> None:
    deck = opened("#/controls")
    deck.focus(f"#{control}")
    deck.press("n")
    assert deck.at == ("beside", 0)
    assert deck.page.input_value("#select") == "one"


@pytest.mark.parametrize("modifier", ["Control", "Alt", "Meta"])
def test_a_modifier_leaves_the_key_to_the_browser(opened: Opener, modifier: str) -> None:
    deck = opened("#/controls")
    given = deck.page.evaluate_handle(
        "() => { const keys = []; addEventListener('keydown', (e) => { keys.push([e.key, e.defaultPrevented]);"
        " e.preventDefault(); }); return keys; }"
    )
    for key in ["b", "o", "e", "PageDown", "ArrowDown", "End"]:
        deck.press(f"{modifier}+{key}")
    assert not any(prevented for _, prevented in given.json_value())
    assert deck.at == ("controls", 0)
    assert deck.page.locator("dialog, .blackout, html[data-mode=overview]").count() == 0


def test_the_focused_tokens_keep_the_arrows(opened: Opener) -> None:
    deck = opened("#/tokens/1")
    deck.focus("#tokens .token >> nth=0")
    deck.press("ArrowRight", "ArrowRight")
    assert deck.page.evaluate("document.activeElement.textContent") == " of315"
    assert deck.at == ("tokens", 1)
    assert "“of”, with a space before it" in deck.page.inner_text("#tokens .token-details")


def test_keys_of_the_table_are_prevented_from_scrolling(opened: Opener) -> None:
    deck = opened("#/start")
    deck.press("Space")
    assert deck.page.evaluate("scrollY") == 0


def swipe(opened: Opener, selector: str, dx: int, dy: int = 0, at: str = "#/controls") -> tuple[str, int]:
    """Swipes from the middle of `selector`; where that leads."""
    deck = opened(at, has_touch=True)
    box = deck.page.locator(selector).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch = deck.page.context.new_cdp_session(deck.page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for i in range(1, 9):
        point = {"x": x + dx * i / 8, "y": y + dy * i / 8}
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    return deck.at


def test_a_swipe_moves_the_slide(opened: Opener) -> None:
    assert swipe(opened, "#controls p:text('A paragraph')", -200) == ("beside", 0)
    assert swipe(opened, "#controls h2", 200) == ("tokens", 3)
    assert swipe(opened, "#tokens .token-strip", -200, at="#/tokens") == ("tokens", 1)


@pytest.mark.parametrize("inside", ["#range", "#slider", "#scroller", "#drags", "#button"])
def test_a_swipe_in_a_widget_that_drags_or_scrolls_does_not(opened: Opener, inside: str) -> None:
    assert swipe(opened, inside, -200) == ("controls", 0)


def test_a_short_or_an_upright_swipe_does_not_move(opened: Opener) -> None:
    assert swipe(opened, "#controls h2", -20) == ("controls", 0)
    assert swipe(opened, "#controls h2", -80, 200) == ("controls", 0)


def test_buttons_of_the_slide_leave_the_focus_where_it_is(opened: Opener) -> None:
    deck = opened("#/start")
    deck.page.click("#start [data-do=next]")
    assert deck.at == ("start", 1)
    deck.press("ArrowRight")
    assert deck.at == ("start", 2)


def test_escape_is_left_to_what_else_is_open(opened: Opener) -> None:
    deck = opened("#/controls")
    deck.page.evaluate(
        "() => { const d = document.createElement('dialog'); d.id = 'theirs'; document.body.append(d); d.showModal(); }"
    )
    deck.press("Escape")
    assert deck.page.locator("#theirs[open]").count() == 0
    assert deck.at == ("controls", 0)


def test_a_key_that_is_held_moves_on_but_does_not_flicker(opened: Opener) -> None:
    deck = opened()
    for _ in range(4):
        deck.page.keyboard.down("b")
    deck.page.keyboard.up("b")
    assert deck.page.locator(".blackout").count() == 1
    deck.press("b")
    for _ in range(4):
        deck.page.keyboard.down("ArrowRight")
    assert deck.at == ("tokens", 1)


def test_a_black_screen_stays_on_top_of_fullscreen(opened: Opener) -> None:
    deck = opened()
    deck.press("b", "f")
    deck.page.wait_for_function("document.fullscreenElement !== null")
    deck.page.wait_for_timeout(100)
    assert deck.page.evaluate("document.elementFromPoint(innerWidth / 2, innerHeight / 2).className") == "blackout"
