"""`answer-ranking` with the room's own taste: real draws, real steps, and a link that leads to the same model."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, expect

from llms101.formats import percent
from llms101.lab import chat
from llms101.lab.engine import said
from llms101.lab.mind import Model
from llms101.lab.prefer import PolicyRecipe
from llms101.lab.record import Life
from llms101.tools import MODEL
from tests.browser.conftest import PHONE, Deck, Opener, opening, reopened

LONG = 60_000


@pytest.fixture(scope="module")
def model() -> Model:
    return Life.load(MODEL).model("tools")


def widget(deck: Deck) -> Locator:
    return deck.page.locator("#preferences answer-ranking")


def ready(one: Locator) -> Locator:
    """The live face when nothing is worked out any more."""
    taste = one.locator(".taste")
    expect(taste).to_be_visible()
    expect(taste.locator(".policy-text").first).not_to_have_text("")
    expect(taste).to_have_attribute("aria-busy", "false", timeout=LONG)
    return taste


def opened_live(deck: Deck, prompt: int = 0) -> Locator:
    one = widget(deck)
    one.get_by_role("button", name="Your taste, live").click()
    ready(one)
    if prompt:
        one.get_by_label("Prompt").select_option(index=prompt)
        expect(one.locator(".taste .ranking-prompt")).to_contain_text("wedding")
    return ready(one)


def pick(one: Locator, name: str, picks: str) -> None:
    one.get_by_role("button", name=name).click()
    deck = one.page
    deck.wait_for_function("n => document.querySelector('answer-ranking').state.picks === n", arg=picks)
    ready(one)


def pair(taste: Locator) -> list[str]:
    return taste.locator(".policy-text").all_text_contents()


def chances(taste: Locator) -> dict[str, float]:
    rows = taste.locator(".taste-bars li:not(.caption, [data-rest])")
    shares = rows.locator("i").evaluate_all("all => all.map(e => Number(e.style.getPropertyValue('--p')))")
    return dict(zip(rows.locator(".taste-text").all_text_contents(), shares, strict=True))


def chance(model: Model, question: str, answer: str) -> float:
    """How likely the whole answer is, its end too."""
    ids, p = chat.prompt(question, model.encode), 1.0
    for token in [*model.encode(answer), chat.STOP]:
        p *= model.probabilities(ids)[model.vocab.index[token]]
        ids = [*ids, token]
    return p


def question(taste: Locator) -> str:
    return taste.locator(".ranking-prompt").inner_text()


@pytest.mark.parametrize("prompt", [0, 1])
def test_draws_and_chances_and_rewards_are_those_of_python(live: Opener, model: Model, prompt: int) -> None:
    taste = opened_live(live("#/preferences", reduced_motion="reduce"), prompt)
    asked = question(taste)
    drawn = (
        model.text(said(model, chat.prompt(asked, model.encode), seed, 1.0, (chat.CALL,))) for seed in range(1, 40)
    )
    first = next(drawn)
    assert pair(taste) == [first, next(text for text in drawn if text != first)]
    found = chances(taste)
    assert len(found) >= 3
    for text, p in found.items():
        assert p == pytest.approx(chance(model, asked, text), rel=2e-3), text
    rows = taste.locator(".taste-bars li:not(.caption, [data-rest])")
    scores = rows.locator(".taste-judged").all_text_contents()
    shown = dict(zip(rows.locator(".taste-text").all_text_contents(), map(float, scores), strict=True))
    recorded = {one.text: one.reward for one in Life.load(MODEL).preferences.rated if one.prompt == asked}
    both = set(recorded) & set(shown)
    assert both
    assert {text: shown[text] for text in both} == pytest.approx({text: recorded[text] for text in both}, abs=0.02)


def test_what_the_room_picks_gets_likelier_and_a_link_leads_there(live: Opener) -> None:
    deck = live("#/preferences", reduced_motion="reduce")
    taste = opened_live(deck)
    one = widget(deck)
    before, (first, second) = chances(taste), pair(taste)
    pick(one, "B is better", "b")
    after = chances(taste)
    assert after[second] > before[second]
    assert after.get(first, 0) / after[second] < before.get(first, 1) / before[second]
    expect(taste.locator(".taste-note")).to_contain_text("1 step so far")
    then, bars = pair(taste), taste.locator(".taste-bars").inner_text()
    deck = reopened(deck, '"picks":"b"')
    taste = widget(deck).locator(".taste")
    expect(taste.locator(".taste-note")).to_contain_text("1 step so far")
    ready(widget(deck))
    assert pair(taste) == then
    assert taste.locator(".taste-bars").inner_text() == bars
    taste.get_by_role("button", name="From the start").click()
    ready(widget(deck))
    assert chances(taste) == before


def test_a_few_picks_move_the_bars_far(live: Opener) -> None:
    deck = live("#/preferences", reduced_motion="reduce")
    taste, one, picks = opened_live(deck), widget(deck), ""

    def worked() -> float:
        """How likely it is to say how it got there."""
        return sum(p for text, p in chances(taste).items() if len(text) > 40)

    before = worked()
    for _ in range(4):
        answers = pair(taste)
        better = "B" if len(answers[1]) > len(answers[0]) else "A"  # the room likes what is worked out
        picks += better.lower()
        pick(one, f"{better} is better" if answers[1] else "Draw again", picks)
    assert worked() > min(0.9, before + 0.2)


def test_a_careless_reward_gets_what_it_counts(live: Opener, model: Model) -> None:
    deck = live("#/preferences", reduced_motion="reduce")
    taste = opened_live(deck, 1)
    one = widget(deck)
    for n in (1, 2):
        pick(one, "5 steps", "!" * n)
    told = taste.locator(".taste-marks").inner_text()
    found = re.search(r"in an answer: ([\d.]+) → ([\d.]+)\. The reward model’s score: (-?[\d.]+) → (-?[\d.]+)\.", told)
    assert found, told
    assert float(found[2]) > float(found[1])
    top = max(chances(taste), key=lambda text: chances(taste)[text])
    assert "!" in top
    assert "What it likes best was" in told
    assert percent(chances(taste)[top]) in taste.locator(".taste-bars").inner_text()


def test_a_problem_has_no_exclamation_marks_to_learn_from(live: Opener) -> None:
    deck = live("#/preferences", reduced_motion="reduce")
    taste = opened_live(deck)
    before = chances(taste)
    pick(widget(deck), "5 steps", "!")
    expect(taste.locator(".taste-marks")).to_contain_text("nothing to learn from")
    after = chances(taste)
    assert all(after[text] == before[text] for text in set(after) & set(before))


def test_after_it_the_script_is_back(live: Opener) -> None:
    deck = live("#/preferences", reduced_motion="reduce")
    opened_live(deck)
    deck.page.keyboard.press("PageDown")
    expect(widget(deck).locator(".taste")).to_be_hidden()
    expect(widget(deck).locator('[data-of="rank"]')).to_be_visible()
    state = deck.state("preferences.answer-ranking")
    assert (state["face"], state["picks"]) == ("rank", "")


@pytest.mark.parametrize("picks", ["zzz", "a\u202e🦓b", "ba"])
def test_any_link_can_be_shown(live: Opener, picks: str) -> None:
    delta = quote(json.dumps({"face": "live", "prompt": 99, "picks": picks}))
    deck = live(f"#/preferences?w.answer-ranking={delta}", reduced_motion="reduce")
    taste = ready(widget(deck))
    assert widget(deck).get_attribute("data-failed") is None
    assert 0.1 < sum(chances(taste).values()) <= 1


def test_on_a_phone_from_a_server(browser: Browser, live_http: str) -> None:
    for opened in opening(browser, live_http):
        deck = opened("#/preferences", PHONE, reduced_motion="reduce")
        taste = opened_live(deck)
        pick(widget(deck), "A is better", "a")
        assert len(chances(taste)) >= 3
        assert deck.page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


def test_a_step_is_as_large_and_as_dear_as_in_training(live: Opener) -> None:
    code = "async () => { const { load } = await import('deck/parcels.js'); return load('live/policy.js'); }"
    found = live().page.evaluate(f"async () => (({{ RATE, PRICE }}) => [RATE, PRICE])(await ({code})())")
    recipe = PolicyRecipe()
    assert found == [recipe.rate, recipe.kl]
