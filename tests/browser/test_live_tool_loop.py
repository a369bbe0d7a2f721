"""`tool-loop` with a question that somebody types: the answer is Python's, and every token says who wrote it."""

from __future__ import annotations

import json
import random
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, expect

from llms101.lab.engine import NOT_FOUND, Reply, reply, run_tool
from llms101.lab.mind import Model
from llms101.lab.record import Life
from llms101.tools import MODEL
from tests.browser.conftest import Deck, Opener, opening, reopened

SUM, SEARCH = "What is 48 × 27?", "When does the library in Rome close today?"
JS = Path(__file__).parents[2] / "static" / "js"


@pytest.fixture(scope="module")
def model(life: Life) -> Model:
    return life.model("tools")


def widget(deck: Deck) -> Locator:
    return deck.page.locator("#tools tool-loop")


def ask(deck: Deck, question: str) -> Locator:
    field = widget(deck).get_by_role("textbox", name="Ask the model")
    field.fill(question)
    field.press("Enter")
    return widget(deck)


def chips(one: Locator, part: str, look: str) -> list[int]:
    """The ids of the tokens of a part that have this look."""
    found = one.locator(f'.tool-context > [data-part="{part}"] .chip[data-look="{look}"] .chip-id')
    return [int(text) for text in found.all_text_contents()]


def assert_shows(one: Locator, said: Reply) -> None:
    expect(one.locator('.tool-context > [data-part="answer"]').last).to_be_visible()
    assert chips(one, "call", "sampled") == said.call
    assert chips(one, "result", "app") == said.forced
    assert chips(one, "answer", "sampled") == said.answer
    assert chips(one, "call", "app") == chips(one, "result", "sampled") == chips(one, "answer", "app") == []


@pytest.mark.parametrize("question", [SUM, SEARCH, "What is the capital of France?", "Hello"])
def test_the_answer_is_that_of_python(live: Opener, model: Model, life: Life, question: str) -> None:
    deck = live("#/tools", reduced_motion="reduce")
    one = ask(deck, question)
    said, alone = reply(model, question, life.tools.store), reply(model, question, None)
    assert_shows(one, said)
    if said.call:
        expect(one.locator(".tool-beside")).to_contain_text(model.text(alone.answer))
        expect(one.locator(".tool-measured")).to_be_hidden()
    else:
        expect(one.locator(".tool-beside")).to_have_count(0)
        expect(one.locator(".tool-now")).to_contain_text("answers with no call")
    one.get_by_role("button", name="Tool off").click()
    assert chips(one, "answer", "sampled") == alone.answer
    assert chips(one, "call", "sampled") == []


def test_the_script_calls_what_the_page_calls(live: Opener, model: Model, life: Life) -> None:
    """A recorded question that is typed leads to the recorded call."""
    deck = live("#/tools", reduced_motion="reduce")
    for call in life.tools.calls:
        one = ask(deck, call.question)
        expect(one.locator(".tool-loop")).to_have_attribute("data-call", f"typed {call.question}")
        assert_shows(one, Reply(call.call, call.query, call.result, call.result_tokens, call.answer))


def test_what_is_not_in_the_store_is_not_found(live: Opener, model: Model, life: Life) -> None:
    names = [name for name in ("Ben", "Anna", "Italy", "Mary") if not model.vocab.unknown(model.encode(f" {name}"))]
    asked = [
        f"{begin} {name}{end}"
        for name in names
        for begin, end in (("What is the weather in", " today?"), ("How much is a ticket to", "?"))
    ]
    question = next((q for q in asked if reply(model, q, life.tools.store).result == NOT_FOUND), None)
    if question is None:
        pytest.skip("this model searches only for what is there")
    one = ask(live("#/tools", reduced_motion="reduce"), question)
    assert_shows(one, reply(model, question, life.tools.store))
    expect(one.locator('.tool-actor[data-actor="app"]')).to_be_visible()
    assert "".join(one.locator('[data-part="result"] .chip-text').all_text_contents()).find(NOT_FOUND) > 0
    expect(one.locator(".tool-store [data-here]")).to_have_count(0)


def test_parts_come_one_after_another_and_the_link_shows_the_end(live: Opener, model: Model, life: Life) -> None:
    deck = live("#/tools")
    one = ask(deck, SUM)
    root = one.locator(".tool-loop")
    for stage in range(5):
        expect(root).to_have_attribute("data-stage", str(stage))
    assert deck.page.evaluate("document.activeElement.tagName") == "INPUT"  # the focus stays
    expect(deck.page.locator("#widget-live")).to_contain_text(model.text(reply(model, SUM, life.tools.store).answer))
    one = widget(reopened(deck, SUM.split()[2]))
    assert_shows(one, reply(model, SUM, life.tools.store))
    assert deck.at == ("tools", 0)
    deck.press("PageDown")
    expect(root).to_have_attribute("data-call", "0")
    assert deck.state("tools.tool-loop") == {"call": 0, "stage": 1, "off": False, "typed": ""}


def test_the_buttons_walk_through_a_typed_call(live: Opener) -> None:
    deck = live(f"#/tools?w.tool-loop={quote(json.dumps({'typed': SUM, 'stage': 0}))}", reduced_motion="reduce")
    one = widget(deck)
    root = one.locator(".tool-loop")
    expect(root).to_have_attribute("data-call", f"typed {SUM}")
    for stage in (1, 2, 3, 4):
        one.get_by_role("button", name="Next part").click()
        expect(root).to_have_attribute("data-stage", str(stage))
    one.get_by_role("button", name="From the start").click()
    expect(root).to_have_attribute("data-stage", "0")
    one.locator("select").select_option(index=1)
    expect(root).to_have_attribute("data-call", "1")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Do you like zebras?", "The tiny model has never met “zebras”: it knows"),
        ("🦓 <b>é</b>\u202e", "has never met"),
        ("What" + " is the weather in Paris" * 20, "There is room for 64 tokens, and this text has"),
        ("x" * 100_000, "has never met"),
    ],
)
def test_what_the_model_cannot_read_is_told(live: Opener, typed: str, told: str) -> None:
    deck = live("#/tools", reduced_motion="reduce")
    one = ask(deck, typed)
    expect(one.locator(".tool-now")).to_contain_text(told)
    assert one.get_attribute("data-failed") is None
    one.get_by_role("button", name="Tool off").click()
    expect(one.locator(".tool-now")).to_contain_text(told)
    expect(one.locator(".tool-map")).to_be_hidden()
    assert_shows(ask(deck, SUM), reply(Life.load(MODEL).model("tools"), SUM, {}))


def test_keys_typed_there_are_not_the_decks(live: Opener) -> None:
    deck = live("#/tools", reduced_motion="reduce")
    field = widget(deck).get_by_role("textbox", name="Ask the model")
    field.press("Enter")  # nothing is typed: nothing is asked
    assert deck.state("tools.tool-loop")["typed"] == ""
    field.press_sequentially("of b? ")
    field.press("ArrowRight")
    assert (deck.at, field.input_value()) == (("tools", 0), "of b? ")


def test_it_works_on_a_server(browser: Browser, live_http: str, model: Model, life: Life) -> None:
    for opened in opening(browser, live_http):
        assert_shows(ask(opened("#/tools", reduced_motion="reduce"), SEARCH), reply(model, SEARCH, life.tools.store))


def some_sums() -> list[str]:
    dice = random.Random(1)

    def some(depth: int = 0) -> str:
        kind = dice.random()
        if depth > 4 or kind < 0.4:
            return dice.choice(
                [str(dice.randrange(100_000)), f"{dice.random() * 99:.3f}", f".{dice.randrange(10)}", "7.", "07"]
            )
        if kind < 0.6:
            return f"-{some(depth + 1)}" if kind < 0.5 else f"({some(depth + 1)})"
        return some(depth + 1) + dice.choice("+-*/") + some(depth + 1)

    strange = [
        *(
            "",
            "()",
            "007",
            "00",
            "00.5",
            "...",
            "1..2",
            "(1)(2)",
            "2(3)",
            "--5",
            "2*-3",
            "-",
            "1/0",
            "1 2",
            "1 . 5",
            "1+",
        ),
        *("(1", "1)", "9" * 200, "9" * 201, "-" * 199 + "1", "(" * 99 + "1" + ")" * 99, "1**2", "1//2", "0.1+0.2"),
        *("1/3", "-1/99999999999", "1/20000000000", "3/20000000000", "9999999999999999999999999999.5/7"),
        *("2/3*" + "1" * 40, "\t7", " 7 ", "7 + é", "2^8", "abs(3)"),
    ]
    noise = ["".join(dice.choice("0123456789.+-*/() ") for _ in range(dice.randrange(1, 8))) for _ in range(300)]
    long = [f"{dice.randrange(10**30)}/{dice.randrange(1, 10 ** dice.randrange(1, 40))}" for _ in range(100)]
    return [*strange, *noise, *long, *(some() for _ in range(400))]


def test_the_calculator_is_that_of_python(live: Opener) -> None:
    sums = [f"calculator: {text}" for text in some_sums()] + ["search: a: b", "search", "", "search: toString"]
    store = {"a: b": "found"}
    wanted = [run_tool(call, store) for call in sums]
    assert 100 < wanted.count("error") < len(sums) - 300
    source = (JS / "live" / "tools.js").read_text("utf-8")
    code = """async ([source, sums, store]) => {
        const { runTool } = await import("data:text/javascript," + encodeURIComponent(source));
        return sums.map((call) => runTool(call, store));
    }"""
    found = live("#/tools").page.evaluate(code, [source, sums, store])
    assert dict(zip(sums, found, strict=True)) == dict(zip(sums, wanted, strict=True))
