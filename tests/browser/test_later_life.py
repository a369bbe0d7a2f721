"""What a person does with the widgets of the base model and of what comes after, on the talk's own slides.

The slides are the real ones; the life that they are built from is made up (`tests/widgets/later.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, Locator, expect

from llms101.build import Kept, build
from llms101.tools import Toolbox
from tests.browser.conftest import PHONE, Deck, Opener
from tests.widgets.later import Life

SLIDES = Path(__file__).parents[2] / "slides"
WIDGETS = {
    "base-model": "document-simulator",
    "assistant": "conversation-ribbon",
    "tools": "tool-loop",
    "where-we-are": "two-memories",
}

#: The element's markup, without what only says that it runs.
MARKUP = """e => {
  const copy = e.cloneNode(true);
  copy.querySelectorAll('.widget-bar').forEach((bar) => bar.remove());
  return copy.innerHTML.replace(/\\s+/g, ' ').replace(/> </g, '><');
}"""


class Tools(Toolbox):
    """The real tools with a life that is made up."""

    life = cast(Any, Life())


@pytest.fixture(scope="module")
def deck_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("later")
    for slide in WIDGETS:
        text = (SLIDES / f"{slide}.md").read_text("utf-8")
        real = re.compile(r"^expect: \{helped: .*\n", re.MULTILINE)  # a claim about the real life, not this one
        (folder / f"{slide}.md").write_text(real.sub("", text), "utf-8")
    head = (SLIDES / "deck.yml").read_text("utf-8").partition("\nslides:")[0]
    names = "".join(f"  - {slide}\n" for slide in WIDGETS)
    (folder / "deck.yml").write_text(f"{head}\nslides:\n{names}", "utf-8")
    build(folder, folder / "build", kept=Kept(tools=Tools()))
    return (folder / "build" / "index.html").as_uri()


@pytest.fixture
def opened(browser: Browser, deck_url: str) -> Iterator[Opener]:
    opener = Opener(browser, deck_url)
    yield opener
    for deck in opener.decks:
        assert deck.errors == []
    for context in opener.contexts:
        context.close()


def widget(deck: Deck, slide: str) -> Locator:
    return deck.page.locator(f"#{slide} {WIDGETS[slide]}")


def state(deck: Deck, slide: str) -> dict[str, Any]:
    return deck.state(f"{slide}.{WIDGETS[slide]}")


def reopened(deck: Deck, part: str) -> Deck:
    """The deck as a link shows it, once the address says `part`."""
    deck.page.wait_for_function("part => decodeURIComponent(location.hash).includes(part)", arg=part)
    return deck.open(deck.hash)


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
    assert state(deck, "base-model") == {"prompt": 2, "run": 0}
    one.get_by_role("button", name="Reset").click()
    assert state(deck, "base-model") == {"prompt": 0, "run": 0}


def test_a_conversation_as_chat_and_as_ribbon(opened: Opener) -> None:
    deck = opened("#/assistant", reduced_motion="reduce")
    one = widget(deck, "assistant")
    expect(one.locator("[data-marker]").first).to_be_hidden()
    assert one.locator(".ribbon-turn").first.inner_text().split() == ["user", "What", "is", "2+2?"]
    one.get_by_label("Conversation").select_option(label="a refusal")
    one.get_by_role("button", name="What it learns from").press("Enter")
    expect(one.locator("[data-marker]").first).to_be_visible()
    learned = one.locator('[data-role="assistant"] .ribbon-piece:is(:not([data-marker]), [data-end])')
    expect(one.locator(".ribbon-learned b")).to_have_text(str(learned.count()))
    fill = "e => getComputedStyle(e).backgroundColor"
    marked = set(learned.locator(".chip").evaluate_all(f"all => all.map({fill})"))
    read = set(one.locator('[data-role="user"] .chip').evaluate_all(f"all => all.map({fill})"))
    assert len(marked) == 1
    assert not marked & read
    one.get_by_role("button", name="Before and after").click()
    expect(one.get_by_text("The tuned model’s own answer is still to come.")).to_be_visible()
    reopened(deck, '"show":"after"')
    assert state(deck, "assistant") == {"conversation": 2, "show": "after"}


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

    one.get_by_role("button", name="Tool off").click()
    expect(one.locator(".to-come")).to_have_text("What the tuned model says without the tool is still to come.")
    button.click()
    assert state(deck, "tools") == {"call": 0, "stage": 0, "off": False}
    one.get_by_label("Question").select_option(label="a sum")
    for _ in range(2):
        button.click()
    expect(one.locator('[data-actor="tool"]')).to_contain_text("127*34 → 4318")


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
    one.get_by_label("Question").select_option(label="Where does Ben live?")
    expect(right.locator("[data-right] .bar-percent")).to_have_text("60.0\u202f%")
    one.locator("[data-toggle]").click()
    expect(right.locator('[data-look="app"]')).to_have_count(0)


def test_everything_fits_a_phone_and_can_be_touched(opened: Opener) -> None:
    deck = opened(size=PHONE, has_touch=True)
    assert deck.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    for slide in WIDGETS:
        for control in widget(deck, slide).locator("button:visible, select:visible").all():
            box = control.bounding_box()
            assert box is not None
            assert box["height"] >= 44, control.inner_text()
