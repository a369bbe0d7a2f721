"""The widgets of training, network and inference: what they compute, their steps and figures, and authors' mistakes."""

from __future__ import annotations

import random
from itertools import accumulate
from typing import Any

import pytest

from llms101.lab.sample import Mulberry32, Settings, draw, order, probabilities
from llms101.schema import hints
from llms101.talk import Example
from llms101.widgets import learning_run, network_knobs, sampling_loop, training_nudge
from llms101.widgets._draws import KS
from llms101.widgets._maps import Table, expand
from llms101.widgets.base import FieldProblem
from tests.widgets.early import KINDS, STOPS, Tools, at_age, vocab

ALL = [training_nudge, learning_run, network_knobs, sampling_loop]
A_CAPITAL = learning_run.KindProps("capital", "a capital", tuple(KINDS["capital"]))


@pytest.fixture(scope="module")
def tools() -> Tools:
    return Tools()


def test_a_map_keeps_a_row_for_the_right_answer(tools: Tools) -> None:
    table, recorded = Table(tools.encoding), at_age(0)["capital"]
    assert recorded.right is not None
    assert recorded.right.rank > 10
    shares = table.shares(recorded, 4)
    drawn = expand(shares, table.tokens, len(vocab()), table.place(recorded.right.id, ""))
    assert [bar.right for bar in drawn.bars] == [False, False, False, True]
    assert drawn.bars[-1].token.text == " Paris"
    assert drawn.rest_count == len(vocab()) - 4
    assert drawn.rest + sum(bar.p for bar in drawn.bars) == pytest.approx(1)
    assert len(table.shares(recorded, 4, right=False).at) == 4
    assert " Paris" not in [table.tokens[at].text for at in table.shares(recorded, 4, right=False).at]


def test_nudges_are_those_recorded(tools: Tools) -> None:
    data = training_nudge.compute(training_nudge.Props(), tools)
    assert [case.example for case in data.cases] == ["capital", "toast"]
    assert [token.text for token in data.cases[0].window] == ["The", " capital", " of", " France", " is"]
    assert training_nudge.steps(data) == 7
    figures = training_nudge.figures(data)
    assert figures["presses"] == 12
    assert figures["capital rises"] is True
    last = tools.life.trace.nudges["capital"].presses[-1].map
    assert figures["capital after"] == pytest.approx(last.p, abs=1e-5)
    assert data.cases[0].weights[0].name == "what “Paris” means"
    assert data.cases[0].presses[0].dots == round(1 / tools.life.trace.nudges["capital"].presses[0].map.p)
    assert "step 60" in data.sources[0].detail


def test_the_phases_of_learning_are_measured(tools: Tools) -> None:
    data = learning_run.compute(learning_run.Props(kinds=(A_CAPITAL,)), tools)
    phases = [moment.phase for moment in data.cases[0].moments]
    assert phases[0] == "noise, little better than blind guessing"
    assert "common words, whatever the question" in phases
    assert "a capital comes here, but which?" in phases
    assert phases[-1] == "it says “Paris”"
    assert [phases[i] for i in data.walk][:-1] == list(dict.fromkeys(phases))[: len(data.walk) - 1]
    assert data.walk[-1] == len(STOPS) - 1
    assert learning_run.steps(data) == len(data.walk) - 1
    assert data.curve.startswith("M0 ")
    assert data.across[0].label == "0"
    assert data.across[-1].label == "800"
    assert all(0 <= stop.y <= 1 for stop in data.stops)


def test_the_equations_parameters_add_up(tools: Tools) -> None:
    data = network_knobs.compute(network_knobs.Props(), tools)
    card = tools.life.card
    whole = card.vocab * card.width + 12 * card.width * card.width * card.layers
    assert sum(line.parameters for line in data.lines) == whole
    assert sum(map(len, data.wall)) == 132
    case = data.cases[0]
    p = [shares.p[shares.at.index(case.right)] for shares in data.knobs[case.knob].shares[0]]
    trained = data.knobs[case.knob].trained
    assert p[trained] == max(p)
    assert abs(p[case.position] - p[trained]) == max(abs(x - p[trained]) for x in p)
    assert network_knobs.steps(data) == 4


def test_recorded_runs_are_those_of_their_seeds(tools: Tools) -> None:
    data = sampling_loop.compute(sampling_loop.Props(), tools)
    assert data.settings[data.start] == sampling_loop.Setting("temperature 1", 1.0, 0, 1.0)
    for case in data.cases:
        scores = [-below / 1000 for below in accumulate(case.below)]
        names = dict(zip(case.ranks, case.places, strict=True))
        assert len(scores) == data.vocabulary == len(vocab())
        for setting, runs in zip(data.settings, case.runs, strict=True):
            settings = Settings(setting.temperature, setting.k or None, None if setting.p == 1 else setting.p)
            for seed, run in zip(data.seeds, runs, strict=True):
                drawn = draw(probabilities(scores, setting.temperature), Mulberry32(seed).random(), settings)
                assert names[drawn.token] == run.tokens[0]
                assert (run.whole[0] == 1) == (settings.top_k is None and settings.top_p is None)
    exact = probabilities(tools.life.sampling.logits["capital"])
    assert [bar.token.id for bar in data.first.bars] == [vocab().ids[i] for i in order(exact)[:5]]
    assert [bar.p for bar in data.first.bars] == pytest.approx(sorted(exact, reverse=True)[:5], rel=1e-3)
    assert sampling_loop.steps(data) == 7


def test_every_token_that_can_be_drawn_has_its_name(tools: Tools) -> None:
    data, rng = sampling_loop.compute(sampling_loop.Props(), tools), random.Random(5)
    for case in data.cases:
        scores = [-below / 1000 for below in accumulate(case.below)]
        for _ in range(300):
            settings = Settings(rng.randint(0, 20) / 10, rng.choice([None, *KS]), rng.randint(1, 20) / 20)
            drawn = draw(
                probabilities(scores, settings.temperature), Mulberry32(rng.choice(data.seeds)).random(), settings
            )
            assert drawn.token in case.ranks


@pytest.mark.parametrize("module", ALL)
def test_every_field_can_be_told_to_the_page(module: Any) -> None:
    assert hints(module.Data)


@pytest.mark.parametrize(
    ("module", "props", "field", "message"),
    [
        (training_nudge, {"rows": 2}, "rows", "2 rows cannot be shown"),
        (learning_run, {"rows": 11}, "rows", "11 rows cannot be shown"),
        (network_knobs, {"rows": 0}, "rows", "0 rows cannot be shown"),
        (network_knobs, {"knobs": 7}, "knobs", "7 knobs cannot be shown"),
        (sampling_loop, {"rows": 99}, "rows", "99 rows cannot be shown"),
        (sampling_loop, {"temperature": 0.3}, "temperature", "no runs are recorded at temperature 0.3"),
        (
            learning_run,
            {"kinds": (learning_run.KindProps("captial", "a capital", (" Paris",)),)},
            "kinds[0].example",
            "no running example 'captial'",
        ),
        (
            learning_run,
            {"kinds": (A_CAPITAL, learning_run.KindProps("toast", "a verb", (" be", "")))},
            "kinds[1].words[1]",
            "an empty text is no word",
        ),
    ],
)
def test_a_wrong_prop_is_told(tools: Tools, module: Any, props: dict[str, Any], field: str, message: str) -> None:
    with pytest.raises(FieldProblem) as told:
        module.compute(module.Props(**props), tools)
    assert (told.value.field, told.value.message) == (field, message)
    assert told.value.expected


@pytest.mark.parametrize("module", ALL)
def test_examples_that_nobody_recorded_are_told(module: Any) -> None:
    with pytest.raises(FieldProblem, match="recorded"):
        module.compute(module.Props(), Tools(examples=(Example("tea", "Tea is hot.", "Tea is", " hot"),)))
