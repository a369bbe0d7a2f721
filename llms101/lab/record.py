"""What the model's life leaves behind: how `llms101/model/*.json` is written and read.

`shapes.py` has a frozen dataclass for each thing; here is one pair of functions for all of them: `to_json`
rounds and sorts, `from_json` builds the dataclass again and says clearly what does not fit. `Life` reads
each file when it is first asked for; numpy and the weights are loaded only for `Life.model`.

Left out: how any of it was made.
"""

import dataclasses
import json
import struct
import types
import typing
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from .shapes import Card, Sampling, Trace, Web
from .shapes_later import Assistant, Preferences, Report, Tools
from .vocab import Vocab

if TYPE_CHECKING:
    from .mind import Model

T = TypeVar("T")


class LifeError(Exception):
    """Something in `llms101/model/` is missing or does not fit."""


def rounded(value: Any, digits: int = 5) -> Any:
    """Dataclasses, lists and floats as JSON has them, every float cut to so many significant digits."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: rounded(getattr(value, f.name), digits) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): rounded(item, digits) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(item, digits) for item in value]
    if not isinstance(value, float):
        return value
    short = float(f"{value:.{digits}g}")
    return int(short) if short.is_integer() else short


def to_json(value: Any) -> str:
    """One JSON text for one value: the same value gives the same bytes."""
    return json.dumps(rounded(value), sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n"


def from_json(kind: type[T], value: Any, path: str = "") -> T:
    """Build `kind` from what JSON gave; a missing or unknown field is a `LifeError` that names it."""
    build = _builder(typing.cast(typing.Hashable, kind))
    return typing.cast(T, build(value, path or kind.__name__))


@cache
def _builder(kind: Any) -> Callable[[Any, str], Any]:
    """What builds `kind` from a JSON value, whose path is told if it does not fit. Made once for each kind: the
    record has tens of thousands of values.
    """
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        inner = _builder(args[0])
        return lambda value, path: None if value is None else inner(value, path)
    if origin is list:
        return _list_builder(kind, _builder(args[0]))
    if origin is tuple:
        parts = [_builder(arg) for arg in args]
        return lambda value, path: tuple(
            part(item, path) for part, item in zip(parts, _checked(value, list, kind, path, len(parts)), strict=True)
        )
    if origin is dict:
        item_of = _builder(args[1])
        return lambda value, path: {
            key: item_of(item, f"{path}.{key}") for key, item in _checked(value, dict, kind, path).items()
        }
    if dataclasses.is_dataclass(kind):
        return _dataclass_builder(kind)
    if kind is float:
        return lambda value, path: float(value) if type(value) is int else _checked(value, float, kind, path)
    return lambda value, path: _checked(value, kind, kind, path)


def _list_builder(kind: Any, item_of: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    def build(value: Any, path: str) -> Any:
        return [item_of(item, f"{path}[{i}]") for i, item in enumerate(_checked(value, list, kind, path))]

    return build


def _dataclass_builder(kind: Any) -> Callable[[Any, str], Any]:
    hints = typing.get_type_hints(kind)
    defaults = {f.name: (f.default, f.default_factory) for f in dataclasses.fields(kind)}
    needed = {name for name, (value, make) in defaults.items() if value is make is dataclasses.MISSING}
    fields = {name: _builder(hint) for name, hint in hints.items()}

    def build(value: Any, path: str) -> Any:
        given = _checked(value, dict, kind, path).keys()
        if given != fields.keys() and (odd := sorted((needed - given) | (given - fields.keys()))):
            what = "is missing" if odd[0] in needed else "is unknown"
            raise LifeError(f"{path}.{odd[0]} {what}; run `llms101 train` again")
        return kind(**{key: fields[key](item, f"{path}.{key}") for key, item in value.items()})

    return build


def _checked(value: Any, wanted: type, kind: Any, path: str, length: int | None = None) -> Any:
    """`value`, if it is what JSON gives for `kind`."""
    fits: bool = type(value) is wanted
    if not fits or (length is not None and len(value) != length):
        raise LifeError(f"{path} should be {kind}, not {value!r:.40}; run `llms101 train` again")
    return value


class Life:
    """The model's life, read from the folder that `llms101 train` wrote."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._raw: dict[str, Any] = {}
        self._models: dict[str, Model] = {}

    @classmethod
    def load(cls, folder: Path) -> "Life":
        """A life in this folder. Nothing is read yet."""
        return cls(folder)

    def raw(self, name: str) -> Any:
        """One of the JSON files, by its name without `.json`, as plain lists and dicts."""
        if name not in self._raw:
            path = self.folder / f"{name}.json"
            try:
                self._raw[name] = json.loads(path.read_text("utf-8"))
            except FileNotFoundError:
                raise LifeError(f"{path} is not there; `llms101 train` writes it") from None
            except ValueError as error:
                raise LifeError(f"{path} is not JSON: {error}; run `llms101 train` again") from None
        return self._raw[name]

    @cached_property
    def card(self) -> Card:
        """The model card."""
        return from_json(Card, self.raw("card"))

    @cached_property
    def trace(self) -> Trace:
        """How the base model learned."""
        return from_json(Trace, self.raw("trace"))

    @cached_property
    def sampling(self) -> Sampling:
        """Recorded runs of the sampling loop."""
        return from_json(Sampling, self.raw("sampling"))

    @cached_property
    def web(self) -> Web:
        """The toy web and its cleaning."""
        return from_json(Web, self.raw("web"))

    @cached_property
    def assistant(self) -> Assistant:
        """How conversations made an assistant of the base model."""
        return from_json(Assistant, self.raw("assistant"))

    @cached_property
    def tools(self) -> Tools:
        """How the model learned to ask for help, and its calls."""
        return from_json(Tools, self.raw("tools"))

    @cached_property
    def preferences(self) -> Preferences:
        """How rankings moved the model."""
        return from_json(Preferences, self.raw("preferences"))

    @cached_property
    def report(self) -> Report:
        """The same questions to every stage."""
        return from_json(Report, self.raw("report"))

    @cached_property
    def vocab(self) -> Vocab:
        """The vocabulary."""
        data = self.raw("vocab")
        return Vocab(tuple(data["ids"]), dict(data["special"]))

    def has(self, stage: str) -> bool:
        """Whether the model has lived through this stage yet."""
        return (self.folder / f"{stage}.safetensors").is_file()

    def weight(self, stage: str, tensor: str, index: Sequence[int]) -> float:
        """One weight of a stage as it was saved, in 8 bits times a scale, read without numpy."""
        path = self.folder / f"{stage}.safetensors"
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise LifeError(f"there is no model {stage!r} in {self.folder}; `llms101 train` makes it") from None
        end = 8 + int.from_bytes(data[:8], "little")
        header = json.loads(data[8:end])
        if header.get(tensor, {}).get("dtype") != "I8" or f"{tensor}.scale" not in header:
            raise LifeError(f"{path} has no weights {tensor!r}; run `llms101 train` again")
        (row, column), scale = index, header[f"{tensor}.scale"]
        at = row * header[tensor]["shape"][1] + column
        (whole,) = struct.unpack_from("<b", data, end + header[tensor]["data_offsets"][0] + at)
        at = row if scale["shape"][1] == 1 else column
        (times,) = struct.unpack_from("<f", data, end + scale["data_offsets"][0] + 4 * at)
        return float(whole * times)

    def model(self, stage: str = "base") -> "Model":
        """The model after a stage, ready to answer."""
        if stage not in self._models:
            if not self.has(stage):
                raise LifeError(f"there is no model {stage!r} in {self.folder}; `llms101 train` makes it")
            from .mind import Model, load  # noqa: PLC0415  # a build that only reads JSON needs no numpy

            gpt = load(self.folder / f"{stage}.safetensors")
            if gpt.config.vocab != len(self.vocab):
                raise LifeError(f"{stage}.safetensors knows {gpt.config.vocab} tokens, vocab.json {len(self.vocab)}")
            self._models[stage] = Model(gpt, self.vocab)
        return self._models[stage]
