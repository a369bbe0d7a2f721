"""What a talk means: the props of its widgets, the figures in its prose, its links, claims and steps.

Finds everything that can be found before anything costly starts, all of it at once. What can only be known from the
data (a claim that fails, a token that is none) is `compute`'s to tell.
"""

from __future__ import annotations

import html
import importlib
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote

from llms101 import figures, prose, schema
from llms101.errors import AuthorError, Place, Problem, did_you_mean
from llms101.figures import Call
from llms101.talk import Prose, Slide, Talk, Widget
from llms101.widgets.base import FieldProblem

_PICTURES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")
#: How the address of a link out of the talk begins.
_ELSEWHERE = ("https://", "http://", "mailto:")
#: What in a page has an address, and its attributes.
_TAG = re.compile(r"<(a|area|audio|embed|iframe|img|link|object|script|source|track|video)\b([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(href|src|poster|data|alt)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
_CODE = re.compile(r"(?<![\\`])(`+)(?!`)(.*?)(?<!`)\1(?!`)", re.DOTALL)
#: A mark of attribute lists, and where one may be shown.
_MARK = re.compile(r"\{:?[ ]*[.#][a-zA-Z][^{}<>\n]*\}")
_CODE_ELEMENT = re.compile("<(code|pre)>.*?</\\1>", re.DOTALL)
_ID = re.compile(r"[a-z][a-z0-9-]*")
#: The address of a site.
SITE = re.compile(r"https?://[^\s/?#]+(/[^\s?#]*)?")
#: More of these in one text would keep Markdown busy for long.
_MOST_BRACKETS = 1000


@dataclass(frozen=True)
class FigureUse:
    """A figure as its author wrote it, and where it stands."""

    text: str
    call: Call
    place: Place


@dataclass(frozen=True)
class CheckedProse:
    """Prose as HTML, with a slot for every figure in it."""

    html: str
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
    """Check the whole talk. Raises `AuthorError` with everything that is wrong, in reading it too."""
    problems = list(talk.problems)
    media: dict[str, None] = {}
    if not problems:
        _deck(talk, problems)
    slides = tuple(_slide(slide, talk, problems, media) for slide in talk.slides)
    if problems:
        raise AuthorError(problems)
    return Checked(talk, slides, tuple(media), tuple(_warnings(talk)))


def _deck(talk: Talk, problems: list[Problem]) -> None:
    deck = talk.deck

    def tell(path: str, message: str, expected: str) -> None:
        problems.append(Problem(talk.places[path], message, expected))

    if not deck.title.strip():
        tell("title", "the title is empty", "the talk's title")
    if not deck.slides:
        tell("slides", "there are no slides", "a list of the slides' ids")
    if deck.url and not SITE.fullmatch(deck.url):
        tell("url", f"'{deck.url}' is no address of a site", "https://…")
    names = Counter(example.name for example in deck.examples)
    for i, example in enumerate(deck.examples):
        if not _ID.fullmatch(example.name):
            tell(f"examples[{i}].name", f"'{example.name}' is no name", "small letters, digits and hyphens")
        if names[example.name] > 1:
            tell(f"examples[{i}].name", f"two examples have the name '{example.name}'", "a name of its own")
        if not example.answer or not example.text.startswith(example.context + example.answer):
            said = f"'{example.context}' and then '{example.answer}' is not how '{example.text}' begins"
            tell(f"examples[{i}].answer", said, "what comes next in the text after the context, with its space")


def _warnings(talk: Talk) -> list[Problem]:
    """What is not wrong, but most likely not meant."""
    folder = talk.folder.as_posix()
    hint = "name it under 'slides:', or begin its name with _"
    found = [Problem(Place(f"{folder}/{name}"), "deck.yml does not name this slide", "", hint) for name in talk.loose]
    for slide in talk.slides:
        if not slide.front.notes.strip():
            found.append(Problem(Place(slide.file), "this slide has no notes", "notes: what the presenter says"))
    return found


def _slide(slide: Slide, talk: Talk, problems: list[Problem], media: dict[str, None]) -> CheckedSlide:
    parts: list[CheckedProse | CheckedWidget] = []
    ids: dict[str, Place] = {}
    front = slide.front
    if not front.title.strip():
        problems.append(Problem(slide.places["title"], "the title is empty", "the slide's title"))
    if front.minutes is not None and front.minutes < 0:
        problems.append(Problem(slide.places["minutes"], "a slide cannot take less than no time", "0 or more"))
    for block in slide.blocks:
        if isinstance(block, Prose):
            parts.append(_prose(block, talk, problems, media))
        else:
            widget = _widget(block, slide, ids, problems)
            parts += [widget] if widget else []
    for i, link in enumerate(front.links):
        _link(link.url, slide.places[f"links[{i}].url"], talk, problems)
    for i, moment in enumerate(front.steps or ()):
        for key in moment:
            if key not in ids and key != "reveal":
                place = slide.places[f"steps[{i}].{key}:"]
                known = ["reveal", *ids]
                message, wanted = f"no widget on this slide has the id '{key}'", "one of " + ", ".join(known)
                problems.append(Problem(place, message, wanted, did_you_mean(key, known)))
    claims = []
    for text, claim in front.expect.items():
        if use := _figure(text, slide.places[f"expect.{text}:"], problems):
            claims.append((replace(use, place=slide.places[f"expect.{text}"]), claim))
    return CheckedSlide(slide, tuple(parts), _prose(slide.notes, talk, problems, media), tuple(claims))


def _figure(text: str, place: Place, problems: list[Problem]) -> FigureUse | None:
    try:
        return FigureUse(text.strip(), figures.parse(text), place)
    except FieldProblem as wrong:
        problems.append(Problem(place, wrong.message, wrong.expected, wrong.hint))
        return None


def _prose(block: Prose, talk: Talk, problems: list[Problem], media: dict[str, None]) -> CheckedProse:
    _languages(block, problems)
    code = list(_code_spans(block)) if "`" in block.text or "~" in block.text else []
    uses: list[FigureUse] = []

    def slot(match: re.Match[str]) -> str:
        if any(first <= match.start() < last for first, last in code):
            return match[0]  # code stays as it is
        if match[0].startswith("\\"):
            return match[0][1:]
        place = _place(block, match.start())
        if not match["end"]:
            hint = r"for the braces themselves, write \{{"
            problems.append(Problem(place, "this figure has no end", '}} after it, as {{ tokens("some text") }}', hint))
            return ""
        use = _figure(match["call"], place, problems)
        uses.extend([use] if use else [])
        return prose.SLOT.format("f", len(uses) - 1)

    text = figures.PATTERN.sub(slot, block.text) if "{{" in block.text else block.text
    if text.count("[") > _MOST_BRACKETS:
        message = f"there are {text.count('[')} of '[' in one text"
        problems.append(Problem(_place(block, block.text.find("[")), message, f"at most {_MOST_BRACKETS}"))
        return CheckedProse("", ())
    try:
        made = prose.to_html(text, block.code)
    except RecursionError:
        problems.append(Problem(_place(block, 0), "the lists or quotes in this text are nested too deep"))
        return CheckedProse("", ())
    except ValueError:  # of a text of marks alone
        made = text
    _marks(made, text, block, problems)
    _addresses(made, block, talk, problems, media)
    return CheckedProse(made, tuple(uses))


def _code_spans(block: Prose) -> Iterator[tuple[int, int]]:
    """Where code begins and ends, in fences and between backticks."""
    starts = [0, *(match.end() for match in re.finditer("\n", block.text)), len(block.text) + 1]
    text = block.text
    for first, last in block.code:
        yield starts[first], starts[last + 1]
        text = text[: starts[first]] + " " * (starts[last + 1] - 1 - starts[first]) + text[starts[last + 1] - 1 :]
    yield from (match.span() for match in _CODE.finditer(text))


def _place(block: Prose, offset: int) -> Place:
    """The place of a character of a prose block."""
    line = block.text.count("\n", 0, offset)
    place = block.places[line]
    column = place.text.find(block.text.split("\n")[line], place.column - 1)
    return place if column < 0 else replace(place, column=column + 1 + offset - (block.text.rfind("\n", 0, offset) + 1))


def _marks(made: str, text: str, block: Prose, problems: list[Problem]) -> None:
    """Tell of a mark such as `{.step}` that belongs to nothing, and so is shown as it is."""
    if "{" not in made or not (shown := _MARK.findall(_CODE_ELEMENT.sub("", made))):
        return
    at = text.find(shown[0])
    for match in islice(_MARK.finditer(text), 40):  # without which one of them is one less shown?
        try:
            without = prose.to_html(text[: match.start()] + text[match.end() :], block.code)
        except ValueError:
            continue
        if len(_MARK.findall(_CODE_ELEMENT.sub("", without))) < len(shown):
            at = match.start()
            break
    line = text.count("\n", 0, max(0, at))
    offset = block.text.find(shown[0], sum(len(line) + 1 for line in block.text.split("\n")[:line]))
    wanted = "a line of its own right below its text; for an item of a list, indented by two spaces"
    hint = "a table cannot be marked" if "<table>" in made else ""
    problems.append(Problem(_place(block, max(0, offset)), f"{shown[0]} marks nothing here", wanted, hint))


def _addresses(made: str, block: Prose, talk: Talk, problems: list[Problem], media: dict[str, None]) -> None:
    """Check the addresses in the HTML of a block, whichever way its author wrote them."""
    for tag in _TAG.finditer(made) if "<" in made else ():
        found = {name.lower(): html.unescape(value.strip("\"'")) for name, value in _ATTRIBUTE.findall(tag[2])}
        words = found.pop("alt", "")
        for name, url in found.items():
            if name == "href" and tag[1].lower() == "a" and url.startswith(_ELSEWHERE):
                continue
            place = _place(block, _offset(block.text, url))
            if name == "href" and tag[1].lower() in ("a", "area"):
                _link(url, place, talk, problems)
            elif name != "data" or tag[1].lower() == "object":
                _picture(url, words, tag[1].lower(), place, talk, problems, media)


def _offset(text: str, url: str) -> int:
    """Where an address stands in Markdown, as nearly as can be told."""
    if not url:
        return max(0, text.find("]()") + 2)
    for before in ("](", "]: ", '="', ""):
        if (found := text.find(before + url)) >= 0:
            return found + len(before)
    return 0


def _picture(
    url: str, words: str, tag: str, place: Place, talk: Talk, problems: list[Problem], media: dict[str, None]
) -> None:
    if tag == "img" and not words.strip():
        problems.append(Problem(place, f"the picture {url} has no words", f"![what it shows]({url})"))
    if url.startswith("data:"):
        return
    if re.match(r"([a-zA-Z][\w+.-]*:|//)", url):
        hint = "no request leaves the page: keep the file beside the slides"
        problems.append(Problem(place, f"{url} is on another machine", "a file beside the slides", hint))
        return
    path = talk.folder / unquote(url)
    if not _readable(path, talk.folder):
        problems.append(Problem(place, f"there is no picture {url}", f"a file below {talk.folder.as_posix()}/"))
    elif path.suffix.lower() not in _PICTURES:
        problems.append(Problem(place, f"{url} is no picture", "a file that ends in " + ", ".join(_PICTURES)))
    else:
        media[path.relative_to(talk.folder).as_posix()] = None


def _readable(path: Path, folder: Path) -> bool:
    """Whether there is such a file in the folder, and nowhere else."""
    try:
        inside = ".." not in path.parts and path.resolve().is_relative_to(folder.resolve())
        return inside and path.is_file() and os.access(path, os.R_OK)
    except (OSError, ValueError):
        return False


def _link(url: str, place: Place, talk: Talk, problems: list[Problem]) -> None:
    if url.startswith("#/"):
        id = re.split(r"[/?]", url[2:])[0]
        if id not in talk.deck.slides:
            hint = did_you_mean(id, talk.deck.slides)
            problems.append(Problem(place, f"there is no slide '{id}'", "#/ID of a slide", hint))
    elif not url.startswith(_ELSEWHERE):
        problems.append(Problem(place, f"'{url}' is no address", "https://… or #/ID of a slide"))


def _languages(block: Prose, problems: list[Problem]) -> None:
    """Code fences name a language that can be highlighted, or none."""
    for first, _ in block.code:
        line = block.text.split("\n")[first]
        language = line.strip("`~ ")
        if language and not prose.knows_language(language):
            word = language.split()[0]
            hint = did_you_mean(word, ["widget", *prose.languages()])
            if word in widget_names():
                hint = f"a widget is written {line[:3]}widget {word}"
            wanted = "nothing, or one language that pygments knows"
            problems.append(
                Problem(_place(block, block.text.find(line)), f"no highlighting for '{language}'", wanted, hint)
            )


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

    id: str | None = None
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
    id = block.name if common is None or common.id is None else common.id
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
