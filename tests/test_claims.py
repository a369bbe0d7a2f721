"""`llms101 check` on claims about the model: one that the lab's files do not bear out is told with its place.

That every figure shown is in the files is `test_provenance.py`.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from llms101 import cli, figures
from llms101.tools import MODEL, Toolbox
from tests import talks
from tests.provenance.lived import SLIDES, records, talk

pytestmark = pytest.mark.skipif(not (MODEL / "card.json").exists(), reason="there is no model yet")


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
