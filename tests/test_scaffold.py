"""A new widget works as it is written: it builds, and passes every check of code and types."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from llms101.errors import AuthorError
from llms101.scaffold import new_widget
from tests.pages import Page
from tests.served import copy_of_project

ROOT = Path(__file__).parents[1]
FILES = [
    "llms101/widgets/coin_flip.py", "templates/widgets/coin-flip.html", "static/js/widgets/coin-flip.js",
    "static/css/widgets/coin-flip.css", "tests/samples/coin-flip.md",
]  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with a new widget in it, and the guards of widgets."""
    root = copy_of_project(tmp_path_factory.mktemp("project"))
    for name in ("pyproject.toml", "tsconfig.json"):
        shutil.copy(ROOT / name, root / name)
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    done = run(root, sys.executable, "-m", "llms101", "new-widget", "coin-flip")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "".join(f"wrote {root / path}\n" for path in [*FILES, "static/js/types.d.ts"])
    slides = root / "slides"
    (slides / "deck.yml").write_text("title: Samples\nslides: [one, coin-flip]\n", "utf-8")
    shutil.copy(root / "tests" / "samples" / "coin-flip.md", slides)
    return root


def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(root), "MYPYPATH": str(root)}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def test_it_builds(project: Path) -> None:
    done = run(project, sys.executable, "-m", "llms101", "build")
    assert (done.returncode, done.stderr.count("warning")) == (0, 2), done.stderr  # two slides are not named
    page = Page((project / "build" / "index.html").read_text("utf-8"))
    assert page.one("coin-flip").attributes["data-steps"] == "6"
    assert len(page.data("coin-flip.coin-flip")["tokens"]) == 7
    assert 'import "deck/widgets/coin-flip.js";' in page.one("script", type="module").text


def test_its_python_is_clean(project: Path) -> None:
    for command in (["ruff", "check"], ["ruff", "format", "--check"], ["mypy", "--no-incremental"]):
        done = run(project, sys.executable, "-m", *command, "llms101/widgets/coin_flip.py")
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(not (ROOT / "node_modules" / ".bin" / "tsc").exists(), reason="`make test` installs TypeScript")
def test_its_javascript_is_clean(project: Path) -> None:
    done = run(project, "node_modules/.bin/tsc", "--project", "tsconfig.json")
    assert "coin-flip" not in done.stdout, done.stdout


def test_its_types_are_fresh(project: Path) -> None:
    types = (project / "static" / "js" / "types.d.ts").read_text("utf-8")
    assert run(project, sys.executable, "-m", "llms101", "types").stdout == types
    assert "export namespace CoinFlip {" in types


@pytest.mark.parametrize(
    "name",
    ["coin", "Coin-flip", "coin_flip", "coin-", "-coin", "coin--flip", "1-coin", "coin flip", "", "../a-b", "a-b/c"],
)
def test_a_name_that_is_none(name: str, tmp_path: Path) -> None:
    with pytest.raises(AuthorError) as told:
        new_widget(name, tmp_path)
    assert str(told.value) == (
        f"{name}: this is no name for a widget\n"
        "  expected: small letters and digits, in two words or more with hyphens between them, as coin-flip"
    )
    assert not list(tmp_path.iterdir())


def test_a_name_that_html_keeps(tmp_path: Path) -> None:
    with pytest.raises(AuthorError, match="HTML has an element of this name"):
        new_widget("font-face", tmp_path)


@pytest.mark.parametrize("taken", FILES)
def test_a_name_that_is_taken(taken: str, tmp_path: Path) -> None:
    (tmp_path / taken).parent.mkdir(parents=True)
    (tmp_path / taken).write_text("mine")
    with pytest.raises(AuthorError) as told:
        new_widget("coin-flip", tmp_path)
    assert str(told.value) == (
        f"{taken}: there is a widget 'coin-flip' already\n  hint: choose another name, or take this file away"
    )
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / taken]
    assert (tmp_path / taken).read_text() == "mine"
