"""`tool-loop`: a question, the model's call, the app's result and the answer, as the one row of tokens that they are.

All of it is read from `life.tools`; what a calculator is said to have found is worked out here once more. It leaves
out running the model and the tools (`llms101/lab/engine.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from llms101.arithmetic import NoSum, work_out, written
from llms101.widgets._later import ASSISTANT, END, USER, Table, drawn, words
from llms101.widgets.base import FieldProblem, ProbabilityMap, Source, Token, Tools

#: What the page asks for once the widget is live.
LIVE = ("tools", "words", "cl100k_base", "store")

FILE = "llms101/model/tools.json"
CALCULATOR = "calculator"
#: So many lines of the store are shown, and so many bars of a map.
PEEK, BARS = 3, 3

Look = Literal["data", "sampled", "app"]
Part = Literal["question", "call", "result", "answer"]


@dataclass(frozen=True)
class Props:
    """The recorded calls by their ids, in the order in which they are shown."""

    calls: tuple[str, ...]


@dataclass(frozen=True)
class Run:
    """Tokens in a row that have one writer: places in the table. `part`: what the context grows by when they come."""

    part: Part
    look: Look
    tokens: tuple[int, ...]


@dataclass(frozen=True)
class Found:
    """A line of the store: what is searched for, what is found there, and whether this call found it."""

    query: str
    result: str
    here: bool


@dataclass(frozen=True)
class Call:
    """One way round the loop; what the tool had before it, and what the model says with no tool.

    `map` is its map at the token `at` of what it says `without`; if that is `wrong`, the first that is not the true
    answer's.
    """

    id: str
    question: str
    tool: str
    query: str
    result: str
    answer: str
    runs: tuple[Run, ...]
    store: tuple[Found, ...]
    without: tuple[int, ...]
    at: int
    wrong: bool
    map: ProbabilityMap


@dataclass(frozen=True)
class Measured:
    """How many held-out sums were right with the tool and without, how many searches, and of how many."""

    sums: int
    sums_with: int
    sums_without: int
    searches: int
    searches_right: int


@dataclass(frozen=True)
class Data:
    """What the browser gets. `stored`: how many lines the store has.

    While the model cannot call tools yet there are no calls, and `pending` says so; else it is empty.
    """

    tokens: tuple[Token, ...]
    calls: tuple[Call, ...]
    stored: int
    measured: Measured | None
    pending: str
    sources: tuple[Source, ...]


def compute(props: Props, tools: Tools) -> Data:
    """Look the calls up, and check every sum."""
    if not props.calls:
        raise FieldProblem("calls", "there is no call to show", "at least one")
    if not tools.life.has("tools"):
        pending = "Our model has not learned to call tools yet; this is still to come."
        source = Source("calls", FILE, "not there yet", "llms101 train")
        return Data((), (), 0, None, pending, (source,))
    lived, table = tools.life.tools, Table(tools)
    recorded = {each.id: each for each in lived.calls}
    for i, id in enumerate(props.calls):
        if id not in recorded:
            raise FieldProblem(f"calls[{i}]", f"no call '{id}' is recorded", "one of " + ", ".join(recorded))
        _check(f"calls[{i}]", recorded[id])
    calls = tuple(_call(recorded[id], lived.store, table, tools) for id in props.calls)
    counts = lived.measured
    keys = ("sums_asked", "sums_right_with_tool", "sums_right_without", "search_asked", "search_right")
    measured = Measured(*(int(counts[key]) for key in keys))
    sources = _sources(lived, [recorded[id] for id in props.calls])
    return Data(table.tokens, calls, len(lived.store), measured, "", sources)


def _check(field: str, call: Any) -> None:
    """Is there a call, and did the calculator do its sum?"""
    if not call.call:
        raise FieldProblem(field, f"the model answers '{call.question}' without a call", "a question that it calls for")
    if call.tool != CALCULATOR:
        return
    try:
        true = written(work_out(call.query))
    except NoSum as wrong:
        raise FieldProblem(field, f"the recorded sum cannot be worked out: {wrong}", "", "run llms101 train") from None
    if call.result != true:
        message = f"the recorded result of {call.query} is {call.result}, but it comes to {true}"
        raise FieldProblem(field, message, true, "run llms101 train")


def _call(recorded: Any, store: dict[str, str], table: Table, tools: Tools) -> Call:
    special, text = tools.life.vocab.special, tools.encoding.encode(recorded.question)
    runs: list[tuple[Part, Look, list[int]]] = [
        ("question", "app", [special[USER]]),
        ("question", "data", text),
        ("question", "app", [special[END], special[ASSISTANT]]),
        ("call", "sampled", recorded.call),
        ("result", "app", recorded.result_tokens),
        ("answer", "sampled", recorded.answer),
    ]
    return Call(
        recorded.id,
        recorded.question,
        recorded.tool,
        recorded.query,
        recorded.result,
        words(recorded.answer, tools),
        tuple(Run(part, look, table.places(ids)) for part, look, ids in runs),
        () if recorded.tool == CALCULATOR else peek(store, recorded.query),
        table.places(recorded.without),
        _parts(recorded.without, recorded.answer),
        recorded.without != recorded.answer,
        drawn(recorded.without_map, BARS, tools),
    )


def peek(store: dict[str, str], query: str) -> tuple[Found, ...]:
    """A few lines of the store, that of the query in their middle if it is there.

    >>> [line.query for line in peek({str(n): "" for n in range(9)}, "8")]
    ['6', '7', '8']
    """
    keys = list(store)
    middle = keys.index(query) if query in store else 0
    begin = max(0, min(middle - PEEK // 2, len(keys) - PEEK))
    return tuple(Found(key, store[key], key == query) for key in keys[begin : begin + PEEK])


def _parts(without: list[int], answer: list[int]) -> int:
    """Where the recorded map is: at the first token that is another one, else at the last before the end marker."""
    pairs = zip(without, answer, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), max(len(without) - 2, 0))


def _sources(lived: Any, calls: list[Any]) -> tuple[Source, ...]:
    tuning, file = lived.tuning, FILE
    made = f"after {tuning.steps:,} steps from seed {tuning.seed}"
    seeds = ", ".join(dict.fromkeys(str(each.seed) for each in calls))
    sources = [
        Source(
            "the calls and the answers", file, f"`calls`: the likeliest tokens, seed {seeds}; {made}", tuning.command
        ),
        Source("the map with the tool off", file, f"`calls`, without_map; {made}", tuning.command),
        Source("what the search can find", file, "`store`", tuning.command),
        Source("how many were right", file, f"`measured`: the likeliest tokens; {made}", tuning.command),
    ]
    if any(each.tool == CALCULATOR for each in calls):
        sources.append(Source("the sum", "llms101/arithmetic.py", "worked out once more", "llms101 build"))
    return tuple(sources)


def steps(data: Data) -> int:
    """The first call part by part (call, run, result, answer); a press for each other call; then the tool off."""
    return 0 if data.pending else 4 + len(data.calls)


def figures(data: Data) -> dict[str, object] | None:
    """What can be claimed: of every call its query and result; shares of sums and searches; None while to come."""
    if data.measured is None:
        return None
    counts, found = data.measured, dict[str, object]()
    for call in data.calls:
        found |= {f"query {call.id}": call.query, f"result {call.id}": call.result, f"answer {call.id}": call.answer}
    return {
        **found,
        "stored": data.stored,
        "sums right with the tool": counts.sums_with / counts.sums,
        "sums right without": counts.sums_without / counts.sums,
        "sums gained": (counts.sums_with - counts.sums_without) / counts.sums,
        "searches right": counts.searches_right / counts.searches,
    }
