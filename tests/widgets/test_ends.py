"""The widgets of the talk's beginning and end: title, two phases, ours beside theirs, merges, cards."""

from __future__ import annotations

import re

import pytest

from llms101.widgets import card_grid, merge_ladder, qr_code, scale_line, two_phases
from llms101.widgets.base import FieldProblem
from tests.widgets.ends import Tools, sampled

# ---- scale-line


def row(**changed: str) -> scale_line.RowProps:
    given = {"what": "knobs", "ours": "card.parameters", "theirs": "405 billion", "model": "Llama 3.1"}
    return scale_line.RowProps(**{**given, "source": "https://arxiv.org/abs/2407.21783", **changed})


def test_ours_beside_theirs_and_how_many_times_that_is() -> None:
    data = scale_line.compute(scale_line.Props((row(),)), Tools())
    shown = data.rows[0]
    assert (shown.ours, shown.times, shown.theirs, shown.model) == ("400,000", "1 million", "405 billion", "Llama 3.1")
    assert data.sources[0].file == "llms101/model/card.json"
    assert data.sources[1].file == "https://arxiv.org/abs/2407.21783"
    assert scale_line.steps(data) == 0
    assert scale_line.figures(data) == {"times knobs": "1 million"}


def test_what_cannot_be_compared_is_not() -> None:
    seconds = row(ours="card.training.seconds", theirs="30.8 million hours", unit="seconds")
    shown = scale_line.compute(scale_line.Props((seconds,)), Tools()).rows[0]
    assert (shown.ours, shown.unit, shown.times) == ("61", "seconds", "")


@pytest.mark.parametrize(
    ("changed", "field", "message", "expected", "hint"),
    [
        ({"ours": "card.parametres"}, "ours", "the lab has no 'parametres' in card.parametres",
         "parameters, corpus, seeds, command, training", "did you mean 'parameters'?"),
        ({"ours": "card.corpus"}, "ours", "card.corpus is no number", "a path on to a number", ""),
        ({"ours": "card.command"}, "ours", "card.command is no number", "a path on to a number", ""),
        ({"ours": "cart.parameters"}, "ours", "the lab has no file 'cart'",
         "card, web or trace first, as card.parameters", ""),
        ({"ours": "card.parameters.more"}, "ours", "the lab has no 'more' in card.parameters.more", "no more keys", ""),
        ({"source": "arxiv"}, "source", "'arxiv' is no address", "https://…", ""),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_looked_up(
    changed: dict[str, str], field: str, message: str, expected: str, hint: str
) -> None:
    with pytest.raises(FieldProblem) as wrong:
        scale_line.compute(scale_line.Props((row(), row(**changed))), Tools())
    found = wrong.value
    assert (found.field, found.message, found.expected, found.hint) == (f"rows[1].{field}", message, expected, hint)


# ---- qr-code


def test_the_code_holds_the_address() -> None:
    data = qr_code.compute(qr_code.Props(), Tools("https://someone.github.io/talk/"))
    assert (data.url, data.shown) == ("https://someone.github.io/talk/", "someone.github.io/talk")
    runs = [tuple(map(int, run)) for run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", data.path)]
    dark = {(x + i, y) for x, y, length in runs for i in range(length)}
    assert all(qr_code.QUIET <= x < data.size - qr_code.QUIET for x, y in dark)
    corner = {(x - qr_code.QUIET, y - qr_code.QUIET) for x, y in dark if x < 11 and y < 11}
    assert corner == {(x, y) for x in range(7) for y in range(7)} - {
        (x, y) for x in range(1, 6) for y in range(1, 6)
    } | {(x, y) for x in range(2, 5) for y in range(2, 5)}  # the finder: a ring with a square in it


def test_no_address_no_code() -> None:
    data = qr_code.compute(qr_code.Props(), Tools())
    assert (data.url, data.path, qr_code.steps(data), qr_code.figures(data)) == ("", "", 0, {"url": ""})


def test_an_address_can_be_too_long_for_a_code() -> None:
    with pytest.raises(FieldProblem, match="too long for a code: 4008 letters"):
        qr_code.compute(qr_code.Props(), Tools("https://" + 4000 * "a"))


# ---- card-grid


def test_numbered_cards_are_walked_through() -> None:
    cards = (card_grid.CardProps("One", slide="tokens", phase="training"), card_grid.CardProps("Two"))
    data = card_grid.compute(card_grid.Props(cards, numbered=True), Tools())
    assert [(c.number, c.slide_title) for c in data.cards] == [("01", "Text becomes tokens"), ("02", "")]
    assert card_grid.steps(data) == 2
    assert card_grid.steps(card_grid.compute(card_grid.Props(cards), Tools())) == 0
    assert card_grid.figures(data) == {"cards": 2}


@pytest.mark.parametrize(
    ("slide", "hint"), [("trainig", "did you mean 'training'?"), ("zzz", "one of tokens, training")]
)
def test_a_card_for_a_slide_that_is_not_there(slide: str, hint: str) -> None:
    cards = (card_grid.CardProps("One"), card_grid.CardProps("Two", slide=slide))
    with pytest.raises(FieldProblem) as wrong:
        card_grid.compute(card_grid.Props(cards), Tools())
    assert (wrong.value.field, wrong.value.message) == ("cards[1].slide", f"there is no slide '{slide}'")
    assert wrong.value.hint == hint


# ---- merge-ladder


def test_a_word_is_built_up_pair_by_pair() -> None:
    data = merge_ladder.compute(merge_ladder.Props((" kind", " wedding")), Tools())
    rungs = data.words[0].rungs
    assert ["|".join(part.text for part in rung.parts) for rung in rungs] == [
        " |k|i|n|d", " |k|in|d", " |k|ind", " k|ind", " kind",
    ]  # fmt: skip
    assert [rung.joined for rung in rungs] == [-1, 2, 2, 0, 0]
    assert merge_ladder.steps(data) == 4
    assert merge_ladder.figures(data) == {
        "merges kind": 4, "merges wedding": 7, "id kind": 3169, "id wedding": 13306,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("word", "message"),
    [
        (" Zürich", "' Zürich' cannot be built up from letters"),
        (" ", "' ' cannot be built up from letters"),
        (" weddingcake", "' weddingcake' does not end as one token"),
    ],
)
def test_a_word_that_does_not_show_it(word: str, message: str) -> None:
    with pytest.raises(FieldProblem) as wrong:
        merge_ladder.compute(merge_ladder.Props((" kind", word)), Tools())
    assert (wrong.value.field, wrong.value.message) == ("words[1]", message)


# ---- two-phases


def test_training_moves_the_parameters_and_inference_does_not() -> None:
    data = two_phases.compute(two_phases.Props(presses=(1, 3), tokens=3), Tools())
    case = data.cases[0]
    assert [nudge.weights for nudge in case.nudges] == [(0.0,) * 5, (0.1,) * 5, (0.2,) * 5, (0.3,) * 5]
    assert case.finished == (0.0, 0.01, 0.02, 0.03, 0.04)
    assert [data.tokens[at].text for at in case.run] == [" Paris", ".", " It"]  # the run that begins with the answer
    assert len(case.after) == 4
    assert two_phases.steps(data) == 2 + 3
    assert two_phases.figures(data) == {"before capital": 0.1, "after capital": 0.7}
    assert [bar.right for bar in data.first.bars] == [False, False, True]


def test_a_nudge_that_was_not_taken() -> None:
    with pytest.raises(FieldProblem) as wrong:
        two_phases.compute(two_phases.Props(presses=(1, 4)), Tools())
    found = wrong.value
    assert (found.field, found.message, found.expected) == ("presses[1]", "there is no nudge 4", "1 to 3")


def test_a_run_that_is_too_short() -> None:
    tools = Tools()
    tools.life.sampling.runs = [sampled(" Paris.")]
    with pytest.raises(FieldProblem) as wrong:
        two_phases.compute(two_phases.Props(presses=(1,), tokens=2), tools)
    assert wrong.value.message == "no run of 3 tokens is recorded after 'The capital of France is'"
