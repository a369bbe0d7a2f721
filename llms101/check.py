"""What a talk means: the props of its widgets, the figures in its prose, its links, claims and steps.

Finds everything that can be found before anything costly starts, all of it at once. What can only be known from the
data (a claim that fails, a token that is none) is `compute`'s to tell.
"""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from llms101 import figures, prose, schema
from llms101.errors import AuthorError, Place, Problem, did_you_mean
from llms101.figures import Call
from llms101.talk import Link, Prose, Slide, Talk, Widget
from llms101.widgets.base import FieldProblem

#: Stands for the n-th figure of a text while Markdown is at work; private-use characters that it leaves alone.
SLOT = "\ue000{}\ue001"
_LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\]\n]*)\]\((?P<url>[^)\s]+)[^)]*\)")
_CODE = re.compile(r"^(`{3,}|~{3,})[ ]*([\w+#.-]*)")
_ID = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True)
class FigureUse:
    """A figure in prose, and where it stands."""

    call: Call
    place: Place


@dataclass(frozen=True)
class CheckedProse:
    """Markdown with a slot for every figure in it."""

    text: str
    figures: tuple[FigureUse, ...]


@dataclass(frozen=True)
class CheckedWidget:
    """A widget's props, its id in the page (`slide.id`), its claims, and the places of what its author wrote."""

    id: str
    name: str
    props: Any
    expect: dict[str, Any]
    places: dict[str, Place]


@dataclass(frozen=True)
class CheckedSlide:
    """One slide, checked."""

    slide: Slide
    parts: tuple[CheckedProse | CheckedWidget, ...]
    notes: CheckedProse
    claims: tuple[tuple[FigureUse, Any], ...]


@dataclass(frozen=True)
class Checked:
    """A talk in which nothing is wrong that can be told without computing; `media` are the pictures it shows."""

    talk: Talk
    slides: tuple[CheckedSlide, ...]
    media: tuple[str, ...]
    warnings: tuple[Problem, ...]


def check(talk: Talk) -> Checked:
    """Check the whole talk. Raises `AuthorError` with everything that is wrong."""
    problems: list[Problem] = []
    media: dict[str, None] = {}
    slides = tuple(_slide(slide, talk, problems, media) for slide in talk.slides)
    if problems:
        raise AuthorError(problems)
    return Checked(talk, slides, tuple(media), tuple(_warnings(talk)))


def _warnings(talk: Talk) -> list[Problem]:
    """What is not wrong, but most likely not meant."""
    folder = talk.folder.name
    hint = "name it under 'slides:', or begin its name with _"
    found = [Problem(Place(f"{folder}/{name}"), "deck.yml does not name this slide", "", hint) for name in talk.loose]
    for slide in talk.slides:
        if not slide.front.notes.strip():
            found.append(Problem(Place(slide.file), "this slide has no notes", "notes: what the presenter says"))
    return found


def _slide(slide: Slide, talk: Talk, problems: list[Problem], media: dict[str, None]) -> CheckedSlide:
    parts: list[CheckedProse | CheckedWidget] = []
    ids: dict[str, Place] = {}
    for block in slide.blocks:
        if isinstance(block, Prose):
            _links(block, talk, problems, media)
            _languages(block, problems)
            parts.append(_prose(block, problems))
        else:
            widget = _widget(block, slide, ids, problems)
            parts += [widget] if widget else []
    for i, link in enumerate(slide.front.links):
        _link(link, slide.places[f"links[{i}].url"], talk, problems)
    for i, moment in enumerate(slide.front.steps or ()):
        for key in moment:
            if key not in ids and key != "reveal":
                place = slide.places[f"steps[{i}].{key}"]
                known = ["reveal", *ids]
                problems.append(
                    Problem(place, f"no widget on this slide has the id '{key}'", "one of " + ", ".join(known),
                            did_you_mean(key, known))
                )  # fmt: skip
    at = slide.places.get("notes", Place(slide.file))
    notes = Prose(slide.front.notes, tuple(at for _ in slide.front.notes.split("\n")))
    claims = []
    for text, claim in slide.front.expect.items():
        place = slide.places[f"expect.{text}"]
        if use := _figure(text, place, problems):
            claims.append((use, claim))
    return CheckedSlide(slide, tuple(parts), _prose(notes, problems), tuple(claims))


def _figure(text: str, place: Place, problems: list[Problem]) -> FigureUse | None:
    try:
        return FigureUse(figures.parse(text), place)
    except FieldProblem as wrong:
        problems.append(Problem(place, wrong.message, wrong.expected, wrong.hint))
        return None


def _prose(block: Prose, problems: list[Problem]) -> CheckedProse:
    uses: list[FigureUse] = []

    def slot(match: re.Match[str]) -> str:
        use = _figure(match[1], _place(block, match.start()), problems)
        uses.extend([use] if use else [])
        return SLOT.format(len(uses) - 1)

    text = figures.PATTERN.sub(slot, block.text) if "{{" in block.text else block.text
    return CheckedProse(text.replace("\\{{", "{{"), tuple(uses))


def _place(block: Prose, offset: int) -> Place:
    """The place of a character of a prose block."""
    line = block.text.count("\n", 0, offset)
    place = block.places[line]
    if block.text.split("\n")[line] not in place.text:
        return place
    return replace(place, column=place.column + offset - (block.text.rfind("\n", 0, offset) + 1))


def _links(block: Prose, talk: Talk, problems: list[Problem], media: dict[str, None]) -> None:
    for match in _LINK.finditer(block.text) if "](" in block.text else ():
        place, url = _place(block, match.start()), match["url"]
        if not match["image"]:
            _link(Link(match["text"], url), place, talk, problems)
        elif not url.startswith(("data:", "http:", "https:")):
            if not match["text"]:
                problems.append(Problem(place, f"the picture {url} has no words", f"![what it shows]({url})"))
            inside = (talk.folder / url).resolve().is_relative_to(talk.folder.resolve())
            if not inside or not (talk.folder / url).is_file():
                problems.append(Problem(place, f"there is no picture {url}", f"a file below {talk.folder.name}/"))
            else:
                media[Path(url).as_posix()] = None
        elif not url.startswith("data:"):
            hint = "no request leaves the page: keep the picture beside the slides"
            problems.append(
                Problem(place, f"the picture {url} is on another machine", "a file beside the slides", hint)
            )


def _link(link: Link, place: Place, talk: Talk, problems: list[Problem]) -> None:
    if link.url.startswith("#/"):
        id = re.split(r"[/?]", link.url[2:])[0]
        if id not in talk.deck.slides:
            problems.append(
                Problem(place, f"there is no slide '{id}'", "#/ID of a slide", did_you_mean(id, talk.deck.slides))
            )
    elif not link.url.startswith(("https://", "http://", "mailto:")):
        problems.append(Problem(place, f"'{link.url}' is no address", "https://… or #/ID of a slide"))


def _languages(block: Prose, problems: list[Problem]) -> None:
    """Code fences name a language that can be highlighted, or none."""
    if "```" not in block.text and "~~~" not in block.text:
        return
    inside = ""
    for line, place in zip(block.text.split("\n"), block.places, strict=True):
        match = _CODE.match(line)
        if inside:
            inside = "" if line.strip().startswith(inside) and set(line.strip()) == {inside[0]} else inside
        elif match:
            inside = match[1]
            if match[2] and not prose.knows_language(match[2]):
                hint = did_you_mean(match[2], prose.languages())
                problems.append(Problem(place, f"no highlighting for '{match[2]}'", "a language of pygments", hint))


@cache
def widget_module(name: str) -> ModuleType | None:
    """The Python half of a widget; None if there is none of that name."""
    if not re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", name):
        return None
    path = "llms101.widgets." + name.replace("-", "_")
    try:
        return importlib.import_module(path)
    except ModuleNotFoundError as error:
        if error.name == path:
            return None
        raise


def widget_names() -> list[str]:
    """The names of all widgets."""
    files = (Path(__file__).parent / "widgets").glob("[a-z]*.py")
    return sorted(file.stem.replace("_", "-") for file in files if file.stem != "base")


@dataclass(frozen=True)
class _Common:
    """The keys that every widget's fence may have besides its props."""

    id: str = ""
    expect: dict[str, Any] = field(default_factory=dict)


def _widget(block: Widget, slide: Slide, ids: dict[str, Place], problems: list[Problem]) -> CheckedWidget | None:
    module = widget_module(block.name)
    if module is None:
        known = widget_names()
        wanted = "one of " + ", ".join(known)
        problems.append(Problem(block.place, f"unknown widget '{block.name}'", wanted, did_you_mean(block.name, known)))
        return None
    source = block.source.fresh()
    places: dict[str, Place] = {}
    ours, rest = schema.split(block.node, tuple(schema.hints(_Common)))
    props = schema.read(module.Props, rest, source, places, whole=block.place)
    common = schema.read(_Common, ours, source, places, whole=block.place)
    problems += source.problems
    id = common.id or block.name if common else block.name
    at = places.get("id", block.place)
    if not _ID.fullmatch(id):
        problems.append(Problem(at, f"'{id}' is no id", "small letters, digits and hyphens, as left-strip"))
    elif id in ids or id == "reveal":
        where = f"on line {ids[id].line}" if id in ids else "the name of the fragments"
        hint = "give this one an id of its own: id: …"
        problems.append(Problem(at, f"duplicate id '{id}': it is {where} already", "", hint))
    ids.setdefault(id, at)
    if props is None or common is None:
        return None
    return CheckedWidget(f"{slide.id}.{id}", block.name, props, common.expect, places)
