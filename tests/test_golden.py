"""Whole builds: each folder tests/golden/NAME/slides is built, and every byte compared with NAME/expected.

What a build takes from static/ as it is (styles, scripts, fonts) is compared with static/, and stands in `expected` as
a name in capitals: it may change without a change here. `pytest --update-golden` writes `expected` anew: read the diff.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from urllib.parse import unquote

import pytest

from llms101 import assets
from llms101.build import MARK, build
from tests.pages import Page, Site

GOLDEN = Path(__file__).parent / "golden"
STATIC = Path(__file__).parents[1] / "static"
NAMES = sorted(path.parent.name for path in GOLDEN.glob("*/slides"))


@pytest.fixture(scope="module", params=NAMES)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Site]:
    name: str = request.param
    out = tmp_path_factory.mktemp(name) / "build"
    build(GOLDEN / name / "slides", out)
    return name, Site(out)


def test_every_byte_is_as_expected(built: tuple[str, Site], update_golden: bool) -> None:
    name, site = built
    expected = GOLDEN / name / "expected"
    found = own(site)
    if update_golden:
        shutil.rmtree(expected, ignore_errors=True)
        for path, content in found.items():
            (expected / path).parent.mkdir(parents=True, exist_ok=True)
            (expected / path).write_bytes(content)
    wanted = Site(expected).files
    assert sorted(found) == sorted(wanted)
    for path, content in found.items():
        if path.endswith(".html"):
            assert content.decode().split("\n") == wanted[path].decode().split("\n")
        assert content == wanted[path]


def own(site: Site) -> dict[str, bytes]:
    """The files of a build that are its own, and names for what is in them from static/."""
    files = {path: content for path, content in site.files.items() if not path.startswith("static/") and path != MARK}
    html = files["index.html"].decode()
    page = Page(html)
    html = html.replace(page.one("link", rel="stylesheet").attributes["href"], "static/deck.HASH.css")
    html = html.replace(f'data-build="{page.one("body").attributes["data-build"]}"', 'data-build="HASH"')
    html = re.sub(r'(<script type="importmap">).*?(</script>)', r"\1IMPORT MAP\2", html, flags=re.DOTALL)
    html = re.sub(r'(id="parcels">).*?(</script>)', r"\1PARCELS\2", html, flags=re.DOTALL)
    return {**files, "index.html": html.encode()}


def test_what_is_from_static_is_as_it_is_there(built: tuple[str, Site]) -> None:
    _, site = built
    css = site.page.one("link", rel="stylesheet").attributes["href"]
    fonts = {f"static/fonts/{path.name}": path.read_bytes() for path in (STATIC / "fonts").glob("*")}
    others = {
        path: content
        for path, content in site.files.items()
        if path.startswith("static/") and path != css and not path.startswith("static/parcels/")  # test_parcels.py
    }
    assert others == {**fonts, "static/favicon.svg": (STATIC / "favicon.svg").read_bytes()}


def test_the_stylesheet_has_tokens_first_and_the_widgets_used_last(built: tuple[str, Site]) -> None:
    _, site = built
    css = site.files[site.page.one("link", rel="stylesheet").attributes["href"]].decode()
    used = sorted({e.attributes["data-widget"] for e in site.page.elements if "data-widget" in e.attributes})
    shared = sorted(path.name for path in (STATIC / "css").glob("*.css"))
    names = ["tokens.css", "base.css", *(name for name in shared if name not in ("tokens.css", "base.css"))]
    paths = [STATIC / "css" / name for name in names] + [STATIC / "css" / "widgets" / f"{name}.css" for name in used]
    texts = [path.read_text("utf-8") for path in paths if path.exists()]
    assert css == "".join(assets.without_comments(text, assets._CSS_COMMENT) for text in texts)


def test_the_import_map_has_every_module_and_no_widget_that_is_not_used(built: tuple[str, Site]) -> None:
    _, site = built
    imports = json.loads(site.page.one("script", type="importmap").text)["imports"]
    head, scripts = "data:text/javascript;charset=utf-8,", STATIC / "js"
    used = {e.attributes["data-widget"] for e in site.page.elements if "data-widget" in e.attributes}
    shared = (path for path in scripts.glob("*.js") if path.name not in assets.LAZY)
    wanted = {*shared, *(scripts / "widgets" / f"{name}.js" for name in used)}
    assert imports.keys() == {f"deck/{path.relative_to(scripts).as_posix()}" for path in wanted if path.exists()}
    for path in wanted:
        url = imports[f"deck/{path.relative_to(scripts).as_posix()}"]
        source, _, name = unquote(url.removeprefix(head)).rpartition("//# sourceURL=")
        assert url.startswith(head)
        assert source == assets.without_comments(path.read_text("utf-8")).rstrip() + "\n"
        assert name.strip() == path.relative_to(STATIC).as_posix()


def test_there_is_a_golden_build() -> None:
    assert "everything" in NAMES
