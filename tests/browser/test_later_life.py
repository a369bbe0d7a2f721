"""What a person does with the widgets of the base model and of what comes after, on the talk's own slides.

The slides are the real ones; the life that they are built from is made up (`tests/widgets/later.py`).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.conftest import MARKUP, PHONE, Deck, Opener, built, reopened
from tests.widgets.later import Life
from tests.widgets.tuned import BREAK, NO, SKY

SLIDES = Path(__file__).parents[2] / "slides"
HEAD = (SLIDES / "deck.yml").read_text("utf-8").partition("\nslides:")[0]
WIDGETS = {
    "base-model": "document-simulator",
    "assistant": "conversation-ribbon",
    "tools": "tool-loop",
    "where-we-are": "two-memories",
}


def made(folder: Path, life: Life) -> str:
    """The talk's own slides, with a life that is made up."""
    claim = re.compile(r"^expect: \{helped: .*\n", re.MULTILINE)  # about the real life, not this one
    slides = {slide: claim.sub("", (SLIDES / f"{slide}.md").read_text("utf-8")) for slide in WIDGETS}
    return built(folder, HEAD, slides, life)


@pytest.fixture(scope="module")
def deck_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return made(tmp_path_factory.mktemp("later"), Life())


def widget(deck: Deck, slide: str) -> Locator:
    return deck.page.locator(f"#{slide} {WIDGETS[slide]}")


def state(deck: Deck, slide: str) -> dict[str, Any]:
    return deck.state(f"{slide}.{WIDGETS[slide]}")


def test_the_first_state_is_the_markup(browser: Browser, opened: Opener) -> None:
    with_it = opened()
    context = browser.new_context(java_script_enabled=False)
    without = context.new_page()
    without.goto(opened.url)
    for slide, name in WIDGETS.items():
        made = without.locator(f"#{slide} {name}").evaluate(MARKUP)
        shown = widget(with_it, slide).evaluate(MARKUP)
        assert re.sub(r' disabled=""| data-waiting=""', "", shown) == re.sub(r' disabled=""| data-waiting=""', "", made)
    context.close()


@pytest.mark.parametrize("slide", WIDGETS)
def test_the_script_is_walked_and_walked_back(opened: Opener, slide: str) -> None:
    deck = opened(f"#/{slide}", reduced_motion="reduce")
    steps = int(widget(deck, slide).get_attribute("data-steps") or 0)
    assert steps > 1
    first, seen = widget(deck, slide).inner_text(), [widget(deck, slide).evaluate(MARKUP)]
    for step in range(1, steps + 1):
        deck.press("PageDown")
        assert deck.at == (slide, step)
        seen.append(widget(deck, slide).evaluate(MARKUP))
    assert len(set(seen)) == steps + 1, "two steps look the same"
    for _ in range(steps):
        deck.press("PageUp")
    assert widget(deck, slide).inner_text() == first


@pytest.mark.parametrize(
    ("slide", "delta"),
    [
        ("base-model", '{"prompt":99,"run":-7}'),
        ("assistant", '{"conversation":-1,"show":"nonsense"}'),
        ("assistant", '{"prompt":9,"show":"after","stop":-7.5}'),
        ("tools", '{"call":12,"stage":1e9}'),
        ("tools", '{"stage":-3,"off":true}'),
        ("where-we-are", '{"case":0.5,"stage":77}'),
    ],
)
def test_any_link_can_be_shown(opened: Opener, slide: str, delta: str) -> None:
    deck = opened(f"#/{slide}/1?w.{WIDGETS[slide]}={delta}")
    assert widget(deck, slide).get_attribute("data-failed") is None
    expect(widget(deck, slide)).to_be_visible()


def test_another_seed_goes_on_otherwise(opened: Opener) -> None:
    deck = opened("#/base-model")
    one = widget(deck, "base-model")
    again = one.get_by_role("button", name="Run it again")
    expect(one.locator(".simulator-page:visible")).to_have_count(1)
    again.click()
    expect(one.locator(".simulator-page:visible")).to_have_count(2)
    expect(one.locator("[data-parts]")).to_have_count(2)
    expect(one.locator(".simulator-notice")).to_contain_text("4 tokens alike, and then they part")
    one.evaluate("e => e.settle()")
    assert one.evaluate("e => e.getAnimations({subtree: true}).length") == 0
    reopened(deck, '"run":1')
    expect(one.locator(".simulator-page:visible")).to_have_count(2)

    one.get_by_label("It begins with").select_option(label="a list of words")
    expect(one.locator(".simulator-notice")).to_contain_text("It writes “fromage”")
    assert state(deck, "base-model") == {"prompt": 2, "run": 0, "typed": "", "seed": 1, "at": 0}
    one.get_by_role("button", name="Reset").click()
    assert state(deck, "base-model") == {"prompt": 0, "run": 0, "typed": "", "seed": 1, "at": 0}


def test_a_conversation_as_chat_and_as_ribbon(opened: Opener) -> None:
    deck = opened("#/assistant", reduced_motion="reduce")
    one = widget(deck, "assistant")
    expect(one.locator("[data-marker]").first).to_be_hidden()
    assert one.locator(".ribbon-turn").first.inner_text().split() == ["user", "What", "is", "2+2?"]
    one.get_by_role("combobox", name="Conversation").select_option(label="refusal")
    one.get_by_role("button", name="What it learns from").press("Enter")
    expect(one.locator("[data-marker]").first).to_be_visible()
    learned = one.locator(".ribbon-piece[data-learned]")
    expect(one.locator(".ribbon-learned b")).to_have_text(str(learned.count()))
    assert learned.count() == 41
    fill = "e => getComputedStyle(e).backgroundColor"
    marked = set(learned.locator(".chip").evaluate_all(f"all => all.map({fill})"))
    read = set(one.locator('[data-role="user"] .chip').evaluate_all(f"all => all.map({fill})"))
    assert len(marked) == 1
    assert not marked & read
    deck = reopened(deck, '"show":"mask"')
    own = {"typed": "", "seed": 0}
    assert state(deck, "assistant") == {"conversation": 2, "show": "mask", "prompt": 2, "stop": 2, **own}


def test_one_prompt_is_answered_after_more_and_more_conversations(opened: Opener) -> None:
    deck = opened("#/assistant", reduced_motion="reduce")
    one = widget(deck, "assistant")
    expect(one.locator("[data-choose=prompt]")).to_be_hidden()
    one.get_by_role("button", name="Before and after").click()
    expect(one.locator("[data-choose=conversation]")).to_be_hidden()
    before, after = one.locator('[data-of="before"] .running'), one.locator('[data-of="after"] .running')
    assert NO in after.inner_text()
    one.locator("[data-choose=prompt]").select_option(label=SKY)
    assert "Rayleigh" in after.inner_text()
    one.locator("[data-choose=prompt]").select_option(label=BREAK)
    assert before.locator(".ribbon-prompt").inner_text() == after.locator(".ribbon-prompt").inner_text() == BREAK
    assert NO in after.inner_text()
    slider = one.get_by_role("slider", name="Conversations seen")
    slider.focus()
    deck.press("ArrowLeft")
    expect(one.locator(".ribbon-seen")).to_have_text("72")
    assert "I can't help you." in after.inner_text()
    assert slider.get_attribute("aria-valuetext") == "72 conversations"
    assert "After 72 conversations: I can't help you." in deck.page.locator("#widget-live").inner_text()
    deck.press("Home")
    assert before.inner_text() == after.inner_text()
    deck = reopened(deck, '"stop":0')
    assert state(deck, "assistant")["prompt"] == 2
    expect(widget(deck, "assistant").locator(".ribbon-seen")).to_have_text("0")


def test_round_the_loop_with_its_own_button(opened: Opener) -> None:
    deck = opened("#/tools", reduced_motion="reduce")
    one = widget(deck, "tools")
    shown = one.locator(".tool-context > li:visible")
    counts = [shown.count()]
    button = one.locator("[data-do-part=next]")
    for _ in range(4):
        button.click()
        counts.append(shown.count())
    assert counts[0] < counts[1] == counts[2] < counts[3] < counts[4]
    expect(one.locator(".tool-actor[data-active]")).to_have_text(re.compile("The model"))
    expect(button).to_have_text("From the start")

    one.get_by_label("Question").select_option(label="What is 127 × 34?")
    for _ in range(2):
        button.click()
    expect(one.locator('[data-actor="tool"]')).to_contain_text("127*34 → 4318")
    expect(one.locator(".tool-store")).to_be_hidden()


def test_with_the_tool_off_its_map_is_shown_where_it_goes_wrong(opened: Opener) -> None:
    deck = opened("#/tools", reduced_motion="reduce")
    one = widget(deck, "tools")
    expect(one.locator(".tool-map")).to_be_hidden()
    expect(one.locator(".tool-store li[data-here]")).to_have_text("weather Paris today → 72 °F and clear")
    one.get_by_role("button", name="Tool off").click()
    expect(one.locator(".tool-store")).to_be_hidden()
    expect(one.locator(".tool-context [data-parts] .chip-text")).to_have_text("41")
    expect(one.locator(".tool-map [data-right] .chip-text")).to_have_text("72")
    assert one.locator('.tool-context [data-look="app"]').all_inner_texts()[0].startswith("<|user|>")
    deck = reopened(deck, '"off":true')
    one = widget(deck, "tools")
    one.get_by_label("Question").select_option(label="How much is a ticket to Vienna?")
    assert state(deck, "tools") == {"call": 1, "stage": 0, "off": False, "typed": ""}
    one.get_by_role("button", name="Tool off").click()
    expect(one.locator(".tool-now")).to_contain_text("This time what is in the parameters is enough.")
    one.get_by_label("Question").select_option(label="What is 127 × 34?")
    one.get_by_role("button", name="Tool off").click()
    expect(one.locator(".tool-now")).to_contain_text("It would call, and may not")


def test_the_fact_is_put_into_the_context_and_taken_out(opened: Opener) -> None:
    deck = opened("#/where-we-are", reduced_motion="reduce")
    one = widget(deck, "where-we-are")
    right = one.locator('[data-memory="with"]')
    expect(right.locator("[data-right] .bar-percent")).to_have_text("5.0\u202f%")
    one.locator("[data-toggle]").click()
    expect(right.locator("[data-right] .bar-percent")).to_have_text("90.0\u202f%")
    expect(right.locator('[data-look="app"]').first).to_be_visible()
    expect(one.locator('[data-memory="without"] [data-look="app"]')).to_have_count(0)
    expect(one.locator(".memory-words")).to_contain_text("goes from 5.0\u202f% to 90.0\u202f%")
    expect(right.locator(".memory-said")).to_contain_text("As you said, Anna lives in Paris.")
    expect(one.locator('[data-memory="without"] .memory-said')).to_contain_text("You have not told me.")
    one.get_by_label("Question").select_option(label="Where does Ben live?")
    expect(right.locator("[data-right] .bar-percent")).to_have_text("60.0\u202f%")
    one.locator("[data-toggle]").click()
    expect(right.locator('[data-look="app"]')).to_have_count(0)


def test_everything_fits_a_phone_and_can_be_touched(opened: Opener) -> None:
    deck = opened(size=PHONE, has_touch=True)
    assert deck.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    widget(deck, "assistant").get_by_role("button", name="Before and after").tap()
    widget(deck, "tools").get_by_role("button", name="Tool off").tap()
    for slide in WIDGETS:
        one = widget(deck, slide)
        assert one.evaluate("e => e.firstElementChild.scrollWidth <= e.clientWidth"), slide
        for control in widget(deck, slide).locator("button:visible, select:visible, input:visible").all():
            box = control.bounding_box()
            assert box is not None
            assert box["height"] >= 44, control.inner_text()


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720)])
def test_nothing_of_any_step_is_drawn_over_the_foot(opened: Opener, size: tuple[int, int]) -> None:
    for slide in ("assistant", "tools", "where-we-are"):
        deck = opened(f"#/{slide}", size=size, reduced_motion="reduce")
        one = widget(deck, slide)
        foot, below = deck.page.locator(f"#{slide} .slide-foot"), deck.page.locator(f"#{slide} .slide-body > *").last
        for _ in range(int(one.get_attribute("data-steps") or 0)):
            deck.press("PageDown")
            low = below.evaluate("e => e.getBoundingClientRect().bottom")
            assert low <= foot.evaluate("e => e.getBoundingClientRect().top") + 1, deck.hash


def test_a_life_that_is_not_so_far_says_so(browser: Browser, tmp_path: Path) -> None:
    deck = Opener(browser, made(tmp_path, Life(young=True)))("#/assistant")
    expect(widget(deck, "assistant")).to_contain_text("still to come")
    deck.press("PageDown")
    assert deck.current == "tools"
    expect(widget(deck, "tools")).to_contain_text("still to come")
    deck.press("PageDown")
    expect(widget(deck, "where-we-are").locator(".memory-said")).to_have_count(0)
    assert deck.errors == []
    deck.page.context.close()
