"""Rankings and the report card: before the later stages of the model's life, and after."""

from __future__ import annotations

import pytest

from llms101.widgets import answer_ranking, report_card
from tests.widgets.later import ANSWER, Tools, text, told


@pytest.fixture(scope="module")
def tools() -> Tools:
    return Tools()


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


def test_every_figure_says_where_it_comes_from(tools: Tools) -> None:
    ranking = answer_ranking.compute(prompt(GOOD, WRONG, check="9/3"), tools)
    report = report_card.compute(report_card.Props((CAPITALS,)), tools)
    for source in (*ranking.sources, *report.sources):
        assert source.what
        assert source.file
        assert source.command
