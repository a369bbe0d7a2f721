"""The examples in the README and in docs/ work, and name every key that there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from llms101.build import site
from llms101.figures import FIGURES
from llms101.schema import hints
from llms101.talk import Deck, Front
from tests import talks
from tests.pages import Page

ROOT = Path(__file__).parents[1]
AUTHORING = (ROOT / "docs" / "authoring.md").read_text("utf-8")
BLOCK = re.compile(r"^(?P<mark>`{3,})(?P<language>yaml|markdown)\n(?P<text>.*?)^(?P=mark)$", re.MULTILINE | re.DOTALL)
SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'


def examples(text: str) -> dict[str, str]:
    """The files that a text shows: each block goes by the last `slides/NAME` before it."""
    found = {}
    for block in BLOCK.finditer(text):
        *_, name = re.findall(r"`slides/([\w.-]+)`", text[: block.start()])
        found[name] = block["text"]
    return found


def test_the_talk_in_authoring_builds_with_no_warning(tmp_path: Path) -> None:
    files = examples(AUTHORING)
    assert list(files) == ["deck.yml", "hello.md", "spaces.md"]
    slides = talks.write(tmp_path, {**files, "square.svg": SQUARE})
    (slides / "one.md").unlink()
    page = Page(site(slides, strict=True).files["index.html"].decode())
    assert [e.attributes["id"] for e in page.all("section")] == ["hello", "spaces"]


def test_the_slide_in_the_readme_builds_with_no_warning(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    (text,) = examples(readme).values()
    (id,) = set(re.findall(r"`slides/([\w-]+)\.md`", readme))
    slides = talks.write(tmp_path, {f"{id}.md": text, "deck.yml": f"title: T\nslides: [{id}]\n"})
    (slides / "one.md").unlink()
    page = Page(site(slides, strict=True).files["index.html"].decode())
    assert page.one("section").attributes["id"] == id


@pytest.mark.parametrize("name", sorted({*hints(Deck), *hints(Front), *FIGURES}))
def test_authoring_names_every_key_and_every_figure(name: str) -> None:
    assert re.search(rf"^\|.*`{name}\b.*\|", AUTHORING, re.MULTILINE), name


def test_what_docs_point_at_is_there() -> None:
    code = re.compile(r"^(`{3,}).*?^\1$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
    for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for link in re.findall(r"\]\(([^)\s#]+)[^)]*\)", code.sub("", path.read_text("utf-8"))):
            if not link.startswith(("http:", "https:")):
                assert (path.parent / link).exists(), f"{path.name}: {link}"
