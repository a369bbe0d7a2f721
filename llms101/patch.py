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
_BUILD = re.compile(rb'data-build="(\w+)"')
_SLIDE = b'\n<section class="slide'
_ID = re.compile(re.escape(_SLIDE) + rb'[^">]*" id="([^"]+)"')


@dataclass(frozen=True)
class Patch:
    """The changed parts of a page."""

    #: Slides by id.
    sections: dict[str, str]
    #: The items of the table of contents.
    contents: str | None
    #: The addresses of the old style sheet and the new one.
    style: tuple[str, str] | None
    build: str


@dataclass(frozen=True)
class _Parts:
    sections: list[bytes]
    contents: bytes
    style: str
    build: str
    rest: tuple[bytes, ...]


def patch(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Patch | None:
    """What makes the page of the site `before` that of the site `after`; None if it has to be loaded anew."""
    if _others(before) != _others(after):
        return None
    old, new = _parts(before), _parts(after)
    if old is None or new is None or old.rest != new.rest or len(old.sections) != len(new.sections):
        return None
    sections: dict[str, str] = {}
    for was, now in zip(old.sections, new.sections, strict=True):
        if was != now:
            id = _id(now)
            if not id or id != _id(was) or id in sections or _attributes(was) != _attributes(now):
                return None
            sections[id] = now.strip().decode()
    return Patch(
        sections,
        new.contents.decode() if new.contents != old.contents else None,
        (old.style, new.style) if new.style != old.style else None,
        new.build,
    )


def _others(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files besides the page and its style sheet."""
    return {name: content for name, content in files.items() if name != _PAGE and not _STYLE.fullmatch(name)}


def _parts(files: Mapping[str, bytes]) -> _Parts | None:
    page = files.get(_PAGE, b"")
    style = next(filter(_STYLE.fullmatch, files), "")
    build = _BUILD.search(page)
    start, nav, after_nav = page.partition(b'<nav class="contents')
    before_list, opening, after_opening = after_nav.partition(b"<ol>")
    contents, closing, after_list = after_opening.partition(b"</ol>")
    middle, main, deck = after_list.partition(b'<main id="deck">')
    slides, end, rest = deck.rpartition(b"</main>")
    if not (style and build and nav and opening and closing and main and end):
        return None
    space, *pieces = slides.split(_SLIDE)
    head = start.replace(style.encode(), b"").replace(build[0], b"")
    return _Parts(
        [_SLIDE + piece for piece in pieces],
        contents,
        style,
        build[1].decode(),
        (head, before_list, middle, space, rest),
    )


def _id(piece: bytes) -> str:
    """The id of the slide that this is; empty if it is not just one element, as far as counting tells."""
    found = _ID.match(piece)
    whole = piece.rstrip().endswith(b"</section>") and piece.count(b"<section") == piece.count(b"</section>")
    return found[1].decode() if found and whole else ""


def _attributes(piece: bytes) -> set[bytes]:
    """The names of the slide's own attributes: the page can give these new values, not tell which to take away."""
    return set(re.findall(rb' ([\w-]+)="', piece[: piece.index(b">")]))
