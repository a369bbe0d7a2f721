"""Conversations and calls as tokens, and what tuning made of the model: read from a record that is made up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from llms101.lab.vocab import SPECIAL
from llms101.widgets import conversation_ribbon, tool_loop, two_memories
from llms101.widgets._later import drawn
from llms101.widgets.base import Token
from tests.widgets.later import Tools, ids, told
from tests.widgets.tuned import BREAK, CAPITAL, NO, SKY, TOAST, map_of


@pytest.fixture
def tools() -> Tools:
    return Tools()


def says(tokens: tuple[Token, ...], places: tuple[int, ...]) -> str:
    """What places in a table of tokens say."""
    return "".join(tokens[at].text for at in places)


RIBBON = conversation_ribbon.Props(("refusal", "sum"))


def test_what_is_learned_is_what_the_record_says(tools: Tools) -> None:
    data = conversation_ribbon.compute(RIBBON, tools)
    talk = data.conversations[1]
    user, assistant, *_ = talk.turns
    assert says(data.tokens, user.tokens) == "<|user|>What is 2+2?<|end|>"
    assert says(data.tokens, assistant.tokens) == "<|assistant|>2+2 is 4.<|end|>"
    assert [turn.role for turn in talk.turns] == ["user", "assistant"] * 2
    assert user.learned == "0" * len(user.tokens)
    assert assistant.learned == "0" + "1" * (len(assistant.tokens) - 1)
    assert (talk.learned, talk.read) == (18, 20)

    recorded = next(each for each in tools.life.assistant.conversations if each.id == "sum")
    recorded.learned[0] = 1  # nobody would; but the widget has no opinion of its own
    first = conversation_ribbon.compute(RIBBON, tools).conversations[1]
    assert first.turns[0].learned.startswith("10")
    assert first.learned == 19


def test_no_token_is_told_twice(tools: Tools) -> None:
    tokens = conversation_ribbon.compute(RIBBON, tools).tokens
    assert len({token.id for token in tokens}) == len(tokens)
    assert Token(SPECIAL["<|end|>"], "<|end|>") in tokens


def test_every_checkpoint_answers_the_same_prompts(tools: Tools) -> None:
    data = conversation_ribbon.compute(RIBBON, tools)
    assert data.seen == (0, 72, 28800)
    asked = data.asked[0]
    assert (asked.prompt, asked.seed) == (CAPITAL, 1)
    assert says(data.tokens, asked.answers[-1]) == "The capital of France is Paris.<|end|>"
    assert "Rome" in says(data.tokens, asked.answers[0])
    assert [(halt.prompt, halt.stop) for halt in data.walk] == [(0, 0), (0, 1), (0, 2)]
    assert conversation_ribbon.steps(data) == 2 + 1 + 3


def test_the_script_asks_the_prompt_that_is_named(tools: Tools) -> None:
    data = conversation_ribbon.compute(replace(RIBBON, prompt=BREAK), tools)
    assert [each.prompt for each in data.asked] == [CAPITAL, SKY, BREAK, TOAST]
    last = data.walk[-1]
    assert says(data.tokens, data.asked[last.prompt].answers[last.stop]) == f"{NO}<|end|>"
    checkpoints = tools.life.assistant.checkpoints
    checkpoints[1] = replace(checkpoints[1], answers=checkpoints[0].answers)
    assert [halt.stop for halt in conversation_ribbon.compute(replace(RIBBON, prompt=BREAK), tools).walk] == [0, 2]
    field, message, expected = told(conversation_ribbon, replace(RIBBON, prompt="Why?"), tools)
    assert (field, message) == ("prompt", "this prompt is not recorded")
    assert expected == f"one of: {CAPITAL} | {SKY} | {BREAK} | {TOAST}"


def test_the_cost_and_what_can_be_claimed(tools: Tools) -> None:
    data = conversation_ribbon.compute(RIBBON, tools)
    assert data.cost == conversation_ribbon.Cost(24_000, 1_172_000, 640_000, 85, 2_560_000, 142)
    figures = conversation_ribbon.figures(data)
    assert figures is not None
    assert (figures["learned refusal"], figures["read refusal"]) == (41, 21)
    assert figures["tokens of base"] == pytest.approx(1_172_000 / 2_560_000)
    assert (figures["ends"], figures["prompts"]) == (4, 4)
    del tools.life.assistant.checkpoints[-1].answers[0].tokens[-1]
    figures = conversation_ribbon.figures(conversation_ribbon.compute(RIBBON, tools))
    assert figures is not None
    assert figures["ends"] == 3


def test_a_conversation_that_is_not_recorded_is_told(tools: Tools) -> None:
    assert told(conversation_ribbon, conversation_ribbon.Props(("sum", "sea")), tools) == (
        "conversations[1]", "no conversation 'sea' is recorded", "one of sum, sky, refusal, toast",
    )  # fmt: skip
    assert told(conversation_ribbon, conversation_ribbon.Props(()), tools)[0] == "conversations"


LOOP = tool_loop.Props(("weather", "ticket", "sum"))


def runs(data: tool_loop.Data, n: int) -> list[tuple[str, str, str]]:
    return [(run.part, run.look, says(data.tokens, run.tokens)) for run in data.calls[n].runs]


def test_a_call_is_a_row_of_tokens_with_their_writers(tools: Tools) -> None:
    data = tool_loop.compute(LOOP, tools)
    assert runs(data, 0) == [
        ("question", "app", "<|user|>"),
        ("question", "data", "What is the weather in Paris today?"),
        ("question", "app", "<|end|><|assistant|>"),
        ("call", "sampled", "<|tool_call|>search: weather Paris today<|end|>"),
        ("result", "app", "<|tool_result|>72 °F and clear<|end|><|assistant|>"),
        ("answer", "sampled", "It is 72 °F and clear in Paris today.<|end|>"),
    ]
    assert data.calls[2].answer == "127 × 34 is 4318."
    assert tool_loop.steps(data) == 7


def test_with_the_tool_off_the_map_is_where_it_goes_wrong(tools: Tools) -> None:
    data = tool_loop.compute(LOOP, tools)
    weather, ticket, sum_ = data.calls
    assert [call.wrong for call in data.calls] == [True, False, True]
    assert says(data.tokens, sum_.without[sum_.at : sum_.at + 1]) == "387"
    assert [(bar.token.text, bar.right) for bar in sum_.map.bars] == [
        ("<|tool_call|>", False), ("387", False), ("431", True),
    ]  # fmt: skip
    assert says(data.tokens, weather.without[weather.at : weather.at + 1]) == "41"
    assert says(data.tokens, ticket.without[ticket.at : ticket.at + 1]) == "."


def test_the_store_is_peeked_into(tools: Tools) -> None:
    weather, _, sum_ = tool_loop.compute(LOOP, tools).calls
    assert [(line.query, line.here) for line in weather.store] == [
        ("weather Oslo today", False),
        ("weather Paris today", True),
        ("weather Rome today", False),
    ]
    assert sum_.store == ()
    lost = tool_loop.peek(tools.life.tools.store, "weather Bonn today")
    assert [line.here for line in lost] == [False] * 3
    assert len(tool_loop.peek({"one": "1"}, "one")) == 1


def test_what_was_measured_can_be_claimed(tools: Tools) -> None:
    data = tool_loop.compute(LOOP, tools)
    assert data.measured == tool_loop.Measured(240, 228, 3, 45, 44)
    figures = tool_loop.figures(data)
    assert figures is not None
    assert figures["result sum"] == "4318"
    assert figures["sums right with the tool"] == pytest.approx(0.95)
    assert figures["sums gained"] == pytest.approx(225 / 240)
    assert figures["searches right"] == pytest.approx(44 / 45)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"result": "4319"}, "the recorded result of 127*34 is 4319, but it comes to 4318"),
        ({"query": "127 mal 34"}, "the recorded sum cannot be worked out: 'm' has no place in a sum"),
        ({"call": []}, "the model answers 'What is 127 × 34?' without a call"),
    ],
)
def test_a_call_that_cannot_be_shown_is_told(tools: Tools, change: dict[str, Any], problem: str) -> None:
    calls = tools.life.tools.calls
    calls[2] = replace(calls[2], **change)
    assert told(tool_loop, LOOP, tools)[:2] == ("calls[2]", problem)


def test_a_call_that_is_not_recorded_is_told(tools: Tools) -> None:
    assert told(tool_loop, tool_loop.Props(("weather", "train")), tools) == (
        "calls[1]", "no call 'train' is recorded", "one of weather, ticket, sum",
    )  # fmt: skip
    assert told(tool_loop, tool_loop.Props(()), tools)[0] == "calls"


def test_what_is_still_to_come_is_said() -> None:
    young = Tools(young=True)
    for module, props in ((conversation_ribbon, RIBBON), (tool_loop, LOOP)):
        data = module.compute(props, young)
        assert "still to come" in data.pending
        assert module.steps(data) == 0
        assert module.figures(data) is None
    assert {case.said_known for case in two_memories.compute(two_memories.Props(), young).cases} == {""}


def test_the_assistant_says_what_it_was_told(tools: Tools) -> None:
    first = two_memories.compute(two_memories.Props(), tools).cases[0]
    assert first.said_without == "I do not know where Anna lives. You have not told me."
    assert first.said_known == "As you said, Anna lives in Paris."
    del tools.life.assistant.answers[-1]  # half of an answer would be none
    assert {case.said_without for case in two_memories.compute(two_memories.Props(), tools).cases} == {""}


def test_sources_name_seed_step_and_command(tools: Tools) -> None:
    ribbon, loop = conversation_ribbon.compute(RIBBON, tools), tool_loop.compute(LOOP, tools)
    answers = next(source for source in ribbon.sources if source.what.startswith("the answers"))
    assert answers.file == "llms101/model/assistant.json"
    assert answers.command == "llms101 train --stage assistant"
    assert answers.detail == "`checkpoints`: after steps 0, 3, 1,200 of 24 conversations; seed 1, temperature 0"
    calls = loop.sources[0]
    assert calls.command == "llms101 train --stage tools"
    assert calls.detail == "`calls`: the likeliest tokens, seed 1; after 1,200 steps from seed 2"
    assert any(source.file == "llms101/arithmetic.py" for source in loop.sources)
    searches = tool_loop.compute(tool_loop.Props(("weather",)), tools).sources
    assert not any(source.file == "llms101/arithmetic.py" for source in searches)


def test_a_map_keeps_its_right_answer(tools: Tools) -> None:
    recorded = map_of(" Paris", (" Rome", 0.5), (" Oslo", 0.25), (" Paris", 0.0625))
    bars = drawn(recorded, 2, tools).bars
    assert [(bar.token.id, bar.p, bar.right) for bar in bars] == [
        (ids(" Rome")[0], 0.5, False), (ids(" Paris")[0], 0.0625, True),
    ]  # fmt: skip
    assert drawn(recorded, 2, tools).rest == pytest.approx(0.4375)
    assert drawn(recorded, 2, tools).rest_count == 1001
    assert [bar.right for bar in drawn(replace(recorded, right=None), 2, tools).bars] == [False, False]
