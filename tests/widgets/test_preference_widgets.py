"""Rankings and the report card: before the later stages of the model's life, and after."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from llms101.check import check
from llms101.compute import compute
from llms101.errors import AuthorError
from llms101.load import load
from llms101.tools import Toolbox
from llms101.widgets import _runs, answer_ranking, report_card
from llms101.widgets.answer_ranking import PromptProps, RunProps
from tests.widgets.preferred import APPLES, BARE, COMMAND, LOUD, TOAST, WARM, WORKED, Life, Tools, ids, told

PROBLEM = PromptProps("a word problem", "3 apples and 2", "(13 - 2*2) / 3")
LINE = PromptProps("a toast", "Write one line")
SLIDES = Path(__file__).parents[2] / "slides"
RANKING = answer_ranking.Props(
    (PROBLEM, LINE),
    (
        RunProps("taste", "Taste", "It moves."),
        RunProps("checked", "Check", "It is checked.", "check"),
        RunProps("hacked", "Careless", "It fails.", "judge"),
    ),
)


@pytest.fixture(scope="module")
def tools() -> Tools:
    return Tools()


@pytest.fixture(scope="module")
def ranking(tools: Tools) -> answer_ranking.Data:
    return answer_ranking.compute(RANKING, tools)


def test_recorded_answers_lie_by_their_rank_and_are_checked_by_their_last_number(ranking: answer_ranking.Data) -> None:
    apples, toast = ranking.prompts
    assert (apples.text, apples.check, apples.result, apples.order) == (APPLES, "(13 − 2×2) / 3", "3", "120")
    assert [(a.style, a.last, a.right) for a in apples.answers] == [
        ("worked", "3", True), ("bare", "3", True), ("wrong", "7", False),
    ]  # fmt: skip
    assert "".join(token.text for token in apples.answers[0].tokens) == WORKED
    assert [a.place for a in apples.answers] == [1, pytest.approx(3 / 5.875, abs=1e-3), 0]
    assert (toast.text, toast.check, toast.result) == (TOAST, "", "")
    assert [(a.style, a.right) for a in toast.answers] == [("warm", False), ("generic", False), ("unkind", False)]


def test_a_run_is_shown_for_every_kind_of_prompt_that_it_was_made_of(ranking: answer_ranking.Data) -> None:
    taste, checked, hacked = ranking.runs
    assert [mix.label for mix in taste.mixes] == ["a word problem", "a toast"]
    assert [mix.label for mix in checked.mixes] == ["a word problem"]
    for mix in taste.mixes:
        assert [sum(layer.shares[i] for layer in mix.layers) for i in (0, -1)] == pytest.approx([1, 1], abs=2e-3)
    worked = taste.mixes[0].layers[0]
    assert (worked.style, worked.tone) == ("worked", "best")
    assert worked.shares[0] == pytest.approx(0.33, abs=0.02)
    assert worked.shares[-1] == pytest.approx(0.92, abs=0.01)
    assert [layer.tone for layer in taste.mixes[1].layers] == ["best", "middle", "worst"]
    assert worked.area.startswith("M0 ")
    assert worked.area.endswith("V1000H0Z")
    assert (taste.steps[0], taste.steps[-1], len(taste.steps), len(taste.rewards)) == (0, 60, 41, 41)
    assert (taste.low < 0 < taste.high, checked.low, checked.high) == (True, 0, 0.95)
    assert [said.prompt for said in taste.said] == [APPLES, TOAST]
    assert hacked.said == (_runs.Said(TOAST, 1, WARM, LOUD),)
    assert hacked.judged == (0.2, -1.9)


def test_styles_that_nobody_rated() -> None:
    kinds = {"problem": ["worked", "wrong"], "toast": ["warm", "unkind"]}
    found = _runs.mixes([{"worked": 0.5, "odd": 0.5}], kinds, [0])
    assert [[(layer.style, layer.tone) for layer in mix.layers] for mix in found] == [
        [("worked", "best"), ("odd", "other")]
    ]
    found = _runs.mixes([{"worked": 0.2, "warm": 0.4, "unkind": 0.3, "odd": 0.1}], kinds, [0])
    assert [layer.shares[0] for mix in found for layer in mix.layers] == pytest.approx([1, 4 / 7, 3 / 7], abs=1e-3)
    (only,) = _runs.mixes([{"odd": 1.0}], kinds, [0])
    assert (only.label, [layer.style for layer in only.layers]) == ("", ["odd"])


def test_where_no_sample_was_of_a_kind_its_area_has_a_gap() -> None:
    kinds = {"problem": ["worked", "wrong"], "toast": ["warm"]}
    problem, _ = _runs.mixes([{"worked": 1.0}, {"warm": 1.0}], kinds, [0, 1000])
    assert [layer.shares for layer in problem.layers] == [(1, 0)]


def test_a_run_with_no_answer_at_both_ends_shows_none() -> None:
    life = Life()
    first = replace(life.preferences.runs[0], after=[])
    life.preferences = replace(life.preferences, runs=[first, *life.preferences.runs[1:]])
    assert answer_ranking.compute(RANKING, Tools(life)).runs[0].said == ()


def test_what_the_ranking_claims_and_how_it_is_walked(ranking: answer_ranking.Data) -> None:
    assert answer_ranking.steps(ranking) == 3 + 2 + 2 + 3
    claims = answer_ranking.figures(ranking)
    assert claims is not None
    assert claims["held-out pairs"] == 0.97
    assert claims["pairs a word problem"] == 3
    assert claims["right a word problem"] == ["worked", "bare"]
    assert claims["taste: worked after"] == pytest.approx(0.92, abs=0.01)
    assert claims["hacked: reward gained"] == pytest.approx(2.64)
    assert claims["hacked: judge’s reward gained"] == pytest.approx(-2.1)
    assert claims["checked: wrong after"] == pytest.approx(0.05, abs=0.01)


@pytest.mark.parametrize(
    ("prompts", "runs", "problem"),
    [
        ((PromptProps("x", "Who"),), (), (
            "prompts[0].begins", "no recorded prompt begins so", f"the beginning of one of: {APPLES} | {TOAST}",
        )),
        ((PROBLEM, PromptProps("x", "")), (), (
            "prompts[1].begins", "2 recorded prompts begin so", f"the beginning of one of: {APPLES} | {TOAST}",
        )),
        ((PromptProps("x", "3 apples", "9 apples"),), (), (
            "prompts[0].check", "this cannot be worked out: 'a' has no place in a sum", "a sum, as (13 - 2*2)/3",
        )),
        ((PROBLEM,), (RunProps("luck", "x", "x"),), (
            "runs[0].id", "no run 'luck' is recorded", "one of taste, checked, hacked",
        )),
        ((), (), ("prompts", "there is no prompt to rank answers to", "at least one")),
    ],
)  # fmt: skip
def test_what_is_not_recorded_is_told(
    tools: Tools, prompts: tuple[PromptProps, ...], runs: tuple[RunProps, ...], problem: tuple[str, str, str]
) -> None:
    assert told(answer_ranking, answer_ranking.Props(prompts, runs), tools) == problem


def test_a_single_answer_cannot_be_ranked() -> None:
    life = Life()
    life.preferences = replace(life.preferences, rated=life.preferences.rated[:1])
    props = answer_ranking.Props((PROBLEM,))
    assert told(answer_ranking, props, Tools(life))[:2] == (
        "prompts[0].begins", "1 recorded answers cannot be ranked here",
    )  # fmt: skip


KINDS = ("facts", "sums with the tool", "sums without", "word problems", "manner")
REPORT = report_card.Props(KINDS, ("word problems", "manner"))


@pytest.fixture(scope="module")
def card(tools: Tools) -> report_card.Data:
    return report_card.compute(REPORT, tools)


def test_every_kind_at_every_stage_with_its_interval(card: report_card.Data) -> None:
    assert card.stages == ("base", "fine-tuned", "preferred")
    assert tuple(row.label for row in card.rows) == KINDS
    cell = card.rows[3].cells[1]
    assert (cell.right, cell.of, cell.share) == (20, 60, 0.3333)
    assert [cell.low, cell.high] == pytest.approx([0.2273, 0.4594], abs=5e-5)
    assert card.rows[0].about.startswith("Capitals and languages")
    assert [each.loss for each in card.held_out] == [1.2, 1.5, 1.625]
    assert card.held_out[0].options == pytest.approx(math.exp(1.2), abs=0.005)
    assert (card.opens, card.asked, card.overlap) == ((3, 4), 210, 0)  # the sums are asked twice
    assert card.note == "None of the 210 questions occurs in any training data."
    assert report_card.steps(card) == 6
    claims = report_card.figures(card)
    assert claims is not None
    assert (claims["word problems, preferred"], claims["loss, base"], claims["asked"]) == (0.9167, 1.2, 210)


def test_all_kinds_unless_some_are_named(tools: Tools) -> None:
    data = report_card.compute(report_card.Props(), tools)
    assert [row.label for row in data.rows] == sorted(KINDS)
    assert data.opens == ()


def test_an_overlap_is_told() -> None:
    life = Life()
    life.report = replace(life.report, overlap=3)
    data = report_card.compute(REPORT, Tools(life))
    assert data.note == "Of the 210 questions, 3 occur in the training data too."


def test_the_same_question_and_seed_at_every_stage(card: report_card.Data) -> None:
    (apples,) = card.rows[3].questions
    assert (apples.prompt, apples.wanted, apples.seed) == (APPLES, "both steps, and $3", 11)
    assert [answer.right for answer in apples.answers] == [False, False, True]
    assert [piece.text for piece in apples.answers[2].pieces] == [WORKED]
    long = card.rows[0].questions[0].answers[0].pieces[0].text
    assert long.endswith("…")
    assert report_card.LONGEST < len(long) < report_card.LONGEST + 20


def test_an_answer_is_shown_by_who_wrote_it(tools: Tools) -> None:
    special = tools.life.vocab.special
    call = [special["<|tool_call|>"], *ids("127*34")]
    result = [special["<|tool_result|>"], *ids("4318"), special["<|assistant|>"]]
    found = report_card.pieces([*call, *result, *ids("It is 4318.")], tools)
    assert [(piece.look, piece.text) for piece in found] == [
        ("sampled", "<|tool_call|>127*34<|end|>"),
        ("app", "<|tool_result|>4318<|end|><|assistant|>"),
        ("sampled", "It is 4318."),
    ]
    assert report_card.pieces([special["<|end|>"]], tools) == ()


def test_kinds_that_were_not_asked_are_told(tools: Tools) -> None:
    wanted = "one of facts, manner, sums with the tool, sums without, word problems"
    assert told(report_card, report_card.Props(("facts", "luck")), tools) == (
        "kinds[1]", "no questions of the kind 'luck'", wanted,
    )  # fmt: skip
    assert told(report_card, report_card.Props(("facts",), ("manner",)), tools) == (
        "open[0]", "no questions of the kind 'manner'", "one of facts",
    )  # fmt: skip


def test_wilsons_interval() -> None:
    # The limits for 81 of 263 are Newcombe's (Statistics in Medicine 17, 1998): 0.2553 to 0.3662.
    assert list(report_card.wilson(81, 263)) == pytest.approx([0.2553, 0.3662], abs=5e-5)
    assert list(report_card.wilson(0, 20)) == pytest.approx([0, 0.1611], abs=5e-5)
    assert report_card.wilson(20, 20)[1] == 1


def test_before_it_was_lived_both_say_so_and_claim_nothing() -> None:
    tools = Tools(Life(lived=False))
    ranking, card = answer_ranking.compute(RANKING, tools), report_card.compute(REPORT, tools)
    assert "still to come" in ranking.pending
    assert "still to come" in card.pending
    assert answer_ranking.steps(ranking) == report_card.steps(card) == 0
    assert answer_ranking.figures(ranking) is None
    assert report_card.figures(card) is None


def test_every_figure_says_where_it_comes_from(ranking: answer_ranking.Data, card: report_card.Data) -> None:
    by_what = {source.what: source for source in (*ranking.sources, *card.sources)}
    scores = by_what["the reward model’s scores and held-out pairs"]
    assert (scores.file, scores.command) == ("llms101/model/preferences.json", COMMAND)
    assert "seed 3, after 300 steps on 4,200 pairs" in scores.detail
    hacked = by_what["the run pushed by one point for every !"].detail
    assert "seed 7, recorded up to step 40; 16 samples of each of 4 prompts a step, at rate 0.001" in hacked
    assert "seed 11" in by_what["right of asked, and the answers"].detail
    assert all(source.file and source.command for source in by_what.values())
    assert BARE not in str(ranking.sources)


def unkept(folder: Path, life: Life) -> set[str]:
    """The claims of the two slides that do not hold of a life, as a build tells them."""
    for slide in ("preferences", "report-card"):
        (folder / f"{slide}.md").write_text((SLIDES / f"{slide}.md").read_text("utf-8"), "utf-8")
    (folder / "deck.yml").write_text("title: Two\nslides: [preferences, report-card]\n", "utf-8")
    talk, tools = load(folder), Toolbox()
    vars(tools)["life"] = life
    try:
        compute(check(talk), tools.for_talk(talk, ""))
    except AuthorError as error:
        return {problem.message.partition(": ")[2].rpartition(" is ")[0] for problem in error.problems}
    return set()


def test_the_claims_of_the_slides_hold_of_a_life_that_went_well(tmp_path: Path) -> None:
    assert unkept(tmp_path, Life()) == set()


def test_the_claims_of_the_slides_fail_of_another(tmp_path: Path) -> None:
    life = Life()
    life.report = replace(life.report, overlap=1)
    life.preferences = replace(
        life.preferences,
        rewarding=replace(life.preferences.rewarding, held_out_right=300),
        runs=[replace(run, moments=run.moments[:1], rated_after=run.rated_before) for run in life.preferences.runs],
    )
    assert unkept(tmp_path, life) == {
        "overlap", "held-out pairs", "taste: worked after", "hacked: reward gained", "hacked: judge’s reward gained",
    }  # fmt: skip
