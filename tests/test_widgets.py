"""What holds of every widget: it is whole, it says where its figures come from, and it is shown somewhere.

Each has a sample: a slide of the talk, or tests/samples/NAME.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, fields, is_dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, Union, get_args, get_origin

import pytest

from llms101 import declarations
from llms101.build import site
from llms101.check import widget_module, widget_names
from llms101.load import load
from llms101.schema import hints
from llms101.tools import MODEL
from llms101.widgets.base import Source
from tests import talks
from tests.pages import Page

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "tests" / "samples"
NAMES = widget_names()


def module(name: str) -> ModuleType:
    found = widget_module(name)
    assert found is not None
    return found


@cache
def slides() -> dict[str, str]:
    """The slides and samples, by path."""
    found = [
        *sorted((ROOT / "slides").glob("*.md")),
        *sorted((ROOT / "slides").glob("*.yml")),
        *sorted(SAMPLES.glob("*.md")),
    ]
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in found}


@pytest.mark.parametrize("name", NAMES)
def test_a_widget_has_its_three_files(name: str) -> None:
    for path in (f"templates/widgets/{name}.html", f"static/js/widgets/{name}.js"):
        assert (ROOT / path).is_file(), f"{path} is missing"


@pytest.mark.parametrize(
    ("folder", "ending"), [("templates/widgets", "html"), ("static/js/widgets", "js"), ("static/css/widgets", "css")]
)
def test_no_file_is_left_of_a_widget_that_is_gone(folder: str, ending: str) -> None:
    left = {path.name for path in (ROOT / folder).iterdir()} - {f"{name}.{ending}" for name in NAMES}
    assert not left


@pytest.mark.parametrize("name", NAMES)
def test_a_widget_has_a_sample(name: str) -> None:
    fence = re.compile(rf"^\s*`{{3,}}widget {name}$", re.MULTILINE)
    assert any(fence.search(text) for text in slides().values()), f"no slide shows it: write tests/samples/{name}.md"


def test_every_sample_builds(tmp_path: Path) -> None:
    """Each as a slide of a talk with the running examples of ours."""
    examples = json.dumps([asdict(example) for example in load(ROOT / "slides").deck.examples])
    samples = {path.name: path.read_text("utf-8") for path in sorted(SAMPLES.glob("*.md"))}
    ids = ", ".join(["one", *(name.removesuffix(".md") for name in samples)])
    written = talks.write(tmp_path, {**samples, "deck.yml": f"title: Samples\nslides: [{ids}]\nexamples: {examples}\n"})
    page = Page(site(written, strict=True).files["index.html"].decode())
    assert len(page.all("section")) == len(samples) + 1


@pytest.mark.parametrize("name", NAMES)
def test_a_module_has_all_that_is_asked_of_it(name: str) -> None:
    found = module(name)
    assert (found.__doc__ or "").startswith(f"`{name}`: ")
    assert "sources" in hints(found.Data)
    assert hints(found.Data)["sources"] == tuple[Source, ...]
    assert callable(found.compute)
    assert callable(found.steps)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("part", ["Props", "Data"])
def test_props_and_data_are_frozen_dataclasses_of_plain_values(name: str, part: str) -> None:
    for kind in kinds(getattr(module(name), part)):
        if is_dataclass(kind):
            cls: Any = kind
            assert cls.__dataclass_params__.frozen, f"{cls} is not frozen"
            assert not (cls.__doc__ or "").startswith(f"{cls.__name__}("), f"{cls} says nothing of itself"
        else:
            assert kind in (str, int, float, bool, type(None)) or get_origin(kind) in (tuple, dict, Literal), f"{kind}"


def kinds(kind: Any) -> Iterator[Any]:
    """All types that a type is made of, but for the alternatives of a union and the choices of a literal."""
    origin = get_origin(kind)
    if origin is Union or origin is type(int | str):
        for option in get_args(kind):
            yield from kinds(option)
        return
    yield kind
    if is_dataclass(kind):
        cls: Any = kind
        for inner in hints(cls).values():
            yield from kinds(inner)
    elif origin is tuple:
        assert get_args(kind)[1:] == (...,), f"{kind} is not tuple[X, ...]"
        yield from kinds(get_args(kind)[0])
    elif origin is dict:
        yield from kinds(get_args(kind)[1])


@pytest.mark.parametrize("name", NAMES)
def test_no_prop_has_the_name_of_a_key_that_every_fence_may_have(name: str) -> None:
    assert not {"id", "expect"} & {f.name for f in fields(module(name).Props)}


@pytest.mark.parametrize("name", NAMES)
def test_the_script_defines_the_element_and_knows_its_data(name: str) -> None:
    script = (ROOT / "static" / "js" / "widgets" / f"{name}.js").read_text("utf-8")
    title = "".join(word.capitalize() for word in name.split("-"))
    assert f'customElements.define("{name}", ' in script
    assert f'import("deck/types.js").{title}.Data' in script


def test_the_types_for_javascript_are_fresh() -> None:
    assert declarations.FILE.read_text("utf-8") == declarations.declarations(), "run `llms101 types --write`"


@pytest.mark.skipif(not (MODEL / "card.json").exists(), reason="there is no model to build the talk with")
def test_every_widget_of_the_talk_says_where_its_figures_come_from() -> None:
    report = site(ROOT / "slides")
    page = Page(report.files["index.html"].decode())
    widgets = [e for e in page.elements if "data-widget" in e.attributes]
    assert widgets
    for widget in widgets:
        for source in page.data(widget.attributes["id"])["sources"]:
            assert source["what"]
            assert source["file"]
