"""Small talks for tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

#: A talk in which nothing is wrong. What a test writes comes in the place of these.
GOOD = {"deck.yml": "title: Talk\nslides: [one]\n", "one.md": "---\ntitle: One\nnotes: Nothing.\n---\nOne.\n"}


def write(folder: Path, files: Mapping[str, str | bytes] = GOOD) -> Path:
    """The talk of these files and, where they are not named, the good ones, in `slides/` below `folder`."""
    slides = folder / "slides"
    for name, content in {**GOOD, **files}.items():
        path = slides / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    return slides


def slide(body: str, front: str = "") -> dict[str, str]:
    """A talk of one slide with this body."""
    return {"one.md": f"---\ntitle: One\nnotes: Nothing.\n{front}---\n{body}"}
