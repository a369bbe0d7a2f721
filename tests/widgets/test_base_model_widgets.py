"""What the base model's own widgets compute: how documents go on, and the two kinds of memory."""

from __future__ import annotations

import pytest

from llms101.widgets import document_simulator, two_memories
from tests.widgets.later import Tools, text, told


@pytest.fixture(scope="module")
def tools() -> Tools:
    return Tools()


BEGINNINGS = document_simulator.Props((
    document_simulator.PromptProps("capital", "a note", "Sure of {right} of {of}.", "capitals_known", "capitals_asked"),
    document_simulator.PromptProps("few-shot", "words"),
))  # fmt: skip


def test_beginnings_go_on_as_recorded(tools: Tools) -> None:
    data = document_simulator.compute(BEGINNINGS, tools)
    note, words = data.prompts
    assert text(note.tokens) == "The capital of France is"
    assert note.notice == "Sure of 27 of 30."
    assert [run.seed for run in note.runs] == [1, 2, 3]
    assert note.runs[0].parts == -1
    assert text(note.runs[1].tokens[: note.runs[1].parts]) == " Paris. The city"
    assert note.runs[2].parts == 0
    assert words.runs[0].seen == "It writes “fromage”, and then 3 more pairs by itself."
    assert document_simulator.steps(data) == 2
    assert document_simulator.figures(data)["share a note"] == pytest.approx(0.9)


def test_all_beginnings_are_shown_if_none_is_named(tools: Tools) -> None:
    data = document_simulator.compute(document_simulator.Props(), tools)
    assert [prompt.label for prompt in data.prompts] == [c.id for c in tools.life.trace.continuations]
    assert document_simulator.steps(data) == len(data.prompts)


def test_an_unknown_beginning_or_count_is_told(tools: Tools) -> None:
    made_up = document_simulator.Props((document_simulator.PromptProps("travel", "a note"),))
    assert told(document_simulator, made_up, tools) == (
        "prompts[0].id",
        "no recorded continuation 'travel'",
        "one of capital, question, few-shot, conversation, document, far-outside",
    )
    counted = document_simulator.Props((document_simulator.PromptProps("capital", "a note", right="luck"),))
    field, message, _ = told(document_simulator, counted, tools)
    assert (field, message) == ("prompts[0].right", "nothing called 'luck' was measured")


@pytest.mark.parametrize(
    ("prompt", "continuation", "seen"),
    [
        ("What is it?", "\nWho is it?", "No answer: it goes on with 1 more question."),
        ("What is it?", " It is bread. Who knows?", ""),
        ("What is it?", " Bread.", ""),
        ("a -> b\nc ->", " d", "It writes “d”."),
        ("Child: Why?\nTeacher:", " So.\nChild: Oh.", "It plays both parts: Child and Teacher."),
        ("Child: Why?\nTeacher:", " So.", ""),
        ("Bread is", " good.", ""),
    ],
)
def test_what_can_be_counted_is_told(prompt: str, continuation: str, seen: str) -> None:
    assert document_simulator.seen(prompt, continuation) == seen


def test_both_maps_show_the_right_answer(tools: Tools) -> None:
    data = two_memories.compute(two_memories.Props(bars=3), tools)
    first, second = data.cases
    assert first.label == "Where does Anna live?"
    assert text(first.fact) + text(first.behind) == f"Anna lives in Paris. Ben lives in Rome. {text(first.question)}"
    for case in data.cases:
        for map_ in (case.without, case.known):
            assert [bar.token.text for bar in map_.bars if bar.right] == [case.right.text]
            assert sum(bar.p for bar in map_.bars) + map_.rest == pytest.approx(1)
    assert len(second.without.bars) == 3
    assert second.without.rest_count == 1000 - 3
    assert two_memories.steps(data) == 3
    assert two_memories.figures(data) == {"cases": 2, "without": 0.05, "with": 0.9, "helped": 2}


def test_as_many_cases_as_wanted(tools: Tools) -> None:
    data = two_memories.compute(two_memories.Props(cases=1), tools)
    assert two_memories.steps(data) == 2
    assert told(two_memories, two_memories.Props(cases=0), tools)[:2] == ("cases", "0 cases cannot be shown")
    assert told(two_memories, two_memories.Props(bars=0), tools) == ("bars", "0 bars cannot be shown", "1 to 10")
