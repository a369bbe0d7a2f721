"""`slides/` to a `Talk`: reads `deck.yml` and one file per slide, and notes all that cannot be read.

It leaves out what a slide means (`check` knows the widgets and figures), and raises nothing: `check` does, when it has
found all that is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from llms101 import schema
from llms101.errors import UNSEEN, Place, Problem, did_you_mean
from llms101.schema import Source
from llms101.talk import Deck, Front, Prose, Slide, Talk, Widget

T = TypeVar("T")

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ID_WORDS = "small letters, digits and single hyphens"
_FENCE = re.compile(r"(?P<indent>\s*)(?P<mark>`{3,}|~{3,})[ ]*(?P<info>[^`\n]*)$")

#: Lines of a body, each with its place.
Lines = list[tuple[str, Place]]
#: Slides by the name and content of their file.
Cache = dict[tuple[str, bytes], Slide]


@dataclass(frozen=True)
class _BodyFront(Front):
    """The keys of a slide that is one YAML file: its body is one of them."""

    body: str = ""


def load(folder: Path, cache: Cache | None = None) -> Talk:
    """Read the talk in `folder`.

    `cache` keeps slides by name and content, so that one who builds again reads only what changed.
    """
    problems: list[Problem] = []
    places: dict[str, Place] = {}
    shown = folder.as_posix()
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        message = f"this folder cannot be read: {error.strerror}"
        problems.append(Problem(Place(shown), message, "the talk's folder, with deck.yml in it"))
        return Talk(folder, Deck("", ()), (), places, problems=tuple(problems))
    deck = _deck(folder / "deck.yml", f"{shown}/deck.yml", places, problems)
    files = _slide_files(paths, shown, problems)
    if deck is None:  # read the slides all the same, to tell all mistakes at once
        deck = Deck("", tuple(files))
    else:
        _named(deck, files, {path.name for path in paths}, places, problems)
    slides = []
    for id in dict.fromkeys(deck.slides):
        if id in files:
            slides += _slide(id, files[id], f"{shown}/{files[id].name}", problems, {} if cache is None else cache)
    loose = tuple(files[id].name for id in files if id not in deck.slides)
    return Talk(folder, deck, tuple(slides), places, loose, tuple(problems))


def _deck(path: Path, file: str, places: dict[str, Place], problems: list[Problem]) -> Deck | None:
    if not path.exists() and not path.is_symlink():
        wanted = "a file with 'title: …' and 'slides:', the list of the slides' ids"
        problems.append(Problem(Place(file), "there is no such file", wanted))
        return None
    raw = _bytes(path, file, problems)
    text = None if raw is None else _decode(raw, file, problems)
    return None if text is None else _yaml(Deck, Source(file, text.split("\n")), places, problems)


def _slide_files(paths: list[Path], shown: str, problems: list[Problem]) -> dict[str, Path]:
    """The slides' files by id."""
    files: dict[str, Path] = {}
    for path in paths:
        if path.suffix not in (".md", ".yml") or path.name == "deck.yml" or path.name.startswith((".", "_")):
            continue
        place = Place(f"{shown}/{path.name}")
        if not ID.fullmatch(path.stem):
            hint = "rename it; a file that is no slide begins with _"
            problems.append(Problem(place, f"'{path.stem}' is no slide id", _ID_WORDS, hint))
        elif path.stem in files:
            message = f"duplicate id: {shown}/{files[path.stem].name} is this slide already"
            problems.append(Problem(place, message, hint="rename one of them; a file that is no slide begins with _"))
        else:
            files[path.stem] = path
    return files


def _named(
    deck: Deck, files: dict[str, Path], names: set[str], places: dict[str, Place], problems: list[Problem]
) -> None:
    """Tell which slides the deck names twice or in vain; `names` are those of all files that there are."""
    first: dict[str, int] = {}
    for i, id in enumerate(deck.slides):
        place = places[f"slides[{i}]"]
        if id in first:
            earlier = places[f"slides[{first[id]}]"].line
            problems.append(Problem(place, f"duplicate slide '{id}': it is on line {earlier} already", hint="keep one"))
        elif not ID.fullmatch(id):
            problems.append(Problem(place, f"'{id}' is no slide id", _ID_WORDS, did_you_mean(id, files)))
        elif id not in files:
            other = names & {f"{id}.yaml", f"{id}.markdown"}
            hint = f"rename {min(other)}" if other else did_you_mean(id, files)
            problems.append(Problem(place, f"there is no slide '{id}'", f"a file {id}.md or {id}.yml", hint))
        first.setdefault(id, i)


def _slide(id: str, path: Path, file: str, problems: list[Problem], cache: Cache) -> list[Slide]:
    """The slide in a list, or nothing where it cannot be read."""
    raw = _bytes(path, file, problems)
    if raw is None:
        return []
    if (file, raw) in cache:
        return [cache[(file, raw)]]
    text = _decode(raw, file, problems)
    if text is None:
        return []
    before = len(problems)
    slide = (_from_yaml if path.suffix == ".yml" else _from_markdown)(id, file, text.split("\n"), problems)
    if slide and len(problems) == before:
        cache[(file, raw)] = slide
    return [slide] if slide else []


def _from_markdown(id: str, file: str, lines: list[str], problems: list[Problem]) -> Slide | None:
    top = Place(file, 1, 1, lines[0])
    if lines[0].rstrip() != "---":
        hint = "begin the file with the lines '---', 'title: …' and '---'"
        problems.append(Problem(top, "a slide begins with front matter", "---", hint))
        return None
    end = next((i for i, line in enumerate(lines) if i and line.rstrip() == "---"), None)
    if end is None:
        problems.append(Problem(top, "the front matter has no end", "a line '---' after it"))
        return None
    places: dict[str, Place] = {}
    source = Source(file, lines[1:end], first=2)
    front = _yaml(Front, source, places, problems, top) or Front("?")
    body = [(line, Place(file, i + 1, 1, line)) for i, line in enumerate(lines) if i > end]
    return Slide(id, file, front, _blocks(body, problems), _notes(front, places, source), places)


def _from_yaml(id: str, file: str, lines: list[str], problems: list[Problem]) -> Slide:
    places: dict[str, Place] = {}
    source = Source(file, lines)
    front = _yaml(_BodyFront, source, places, problems) or _BodyFront("?")
    plain = Front(**{name: getattr(front, name) for name in schema.hints(Front)})
    at = places.get("body")
    if at and "\n" in front.body and not _is_block(at):
        hint = "and the text below it, indented by two spaces"
        problems.append(Problem(at, "a body of several lines is written as a block", "body: |", hint))
        front = _BodyFront("?")
    body = _text_lines(front.body, at, source)
    return Slide(id, file, plain, _blocks(body, problems), _notes(front, places, source), places)


def _notes(front: Front, places: dict[str, Place], source: Source) -> Prose:
    lines = _text_lines(front.notes, places.get("notes"), source)
    return _prose(lines, _code(lines))


def _is_block(at: Place) -> bool:
    return at.text.startswith("|", at.column - 1)


def _text_lines(text: str, at: Place | None, source: Source) -> Lines:
    """The lines of a text in YAML, each with its own place in a block (`|`), else with that of the text."""
    lines = text.split("\n")
    if at is None:
        return []
    if not _is_block(at):
        return [(line, at) for line in lines]
    below = source.lines[at.line - source.first + 1 :]
    indent = next((len(own) - len(line) for own, line in zip(below, lines, strict=False) if line.strip()), 0)
    found = []
    for i, line in enumerate(lines):
        own = below[i] if i < len(below) else ""
        place = Place(at.file, at.line + 1 + i, indent + 1, own)
        found.append((line, place if own[indent:] == line else at))
    return found


def _blocks(lines: Lines, problems: list[Problem]) -> tuple[Prose | Widget, ...]:
    """A slide's body, cut at its widget fences; other fences stay in the prose, whatever is in them."""
    blocks: list[Prose | Widget] = []
    prose: Lines = []
    code: list[tuple[int, int]] = []

    def flush() -> None:
        if any(line.strip() for line, _ in prose):
            blocks.append(_prose(prose, code))
        prose.clear()
        code.clear()

    i = 0
    while i < len(lines):
        line, place = lines[i]
        opened = _FENCE.match(line)
        if not opened:
            prose.append(lines[i])
            i += 1
            continue
        mark, info = opened["mark"], opened["info"].split()
        what = "widget" if info[:1] == ["widget"] else "code"
        end, last = _closing(lines, i, mark), len(lines) - 1
        if what == "widget":  # no line of YAML begins like a fence: there the next one does
            last = next((j - 1 for j in range(i + 1, len(lines)) if lines[j][0].startswith(mark)), last)
            end = end if end == last + 1 else None
        if opened["indent"]:
            wanted = f"{mark} at the start of its line, and its end too"
            problems.append(Problem(place, f"this {what} is indented", wanted))
            end = next((j for j in range(i + 1, len(lines)) if lines[j][0].strip() == mark), last)
        elif end is None:
            problems.append(Problem(place, f"this {what} has no end", f"a line {mark} after it"))
            end = last
        elif what == "code":
            code.append((len(prose), len(prose) + end - i))
            prose += lines[i : end + 1]
        else:
            flush()
            blocks += _widget(info[1:], place, lines[i + 1 : end], problems)
        i = end + 1
    flush()
    return tuple(blocks)


def _closing(lines: Lines, start: int, mark: str) -> int | None:
    """The index of the line that closes the fence opened at `start` with `mark`: the same mark, and nothing else."""
    return next((i for i in range(start + 1, len(lines)) if lines[i][0].rstrip(" ") == mark), None)


def _code(lines: Lines) -> list[tuple[int, int]]:
    """The first and the last line of each code fence."""
    found, i = [], 0
    while i < len(lines):
        opened = _FENCE.match(lines[i][0])
        end = _closing(lines, i, opened["mark"]) if opened and not opened["indent"] else None
        if end is not None:
            found.append((i, end))
        i = i + 1 if end is None else end + 1
    return found


def _prose(lines: Lines, code: Sequence[tuple[int, int]]) -> Prose:
    return Prose("\n".join(line for line, _ in lines), tuple(place for _, place in lines), tuple(code))


def _widget(info: list[str], place: Place, lines: Lines, problems: list[Problem]) -> list[Widget]:
    if len(info) != 1:
        problems.append(Problem(place, "a widget has one name", "```widget NAME"))
        return []
    # In a YAML file the block is indented: let the columns be those of the file.
    own = [at.text if at.text.endswith(line) else line for line, at in lines]
    source = Source(place.file, own, place.line + 1)
    node = schema.compose(source)
    problems += source.problems
    return [] if source.problems else [Widget(info[0], place, node, source)]


def _yaml(
    cls: type[T], source: Source, places: dict[str, Place], problems: list[Problem], whole: Place | None = None
) -> T | None:
    node: Any = schema.compose(source)
    found = schema.read(cls, node, source, places, whole) if not source.problems else None
    problems += source.problems
    return found


def _bytes(path: Path, file: str, problems: list[Problem]) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError as error:
        problems.append(Problem(Place(file), f"this file cannot be read: {error.strerror}"))
        return None


def _decode(raw: bytes, file: str, problems: list[Problem]) -> str | None:
    """The text of a file, with line ends of one kind; None where it is no text."""
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        good = raw[: error.start].decode("utf-8", "replace")
        rest = raw[error.start :].split(b"\n")[0].decode("utf-8", "replace")
        message, hint = f"byte 0x{raw[error.start]:02X} is not UTF-8", "save the file as UTF-8"
        problems.append(Problem(_place(good + rest, len(good), file), message, hint=hint))
        return None
    if match := UNSEEN.search(text):
        message = f"a character that cannot be shown: U+{ord(match[0]):04X}"
        problems.append(Problem(_place(text, match.start(), file), message, hint="take it out"))
        return None
    return text


def _place(text: str, offset: int, file: str) -> Place:
    """The place of a character of a whole file."""
    line = text.count("\n", 0, offset)
    return Place(file, line + 1, offset - text.rfind("\n", 0, offset), text.split("\n")[line])
