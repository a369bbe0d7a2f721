"""Conversations and calls as tokens: before the model's own are there, and after."""

from __future__ import annotations

from typing import Any

import pytest

from llms101.lab.vocab import SPECIAL
from llms101.widgets import conversation_ribbon, tool_loop
from tests.widgets.later import ANSWER, END, QUESTION, Tools, ids, text, told


@pytest.fixture(scope="module")
def tools() -> Tools:
    return Tools()


def conversation(*turns: str, first: Any = "user") -> conversation_ribbon.ConversationProps:
    roles: list[Any] = [first, "assistant" if first == "user" else "user"]
    said = (conversation_ribbon.TurnProps(roles[i % 2], turn) for i, turn in enumerate(turns))
    return conversation_ribbon.ConversationProps("a sum", tuple(said))


def test_it_learns_from_the_assistants_words_and_their_end(tools: Tools) -> None:
    data = conversation_ribbon.compute(conversation_ribbon.Props((conversation("What is 2+2?", "2+2 is 4."),)), tools)
    (talk,) = data.conversations
    user, assistant = talk.turns
    assert (user.marker.text, user.end.text, assistant.marker.text) == ("<|user|>", "<|end|>", "<|assistant|>")
    assert assistant.marker.id == SPECIAL["<|assistant|>"]
    assert talk.learned == len(assistant.tokens) + 1
    assert talk.read == len(user.tokens) + 3
    assert conversation_ribbon.figures(data) == {"learned a sum": talk.learned, "read a sum": talk.read}
    assert conversation_ribbon.steps(data) == 3


def test_a_text_is_kept_whole_only_where_a_token_is_no_character(tools: Tools) -> None:
    data = conversation_ribbon.compute(conversation_ribbon.Props((conversation("Hi!", "🥳"),)), tools)
    assert [turn.text for turn in data.conversations[0].turns] == ["", "🥳"]


def test_before_and_after_the_conversations() -> None:
    props = conversation_ribbon.Props((conversation("Hi!", "Hello."),))
    data = conversation_ribbon.compute(props, Tools())
    assert data.before is not None
    assert data.after is not None
    assert data.before.prompt == data.after.prompt == QUESTION
    assert text(data.before.tokens).startswith("\nWhat is the capital of Italy?")
    assert (data.after.tokens, data.after.note) == ((), "The tuned model’s own answer is still to come.")

    later = conversation_ribbon.compute(props, Tools(assistant={"answers": [ANSWER]}))
    assert later.after is not None
    assert text(later.after.tokens) == "It is Paris.<|end|>"
    assert "still to come" not in later.after.note
    assert conversation_ribbon.steps(later) == conversation_ribbon.steps(data)


def test_turns_alternate_and_the_continuation_is_recorded(tools: Tools) -> None:
    wrong = conversation_ribbon.Props((conversation("Hello.", "Hi!", first="assistant"),))
    assert told(conversation_ribbon, wrong, tools) == (
        "conversations[0].turns[0].role", "user and assistant take turns", "user",
    )  # fmt: skip
    lost = conversation_ribbon.Props((conversation("Hi!", "Hello."),), before="travel")
    assert told(conversation_ribbon, lost, tools)[:2] == ("before", "no recorded continuation 'travel'")
    assert told(conversation_ribbon, conversation_ribbon.Props((conversation(),)), tools)[0] == "conversations[0].turns"
    assert told(conversation_ribbon, conversation_ribbon.Props(()), tools)[0] == "conversations"


SEARCH = tool_loop.CallProps("a search", "How warm is it?", "search", "weather", "It is {result}.", "72 °F")
SUM = tool_loop.CallProps("a sum", "What is 127 × 34?", "calculator", "127*34", "It is {result}.")


def segments(call: tool_loop.Call) -> dict[str, list[tuple[str, str]]]:
    return {s.part: [(run.look, text(run.tokens)) for run in s.runs] for s in call.segments}


def test_a_call_is_a_row_of_tokens_with_their_writers() -> None:
    data = tool_loop.compute(tool_loop.Props((SEARCH, SUM)), Tools())
    assert segments(data.calls[0]) == {
        "question": [("app", "<|user|>"), ("data", "How warm is it?"), ("app", "<|end|><|assistant|>")],
        "call": [("sampled", "<|tool_call|>search: weather<|end|>")],
        "result": [("app", "<|tool_result|>72 °F<|end|><|assistant|>")],
        "answer": [("sampled", "It is 72 °F.<|end|>")],
    }
    assert data.calls[1].answer == "It is 4318."
    assert tool_loop.figures(data)["result a sum"] == "4318"
    assert tool_loop.steps(data) == 7
    assert [call.own for call in data.calls] == [False, False]
    assert [call.without for call in data.calls] == [(), ()]
    assert "still to come" in data.example_note


def test_the_models_own_call_takes_the_examples_place() -> None:
    own = {
        "question": SUM.question, "seed": 3, "call": [SPECIAL["<|tool_call|>"], *ids("calculator: 127*34"), END],
        "answer": [*ids("That is 4318."), END], "without": ids("It is 4000."),
    }  # fmt: skip
    data = tool_loop.compute(tool_loop.Props((SEARCH, SUM)), Tools(tools={"calls": [own]}))
    search, sum_ = data.calls
    assert (search.own, sum_.own) == (False, True)
    assert segments(sum_)["call"] == [("sampled", "<|tool_call|>calculator: 127*34<|end|>")]
    assert segments(sum_)["answer"] == [("sampled", "That is 4318.<|end|>")]
    assert text(sum_.without) == "It is 4000."
    assert any("seed 3" in source.detail for source in data.sources)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"query": "127 mal 34"}, ("calls[0].query", "the calculator cannot work this out: 'm' has no place in a sum")),
        ({"result": "4318"}, ("calls[0].result", "the calculator's result is worked out here")),
        ({"answer": "It is 4318."}, ("calls[0].answer", "the answer does not use the result")),
        ({"tool": "search"}, ("calls[0].tool", "what the tool 'search' finds is missing")),
    ],
)
def test_a_call_that_does_not_work_is_told(tools: Tools, change: dict[str, str], problem: tuple[str, str]) -> None:
    call = tool_loop.CallProps(**{**vars(SUM), **change})
    assert told(tool_loop, tool_loop.Props((call,)), tools)[:2] == problem
