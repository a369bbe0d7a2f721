"""What the model's life leaves behind: the shapes of `llms101/model/*.json`, and how to read them.

A frozen dataclass for each thing, one pair of functions for all of them: `to_json` rounds and sorts,
`from_json` builds the dataclass again and says clearly what does not fit. `Life` reads each file when it
is first asked for; numpy and the weights are loaded only for `Life.model`.

Left out: how any of it was made.
"""

import dataclasses
import json
import struct
import types
import typing
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from .vocab import Vocab

if TYPE_CHECKING:
    from .mind import Model

T = TypeVar("T")
STAGES = ("base", "assistant", "preferences")


class LifeError(Exception):
    """Something in `llms101/model/` is missing or does not fit."""


# ---- the probability map -----------------------------------------------------------------------


@dataclass(frozen=True)
class Bar:
    """One token and its probability. `id` is a `cl100k_base` id, or one of our own for a special token."""

    id: int
    text: str
    p: float


@dataclass(frozen=True)
class Right:
    """The token that the text really has here; `rank` 1 is the likeliest."""

    id: int
    text: str
    p: float
    rank: int


@dataclass(frozen=True)
class Rest:
    """All tokens that have no bar, together."""

    p: float
    count: int


@dataclass(frozen=True)
class Map:
    """The likeliest next tokens. With a right answer, `loss` is how surprising it is: -ln p."""

    bars: list[Bar]
    rest: Rest
    right: Right | None = None
    loss: float | None = None

    @property
    def p(self) -> float:
        """The probability of the right answer; 0 if none is known."""
        return self.right.p if self.right else 0.0


# ---- trace.json --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Example:
    """A running example: the context, and the token that is right after it."""

    sentence: str
    context: str
    ids: list[int]
    right: int


@dataclass(frozen=True)
class Step:
    """The model after so many steps of training."""

    step: int
    loss: float
    held_out: float
    maps: dict[str, Map]
    samples: dict[str, str]
    sample_tokens: dict[str, list[int]]


@dataclass(frozen=True)
class Watched:
    """A weight that is watched while the model is nudged."""

    tensor: str
    index: list[int]


@dataclass(frozen=True)
class Press:
    """After so many gradient steps on one sentence. Press 0 is before the first."""

    press: int
    loss: float  # of the whole sentence
    map: Map
    moved: int  # how many weights changed
    largest: float  # the largest change of any
    weights: list[float]  # the watched ones, in their order


@dataclass(frozen=True)
class Nudges:
    """Real gradient steps on one sentence, starting from an early checkpoint."""

    from_step: int
    optimizer: str
    rate: float
    seed: int
    watched: list[Watched]
    presses: list[Press]


@dataclass(frozen=True)
class KnobPosition:
    """The maps when one weight is set to a value."""

    value: float
    maps: dict[str, Map]


@dataclass(frozen=True)
class Knob:
    """One weight of the final model, turned by hand."""

    tensor: str
    index: list[int]
    value: float
    label: str
    chosen: str
    positions: list[KnobPosition]


@dataclass(frozen=True)
class Memory:
    """The same question without and with the fact in the context."""

    fact: str
    question: str
    right: int
    map_without: Map
    map_with: Map


@dataclass(frozen=True)
class Run:
    """One continuation."""

    seed: int
    tokens: list[int]
    text: str


@dataclass(frozen=True)
class Continuation:
    """What the model makes of a prompt, with several seeds."""

    id: str
    prompt: str
    prompt_tokens: list[int]
    temperature: float
    runs: list[Run]


@dataclass(frozen=True)
class Wall:
    """A slice of real weights."""

    tensor: str
    shape: list[int]
    rows: list[list[float]]


@dataclass(frozen=True)
class Equation:
    """The forward pass in the field's notation, and a glimpse of its numbers."""

    lines: list[str]
    walls: list[Wall]


@dataclass(frozen=True)
class Trace:
    """`trace.json`: how the base model learned, and what it does."""

    examples: dict[str, Example]
    steps: list[Step]
    loss: list[tuple[int, float]]
    held_out: list[tuple[int, float]]
    nudges: dict[str, Nudges]
    knobs: list[Knob]
    memory: list[Memory]
    continuations: list[Continuation]
    equation: Equation


# ---- sampling.json -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Drawn:
    """One token drawn: `p` before top-k and top-p cut, `share` after, `u` the random number."""

    id: int
    text: str
    p: float
    share: float
    u: float
    map: Map


@dataclass(frozen=True)
class SampledRun:
    """One recorded run of the sampling loop."""

    context: str
    seed: int
    temperature: float
    top_k: int | None
    top_p: float | None
    tokens: list[Drawn]
    text: str


@dataclass(frozen=True)
class Sampling:
    """`sampling.json`: first-step logits over the whole vocabulary (in its order), and recorded runs."""

    logits: dict[str, list[float]]
    runs: list[SampledRun]


# ---- web.json ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One row of the finished corpus."""

    url: str
    title: str
    source: str
    content: str


@dataclass(frozen=True)
class Verdict:
    """What one station said about one page."""

    station: str
    passed: bool
    rule: str
    reason: str
    figures: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Reject:
    """A page that was thrown out."""

    url: str
    station: str
    rule: str
    reason: str
    snippet: str


@dataclass(frozen=True)
class Station:
    """One station's counts: `came` is `passed` and the sum of `rules` together."""

    station: str
    name: str
    came: int
    passed: int
    rules: dict[str, int]


@dataclass(frozen=True)
class Journey:
    """One page on its way through the stations."""

    id: str
    url: str
    html: str
    text: str
    verdicts: list[Verdict]
    row: Row | None


@dataclass(frozen=True)
class SeenUrl:
    """An address of the toy web, and what the URL filter said."""

    url: str
    passed: bool
    rule: str
    reason: str


@dataclass(frozen=True)
class Web:
    """`web.json`: the toy web and what cleaning made of it."""

    counts: dict[str, int]
    stations: list[Station]
    journeys: list[Journey]
    rejects: dict[str, list[Reject]]
    urls: list[SeenUrl]
    rows: list[Row]


# ---- card.json ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Card:
    """`card.json`: the model card, for machines. `README.md` beside it says the same to people."""

    command: str
    parameters: int
    layers: int
    width: int
    heads: int
    context: int
    vocab: int
    bytes: int
    corpus: dict[str, int]
    corpus_sha256: str
    seeds: dict[str, int]
    versions: dict[str, str]
    training: dict[str, float]
    loss: dict[str, float]
    float16: dict[str, float]
    measured: dict[str, float]


# ---- writing and reading -----------------------------------------------------------------------


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
    return typing.cast(T, _build(kind, value, path or kind.__name__))


def _build(kind: Any, value: Any, path: str) -> Any:
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return None if value is None else _build(args[0], value, path)
    if origin is list and isinstance(value, list):
        return [_build(args[0], item, f"{path}[{i}]") for i, item in enumerate(value)]
    if origin is tuple and isinstance(value, list) and len(value) == len(args):
        return tuple(_build(arg, item, path) for arg, item in zip(args, value, strict=True))
    if origin is dict and isinstance(value, dict):
        return {key: _build(args[1], item, f"{path}.{key}") for key, item in value.items()}
    if isinstance(kind, type) and dataclasses.is_dataclass(kind) and isinstance(value, dict):
        hints = typing.get_type_hints(kind)
        needed = {
            f.name
            for f in dataclasses.fields(kind)
            if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
        }
        if odd := sorted((needed - value.keys()) | (value.keys() - hints.keys())):
            what = "is missing" if odd[0] in needed else "is unknown"
            raise LifeError(f"{path}.{odd[0]} {what}; run `llms101 train` again")
        return kind(**{key: _build(hints[key], item, f"{path}.{key}") for key, item in value.items()})
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if origin or not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
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
    def vocab(self) -> Vocab:
        """The vocabulary."""
        data = self.raw("vocab")
        return Vocab(tuple(data["ids"]), dict(data["special"]))

    def has(self, stage: str) -> bool:
        """Whether the model has lived through this stage yet."""
        return (self.folder / f"{stage}.safetensors").is_file()

    def weight(self, stage: str, tensor: str, index: Sequence[int]) -> float:
        """One weight of a stage as it was saved, float16, read without numpy."""
        path = self.folder / f"{stage}.safetensors"
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise LifeError(f"there is no model {stage!r} in {self.folder}; `llms101 train` makes it") from None
        end = 8 + int.from_bytes(data[:8], "little")
        header = json.loads(data[8:end])
        if tensor not in header or header[tensor]["dtype"] != "F16":
            raise LifeError(f"{path} has no weights {tensor!r}; run `llms101 train` again")
        place = 0
        for i, size in zip(index, header[tensor]["shape"], strict=True):
            place = place * size + i
        return float(struct.unpack_from("<e", data, end + header[tensor]["data_offsets"][0] + 2 * place)[0])

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
