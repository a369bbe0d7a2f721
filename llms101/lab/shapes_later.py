"""The shapes of what the later stages leave behind: `assistant.json`, `tools.json`, `preferences.json`, `report.json`.

Tokens are ids of the vocabulary throughout. Left out: the base model's own (`shapes.py`), and how any of it was made.
"""

from dataclasses import dataclass

from .shapes import Map


@dataclass(frozen=True)
class Answer:
    """What a stage said to a prompt put to it as a user's turn: its tokens up to and with `<|end|>`."""

    prompt: str
    seed: int
    temperature: float
    tokens: list[int]


@dataclass(frozen=True)
class Example:
    """A conversation to train on. `learned`: 1 for each token that is learned from, 0 for one that is only read."""

    id: str
    label: str
    tokens: list[int]
    learned: list[int]


@dataclass(frozen=True)
class Tuning:
    """How a stage was trained, and what it cost. `start` is the stage before it; `kinds` counts the conversations."""

    command: str
    start: str
    seed: int
    steps: int
    batch: int
    rate: float
    seconds: float
    bytes: int
    kinds: dict[str, int]
    tokens: int  # of all conversations
    learned: int  # of these, how many the model learns from
    loss: list[tuple[int, float]]
    held_out: list[tuple[int, float]]
    quantized: dict[str, float]  # largest change of a weight, of a probability by storing in 8 bits; see `publish.lost`


@dataclass(frozen=True)
class Checkpoint:
    """The model after so many steps of tuning, having `seen` so many conversations."""

    step: int
    seen: int
    answers: list[Answer]


@dataclass(frozen=True)
class Assistant:
    """`assistant.json`: conversations make an assistant of the base model."""

    tuning: Tuning
    conversations: list[Example]  # a few of those that it was trained on
    checkpoints: list[Checkpoint]  # the first is the base model, asked in the same way
    answers: list[Answer]
    measured: dict[str, float]


@dataclass(frozen=True)
class Call:
    """One way round the tool loop, at temperature 0.

    `call`: the tokens that the model wrote, from `<|tool_call|>` to `<|end|>`; `query`: what they say; `result`: what
    the app found, with its `result_tokens` from `<|tool_result|>` to `<|assistant|>` as the app put them; `answer`:
    what the model wrote then. `without`: what it says when no tool may be called; `without_map`: its map at the first
    token where that answer is not the true one (or at the answer's last token before `<|end|>`).
    """

    id: str
    question: str
    tool: str  # "calculator" or "search"
    seed: int
    call: list[int]
    query: str
    result: str
    result_tokens: list[int]
    answer: list[int]
    without: list[int]
    without_map: Map


@dataclass(frozen=True)
class Tools:
    """`tools.json`: the model learns to ask the app for help. `store` is all that the search can find."""

    tuning: Tuning
    store: dict[str, str]
    calls: list[Call]
    answers: list[Answer]
    measured: dict[str, float]


@dataclass(frozen=True)
class Rated:
    """An answer to one prompt, of one style; 1 is the best `rank`.

    `before` and `after`: how often the model's own answers to this prompt are of this style. `reward` is the reward
    model's, with no unit.
    """

    prompt: str
    style: str
    text: str
    tokens: list[int]
    rank: int
    reward: float
    before: float
    after: float


@dataclass(frozen=True)
class Rewarding:
    """The reward model: trained on pairs of answers, of which it is to score the preferred one higher."""

    seed: int
    steps: int
    seconds: float
    bytes: int
    pairs: int
    loss: list[tuple[int, float]]
    held_out_pairs: int
    held_out_right: int
    by_kind: dict[str, list[int]]  # kind of pair -> [ranked right, of]


@dataclass(frozen=True)
class Moment:
    """The policy after so many steps: the mean reward of its samples, and the share of each style among them.

    `kl`: how far the policy has moved from where it began, in nats a token.
    """

    step: int
    reward: float
    shares: dict[str, float]
    kl: float


@dataclass(frozen=True)
class PolicyRun:
    """One run of policy gradient.

    `id`: `taste` (the reward model's score), `checked` (1 for a right result, nothing else counts) or `hacked` (from
    where `taste` ended, a reward that somebody thought was good enough). `before` and `after`: the same prompt and
    seed. `rated_before` and `rated_after`: what the honest judge, the reward model, thinks of the samples at both ends.
    """

    id: str
    reward: str  # in words
    seed: int
    steps: int
    prompts: int  # a step
    samples: int  # a prompt
    rate: float
    seconds: float
    moments: list[Moment]
    before: list[Answer]
    after: list[Answer]
    rated_before: float
    rated_after: float


@dataclass(frozen=True)
class Preferences:
    """`preferences.json`: rankings become a reward model, and the reward model moves the policy."""

    tuning: Tuning
    rewarding: Rewarding
    rated: list[Rated]
    runs: list[PolicyRun]
    answers: list[Answer]
    measured: dict[str, float]


@dataclass(frozen=True)
class Asked:
    """One held-out question, and what each stage answered; `right` by stage."""

    kind: str
    prompt: str
    wanted: str  # what counts as right, in words
    answers: dict[str, Answer]
    right: dict[str, bool]


@dataclass(frozen=True)
class Report:
    """`report.json`: the same held-out questions to each stage, with the same seed.

    `kinds`: `facts`, `sums with the tool`, `sums without`, `word problems`, `manner`, with a sentence each on what is
    asked and what counts. `results`: kind -> stage -> [right, of]. `held_out`: stage -> loss on web pages held out of
    all training. `overlap`: how many of the questions occur in any training data.
    """

    command: str
    seed: int
    stages: list[str]
    kinds: dict[str, str]
    results: dict[str, dict[str, list[int]]]
    held_out: dict[str, float]
    overlap: int
    asked: list[Asked]  # a few of each kind
