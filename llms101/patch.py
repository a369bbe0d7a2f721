"""What of a page that is on the screen has to be replaced, so that it need not be loaded anew. Leaf module.

It takes for granted what `templates/deck.html` and `slide.html` write; of anything else it says that the page has to
be loaded anew, and so it does of every change outside of slides, contents and style sheet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_PAGE = "index.html"
_STYLE = re.compile(r"static/deck\.\w+\.css")
_BUILD = re.compile(r'data-build="(\w+)"')
_SLIDE = re.compile(r'^(?=<section class="slide[ "])', re.MULTILINE)
_ID = re.compile(r'<section class="slide[^"]*" id="([^"]+)"')


@dataclass(frozen=True)
class Patch:
    """The changed parts of a page."""

    sections: dict[str, str]
    contents: str | None
    style: tuple[str, str] | None
    build: str


@dataclass(frozen=True)
class _Parts:
    sections: dict[str, str]
    contents: str
    style: str
    build: str
    rest: tuple[str, ...]


def patch(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Patch | None:
    """What makes the page of the site `before` that of the site `after`; None if it has to be loaded anew."""
    if _others(before) != _others(after):
        return None
    old, new = _parts(before), _parts(after)
    if old is None or new is None or old.rest != new.rest or list(old.sections) != list(new.sections):
        return None
    return Patch(
        {id: text for id, text in new.sections.items() if old.sections[id] != text},
        new.contents if new.contents != old.contents else None,
        (old.style, new.style) if new.style != old.style else None,
        new.build,
    )


def _others(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files besides the page and its style sheet."""
    return {name: content for name, content in files.items() if name != _PAGE and not _STYLE.fullmatch(name)}


def _parts(files: Mapping[str, bytes]) -> _Parts | None:
    page = files.get(_PAGE, b"").decode()
    style = next(filter(_STYLE.fullmatch, files), "")
    build = _BUILD.search(page)
    start, nav, after_nav = page.partition('<nav class="contents')
    before_list, opening, after_opening = after_nav.partition("<ol>")
    contents, closing, after_list = after_opening.partition("</ol>")
    middle, main, deck = after_list.partition('<main id="deck">')
    slides, end, rest = deck.rpartition("</main>")
    if not (style and build and nav and opening and closing and main and end):
        return None
    space, *pieces = _SLIDE.split(slides)
    sections: dict[str, str] = {}
    for piece in map(str.strip, pieces):
        found = _ID.match(piece)
        if not found or not _whole(piece) or found[1] in sections:
            return None
        sections[found[1]] = piece
    start = start.replace(style, "").replace(build[0], "")
    middle = middle.replace(build[0], "")
    before_list = start + before_list
    return _Parts(sections, contents, style, build[1], (before_list, middle, space.strip(), rest))


def _whole(piece: str) -> bool:
    """Is this one element, no more and no less, as far as counting tells?"""
    return piece.endswith("</section>") and piece.count("<section") == piece.count("</section>")
