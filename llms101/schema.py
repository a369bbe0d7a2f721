"""YAML to frozen dataclasses, with the place of every value and every mistake told, not only the first.

The one importer of yaml. It makes the tree of nodes itself, from yaml's events: nodes know where they stand, and the
depth has a limit (yaml's own composer lets a deep file end the process). It leaves out anchors, aliases and tags: no
slide needs them, and they let a small file grow without end. What YAML 1.1 makes of `1:30`, `010` or `2026-01-01` is
left out too: these stay the text that they are.
"""

from __future__ import annotations

import math
import re
import types
import typing
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from functools import cache
from itertools import accumulate
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

import yaml

from llms101.errors import UNSEEN, Place, Problem, did_you_mean, short

T = TypeVar("T")

#: How deep lists and mappings may be nested.
DEEPEST = 40
#: The largest whole number that JavaScript can hold.
LARGEST = 2**53

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NAMES: dict[object, tuple[str, str]] = {
    str: ("text", "texts"),
    int: ("a whole number", "whole numbers"),
    float: ("a number", "numbers"),
    bool: ("true or false", "true or false"),
}

#: What yaml says is wrong, in an author's words, and what to do. `open`: it shows where the thing began.
_TOLD: tuple[tuple[str, str, str, bool], ...] = (
    ("mapping values are not allowed", "a second colon in this line", "a text with ': ' in it needs quotes", False),
    ("end of stream", "this quote is not closed", "end the text with the same quote", True),
    ("expected ',' or '\\]'", "this list is not closed", "put a comma between two things, and ] at the end", True),
    ("expected ',' or '}'", "this mapping is not closed", "put a comma between two pairs, and } at the end", True),
    ("unknown escape", "a backslash means something in double quotes", "write it twice, or use single quotes", False),
    ("Unicode character escape|hexadecimal", "this escape is no character", "write the character itself", False),
    ("could not find expected ':'", "this key has no colon", "write 'key: value'", True),
    ("expected <block end>|expected key", "this line does not fit the ones above",
     "is it indented as they are, and does every key have its colon?", False),
    ("expected '-' indicator", "this line does not fit the list above", "begin it with '- ', or indent it more", False),
    ("node content", "something is missing here", "a value, or the end of the list", False),
    ("another document", "a second document begins here", "take the line '---' out", False),
    ("block sequence entries", "a list cannot begin here", "begin it on a line of its own", False),
    ("start any token", "a text cannot begin so", "put it in quotes", False),
)  # fmt: skip


@dataclass
class Source:
    """The lines that a piece of YAML stands in: `first` is the line of the file on which the YAML begins."""

    file: str
    lines: list[str]
    first: int = 1
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.text = "\n".join(self.lines)
        self._starts = list(accumulate((len(line) + 1 for line in self.lines), initial=0))

    def fresh(self) -> Source:
        """The same text, with no problems yet."""
        return Source(self.file, self.lines, self.first)

    def place(self, offset: int) -> Place:
        """The place of a character. Lines are the file's, whatever else YAML takes for the end of one."""
        line = min(bisect_right(self._starts, offset), len(self.lines)) - 1
        return Place(self.file, self.first + line, offset - self._starts[line] + 1, self.lines[line])

    def at(self, node: yaml.Node | yaml.Event) -> Place:
        """The place of a node."""
        mark: Any = node.start_mark
        return self.place(mark.index)

    def tell(self, place: Place, message: str, expected: str = "", hint: str = "") -> None:
        """Note a problem, and go on."""
        self.problems.append(Problem(place, message, expected, hint))


def compose(source: Source) -> yaml.Node | None:
    """The tree of a piece of YAML; None where it is empty or broken (then `source.problems` says why)."""
    before = len(source.problems)
    loader = _Loader(source.text)
    try:
        root = _compose(loader, source)
    except yaml.MarkedYAMLError as error:
        _tell_yaml(error, source)
    except (yaml.YAMLError, UnicodeError) as error:
        source.tell(source.place(0), f"this is not YAML: {short(str(error))}", hint="is it a text file?")
    else:
        return root if len(source.problems) == before else None
    finally:
        loader.dispose()
    return None


def _tell_yaml(error: yaml.MarkedYAMLError, source: Source) -> None:
    problem = error.problem or ""
    began: Any = error.context_mark
    mark: Any = error.problem_mark or began
    end = len(source.text.rstrip())
    at = min(mark.index, end) if mark else 0
    what, hint, opened = problem, "a value with a colon, quote or bracket may need quotes", False
    for pattern, message, todo, where in _TOLD:
        if re.search(pattern, problem):
            what, hint, opened = message, todo, where
            break
    if source.text[at : at + 1] == "\t" and "quot" not in (error.context or ""):
        what, hint = "a tab where YAML wants spaces", "indent with spaces"
    elif opened and began and (at == end or source.place(began.index).line != source.place(at).line):
        at = began.index
    elif "mapping values" in problem and ":" not in source.place(at).text[: source.place(at).column - 1]:
        what, hint = "this line does not fit the ones above", "is it indented as they are?"
    source.tell(source.place(at), f"this is not YAML: {what}", hint=hint)


def _compose(loader: Any, source: Source) -> yaml.Node | None:
    """The tree that yaml's events tell of, as plain values with unique keys; tells what is not."""
    root: yaml.Node | None = None
    open: list[yaml.Node] = []
    keys: list[dict[str, yaml.Node]] = []  # of every open mapping, the keys so far
    waiting: list[yaml.Node | None] = []  # of every open mapping, the key whose value comes next
    while loader.check_event():
        event: Any = loader.get_event()
        if isinstance(event, yaml.CollectionEndEvent):
            open.pop()
            keys.pop()
            waiting.pop()
            continue
        if not isinstance(event, yaml.NodeEvent):
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                mark: Any = event.start_mark
                raise yaml.MarkedYAMLError(None, None, "another document", mark)
            continue
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            source.tell(source.at(event), "anchors and aliases (& and *) are not used here", "the value itself")
        node = _node(event, loader, source)
        parent = open[-1] if open else None
        if parent is None:
            root = node
        elif isinstance(parent, yaml.SequenceNode):
            parent.value.append(node)
        elif (key := waiting[-1]) is not None:
            parent.value.append((key, node))
            waiting[-1] = None
        else:
            waiting[-1] = node
            _key(node, keys[-1], source)
        if isinstance(node, yaml.CollectionNode):
            open.append(node)
            keys.append({})
            waiting.append(None)
            if len(open) > DEEPEST:
                source.tell(source.at(node), "this is nested too deep", f"at most {DEEPEST} levels")
                return None
    return root


def _node(event: Any, loader: Any, source: Source) -> yaml.Node:
    begin, end = event.start_mark, event.end_mark
    if isinstance(event, yaml.AliasEvent):
        return yaml.ScalarNode("tag:yaml.org,2002:str", event.anchor, begin, end)
    if event.tag not in (None, "!"):
        shown = event.tag.replace("tag:yaml.org,2002:", "!!")
        source.tell(source.at(event), f"a tag is not used here: {shown}", "a plain value", "put it in quotes")
    if isinstance(event, yaml.ScalarEvent):
        tag = loader.resolve(yaml.ScalarNode, event.value, event.implicit)
        return yaml.ScalarNode(tag, event.value, begin, end)
    if isinstance(event, yaml.MappingStartEvent):
        return yaml.MappingNode("tag:yaml.org,2002:map", [], begin, end)
    return yaml.SequenceNode("tag:yaml.org,2002:seq", [], begin, end)


def _key(node: yaml.Node, known: dict[str, yaml.Node], source: Source) -> None:
    if not isinstance(node, yaml.ScalarNode):
        source.tell(source.at(node), "a key is one word or text", hint="put it in quotes")
    elif node.value in known:
        first = source.at(known[node.value]).line
        source.tell(source.at(node), f"duplicate key '{node.value}': it is on line {first} already", hint="keep one")
    else:
        known[node.value] = node


def value(node: yaml.Node) -> Any:
    """A node as plain Python values (dict, list, str, int, float, bool, None)."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: value(child) for key, child in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [value(child) for child in node.value]
    return _scalar(node)


def _scalar(node: yaml.Node) -> Any:
    """The value of a scalar. What is no finite number that JavaScript can hold stays the text that it is."""
    text, kind = node.value, node.tag.rpartition(":")[2]
    try:
        if kind == "int":
            number = int(text, 0)
            return number if abs(number) <= LARGEST else text
        if kind == "float":
            fraction = float(text)
            return fraction if math.isfinite(fraction) else text
    except ValueError:
        return text
    if kind == "bool":
        return text.lower() in ("yes", "true", "on")
    return None if kind == "null" else text


def read(
    cls: type[T], node: yaml.Node | None, source: Source, places: dict[str, Place], whole: Place | None = None
) -> T | None:
    """The dataclass `cls` from a mapping node; None if anything is wrong (then `source.problems` says all of it).

    An empty piece of YAML (no node) is an empty mapping. `places` receives the place of each value, by path
    (`title`, `links[0].url`; the whole is ``""``), and of each key that its author chose (`expect.tokens:`); `whole` is
    where to say that a key is missing.
    """
    before = len(source.problems)
    at = whole or (source.at(node) if node is not None else source.place(0))
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
        return _checked_text(value(node), node, source)
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _read_union(kind, node, source, places, path)
    if origin is Literal:
        return _read_choice(kind, node, source)
    if origin is tuple:
        if not isinstance(node, yaml.SequenceNode):
            return _wrong(node, source, _name(kind), "put '- ' before each, or use [ ]")
        inner = get_args(kind)[0]
        return tuple(_read(inner, child, source, places, f"{path}[{i}]") for i, child in enumerate(node.value))
    if origin is dict:
        if not isinstance(node, yaml.MappingNode):
            return _wrong(node, source, _name(kind))
        inner = get_args(kind)[1]
        places |= {_join(path, key.value) + ":": source.at(key) for key, _ in node.value}
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
    found = value(node)
    if isinstance(node, yaml.ScalarNode) and any(found == choice and type(found) is type(choice) for choice in choices):
        return found
    shown = node.value if isinstance(node, yaml.ScalarNode) else ""
    return _wrong(node, source, "one of " + ", ".join(map(str, choices)), did_you_mean(shown, map(str, choices)))


def _read_scalar(kind: type, node: yaml.Node, source: Source) -> Any:
    found = _scalar(node) if isinstance(node, yaml.ScalarNode) else None
    if kind is float and type(found) is int:
        found = float(found)
    if type(found) is kind:
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
    """`found`, unless some text in it has what no page can show: controls, half of a surrogate pair."""
    for text in _texts(found):
        if match := UNSEEN.search(text):
            message = f"this text has a character that cannot be shown: U+{ord(match[0]):04X}"
            source.tell(source.at(node), message, hint="take it out")
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
        kind = f"'{short(node.value, 40)}'"
    source.tell(source.at(node), f"{kind} is not what belongs here", expected, hint)


def _name(kind: Any, many: bool = False) -> str:
    """A type in an author's words, one of it or several."""
    if kind in _NAMES:
        return _NAMES[kind][many]
    origin = get_origin(kind)
    if origin is tuple:
        return f"{'lists' if many else 'a list'} of {_name(get_args(kind)[0], True)}"
    if origin is dict:
        return f"{'mappings' if many else 'a mapping'} of names to {_name(get_args(kind)[1], True)}"
    if origin is Literal:
        return "one of " + ", ".join(map(str, get_args(kind)))
    if origin in (Union, types.UnionType):
        return " or ".join(_name(option, many) for option in get_args(kind) if option is not type(None))
    if is_dataclass(kind):
        return f"{'mappings' if many else 'a mapping'} with {', '.join(hints(typing.cast(type, kind)))}"
    return "values"


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
