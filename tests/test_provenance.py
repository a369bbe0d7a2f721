"""Nothing on a slide is made up: every figure in the built talk stands in the lab's files, or follows from them.

Where each value has to come from is in `provenance/table.py`. A field of a widget that is not there fails here, so that
a new one has to be placed. Nothing here depends on what the model said: another model, another talk will do.
"""

from __future__ import annotations

import copy
import dataclasses
import json
import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from llms101 import build, cli, figures
from llms101.check import CheckedProse, widget_module, widget_names
from llms101.tools import MODEL, Toolbox
from tests import talks
from tests.pages import Page
from tests.provenance.page import Shown, faults, placed, shown, values
from tests.provenance.records import NUMBER, At, Records
from tests.provenance.table import RULES, SAID

SLIDES = Path(__file__).resolve().parents[1] / "slides"
WORDS = {name: formula for name, (_, formula) in SAID.items()}

pytestmark = pytest.mark.skipif(not (MODEL / "card.json").exists(), reason="there is no model yet")


@cache
def talk() -> build.Report:
    """The real talk, on the model as it is."""
    return build.site(SLIDES, kept=build.Kept(tools=Toolbox(MODEL)))


@cache
def widgets() -> tuple[Shown, ...]:
    return tuple(shown(talk()))


@cache
def records() -> Records:
    return Records(MODEL)


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


# ---- llms101 check -----------------------------------------------------------------------------


@pytest.fixture
def other_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[[Any], None]], None]:
    """Changes one file of a copy of the model, which is then the one in use."""

    def change(name: str, how: Callable[[Any], None]) -> None:
        folder = tmp_path / "model"
        shutil.copytree(MODEL, folder)
        content = json.loads((folder / f"{name}.json").read_text("utf-8"))
        how(content)
        (folder / f"{name}.json").write_text(json.dumps(content), "utf-8")
        monkeypatch.setattr(Toolbox.__init__, "__defaults__", (folder,))

    return change


Change = Callable[[str, Callable[[Any], None]], None]


def check(slides: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = cli.main(("check", "--slides", str(slides)))
    return code, capsys.readouterr().err


def test_check_finds_nothing_in_the_talk(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(SLIDES, capsys) == (0, "")


def test_check_tells_of_a_slide_that_the_data_no_longer_bears_out(
    tmp_path: Path, other_model: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is told with file and line, what is so, and what was expected."""
    parameters = records().raw("card")["parameters"]
    slides = talks.write(tmp_path, talks.slide("", f'expect:\n  lab("card.parameters"): {parameters}\n'))
    assert check(slides, capsys) == (0, "")
    other_model("card", lambda card: card.update(parameters=parameters + 1))
    code, told = check(slides, capsys)
    assert code == 2
    assert re.search(rf'one.md:5:\d+: this claim no longer holds: lab\("card.parameters"\) is {parameters + 1}\n', told)
    assert f"expected: {parameters}\n" in told
    assert "1 problem" in told


def test_check_tells_of_a_widget_that_the_data_no_longer_bears_out(
    tmp_path: Path, other_model: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    stops = len(records().raw("trace")["steps"])
    deck = (SLIDES / "deck.yml").read_text("utf-8").partition("slides:")[0] + "slides: [one]\n"
    slides = talks.write(
        tmp_path, {"deck.yml": deck, **talks.slide(f"```widget learning-run\nexpect:\n  stops: {stops}\n```\n")}
    )
    assert check(slides, capsys) == (0, "")
    other_model("trace", lambda trace: trace["steps"].pop())
    code, told = check(slides, capsys)
    assert code == 2
    assert f"one.md:7:10: this claim no longer holds: stops is {stops - 1}\n" in told
    assert f"expected: {stops}\n" in told


def test_every_claim_of_the_talk_about_the_labs_files_is_held(
    other_model: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    held = [(use, claim) for slide in talk().checked.slides for use, claim in slide.claims if use.call.name == "lab"]
    wrong = {  # what would bear none of them out
        use: next(value for value in (-1, 10**15) if not figures.holds(claim, value))
        for use, claim in held
        if use.call.args[0].startswith("card.")
    }
    assert wrong

    def spoil(card: Any) -> None:
        for use, value in wrong.items():
            _, *keys, last = use.call.args[0].split(".")
            found = card
            for key in keys:
                found = found[key]
            found[last] = value

    other_model("card", spoil)
    code, told = check(SLIDES, capsys)
    assert code == 2
    for use, value in wrong.items():
        place = f"{use.place.file}:{use.place.line}:{use.place.column}"
        assert f"{place}: this claim no longer holds: {use.text} is {value}\n" in told


def test_check_tells_of_a_figure_in_prose_that_is_not_in_the_data(
    tmp_path: Path, other_model: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was there with one model may be missing from another."""
    slides = talks.write(tmp_path, talks.slide('It has {{ lab("card.parameters") }} knobs.\n'))
    assert check(slides, capsys) == (0, "")
    other_model("card", lambda card: card.pop("parameters"))
    code, told = check(slides, capsys)
    assert code == 2
    assert "one.md:5:8: the lab has no 'parameters' in card.parameters\n" in told
    assert '5 | It has {{ lab("card.parameters") }} knobs.' in told
