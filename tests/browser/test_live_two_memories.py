"""A fact and a question of one's own: what the assistant in the page answers without it and with it is what it says in
Python, and so are both maps.
"""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, expect

from llms101.lab import chat
from llms101.lab.engine import LONGEST, reply
from llms101.lab.mind import Model
from llms101.lab.record import Life
from llms101.tools import MODEL
from tests.browser.conftest import PHONE, Deck, Opener, opening, reopened

FACT, QUESTION = "Tom lives in Cairo.", "Where does Tom live?"


@pytest.fixture(scope="module")
def assistant() -> Model:
    return Life.load(MODEL).model("assistant")


def widget(deck: Deck) -> Locator:
    return deck.page.locator("#where-we-are two-memories")


def ask(deck: Deck, fact: str, question: str) -> Locator:
    one = widget(deck)
    one.get_by_label("Tell it").fill(fact)
    one.get_by_label("and ask").fill(question)
    one.get_by_label("and ask").press("Enter")
    return one


def answered(one: Locator) -> None:
    expect(one.locator("[data-case^=typed]")).to_be_attached()


def said(one: Locator) -> list[str]:
    return one.locator(".memory-said [data-look]").all_text_contents()


def wanted(assistant: Model, fact: str, question: str) -> list[str]:
    """What it answers without the fact and with it."""
    both = (question, f"{fact} {question}".strip())
    return [assistant.text(reply(assistant, text, None).answer) for text in both]


def bars(one: Locator, memory: str) -> dict[int, float]:
    code = "rows => rows.map((row) => [row.dataset.id, row.style.getPropertyValue('--p')])"
    found = one.locator(f'[data-memory="{memory}"] .bar[data-id]').evaluate_all(code)
    return {int(id): float(p) for id, p in found}


@pytest.mark.parametrize(
    ("fact", "question"),
    [(FACT, QUESTION), ("Anna lives in Oslo. Kate lives in Lima.", "Where does Kate live?"), ("", QUESTION)],
)
def test_both_answers_are_those_of_python(live: Opener, assistant: Model, fact: str, question: str) -> None:
    one = ask(live("#/where-we-are"), fact, question)
    answered(one)
    assert said(one) == wanted(assistant, fact, question)


def test_the_maps_are_those_before_the_word_that_came_from_the_fact(live: Opener, assistant: Model) -> None:
    one = ask(live("#/where-we-are"), FACT, QUESTION)
    answered(one)
    answer = reply(assistant, f"{FACT} {QUESTION}", None).answer
    cairo = assistant.encode(" Cairo")[0]
    assert cairo in answer, "it no longer reads the fact: take another one here"
    begun = answer[: answer.index(cairo)]
    right = []
    for memory, text in (("without", QUESTION), ("with", f"{FACT} {QUESTION}")):
        probs = assistant.probabilities([*chat.prompt(text, assistant.encode), *begun])
        right.append(probs[assistant.vocab.index[cairo]])
        shown = bars(one, memory)
        assert shown.keys() >= {cairo}
        expected = {id: probs[assistant.vocab.index[id]] for id in shown}
        assert shown == pytest.approx(expected, rel=1e-3, abs=1e-7)
        rest = one.locator(f'[data-memory="{memory}"] .bar-rest').evaluate("e => e.style.getPropertyValue('--p')")
        assert float(rest) == pytest.approx(1 - sum(expected.values()), abs=1e-5)
    assert right[1] > right[0]
    expect(one.locator(".memory-words")).to_contain_text("“Cairo”")
    ids = one.locator('[data-memory="with"] > .chips .chip[data-look="sampled"] .chip-id').all_text_contents()
    assert [int(id) for id in ids] == begun


def test_the_context_forgets_when_the_fact_is_taken_out(live: Opener, assistant: Model) -> None:
    one = ask(live("#/where-we-are"), FACT, QUESTION)
    answered(one)
    without, known = wanted(assistant, FACT, QUESTION)
    for left_and_right in ([without, without], [without, known]):
        one.locator("[data-toggle]").click()
        assert said(one) == left_and_right


def test_the_fields_have_the_case_that_is_shown(live: Opener) -> None:
    deck = live("#/where-we-are")
    one = widget(deck)
    case = one.evaluate("e => e.data.cases[0]")
    expect(one.get_by_label("Tell it")).to_have_value("".join(token["text"] for token in case["fact"]))
    expect(one.get_by_label("and ask")).to_have_value(case["label"])
    one.locator("select").select_option("2")
    expect(one.get_by_label("and ask")).to_have_value(one.evaluate("e => e.data.cases[2].label"))


def test_a_link_shows_the_same(live: Opener, assistant: Model) -> None:
    deck = live("#/where-we-are", size=PHONE)
    answered(ask(deck, FACT, QUESTION))
    reopened(deck, "Cairo")
    answered(widget(deck))
    assert said(widget(deck)) == wanted(assistant, FACT, QUESTION)
    expect(widget(deck).get_by_label("Tell it")).to_have_value(FACT)


def test_the_next_press_is_the_script(live: Opener) -> None:
    deck = live("#/where-we-are")
    one = ask(deck, FACT, QUESTION)
    answered(one)
    deck.press("ArrowRight", "PageDown")
    assert deck.at == ("where-we-are", 0)
    deck.press("Escape", "ArrowRight")
    assert deck.at == ("where-we-are", 1)
    expect(one.locator(".two-memories")).to_have_attribute("data-case", "0")
    expect(one.get_by_label("and ask")).to_have_value(one.evaluate("e => e.data.cases[0].label"))
    assert one.evaluate("e => Object.keys(e.delta())") == []


def test_a_word_that_it_has_never_met(live: Opener, assistant: Model) -> None:
    deck = live("#/where-we-are")
    one = ask(deck, "Zebras eat grass.", "What do zebras eat?")
    answered(one)
    expect(one.locator(".memory-words")).to_contain_text(f"it knows {len(assistant.vocab):,} tokens")
    assert one.locator(".chip[data-unknown]").count() > 0
    assert said(one) == ["…", "…"]
    ask(deck, FACT, QUESTION)
    expect(one.locator(".memory-words")).to_contain_text("“")
    assert said(one) == wanted(assistant, FACT, QUESTION)


def test_more_than_fits_into_the_context(live: Opener, assistant: Model) -> None:
    fact = "Tom lives in Cairo. " * 14
    one = ask(live("#/where-we-are"), fact, QUESTION)
    answered(one)
    tokens = len(assistant.encode(f"{fact.strip()} {QUESTION}"))
    room = assistant.gpt.config.context - 3 - LONGEST
    expect(one.locator(".memory-words")).to_have_text(f"There is room for {room} tokens, and this text has {tokens}.")


def test_with_no_question_it_is_the_script(live: Opener) -> None:
    deck = live("#/where-we-are/2")
    answered(ask(deck, FACT, QUESTION))
    ask(deck, FACT, "  ")
    expect(widget(deck).locator(".two-memories")).to_have_attribute("data-case", "0")


@pytest.mark.parametrize(
    "delta",
    [
        {"fact": "\ud800 \u0000 <b>", "asked": "\n"},
        {"asked": "x" * 3000, "stage": 7},
        {"fact": FACT, "asked": QUESTION, "case": 99, "stage": -1},
    ],
)
def test_any_link(live: Opener, delta: dict[str, object]) -> None:
    deck = live(f"#/where-we-are?w.two-memories={quote(json.dumps(delta))}")
    answered(widget(deck))
    assert deck.page.locator("two-memories[data-failed]").count() == 0


def test_over_http(browser: Browser, live_http: str, assistant: Model) -> None:
    for opened in opening(browser, live_http):
        one = ask(opened("#/where-we-are/1"), FACT, QUESTION)
        answered(one)
        assert said(one) == wanted(assistant, FACT, QUESTION)
