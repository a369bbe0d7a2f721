"""What a page may ask for later: that it is written whole, listed, found under a hash, and asked for by nobody else."""

from __future__ import annotations

import base64
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from llms101 import assets, parcels
from llms101.build import site
from llms101.check import widget_module, widget_names
from llms101.ranks import pack
from llms101.tokenizer import FILES, FOLDER, Tokenizer
from llms101.tools import MODEL, Toolbox
from tests import talks
from tests.pages import Page

ROOT = Path(__file__).parents[1]
SLIDES = ROOT / "slides"


@cache
def files() -> dict[str, bytes]:
    return site(SLIDES).files


def listed(of: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(Page(of["index.html"].decode()).one("script", id="parcels").text)
    return found


def opened(of: dict[str, bytes], name: str) -> str:
    """The text of a parcel, as the page puts it together."""
    text, entry = "", listed(of)[name]
    for n in range(entry["pieces"]):
        call = of[f"{entry['path']}.{n}.js"].decode()
        head, tail = f'parcel("{name}",{n},', ");\n"
        assert call.startswith(head)
        assert call.endswith(tail)
        text += json.loads(call.removeprefix(head).removesuffix(tail))
    return text


def test_weights_and_ranks_come_back_byte_for_byte() -> None:
    for name in ("early", "base", "assistant", "tools", "reward"):
        assert base64.b64decode(opened(files(), name)) == (MODEL / f"{name}.safetensors").read_bytes()
    for name in FILES:
        assert base64.b64decode(opened(files(), name)) == (FOLDER / f"{name}.packed").read_bytes()


@pytest.mark.parametrize("name", FILES)
def test_the_packed_ranks_are_those_of_the_rank_file(name: str) -> None:
    assert (FOLDER / f"{name}.packed").read_bytes() == pack(name)


def test_the_words_are_the_models_in_its_order() -> None:
    vocab, tokenizer = Toolbox(MODEL).life.vocab, Tokenizer("cl100k_base")
    words = json.loads(opened(files(), "words"))
    assert words["special"] == vocab.special
    assert [id for id, _, _ in words["tokens"]] == list(vocab.ids)
    for id, text, bytes in words["tokens"]:
        shown = tokenizer.token(id) if id not in vocab.names else None
        assert (text, bytes) == ((shown.text, shown.bytes) if shown else (vocab.names[id], False))


def test_the_code_is_all_that_the_import_map_lacks() -> None:
    scripts = ROOT / "static" / "js"
    sources = json.loads(opened(files(), "code"))
    mapped = json.loads(Page(files()["index.html"].decode()).one("script", type="importmap").text)["imports"]
    every = {path.relative_to(scripts).as_posix() for path in scripts.rglob("*.js")}
    used = {name for name in every if not name.startswith("widgets/") or f"deck/{name}" in mapped}
    css = ROOT / "static" / "css"
    styles = {path.relative_to(css).as_posix() for name in assets.LATER for path in (css / name).glob("*.css")}
    assert set(sources) == {name for name in every if assets.is_lazy(name)} | styles
    assert styles <= {name.replace(".js", ".css") for name in every}
    assert set(sources) - styles | {name.removeprefix("deck/") for name in mapped} == used


def test_nothing_that_comes_at_once_imports_what_comes_later() -> None:
    scripts = ROOT / "static" / "js"
    for path in scripts.rglob("*.js"):
        if not assets.is_lazy(path.relative_to(scripts).as_posix()):
            imported = re.findall(r'^(?:import|\} from) .*?"deck/([\w/.-]+)"', path.read_text("utf-8"), re.MULTILINE)
            assert [name for name in imported if assets.is_lazy(name)] == [], path.name


def test_a_stage_is_no_more_than_a_megabyte() -> None:
    for name in ("early", "base", "assistant", "tools", "reward"):
        entry = listed(files())[name]
        assert sum(len(files()[f"{entry['path']}.{n}.js"]) for n in range(entry["pieces"])) <= 1_000_000


def test_only_what_the_widgets_of_a_talk_may_ask_for_is_there(tmp_path: Path) -> None:
    plain = site(talks.write(tmp_path)).files
    assert set(listed(plain)) == {"code"}  # the presenter's window is every talk's
    assert [path for path in plain if path.startswith("static/parcels/")] == [f"{listed(plain)['code']['path']}.0.js"]
    wanted = {name for widget in widget_names() for name in getattr(widget_module(widget), "LIVE", ())}
    assert set(listed(files())) <= wanted | {"code"}
    named = {f"{e['path']}.{n}.js" for e in listed(files()).values() for n in range(e["pieces"])}
    assert named == {path for path in files() if path.startswith("static/parcels/")}


def test_a_changed_parcel_has_another_name() -> None:
    one, two = (parcels.pack("words", text).files for text in ("a", "b"))
    assert not set(one) & set(two)
    assert len(parcels.pack("weights", b"x" * parcels.PIECE).files) == 2
