"""YAML to frozen dataclasses, with the place of every value and every mistake told, not only the first.

The one importer of yaml. It reads the node graph rather than the finished values, since only nodes know where they
stand. It leaves out YAML's anchors, aliases and tags: no slide needs them, and they let a small file grow without end.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

import yaml

from llms101.errors import Place, Problem, did_you_mean

T = TypeVar("T")

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("map", "seq", "str", "int", "float", "bool", "null", "timestamp")}
_NAMES: dict[object, str] = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


@dataclass
class Source:
    """The text that a piece of YAML stands in: `first` is the line of the file on which the YAML begins."""

    file: str
    text: str
    first: int = 1
    lines: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.lines:
            self.lines = self.text.split("\n")

    def fresh(self) -> Source:
        """The same text, with no problems yet."""
        return Source(self.file, self.text, self.first, self.lines)

    def place(self, line: int, column: int) -> Place:
        """The place of a line and column of the YAML, both counted from 0."""
        text = self.lines[line] if 0 <= line < len(self.lines) else ""
        return Place(self.file, self.first + line, column + 1, text)

    def at(self, node: yaml.Node) -> Place:
        """The place of a node."""
        return self.place(node.start_mark.line, node.start_mark.column)

    def tell(self, place: Place, message: str, expected: str = "", hint: str = "") -> None:
        """Note a problem, and go on."""
        self.problems.append(Problem(place, message, expected, hint))


def compose(source: Source) -> yaml.Node | None:
    """The node graph of a piece of YAML; None where it is empty or broken (then `source.problems` says why)."""
    try:
        node = yaml.compose(source.text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = source.place(mark.line, mark.column) if mark else Place(source.file)
        what = " ".join(part for part in (error.context, error.problem) if part)
        source.tell(place, f"this is not YAML: {what}", hint="a value with a colon, quote or bracket may need quotes")
    except yaml.reader.ReaderError as error:
        before = source.text[: error.position] if isinstance(error.position, int) else ""
        place = source.place(before.count("\n"), len(before) - (before.rfind("\n") + 1))
        source.tell(place, f"this is not YAML: {error.reason}", hint="take the invisible character out")
    except (RecursionError, ValueError, UnicodeError) as error:
        source.tell(source.place(0, 0), f"this is not YAML: {type(error).__name__}", hint="is it nested very deep?")
    else:
        return node if node is None or _plain(node, source) else None
    return None


def _plain(root: yaml.Node, source: Source) -> bool:
    """Whether the graph is a tree of plain values with unique keys; tells what is not."""
    before = len(source.problems)
    seen: set[int] = set()
    todo: list[yaml.Node] = [root]
    while todo:
        node = todo.pop()
        if id(node) in seen:
            source.tell(source.at(node), "anchors and aliases (& and *) are not used here", "the value itself")
            continue
        seen.add(id(node))
        if node.tag not in _TAGS:
            source.tell(source.at(node), f"a tag is not used here: {node.tag}", "a plain value", "put it in quotes")
        if isinstance(node, yaml.MappingNode):
            keys: dict[str, yaml.Node] = {}
            for key, value in node.value:
                if not isinstance(key, yaml.ScalarNode):
                    source.tell(source.at(key), "a key is one word or text", hint="put it in quotes")
                elif key.value in keys:
                    first = source.at(keys[key.value]).line
                    source.tell(
                        source.at(key), f"duplicate key '{key.value}': it is on line {first} already", hint="keep one"
                    )
                else:
                    keys[key.value] = key
                todo += [value]
        elif isinstance(node, yaml.SequenceNode):
            todo += node.value
    return len(source.problems) == before


def value(node: yaml.Node, source: Source) -> Any:
    """A node as plain Python values (dict, list, str, int, float, bool, None)."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: value(child, source) for key, child in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [value(child, source) for child in node.value]
    return _scalar(node)


def _scalar(node: yaml.Node) -> Any:
    """The value of a scalar; dates and numbers that YAML finds but Python cannot make stay the text they are."""
    if node.tag.endswith((":timestamp", ":str")):
        return node.value
    try:
        return yaml.constructor.SafeConstructor().construct_object(node)
    except (yaml.YAMLError, ValueError, OverflowError):
        return node.value


def read(
    cls: type[T], node: yaml.Node | None, source: Source, places: dict[str, Place], whole: Place | None = None
) -> T | None:
    """The dataclass `cls` from a mapping node; None if anything is wrong (then `source.problems` says all of it).

    An empty piece of YAML (no node) is an empty mapping. `places` receives the place of each value, by path
    (`title`, `links[0].url`; the whole is ``""``); `whole` is where to say that a key is missing.
    """
    before = len(source.problems)
    at = whole or (source.at(node) if node is not None else source.place(0, 0))
    if node is None:
        found = _make(cls, {}, at, source)
    elif isinstance(node, yaml.MappingNode):
        found = _read_dataclass(cls, node, source, places, "", at)
    else:
        found = _read(cls, node, source, places, "")
    places[""] = at
    return typing.cast(T, found) if len(source.problems) == before else None


def split(node: yaml.Node | None, keys: tuple[str, ...]) -> tuple[yaml.Node | None, yaml.Node | None]:
    """A mapping node as two: the pairs with one of `keys`, and the rest. What is no mapping is all rest."""
    if not isinstance(node, yaml.MappingNode):
        return None, node
    ours = [pair for pair in node.value if pair[0].value in keys]
    rest = [pair for pair in node.value if pair[0].value not in keys]
    return (
        yaml.MappingNode(node.tag, ours, node.start_mark, node.end_mark),
        yaml.MappingNode(node.tag, rest, node.start_mark, node.end_mark),
    )


def _read(kind: Any, node: yaml.Node, source: Source, places: dict[str, Place], path: str) -> Any:
    places[path] = source.at(node)
    if kind is Any:
        return _checked_text(value(node, source), node, source)
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _read_union(kind, node, source, places, path)
    if origin is Literal:
        return _read_choice(kind, node, source)
    if origin is tuple:
        if not isinstance(node, yaml.SequenceNode):
            return _wrong(node, source, f"a list of {_name(get_args(kind)[0])}", "put '- ' before each, or use [ ]")
        inner = get_args(kind)[0]
        return tuple(_read(inner, child, source, places, f"{path}[{i}]") for i, child in enumerate(node.value))
    if origin is dict:
        if not isinstance(node, yaml.MappingNode):
            return _wrong(node, source, "a mapping of names to values")
        inner = get_args(kind)[1]
        return {
            _checked_text(key.value, key, source): _read(inner, child, source, places, _join(path, key.value))
            for key, child in node.value
        }
    if is_dataclass(kind):
        return _read_dataclass(typing.cast(type, kind), node, source, places, path)
    return _read_scalar(kind, node, source)


def _read_union(kind: Any, node: yaml.Node, source: Source, places: dict[str, Place], path: str) -> Any:
    """The first alternative that fits; if none does, what the last one says."""
    options = [option for option in get_args(kind) if option is not type(None)]
    if type(None) in get_args(kind) and isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null"):
        return None
    for option in options[:-1]:
        trial = source.fresh()
        found = _read(option, node, trial, places, path)
        if not trial.problems:
            return found
    if len(options) > 1 and isinstance(node, yaml.ScalarNode) and not any(map(is_dataclass, options)):
        trial = source.fresh()
        found = _read(options[-1], node, trial, places, path)
        return found if not trial.problems else _wrong(node, source, " or ".join(map(_name, options)))
    return _read(options[-1], node, source, places, path)


def _read_choice(kind: Any, node: yaml.Node, source: Source) -> Any:
    choices = get_args(kind)
    found = value(node, source)
    if isinstance(node, yaml.ScalarNode) and any(found == choice and type(found) is type(choice) for choice in choices):
        return found
    shown = node.value if isinstance(node, yaml.ScalarNode) else ""
    return _wrong(node, source, "one of " + ", ".join(map(str, choices)), did_you_mean(shown, map(str, choices)))


def _read_scalar(kind: type, node: yaml.Node, source: Source) -> Any:
    found = _scalar(node) if isinstance(node, yaml.ScalarNode) else None
    if kind is float and type(found) is int:
        try:
            return float(found)
        except OverflowError:
            found = None
    if type(found) is kind and not (kind is float and found in (float("inf"), float("-inf"))) and found == found:
        return _checked_text(found, node, source)
    hint = "put it in quotes" if kind is str and isinstance(node, yaml.ScalarNode) and node.value else ""
    return _wrong(node, source, _name(kind), hint)


def _read_dataclass(
    cls: type, node: yaml.Node, source: Source, places: dict[str, Place], path: str, at: Place | None = None
) -> Any:
    if not isinstance(node, yaml.MappingNode):
        return _wrong(node, source, f"keys: {', '.join(hints(cls))}", "write 'key: value' lines")
    known = hints(cls)
    values: dict[str, Any] = {}
    for key, child in node.value:
        if key.value not in known:
            source.tell(
                source.at(key),
                f"unknown key '{key.value}'",
                "one of " + ", ".join(known),
                did_you_mean(key.value, known),
            )
            continue
        values[key.value] = _read(known[key.value], child, source, places, _join(path, key.value))
    return _make(cls, values, at or source.at(node), source)


def _make(cls: type, values: dict[str, Any], place: Place, source: Source) -> Any:
    missing = [name for name, default in _defaults(cls) if not default and name not in values]
    for name in missing:
        source.tell(place, f"'{name}' is missing", f"{name}: {_name(hints(cls)[name])}")
    return None if missing else cls(**values)


def _checked_text(found: Any, node: yaml.Node, source: Source) -> Any:
    """`found`, unless some text in it cannot be written as UTF-8 (half of a surrogate pair)."""
    for text in _texts(found):
        if any("\ud800" <= char <= "\udfff" for char in text):
            source.tell(source.at(node), "this text has half a character (a lone surrogate)", hint="write it whole")
            return None
    return found


def _texts(found: Any) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        for key, child in found.items():
            yield key
            yield from _texts(child)
    elif isinstance(found, list):
        for child in found:
            yield from _texts(child)


def _wrong(node: yaml.Node, source: Source, expected: str, hint: str = "") -> None:
    kind = {"map": "a mapping", "seq": "a list", "null": "nothing"}.get(node.tag.rpartition(":")[2])
    if kind is None:
        kind = f"'{node.value}'" if len(str(node.value)) <= 40 else f"'{node.value[:39]}…'"
    source.tell(source.at(node), f"{kind} is not what belongs here", expected, hint)


def _name(kind: Any) -> str:
    """A type in an author's words."""
    if kind in _NAMES:
        return _NAMES[kind]
    origin = get_origin(kind)
    if origin is tuple:
        return f"a list of {_name(get_args(kind)[0])}"
    if origin is dict:
        return "a mapping"
    if origin is Literal:
        return "one of " + ", ".join(map(str, get_args(kind)))
    if origin in (Union, types.UnionType):
        return " or ".join(_name(option) for option in get_args(kind) if option is not type(None))
    return f"keys {', '.join(hints(typing.cast(type, kind)))}" if is_dataclass(kind) else "a value"


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


@cache
def hints(cls: type) -> dict[str, Any]:
    """The resolved types of a dataclass's fields, in order."""
    found = typing.get_type_hints(cls)
    return {f.name: found[f.name] for f in fields(cls)}


@cache
def _defaults(cls: type) -> list[tuple[str, bool]]:
    """For each field, whether it has a default."""
    has: Callable[[Any], bool] = lambda f: f.default is not MISSING or f.default_factory is not MISSING  # noqa: E731
    return [(f.name, has(f)) for f in fields(cls)]
