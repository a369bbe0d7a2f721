"""A built page, taken apart as a browser does."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: str = ""


class Page(HTMLParser):
    """All elements in order; `text` of an element is what is in it, and not in an element in it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in ("meta", "link", "img", "br", "input", "hr", "source"):
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].text += data

    def all(self, tag: str, **attributes: str) -> list[Element]:
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [e for e in self.elements if e.tag == tag and wanted.items() <= e.attributes.items()]

    def one(self, tag: str, **attributes: str) -> Element:
        (found,) = self.all(tag, **attributes)
        return found

    def data(self, id: str) -> Any:
        """What the widget with this id got from the build."""
        at = next(i for i, e in enumerate(self.elements) if e.attributes.get("id") == id)
        script = next(e for e in self.elements[at:] if e.attributes.get("type") == "application/json")
        return json.loads(script.text)


@dataclass
class Site:
    """All files of a build."""

    folder: Path
    files: dict[str, bytes] = field(init=False)

    def __post_init__(self) -> None:
        paths = (path for path in self.folder.rglob("*") if path.is_file())
        self.files = {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in paths}

    @property
    def page(self) -> Page:
        return Page(self.files["index.html"].decode())
