"""The widgets of the base model and of what comes after: what they compute, their steps, and authors' mistakes.

Each that waits for a later stage is tested before it, when it says so, and after it, when it shows what was left.
"""

from __future__ import annotations

from typing import Any

import pytest

from llms101.lab.vocab import SPECIAL
from llms101.widgets import (
    answer_ranking,
    conversation_ribbon,
    document_simulator,
    report_card,
    tool_loop,
    two_memories,
)
from llms101.widgets.base import FieldProblem, Token
from tests.widgets.later import Tools, ids

END = SPECIAL["<|end|>"]
QUESTION = "What is the capital of France?"
ANSWER = {"prompt": QUESTION, "seed": 1, "tokens": [*ids("It is Paris."), END]}


@pytest.fixture(scope="module")
def tools() -> Tools:
    return Tools()


def text(tokens: tuple[Token, ...]) -> str:
    return "".join(token.text for token in tokens)


def told(module: Any, props: Any, tools: Tools) -> tuple[str, str, str]:
    """What an author is told: where, what, and what was expected."""
    with pytest.raises(FieldProblem) as problem:
        module.compute(props, tools)
    return problem.value.field, problem.value.message, problem.value.expected


# ---- document-simulator

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


# ---- conversation-ribbon


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


# ---- tool-loop

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


# ---- two-memories


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


# ---- answer-ranking

GOOD, BARE, WRONG = "Three times 3 is 9, so it is $3.", "$3.", "It is $4."


def prompt(*answers: str, check: str = "") -> answer_ranking.Props:
    given = tuple(answer_ranking.AnswerProps(answer, answer) for answer in answers)
    return answer_ranking.Props((answer_ranking.PromptProps("apples", "What does one cost?", given, check),))


def test_answers_are_checked_by_their_last_number(tools: Tools) -> None:
    data = answer_ranking.compute(prompt(GOOD, BARE, WRONG, check="(13 - 2*2) / 3"), tools)
    (apples,) = data.prompts
    assert (apples.check, apples.result, apples.order) == ("(13 − 2×2) / 3", "3", "120")
    assert [(answer.last, answer.right) for answer in apples.answers] == [("3", True), ("3", True), ("4", False)]
    assert answer_ranking.figures(data) == {"pairs apples": 3, "right apples": [GOOD, BARE], "result apples": "3"}
    assert answer_ranking.steps(data) == 3
    assert "still to come" in data.pending


def test_what_cannot_be_checked_is_not(tools: Tools) -> None:
    data = answer_ranking.compute(prompt("Warm.", "Cold 3."), tools)
    assert [answer.right for answer in data.prompts[0].answers] == [False, False]
    assert answer_ranking.steps(data) == 2


def test_rewards_and_the_mix_are_read_once_they_are_there() -> None:
    ranked = [{"prompt": "What does one cost?", "text": GOOD, "reward": 2.5, "before": 0.25, "after": 0.88}]
    data = answer_ranking.compute(prompt(GOOD, WRONG, check="9/3"), Tools(preferences={"ranked": ranked}))
    good, wrong = data.prompts[0].answers
    assert (good.reward, good.before, good.after) == (2.5, 0.25, 0.88)
    assert wrong.reward is None
    assert data.pending == ""
    assert answer_ranking.steps(data) == 4


def test_prompts_that_cannot_be_ranked_are_told(tools: Tools) -> None:
    assert told(answer_ranking, prompt(GOOD), tools)[:2] == ("prompts[0].answers", "1 answers cannot be ranked here")
    assert told(answer_ranking, prompt(GOOD, WRONG, check="9 apples"), tools) == (
        "prompts[0].check", "this cannot be worked out: 'a' has no place in a sum", "a sum, as (13 - 2*2)/3",
    )  # fmt: skip
    assert told(answer_ranking, answer_ranking.Props(()), tools)[0] == "prompts"


# ---- report-card

LOSS = report_card.RowProps("surprise", "The loss.", figure="held_out", kind="loss")
CAPITALS = report_card.RowProps("capitals", "Sure.", right="capitals_known", of="capitals_asked")
RECALL = report_card.RowProps("recall", "A city.", figure="copy_p_with_fact")


def test_the_base_models_figures_and_their_intervals(tools: Tools) -> None:
    data = report_card.compute(report_card.Props((LOSS, CAPITALS, RECALL), sample="question"), tools)
    loss, capitals, recall = (row.cells[0] for row in data.rows)
    assert [loss.value, loss.choices] == pytest.approx([1.2, 3.32])
    assert (capitals.value, capitals.right, capitals.of) == (0.9, 27, 30)
    assert [capitals.low, capitals.high] == pytest.approx([0.7438, 0.9654])
    assert (recall.value, recall.of, recall.low) == (0.8, None, None)
    assert [stage.lived for stage in data.stages] == [True, False, False]
    assert all(cell.value is None for row in data.rows for cell in row.cells[1:])
    assert data.note.startswith("Still to come: the model after conversations and after preferences.")
    assert data.sample is not None
    assert text(data.sample.texts[0].tokens).startswith("What is the capital of Italy?")
    assert data.sample.texts[0].cut
    assert [sample.tokens for sample in data.sample.texts[1:]] == [(), ()]
    assert report_card.steps(data) == 3
    assert report_card.figures(data)["capitals, base"] == 0.9


def test_later_stages_fill_their_columns() -> None:
    record = {"measured": {"held_out": 1.5, "capitals_known": 30, "capitals_asked": 30}, "answers": [ANSWER]}
    tools = Tools(assistant=record, preferences=record)
    data = report_card.compute(report_card.Props((LOSS, CAPITALS, RECALL), sample="question"), tools)
    assert [cell.value for cell in data.rows[0].cells] == [1.2, 1.5, 1.5]
    assert [cell.value for cell in data.rows[2].cells] == [0.8, None, None]
    assert data.rows[1].cells[1].high == 1
    assert data.sample is not None
    assert text(data.sample.texts[1].tokens) == "It is Paris.<|end|>"
    assert not data.sample.texts[1].cut
    assert data.note == ""
    assert report_card.steps(data) == 4


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"figure": "luck"}, ("rows[0].figure", "nothing called 'luck' was measured")),
        ({"right": "capitals_known"}, ("rows[0]", "a row has one figure, or a count")),
        ({}, ("rows[0]", "a row has one figure, or a count")),
        ({"figure": "p_be", "right": "a", "of": "b"}, ("rows[0]", "a row has one figure, or a count")),
        ({"right": "capitals_known", "of": "all"}, ("rows[0].of", "nothing called 'all' was measured")),
    ],
)
def test_a_row_that_was_not_measured_is_told(tools: Tools, row: dict[str, str], problem: tuple[str, str]) -> None:
    props = report_card.Props((report_card.RowProps("row", "About.", **row),))  # type: ignore[arg-type]
    assert told(report_card, props, tools)[:2] == problem


def test_an_unknown_sample_is_told(tools: Tools) -> None:
    assert told(report_card, report_card.Props((LOSS,), sample="poem"), tools)[:2] == (
        "sample", "no recorded continuation 'poem'",
    )  # fmt: skip


def test_wilsons_interval() -> None:
    # The limits for 81 of 263 are Newcombe's (Statistics in Medicine 17, 1998): 0.2553 to 0.3662.
    assert list(report_card.wilson(81, 263)) == pytest.approx([0.2553, 0.3662], abs=5e-5)
    assert list(report_card.wilson(0, 20)) == pytest.approx([0, 0.1611], abs=5e-5)
    assert report_card.wilson(20, 20)[1] == 1


@pytest.mark.parametrize("module", [conversation_ribbon, tool_loop, answer_ranking, report_card])
def test_every_figure_says_where_it_comes_from(module: Any, tools: Tools) -> None:
    props = {
        conversation_ribbon: conversation_ribbon.Props((conversation("Hi!", "Hello."),)),
        tool_loop: tool_loop.Props((SUM,)),
        answer_ranking: prompt(GOOD, WRONG, check="9/3"),
        report_card: report_card.Props((CAPITALS,)),
    }[module]
    data = module.compute(props, tools)
    assert all(source.what and source.file and source.command for source in data.sources)
