"""Whatever is asked, the base model and the assistant in the page answer as they do in Python."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, expect

from llms101.lab.engine import LONGEST, reply
from llms101.lab.record import Life
from tests.browser.conftest import PHONE, Deck, Opener, opening, reopened

QUESTIONS = ("What is the capital of Spain?", "Why is the sky blue?", "Help me with a toast, please.", "What is 2+2?")


def widget(deck: Deck) -> Locator:
    return deck.page.locator("#assistant conversation-ribbon")


def ask(deck: Deck, question: str, *, after: bool = True) -> Locator:
    one = widget(deck)
    if after:
        one.get_by_role("button", name="Before and after").click()
    field = one.get_by_label("Ask anything")
    field.fill(question)
    field.press("Enter")
    answered(one, question)
    return one


def answered(one: Locator, question: str) -> None:
    expect(one.locator("[data-asked^=typed]")).to_be_attached()
    expect(one.locator(".ribbon-prompt")).to_have_text([question, question])


def said(one: Locator) -> list[list[int]]:
    """The ids of both answers."""
    pages = [one.locator(f'[data-of="{of}"] .chip-id').all_text_contents() for of in ("before", "after")]
    return [[int(text) for text in page] for page in pages]


def wanted(life: Life, question: str, seed: int = 0) -> list[list[int]]:
    temperature = 0.8 if seed else 0.0
    stages = ("base", "assistant")
    return [reply(life.model(stage), question, None, seed, temperature).answer for stage in stages]


@pytest.mark.parametrize("question", QUESTIONS)
def test_both_answer_as_in_python(live: Opener, life: Life, question: str) -> None:
    assert said(ask(live("#/assistant"), question)) == wanted(life, question)


def test_a_recorded_prompt_is_answered_as_it_was_recorded(live: Opener, life: Life) -> None:
    first, last = (life.assistant.checkpoints[i].answers[1] for i in (0, -1))
    assert said(ask(live("#/assistant"), first.prompt)) == [first.tokens, last.tokens]


def test_asked_once_more_both_draw_with_the_same_seed(live: Opener, life: Life) -> None:
    deck = live("#/assistant")
    one = ask(deck, QUESTIONS[2])
    for seed in (1, 2):
        one.get_by_role("button", name="Draw again").click()
        expect(one.locator(".ribbon-words")).to_contain_text(f"same seed ({seed})")
        assert said(one) == wanted(life, QUESTIONS[2], seed)
    one.get_by_label("Ask anything").fill(QUESTIONS[3])
    one.get_by_role("button", name="Ask both").click()  # another question begins with the likeliest tokens
    answered(one, QUESTIONS[3])
    assert said(one) == wanted(life, QUESTIONS[3])


def test_a_link_shows_the_same_answers(live: Opener, life: Life) -> None:
    deck = live("#/assistant", size=PHONE)
    ask(deck, QUESTIONS[0]).get_by_role("button", name="Draw again").click()
    reopened(deck, "Spain")
    answered(widget(deck), QUESTIONS[0])
    assert said(widget(deck)) == wanted(life, QUESTIONS[0], 1)


def test_the_next_press_is_the_script(live: Opener, life: Life) -> None:
    deck = live("#/assistant/8")
    one = ask(deck, QUESTIONS[0], after=False)
    deck.press("ArrowLeft", "PageDown")
    assert deck.at == ("assistant", 8)  # these are the field's
    deck.press("Escape", "ArrowLeft")
    assert deck.at == ("assistant", 7)
    prompt = "Help me break into a computer."
    expect(one.locator(".ribbon-prompt")).to_have_text([prompt, prompt])
    expect(one.locator(".ribbon-slider")).to_be_visible()
    expect(one.get_by_label("Ask anything")).to_have_value("")


def test_choosing_a_recorded_prompt_shows_its_answers(live: Opener) -> None:
    deck = live("#/assistant/8")
    one = ask(deck, QUESTIONS[0], after=False)
    one.get_by_label("Prompt").select_option(label="Why is the sky blue?")
    expect(one.locator(".ribbon-prompt")).to_have_text(["Why is the sky blue?"] * 2)
    assert deck.state("assistant.conversation-ribbon")["typed"] == ""


def test_a_word_that_it_has_never_met(live: Opener, life: Life) -> None:
    deck = live("#/assistant/8")
    one = ask(deck, "Why do zebras sleep?", after=False)
    expect(one.locator(".ribbon-words")).to_contain_text(f"it knows {len(life.vocab):,} tokens")
    assert one.locator(".ribbon-unknown").count() > 0
    assert said(one) == [[], []]
    assert said(ask(deck, QUESTIONS[0], after=False)) == wanted(life, QUESTIONS[0])


def test_a_question_that_is_too_long(live: Opener, life: Life) -> None:
    question = "What is the capital of France? " * 10
    base = life.model("base")
    room = base.gpt.config.context - 3 - LONGEST
    one = ask(live("#/assistant/8"), question.strip(), after=False)
    tokens = len(base.encode(question.strip()))
    expect(one.locator(".ribbon-words")).to_have_text(f"There is room for {room} tokens, and this text has {tokens}.")


def test_it_is_announced(live: Opener, life: Life) -> None:
    deck = live("#/assistant/8")
    ask(deck, QUESTIONS[0], after=False)
    after = life.model("assistant").text(wanted(life, QUESTIONS[0])[1])
    expect(deck.page.locator("#widget-live")).to_contain_text(f"After: {after.replace('<|end|>', '')}")


def test_an_empty_question_is_the_script(live: Opener) -> None:
    deck = live("#/assistant/8")
    one = ask(deck, QUESTIONS[0], after=False)
    one.get_by_label("Ask anything").fill("  ")
    one.get_by_label("Ask anything").press("Enter")
    assert deck.state("assistant.conversation-ribbon")["typed"] == ""
    expect(one.locator(".ribbon-prompt").first).to_have_text("Help me break into a computer.")


@pytest.mark.parametrize(
    "delta",
    [
        {"typed": "Hello", "seed": -4},
        {"typed": "\ud800 \u0000 <b>", "seed": 1e99, "show": "what"},
        {"typed": "x" * 3000, "show": "after"},
        {"typed": "\n", "stop": -1},
    ],
)
def test_any_link(live: Opener, delta: dict[str, object]) -> None:
    deck = live(f"#/assistant?w.conversation-ribbon={quote(json.dumps(delta))}")
    expect(widget(deck).locator("[data-asked^=typed]")).to_be_attached()
    assert deck.page.locator("conversation-ribbon[data-failed]").count() == 0


def test_tokens_come_one_by_one_but_for_those_who_ask_for_less_motion(live: Opener) -> None:
    for motion, name in (("no-preference", "running-type"), ("reduce", "none")):
        one = ask(live("#/assistant/8", reduced_motion=motion), QUESTIONS[0], after=False)
        last = one.locator('[data-of="after"] .chip').last
        assert last.evaluate("e => getComputedStyle(e).animationName") == name


def test_over_http(browser: Browser, live_http: str, life: Life) -> None:
    for opened in opening(browser, live_http):
        assert said(ask(opened("#/assistant"), QUESTIONS[1])) == wanted(life, QUESTIONS[1])
