"""The shapes of what the model's life leaves behind: a frozen dataclass for each thing in `llms101/model/*.json`.

Left out: how they are written and read (`record.py`), and how any of it was made.
"""

from dataclasses import dataclass, field

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
    """One station's counts: `came` is `passed` and the sum of `rules` together.

    `changed` counts what it changed in pages that passed: lines dropped by C4's rules, addresses replaced.
    """

    station: str
    name: str
    came: int
    passed: int
    rules: dict[str, int]
    changed: dict[str, int]


@dataclass(frozen=True)
class Threshold:
    """A rule whose threshold can be moved, all others staying as published.

    A page with this figure is thrown out if it stands in the relation `breaks` to `limit`: `<` or `>`. `pages`, `rows`
    and `words` have a column for every `step` that the limit can take, k for k·step: the pages that come to the rule
    and pass it up to k (`<`) or from k on (`>`); those among them that no other rule throws out; and their words. The
    last column has what lies beyond, too.
    """

    rule: str
    station: str
    figure: str
    breaks: str
    limit: float
    source: str
    share: bool
    step: float
    pages: list[int]
    rows: list[int]
    words: list[int]


@dataclass(frozen=True)
class Journey:
    """One page on its way through the stations; one that is not shown has no HTML and only its text's beginning."""

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
    thresholds: list[Threshold]


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
    quantized: dict[str, float]  # what storing the weights in 8 bits changed
    measured: dict[str, float]
