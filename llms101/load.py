"""`slides/` to a `Talk`: reads `deck.yml` and one file per slide, and tells all that cannot be read.

It leaves out what a slide means (`check` knows the widgets and figures).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from llms101 import schema
from llms101.errors import AuthorError, Place, Problem, did_you_mean
from llms101.schema import Source
from llms101.talk import Deck, Front, Prose, Slide, Talk, Widget

T = TypeVar("T")

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FENCE = re.compile(r"(?P<mark>`{3,}|~{3,})[ ]*(?P<info>.*)")


@dataclass(frozen=True)
class _BodyFront(Front):
    """The keys of a slide that is one YAML file: its body is one of them."""

    body: str = ""


def load(folder: Path, cache: dict[tuple[str, bytes], Slide] | None = None) -> Talk:
    """Read the talk in `folder`. Raises `AuthorError` with everything that cannot be read.

    `cache` keeps slides by name and content, so that one who builds again reads only what changed.
    """
    problems: list[Problem] = []
    shown = folder.name or str(folder)
    places: dict[str, Place] = {}
    deck = _deck(folder, shown, places, problems)
    files = _slide_files(folder, shown, problems)
    slides = []
    first: dict[str, int] = {}
    for i, id in enumerate(deck.slides if deck else ()):
        place = places[f"slides[{i}]"]
        if id in first:
            earlier = places[f"slides[{first[id]}]"].line
            problems.append(Problem(place, f"duplicate slide '{id}': it is on line {earlier} already", hint="keep one"))
        elif id not in files:
            wanted = f"a file {shown}/{id}.md or {shown}/{id}.yml"
            problems.append(Problem(place, f"there is no slide '{id}'", wanted, did_you_mean(id, files)))
        else:
            first[id] = i
            slide = _slide(id, files[id], shown, problems, {} if cache is None else cache)
            slides += [slide] if slide else []
    if problems or deck is None:
        raise AuthorError(problems)
    return Talk(folder, deck, tuple(slides), places, tuple(files[id].name for id in files if id not in first))


def _deck(folder: Path, shown: str, places: dict[str, Place], problems: list[Problem]) -> Deck | None:
    file = f"{shown}/deck.yml"
    text = _text(folder / "deck.yml", file, problems)
    if text is None:
        return None
    return _yaml(Deck, Source(file, text), places, problems)


def _slide_files(folder: Path, shown: str, problems: list[Problem]) -> dict[str, Path]:
    """The slides' files by id."""
    files: dict[str, Path] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix not in (".md", ".yml") or path.name == "deck.yml" or path.name.startswith((".", "_")):
            continue
        if not ID.fullmatch(path.stem):
            wanted = "small letters, digits and single hyphens"
            problems.append(Problem(Place(f"{shown}/{path.name}"), f"'{path.stem}' is no slide id", wanted))
        elif path.stem in files:
            other = f"{shown}/{files[path.stem].name}"
            problems.append(Problem(Place(f"{shown}/{path.name}"), f"duplicate id: {other} is this slide already"))
        else:
            files[path.stem] = path
    return files


def _slide(
    id: str, path: Path, shown: str, problems: list[Problem], cache: dict[tuple[str, bytes], Slide]
) -> Slide | None:
    file = f"{shown}/{path.name}"
    raw = _bytes(path, file, problems)
    if raw is None:
        return None
    if (file, raw) not in cache:
        before = len(problems)
        text = _decode(raw, file, problems)
        if text is None:
            return None
        slide = (_from_yaml if path.suffix == ".yml" else _from_markdown)(id, file, text, problems)
        if slide is None or len(problems) > before:
            return None
        cache[(file, raw)] = slide
    return cache[(file, raw)]


def _from_markdown(id: str, file: str, text: str, problems: list[Problem]) -> Slide | None:
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        hint = "begin the file with '---', 'title: …' and '---'"
        problems.append(Problem(Place(file, 1, 1, lines[0]), "a slide begins with front matter", "---", hint))
        return None
    ends = [i for i, line in enumerate(lines) if i and line.rstrip() == "---"]
    if not ends:
        problems.append(Problem(Place(file, 1, 1, lines[0]), "the front matter has no end", "a line '---' after it"))
        return None
    places: dict[str, Place] = {}
    source = Source(file, "\n".join(lines[1 : ends[0]]), first=2)
    front = _yaml(Front, source, places, problems)
    body = [(line, Place(file, i + 1, 1, line)) for i, line in enumerate(lines) if i > ends[0]]
    blocks = _blocks(body, problems)
    return Slide(id, file, front, blocks, places) if front else None


def _from_yaml(id: str, file: str, text: str, problems: list[Problem]) -> Slide | None:
    places: dict[str, Place] = {}
    source = Source(file, text)
    front = _yaml(_BodyFront, source, places, problems)
    if front is None:
        return None
    plain = Front(**{name: getattr(front, name) for name in schema.hints(Front)})
    return Slide(id, file, plain, _blocks(_body_lines(front.body, places.get("body"), source), problems), places)


def _body_lines(body: str, at: Place | None, source: Source) -> list[tuple[str, Place]]:
    """The lines of `body:`, each with its own place where it is a block scalar (`|`), else with that of the key."""
    lines = body.split("\n")
    if at is None:
        return []
    block = at.text[at.column - 1 :].startswith("|")
    found = []
    for i, line in enumerate(lines):
        number = at.line + 1 + i
        own = source.lines[number - 1] if block and number <= len(source.lines) else ""
        place = Place(at.file, number, len(own) - len(own.lstrip()) + 1, own) if own.endswith(line) and own else at
        found.append((line, place))
    return found


def _blocks(lines: list[tuple[str, Place]], problems: list[Problem]) -> tuple[Prose | Widget, ...]:
    """A slide's body, cut at its widget fences; other fences stay in the prose, whatever is in them."""
    blocks: list[Prose | Widget] = []
    prose: list[tuple[str, Place]] = []

    def flush() -> None:
        if any(line.strip() for line, _ in prose):
            blocks.append(Prose("\n".join(line for line, _ in prose), tuple(place for _, place in prose)))
        prose.clear()

    i = 0
    while i < len(lines):
        line, place = lines[i]
        opened = _FENCE.match(line)
        if not opened:
            prose.append(lines[i])
            i += 1
            continue
        end = _closing(lines, i, opened["mark"])
        info = opened["info"].split()
        if info[:1] != ["widget"]:
            prose += lines[i : end + 1]
        elif end == len(lines):
            problems.append(Problem(place, "this widget has no end", f"a line {opened['mark']} after it"))
        else:
            flush()
            blocks += _widget(info[1:], place, lines[i + 1 : end], problems)
        i = end + 1
    flush()
    return tuple(blocks)


def _closing(lines: list[tuple[str, Place]], start: int, mark: str) -> int:
    """The index of the line that closes the fence opened at `start`, or the number of lines."""
    for i in range(start + 1, len(lines)):
        line = lines[i][0].strip()
        if len(line) >= len(mark) and set(line) == {mark[0]}:
            return i
    return len(lines)


def _widget(info: list[str], place: Place, lines: list[tuple[str, Place]], problems: list[Problem]) -> list[Widget]:
    if len(info) != 1:
        problems.append(Problem(place, "a widget has one name", "```widget NAME"))
        return []
    first = lines[0][1] if lines else replace(place, line=place.line + 1, text="")
    shift = first.column - 1
    source = Source(place.file, "\n".join(line for line, _ in lines), first.line, [" " * shift + x for x, _ in lines])
    if shift:  # an indented block in a YAML file: let the columns be those of the file
        source.text = "\n".join(source.lines)
    node = schema.compose(source)
    problems += source.problems
    return [] if source.problems else [Widget(info[0], place, node, source)]


def _yaml(cls: type[T], source: Source, places: dict[str, Place], problems: list[Problem]) -> T | None:
    node = schema.compose(source)
    found = schema.read(cls, node, source, places) if not source.problems else None
    problems += source.problems
    return found


def _text(path: Path, file: str, problems: list[Problem]) -> str | None:
    raw = _bytes(path, file, problems)
    return None if raw is None else _decode(raw, file, problems)


def _bytes(path: Path, file: str, problems: list[Problem]) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError as error:
        problems.append(Problem(Place(file), f"this file cannot be read: {error.strerror}"))
        return None


def _decode(raw: bytes, file: str, problems: list[Problem]) -> str | None:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        shown = raw.split(b"\n")[line - 1].decode("utf-8", "replace")
        byte = raw[error.start]
        problems.append(
            Problem(Place(file, line, column, shown), f"byte 0x{byte:02X} is not UTF-8", hint="save the file as UTF-8")
        )
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")
