"""What the model's life has left, found by paths as `trace.steps.*.loss`, and where a value stands on a slide.

A path begins with the name of a file. `*` is all items, `-1` the last one, `id=taste` those whose id that is. In a rule
`{1}` is the second of the indices on the way to the value, and `{example}` the nearest field of that name around it.
It leaves out what is looked for: see `rules.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from llms101.formats import number, percent
from llms101.lab.record import Life, LifeError
from llms101.tokenizer import Tokenizer

tokenizer = cache(Tokenizer)
#: A number as it is written in text; not the digits of a name such as cl100k_base.
NUMBER = re.compile(r"(?<![A-Za-z0-9_.,])\d+(?:,\d{3})*(?:\.\d+)?(?![A-Za-z0-9_])", re.ASCII)


class Records:
    """The lab's files, by name; `doctored` ones come in the place of those in the folder."""

    def __init__(self, folder: Path, doctored: Mapping[str, Any] | None = None) -> None:
        self.life, self._doctored = Life.load(folder), dict(doctored or {})
        self._found: dict[tuple[str, ...], list[Any]] = {}

    def raw(self, name: str) -> Any:
        """A file's content; nothing if the model has not lived so far."""
        try:
            return self._doctored[name] if name in self._doctored else self.life.raw(name)
        except LifeError:
            return {}

    def at(self, *keys: str) -> list[Any]:
        """All values at a path of these keys, the name of the file first."""
        if keys not in self._found:
            if len(keys) == 1:
                self._found[keys] = [self.raw(keys[0])]
            else:
                self._found[keys] = [item for value in self.at(*keys[:-1]) for item in _items(value, keys[-1])]
        return self._found[keys]

    @cached_property
    def names(self) -> dict[int, str]:
        """The special tokens of our own, which no encoding has."""
        return {id: name for name, id in self.raw("vocab")["special"].items()}

    def text(self, ids: Sequence[int]) -> str:
        """The text of ids; special tokens by their names."""
        parts: list[Any] = [""]
        for id in ids:
            if id in self.names:
                parts += [self.names[id], ""]
            else:
                parts[-1] = [*parts[-1], id]
        return "".join(part if isinstance(part, str) else tokenizer("cl100k_base").decode(part) for part in parts)


def _items(value: Any, key: str) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values()) if key == "*" else [value[key]] if key in value else []
    if isinstance(value, list):
        if key == "*":
            return value
        if "=" in key:
            name, _, wanted = key.partition("=")
            return [item for item in value if str(item.get(name)) == wanted]
        return [value[int(key)]] if re.fullmatch(r"-?\d+", key) and -len(value) <= int(key) < len(value) else []
    return []


@dataclass(frozen=True)
class At:
    """Where a value stands: the whole `data`, what is around it (the nearest last), and the indices on the way."""

    records: Records
    data: Any
    author: frozenset[str]
    around: tuple[Any, ...] = ()
    indices: tuple[int, ...] = ()

    def __getitem__(self, name: str) -> Any:
        """The nearest field of that name; an index, where it is a number."""
        if name.isdecimal():
            return self.indices[int(name)]
        for each in reversed(self.around):
            if name in each:
                return each[name]
        raise KeyError(name)

    def found(self, path: str) -> list[Any]:
        """The records at a path, with what is in braces filled in."""
        return self.records.at(*(self.fill(key) for key in path.split(".")))

    def fill(self, text: str) -> str:
        """A text with what is in braces filled in."""
        return re.sub(r"\{(\w+)\}", lambda match: str(self[match[1]]), text) if "{" in text else text

    def one(self, path: str) -> Any:
        """The one record at a path."""
        (found,) = self.found(path)
        return found


# ---- numbers and texts ------------------------------------------------------------------------


def numbers(value: Any) -> Iterator[float]:
    """All numbers in plain values."""
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from numbers(item)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value


def texts(value: Any) -> Iterator[str]:
    """All texts in plain values."""
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from texts(item)
    elif isinstance(value, str):
        yield value


def forms(value: Any) -> set[str]:
    """How a value may be written in text; of a text, the numbers in it."""
    if isinstance(value, str):
        return {*NUMBER.findall(value.replace("−", "-")), *([value] if value.isascii() and value.isdecimal() else [])}
    if isinstance(value, bool) or not isinstance(value, int | float):
        return set()
    size = abs(value)
    shown = {number(size), percent(size).strip("<>%\u202f"), f"{size:g}"}
    if isinstance(value, float):
        shown |= {number(round(size, 1)), number(round(size, 2)), *(f"{size:.{n}f}" for n in (1, 2, 3, 4))}
    return shown
