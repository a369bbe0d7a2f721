"""What holds of every build, whatever the talk."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llms101.build import Kept, build, site, write
from llms101.errors import AuthorError
from llms101.render import embed
from llms101.tools import MODEL
from tests import talks
from tests.pages import Page, Site

ROOT = Path(__file__).parents[1]
EVERYTHING = ROOT / "tests" / "golden" / "everything" / "slides"
TALK = ROOT / "slides"
TALKS = [EVERYTHING, *([TALK] if (MODEL / "card.json").exists() else [])]


@pytest.fixture(scope="module", params=TALKS, ids=lambda path: path.parent.name)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    out = tmp_path_factory.mktemp("site") / "build"
    build(request.param, out)
    return Site(out)


def in_another_process(slides: Path, out: Path, seed: str, cwd: Path) -> Site:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "llms101", "build", "--slides", str(slides), "--out", str(out)]
    subprocess.run(command, cwd=cwd, env=environment, check=True, capture_output=True)
    return Site(out)


def test_same_sources_same_bytes(tmp_path: Path) -> None:
    """Whatever the order of a set, the working folder, and the folder that the talk is in."""
    other = tmp_path / "elsewhere" / "talk"
    for path in EVERYTHING.rglob("*"):
        if path.is_file():
            target = other / path.relative_to(EVERYTHING)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    one = in_another_process(EVERYTHING, tmp_path / "one", "1", ROOT)
    two = in_another_process(other, tmp_path / "two", "2", tmp_path)
    assert one.files == two.files


def test_building_again_with_what_was_kept_gives_the_same_bytes(tmp_path: Path) -> None:
    kept = Kept()
    first = site(EVERYTHING, kept=kept).files
    slides = talks.write(tmp_path, talks.slide("Changed {{ tokens('a') }}.\n"))
    site(slides, kept=kept)
    assert site(EVERYTHING, kept=kept).files == first


def test_a_changed_slide_is_built_anew_with_what_was_kept(tmp_path: Path) -> None:
    kept = Kept()
    slides = talks.write(tmp_path, talks.slide("Before.\n"))
    site(slides, kept=kept)
    talks.write(tmp_path, talks.slide("After.\n"))
    assert site(slides, kept=kept).files == site(slides).files
    talks.write(tmp_path, talks.slide("{{ before }}\n"))
    with pytest.raises(AuthorError):
        site(slides, kept=kept)
    talks.write(tmp_path, talks.slide("After.\n", front="stage: tokens\n"))
    assert site(slides, kept=kept).files == site(slides).files


def test_every_address_is_relative_and_leads_to_a_file(built: Site) -> None:
    """But for the links that an author wrote: a visit asks no other machine for anything."""
    ids = {e.attributes["id"] for e in built.page.elements if "id" in e.attributes}
    for name in ("index.html", "404.html"):
        for element in Page(built.files[name].decode()).elements:
            for attribute in ("href", "src", "srcset", "poster", "action"):
                url = element.attributes.get(attribute)
                if url is None or (element.tag, attribute) == ("a", "href"):
                    continue
                if element.attributes.get("rel") == "canonical" or url.startswith("data:"):
                    continue
                assert not re.match(r"[a-z]+:|/", url), f"{name}: {element}"
                assert unescape(url).replace("%20", " ") in built.files, f"{name}: {element}"
    for link in built.page.all("a"):
        url = link.attributes["href"]
        if url != "#" and not url.startswith(("https://", "http://", "mailto:")):
            assert re.split("[/?]", url.removeprefix("#").removeprefix("/"))[0] in ids, link


def test_the_stylesheet_asks_for_nothing_but_its_fonts(built: Site) -> None:
    path, css = next((path, text) for path, text in built.files.items() if path.endswith(".css"))
    folder = Path(path).parent
    for url in re.findall(r"url\(\s*[\"']?([^)\"']+)", css.decode()):
        assert url.startswith(("data:", "#")) or (folder / url).as_posix() in built.files, url
    assert b"@import" not in css


def test_ids_are_unique_and_every_reference_has_its_id(built: Site) -> None:
    ids = [e.attributes["id"] for e in built.page.elements if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    for element in built.page.elements:
        for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for"):
            assert set(element.attributes.get(name, "").split()) <= set(ids), element


def test_plans_are_of_the_widgets_and_fragments_of_their_slide(built: Site) -> None:
    elements = built.page.elements
    slides = [i for i, e in enumerate(elements) if e.tag == "section" and "data-plan" in e.attributes]
    assert slides
    for start, end in zip(slides, [*slides[1:], len(elements)], strict=True):
        inside = elements[start:end]
        plan = json.loads(inside[0].attributes["data-plan"])
        widgets = {e.attributes["id"]: int(e.attributes["data-steps"]) for e in inside if "data-widget" in e.attributes}
        fragments = sum("step" in e.attributes.get("class", "").split() for e in inside)
        assert plan[0] == {"reveal": 0, "widgets": dict.fromkeys(widgets, 0)}
        for moment in plan:
            assert 0 <= moment["reveal"] <= fragments
            assert moment["widgets"].keys() == widgets.keys()
            assert all(0 <= step <= widgets[id] for id, step in moment["widgets"].items())


def test_no_text_in_data_can_end_a_script() -> None:
    built = site(EVERYTHING)
    html = built.files["index.html"].decode()
    data = Page(html).data("tokens.token-strip")
    nasty = "</script><!-- <script> ]]> \u2028 \u2029 &amp; \" ' \\"
    assert [(s["label"], s["text"], s["note"]) for s in data["samples"]][-1] == (
        "</script>", nasty, "<b>A note is text.</b>"
    )  # fmt: skip
    for script in re.findall(r'<script type="application/json">(.*?)</script>', html, re.DOTALL):
        assert not re.search("[<\u2028\u2029]", script)


texts = st.text(st.characters(exclude_categories=["Cs"]))
numbers = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
values: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | numbers | texts, lambda inner: st.lists(inner) | st.dictionaries(texts, inner)
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(values)
def test_embedded_data_comes_back_from_a_page(value: object) -> None:
    html = f'<script type="application/json">{embed(value)}</script>'
    assert json.loads(Page(html).one("script").text) == value
    assert html.count("<") == 2


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {"a": [float("-inf")]}])
def test_no_number_that_json_lacks_is_embedded(value: object) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        embed(value)


def test_a_failed_build_leaves_the_last_good_one(tmp_path: Path) -> None:
    out = tmp_path / "build"
    build(talks.write(tmp_path), out)
    before = {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in [out, *out.rglob("*")]}
    with pytest.raises(AuthorError):
        build(talks.write(tmp_path, talks.slide("{{ x }}")), out)
    assert {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in [out, *out.rglob("*")]} == before


def test_a_build_takes_away_what_is_no_longer_built_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    out = tmp_path / "build"
    write({"index.html": b"old", "old/page.html": b""}, out)
    write({"index.html": b"new"}, out)
    assert sorted(Site(out).files) == [".nojekyll", "index.html"]
    assert [path.name for path in tmp_path.iterdir()] == ["build"]
    assert out.stat().st_mode & 0o777 == 0o755


def test_a_folder_above_is_made(tmp_path: Path) -> None:
    build(talks.write(tmp_path), tmp_path / "a" / "b" / "build")
    assert (tmp_path / "a" / "b" / "build" / "index.html").exists()


def test_site_url_gives_a_canonical_address(tmp_path: Path) -> None:
    slides = talks.write(tmp_path)
    page = Page(site(slides, site_url="https://example.org/a?b".split("?")[0]).files["index.html"].decode())
    assert page.one("meta", property="og:url").attributes["content"] == "https://example.org/a"
    assert page.one("link", rel="canonical").attributes["href"] == "https://example.org/a"
    page = Page(site(slides).files["index.html"].decode())
    assert not page.all("meta", property="og:url")
    assert not page.all("link", rel="canonical")


def test_site_url_comes_before_the_decks_own(tmp_path: Path) -> None:
    slides = talks.write(tmp_path, {"deck.yml": "title: T\nslides: [one]\nurl: https://example.org/deck/\n"})
    for url, wanted in (("", "https://example.org/deck/"), ("https://example.org/arg/", "https://example.org/arg/")):
        page = Page(site(slides, site_url=url).files["index.html"].decode())
        assert page.one("meta", property="og:url").attributes["content"] == wanted


def test_the_page_that_is_not_found_needs_no_other_file(built: Site) -> None:
    """It is shown at any depth of address, where no relative one leads anywhere."""
    html = built.files["404.html"].decode()
    page = Page(html)
    assert [(e.tag, name) for e in page.elements for name in e.attributes if name in ("src", "href")] == [("a", "href")]
    assert page.all("style")
    assert "url(" not in html


def test_a_title_is_text_wherever_it_stands(tmp_path: Path) -> None:
    title = """</title><script>alert("1")</script> & 'x'"""
    quoted = title.replace("'", "''")
    slides = talks.write(tmp_path, {
        "deck.yml": f"title: '{quoted}'\ndescription: '{quoted}'\nauthor: '{quoted}'\nslides: [one]\n",
        "one.md": f"---\ntitle: '{quoted}'\nnotes: x\nlinks: [{{text: '{quoted}', url: 'https://a.example/\"><script>'}}]\n---\n",
    })  # fmt: skip
    html = site(slides).files["index.html"].decode()
    page = Page(html)
    assert page.one("title").text == title
    assert page.one("section").attributes["data-title"] == title
    assert "<script>alert" not in html
