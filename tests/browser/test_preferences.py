"""What a person does with the rankings, the runs and the report card, on the talk's own slides.

The slides are the real ones; the life that they are built from is made up (`tests/widgets/preferred.py`).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.conftest import MARKUP, PHONE, Deck, Opener, built, reopened
from tests.widgets.preferred import LOUD, WARM, Life

SLIDES = Path(__file__).parents[2] / "slides"
HEAD = (SLIDES / "deck.yml").read_text("utf-8").partition("\nslides:")[0]
WIDGETS = {"preferences": "answer-ranking", "report-card": "report-card"}
THIN = "\u202f"


def made(folder: Path, life: Life) -> str:
    """The talk's own slides behind one that has the title's size to itself, with a life that is made up."""
    first = {"first": "---\ntitle: First\nnotes: One.\n---\nOne.\n"}
    slides = first | {slide: (SLIDES / f"{slide}.md").read_text("utf-8") for slide in WIDGETS}
    return built(folder, HEAD, slides, life)


@pytest.fixture(scope="module")
def deck_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return made(tmp_path_factory.mktemp("preferences"), Life())


def widget(deck: Deck, slide: str) -> Locator:
    return deck.page.locator(f"#{slide} {WIDGETS[slide]}")


def order(one: Locator) -> list[str]:
    return one.locator(".ranked-letter").all_inner_texts()


def test_the_first_state_is_the_markup(browser: Browser, opened: Opener) -> None:
    with_it = opened()
    context = browser.new_context(java_script_enabled=False)
    without = context.new_page()
    without.goto(opened.url)
    for slide, name in WIDGETS.items():
        made = without.locator(f"#{slide} {name}").evaluate(MARKUP)
        assert widget(with_it, slide).evaluate(MARKUP) == made
    expect(without.get_by_text("People rank: worked; then bare; then wrong.")).to_be_visible()
    expect(without.locator(".policy-plot")).to_have_count(3 + 4)
    assert all(plot.is_visible() for plot in without.locator(".policy-plot").all())
    context.close()


@pytest.mark.parametrize("slide", WIDGETS)
def test_the_script_is_walked_and_walked_back(opened: Opener, slide: str) -> None:
    deck = opened(f"#/{slide}", reduced_motion="reduce")
    steps = int(widget(deck, slide).get_attribute("data-steps") or 0)
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
        ("preferences", '{"prompt":-2,"order":"xyz","face":"luck"}'),
        ("preferences", '{"face":"taste","stop":1e9}'),
        ("preferences", '{"face":"hacked","stop":-0.5,"judged":true}'),
        ("report-card", '{"columns":-4,"row":99,"question":7}'),
        ("report-card", '{"row":0,"question":-1}'),
    ],
)
def test_any_link_can_be_shown(opened: Opener, slide: str, delta: str) -> None:
    deck = opened(f"#/{slide}/1?w.{WIDGETS[slide]}={delta}")
    assert widget(deck, slide).get_attribute("data-failed") is None
    expect(widget(deck, slide)).to_be_visible()


def test_answers_are_ranked_with_keys(opened: Opener) -> None:
    deck = opened("#/preferences", reduced_motion="reduce")
    one = widget(deck, "preferences")
    assert order(one) == ["A", "B", "C"]
    expect(one.locator(".ranking-pairs")).to_be_hidden()
    up = one.get_by_role("button", name="Move answer C up")
    up.focus()
    deck.press("Enter")
    assert order(one) == ["A", "C", "B"]
    expect(up).to_be_focused()
    deck.press("Enter")
    assert order(one) == ["C", "A", "B"]
    expect(up).to_be_disabled()
    expect(one.get_by_role("button", name="Move answer C down")).to_be_focused()
    pairs = ["C is better than A", "C is better than B", "A is better than B"]
    assert one.locator(".ranking-list li").all_inner_texts() == pairs
    assert pairs[0] in deck.page.locator("#widget-live").inner_text()
    reopened(deck, '"order":"012"')
    assert order(widget(deck, "preferences")) == ["C", "A", "B"]


def test_answers_are_ranked_by_dragging(opened: Opener) -> None:
    deck = opened("#/preferences", reduced_motion="reduce")
    one = widget(deck, "preferences")
    grip = one.locator(".ranked-rank").nth(2).bounding_box()
    first = one.locator(".ranking-answer").nth(0).bounding_box()
    assert grip is not None
    assert first is not None
    x = grip["x"] + grip["width"] / 2
    deck.page.mouse.move(x, grip["y"] + grip["height"] / 2)
    deck.page.mouse.down()
    deck.page.mouse.move(x, first["y"] + first["height"] / 2, steps=8)
    deck.page.mouse.up()
    assert order(one) == ["C", "A", "B"]
    deck.page.mouse.move(x, first["y"] + 300)
    assert order(one) == ["C", "A", "B"], "the drag goes on after the button is let go"
    assert deck.at == ("preferences", 0)


def test_the_reward_model_is_held_against_the_rooms_ranking(opened: Opener) -> None:
    deck = opened("#/preferences/3", reduced_motion="reduce")
    one = widget(deck, "preferences")
    expect(one.locator(".ranking-agrees")).to_have_text("It agrees with 3 of your 3 pairs.")
    expect(one.locator(".ranked-model").first).to_have_text("reward 3.12")
    one.get_by_role("button", name="Move answer B up").click()
    expect(one.locator(".ranking-agrees")).to_have_text("It agrees with 2 of your 3 pairs.")
    one.get_by_label("Prompt").select_option(label="a wedding toast")
    expect(one.locator(".ranking-prompt")).to_have_text("Write one line for the wedding of Anna and Ben.")
    expect(one.locator(".ranked-model").first).to_be_hidden()


def test_a_run_is_scrubbed_and_linked(opened: Opener) -> None:
    deck = opened("#/preferences", reduced_motion="reduce")
    one = widget(deck, "preferences")
    one.get_by_role("button", name="Push toward that taste").click()
    face = one.locator('[data-of="taste"]')
    worked = face.locator(".policy-mix").first.locator("li b").last
    expect(worked).to_have_text(f"34.1{THIN}%")
    expect(face.locator("[data-after]").first).to_be_hidden()
    expect(one.get_by_label("Prompt")).to_be_hidden()
    slider = face.get_by_role("slider")
    slider.focus()
    deck.press("End")
    expect(worked).to_have_text(f"91.9{THIN}%")
    expect(face.locator(".policy-step")).to_have_text("after 60 of 60 steps")
    expect(face.locator("[data-after]").first).to_be_visible()
    assert "60 steps: mean reward 2.89; worked 91.9" in deck.page.locator("#widget-live").inner_text()
    assert "60 steps" in str(slider.get_attribute("aria-valuetext"))
    deck.press("ArrowLeft")
    deck = reopened(deck, '"stop":39')
    expect(widget(deck, "preferences").locator('[data-of="taste"] .policy-step')).to_contain_text("after 58 of 60")


def test_the_careless_reward_goes_up_and_the_judges_down(opened: Opener) -> None:
    deck = opened("#/preferences/9", reduced_motion="reduce")
    face = widget(deck, "preferences").locator('[data-of="hacked"]')
    assert face.locator(".policy-text").all_inner_texts() == [WARM, LOUD]
    expect(face.locator(".policy-judge")).to_be_hidden()
    deck.press("PageDown")
    told = face.locator(".policy-judge p:visible").all_inner_texts()
    assert told == ["The reward", "0.45 → 3.09 ▲ up", "The honest judge’s reward", "0.2 → -1.9 ▼ down"]


def test_a_row_of_the_report_opens_to_its_questions(opened: Opener) -> None:
    deck = opened("#/report-card", reduced_motion="reduce")
    one = widget(deck, "report-card")
    expect(one.locator("td").first).to_be_hidden()
    row = one.get_by_role("button", name="facts")
    row.press("Space")
    expect(row).to_have_attribute("aria-pressed", "true")
    expect(one.locator("td").first).to_be_visible()
    answers = one.locator(".report-answer")
    expect(answers).to_have_count(3)
    expect(one.locator(".report-sample")).to_contain_text("Can you tell me the capital of Norway?")
    assert "32 of 50, so with more questions between" in deck.page.locator("#widget-live").inner_text()
    another = one.get_by_role("button", name="Another")
    another.press("Enter")
    expect(another).to_be_focused()
    expect(answers.locator(".report-verdict")).to_have_text(["✗ wrong", "✓ right", "✓ right"])
    deck = reopened(deck, '"question":1')
    one = widget(deck, "report-card")
    expect(one.locator(".report-sample")).to_contain_text("Which country has its capital in Rome?")
    one.get_by_role("button", name="facts").click()
    expect(one.locator(".report-note")).to_contain_text("None of the 210 questions occurs in any training data.")
    expect(one.locator(".report-answer")).to_have_count(0)


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720)])
def test_nothing_of_any_step_is_drawn_over_the_foot(opened: Opener, size: tuple[int, int]) -> None:
    for slide in WIDGETS:
        deck = opened(f"#/{slide}", size=size, reduced_motion="reduce")
        one = widget(deck, slide)
        for _ in range(int(one.get_attribute("data-steps") or 0)):
            deck.press("PageDown")
            assert bottom(one) <= top(deck.page.locator(f"#{slide} .slide-foot")), deck.hash
    one.get_by_role("button", name="facts").click()  # its answer by the base model is long
    assert bottom(one.get_by_role("button", name="Reset")) <= top(deck.page.locator("#report-card .slide-foot")) + 1


def top(one: Locator) -> float:
    return float(one.evaluate("e => e.getBoundingClientRect().top"))


def bottom(one: Locator) -> float:
    return float(one.evaluate("e => e.getBoundingClientRect().bottom"))


def test_everything_fits_a_phone_and_can_be_touched(opened: Opener) -> None:
    deck = opened(size=PHONE, has_touch=True)
    assert deck.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    one = widget(deck, "preferences")
    one.get_by_role("button", name="Move answer C up").tap()
    assert order(one) == ["A", "C", "B"]
    one.get_by_role("button", name="A careless reward").tap()
    widget(deck, "report-card").get_by_role("button", name="facts").tap()
    assert deck.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    for slide in WIDGETS:
        for control in widget(deck, slide).locator("button:visible, select:visible, input:visible").all():
            box = control.bounding_box()
            assert box is not None
            assert box["height"] >= 44, control.inner_text()


def test_a_life_that_is_not_so_far_says_so(browser: Browser, tmp_path: Path) -> None:
    deck = Opener(browser, made(tmp_path, Life(lived=False)))("#/preferences")
    expect(widget(deck, "preferences")).to_contain_text("still to come")
    deck.press("PageDown")
    assert deck.current == "report-card"
    expect(widget(deck, "report-card")).to_contain_text("still to come")
    assert deck.errors == []
    deck.page.context.close()
