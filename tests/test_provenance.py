"""Nothing on a slide is made up: every figure in the built talk stands in the lab's files, or follows from them.

Where each value has to come from is in `provenance/table.py`. A field of a widget that is not there fails here, so that
a new one has to be placed. Nothing here depends on what the model said: another model, another talk will do.
"""

from __future__ import annotations

import copy
import dataclasses
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from llms101.check import CheckedProse, widget_module, widget_names
from llms101.tools import MODEL, Toolbox
from tests.pages import Page
from tests.provenance.lived import records, talk
from tests.provenance.page import Shown, faults, placed, shown, values
from tests.provenance.records import NUMBER, At, Records
from tests.provenance.table import RULES, SAID

WORDS = {name: formula for name, (_, formula) in SAID.items()}

pytestmark = pytest.mark.skipif(not (MODEL / "card.json").exists(), reason="there is no model yet")


@cache
def widgets() -> tuple[Shown, ...]:
    return tuple(shown(talk()))


def lived() -> list[Shown]:
    """All widgets but those whose part of the life is still to come."""
    return [each for each in widgets() if not each.data.get("pending")]


def test_every_figure_is_in_the_records() -> None:
    assert "\n".join(map(str, faults(widgets(), records(), RULES, WORDS))) == ""


# ---- the table has every field, and nothing else -----------------------------------------------


def test_every_widget_is_in_the_table() -> None:
    assert sorted(RULES) == widget_names()
    assert set(SAID) <= set(RULES)


@pytest.mark.parametrize("name", RULES)
def test_every_field_has_a_rule_and_every_rule_a_field(name: str) -> None:
    module = widget_module(name)
    assert module is not None
    used, unplaced = placed(module.Data, RULES[name])
    assert unplaced == set(), "say in tests/provenance/table.py where these come from"
    assert used == set(RULES[name]), "these are no fields of the widget's data"


@pytest.mark.parametrize("name", SAID)
def test_what_the_markup_says_besides_is_in_it(name: str) -> None:
    for each in (each for each in lived() if each.name == name):
        assert {n for words in each.words for n in NUMBER.findall(words)} & set(map(str, WORDS[name](each.data)))


def test_a_new_field_has_to_be_placed() -> None:
    @dataclasses.dataclass(frozen=True)
    class Row:
        loss: float
        guessed: float

    data = dataclasses.make_dataclass("Data", [("rows", tuple[Row, ...]), ("seed", int | None)], frozen=True)
    rules = {"rows.loss": RULES["training-nudge"]["moved"], "rows.old": RULES["training-nudge"]["moved"]}
    assert placed(data, rules) == ({"rows.loss"}, {"rows.guessed", "seed"})


# ---- every rule can fail -----------------------------------------------------------------------


def other(value: Any) -> Any:
    """Something like `value` that nobody recorded or wrote."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + (1_000_003 if isinstance(value, int) else 0.123)
    if isinstance(value, str):
        return f"98765 {value} 98765"
    if isinstance(value, list):
        return [other(value[0]), *value[1:]] if value else [{"id": -1, "text": "", "bytes": False}]
    key = next(key for key in ("id", "p", "bars", "detail", "token") if key in value)
    made_up = {"p": other(value["p"])} if "token" in value else {key: other(value[key])}
    return value | made_up


@pytest.mark.parametrize("name", RULES)
def test_a_value_that_is_made_up_is_found(name: str) -> None:
    """Of every field that is no mere place, one value is changed: its rule must tell."""
    tried: dict[str, list[str]] = {}
    if not (there := [each for each in lived() if each.name == name]):
        pytest.skip("the talk does not show this widget, or its part of the life is still to come")
    for each in there:
        at = At(records(), each.data, each.author)
        for path, where, value, rule, here in values(each.data, RULES[name], at):
            if rule.figure and not tried.get(path):
                tried[path] = [where] if not holds(rule.holds, other(value), here) else []
    assert [path for path, found in tried.items() if not found] == []


def holds(rule: Callable[[Any, At], bool], value: Any, at: At) -> bool:
    try:
        return rule(value, at)
    except (LookupError, ValueError, TypeError):
        return False


def test_a_number_that_only_the_markup_has_is_found() -> None:
    each = next(each for each in lived() if each.name == "training-nudge")
    (fault,) = faults([dataclasses.replace(each, words=("As unsure as among 98,765",))], records(), RULES, WORDS)
    told = "slide training, training-nudge: its text is 98,765, in 'As unsure as among 98,765'"
    assert str(fault) == f"{told}; expected a number of its data"


def test_a_token_under_a_wrong_number_is_found() -> None:
    each = next(each for each in lived() if each.name == "merge-ladder")
    data = copy.deepcopy(each.data)
    part = data["words"][0]["rungs"][0]["parts"][0]
    part["text"] += "!"
    assert ("a token", part) in [(f.path, f.value) for f in faults([each_with(each, data)], records(), RULES, WORDS)]


def each_with(each: Shown, data: Any) -> Shown:
    return dataclasses.replace(each, data=data)


def test_a_widget_that_waits_for_what_is_there_is_found() -> None:
    data = {"rows": [0.5], "pending": "Still to come.", "sources": [{"file": "llms101/model/card.json"}]}
    found = faults([Shown("report-card", "report-card", frozenset(), data, ())], records(), RULES, WORDS)
    assert [(fault.path, fault.expected) for fault in found] == [
        ("rows", "nothing, since it is still to come"),
        ("pending", "what is in llms101/model/card.json"),
    ]


# ---- the records are changed after the build ---------------------------------------------------


def a_probability(files: dict[str, Any]) -> tuple[str, str, str, Any]:
    name = next(iter(files["trace"]["examples"]))
    last = len(files["trace"]["steps"]) - 1
    bar = files["trace"]["steps"][last]["maps"][name]["right"]
    shown = round(bar["p"], 5)
    bar["p"] = 1 - bar["p"] / 2
    return "learning", "learning-run", rf"cases\[0\]\.moments\[{last}\]\.right", shown


def a_bar(files: dict[str, Any]) -> tuple[str, str, str, Any]:
    name = next(iter(files["trace"]["examples"]))
    bar = files["trace"]["steps"][0]["maps"][name]["bars"][0]
    bar["p"] += 0.01
    return "learning", "learning-run", r"cases\[0\]\.moments\[0\]\.shares", None


def a_loss(files: dict[str, Any]) -> tuple[str, str, str, Any]:
    press = next(iter(files["trace"]["nudges"].values()))["presses"][1]
    shown = round(press["loss"], 3)
    press["loss"] += 0.01
    return "training", "training-nudge", r"cases\[0\]\.presses\[1\]\.loss", shown


def a_token(files: dict[str, Any]) -> tuple[str, str, str, Any]:
    """Of the continuation that is shown first."""
    prompts = next(each.data["prompts"] for each in widgets() if each.name == "document-simulator")
    ids = [token["id"] for token in prompts[0]["tokens"]]
    recorded = next(each for each in files["trace"]["continuations"] if each["prompt_tokens"] == ids)
    row = recorded["runs"][0]["tokens"]
    row[len(row) // 2] = next(id for id in files["vocab"]["ids"] if id != row[len(row) // 2])
    return "base-model", "document-simulator", r"prompts\[0\]\.runs\[0\]\.tokens", prompts[0]["runs"][0]["tokens"]


def a_draw(files: dict[str, Any]) -> tuple[str, str, str, Any]:
    for run in files["sampling"]["runs"]:
        run["tokens"][0]["id"] = files["vocab"]["ids"][0]
    return "inference", "sampling-loop", r"cases\[0\]\.runs\[0\]\[0\]\.tokens", None


def a_score(files: dict[str, Any]) -> tuple[str, str, str, Any]:
    scores = next(iter(files["sampling"]["logits"].values()))
    scores[scores.index(max(scores))] += 0.5
    return "inference", "sampling-loop", r"first", None


def a_count(files: dict[str, Any]) -> tuple[str, str, str, Any]:
    station = files["web"]["stations"][-1]
    station["passed"] -= 1
    return "data", "page-journey", r"stations\[\d+\]\.left", station["passed"] + 1


def a_size(files: dict[str, Any]) -> tuple[str, str, str, Any]:
    files["card"]["parameters"] += 1
    return "network", "network-knobs", r"parameters", files["card"]["parameters"] - 1


@pytest.mark.parametrize("change", [a_probability, a_bar, a_loss, a_token, a_draw, a_score, a_count, a_size])
def test_a_changed_record_is_found(change: Callable[[dict[str, Any]], tuple[str, str, str, Any]]) -> None:
    """It is told with slide, widget, path and what is shown."""
    files = {name: copy.deepcopy(records().raw(name)) for name in ("trace", "sampling", "web", "card", "vocab")}
    slide, widget, path, value = change(files)
    found = faults(widgets(), Records(MODEL, files), RULES, WORDS)
    fits = [f for f in found if (f.slide, f.widget) == (slide, widget) and re.fullmatch(path, f.path)]
    assert fits
    assert value is None or value in [fault.value for fault in fits]
    assert str(fits[0]).startswith(f"slide {slide}, {widget}: {fits[0].path} is ")


# ---- what is not in a widget's data ------------------------------------------------------------


def test_a_frontier_models_figure_has_its_source_beside_it() -> None:
    page = Page(talk().files["index.html"].decode())
    beside = [link.attributes["href"] for link in page.all("a", class_="scale-who")]
    rows = [row for each in widgets() if each.name == "scale-line" for row in each.data["rows"]]
    assert beside == [row["source"] for row in rows]
    assert rows
    assert [source for source in beside if not source.startswith("https://")] == []


def test_figures_in_prose_are_records() -> None:
    parts = [part for slide in talk().checked.slides for part in (*slide.parts, slide.notes)]
    uses = [use for part in parts if isinstance(part, CheckedProse) for use in part.figures]
    written = [e.attributes["value"] for e in Page(talk().files["index.html"].decode()).all("data", class_="figure")]
    tools = Toolbox(MODEL)

    def recorded(use: Any) -> str:
        first, *more = use.call.args
        encoding = tools.tokenizer(dict(use.call.kwargs).get("encoding") or (more or ["cl100k_base"])[0])
        if use.call.name == "lab":
            (found,) = records().at(*first.split("."))
            return str(found)
        assert use.call.name in ("tokens", "id"), "say here where this figure comes from"
        ids = encoding.encode(first)
        return str(len(ids) if use.call.name == "tokens" else ids[0])

    assert written == list(map(recorded, uses))
    assert written


#: Numbers that stand in a slide's own text or notes and are no figures, and what they are.
TYPED = {
    ("data", "1"): "the first page of the game is called so",
    ("inference", "0"): "where the line begins that a draw falls on",
    ("inference", "100"): "where it ends",
}


def test_no_figure_is_typed_into_prose() -> None:
    """It would stay as it is when the model changes: `{{ lab("…") }}` in its place."""
    found = set()
    for slide in talk().checked.slides:
        for part in (*slide.parts, slide.notes):
            if isinstance(part, CheckedProse):
                slots = re.sub("\ue000.*?\ue001|<[^>]*>", "", part.html)
                found |= {(slide.slide.id, n) for n in NUMBER.findall(slots)}
    assert found == set(TYPED)
