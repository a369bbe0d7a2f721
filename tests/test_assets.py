"""What is taken out of scripts and styles on their way to the page is comments and indentation, and nothing else."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from llms101 import assets

ROOT = Path(__file__).parents[1]


def scripts() -> dict[str, str]:
    folder = ROOT / "static" / "js"
    return {str(path.relative_to(folder)): path.read_text("utf-8") for path in sorted(folder.rglob("*.js"))}


def test_scripts_lose_only_comments(tmp_path: Path) -> None:
    """The compiler, which takes all comments out, makes the same of a script as it is and as the page gets it."""
    whole, short = scripts(), {name: assets.without_comments(source) for name, source in scripts().items()}
    for folder, sources in [("whole", whole), ("short", short)]:
        for name, source in sources.items():
            path = tmp_path / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(source, "utf-8")
    files = [str(tmp_path / folder / name) for folder in ("whole", "short") for name in whole]
    options = "--ignoreConfig --allowJs --noCheck --noResolve --removeComments --target esnext --module esnext"
    command = [str(ROOT / "node_modules" / ".bin" / "tsc"), *options.split(), "--rootDir", str(tmp_path)]
    subprocess.run([*command, "--outDir", str(tmp_path / "out"), *files], check=True, capture_output=True)
    out = {
        folder: {n: (tmp_path / "out" / folder / n).read_text("utf-8") for n in whole} for folder in ("whole", "short")
    }
    assert [name for name in whole if out["whole"][name] != out["short"][name]] == []
    assert all(out["whole"].values())
    assert sum(map(len, short.values())) < 0.85 * sum(map(len, whole.values()))


def test_a_line_keeps_its_number() -> None:
    for name, source in scripts().items():
        short = assets.without_comments(source)
        assert source.count("\n") == short.count("\n"), name
        for whole, kept in zip(source.split("\n"), short.split("\n"), strict=True):
            letters = iter(whole)
            assert all(letter in letters for letter in kept), name  # in this order, with some left out


def test_styles_lose_only_comments() -> None:
    for path in sorted((ROOT / "static" / "css").rglob("*.css")):
        source = path.read_text("utf-8")
        short = assets.without_comments(source, assets._CSS_COMMENT)
        bare = [re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL).split() for text in (source, short)]
        assert bare[0] == bare[1], path.name


def test_the_icon_needs_no_request() -> None:
    assert assets.Assets().favicon.startswith("data:image/svg+xml,")


def test_no_text_in_our_code_goes_over_several_lines() -> None:
    for name, source in scripts().items():
        for number, line in enumerate(source.splitlines(), 1):
            assert line.count("`") % 2 == 0, f"{name}:{number} has half a text"
