"""`tool-loop`: a question, the model's call, the app's result and the answer, as the one row of tokens that they are.

A calculator's result is worked out here; a search's is the author's. The tokens are those of the example that the
model is trained on, until the model's own are in its life: `life.raw("tools")["calls"]` is then a list of
`{"question", "call": [id…], "answer": [id…], "without": [id…], "seed"}`, ids as in the vocabulary, `call` and `answer`
with the markers that the model wrote, `without` what it says when no tool is there. It leaves out running the model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from llms101.arithmetic import NoSum, work_out, written
from llms101.widgets._later import left, marker, pending, shown
from llms101.widgets.base import FieldProblem, Source, Token, Tools

USER, ASSISTANT, END = "<|user|>", "<|assistant|>", "<|end|>"
CALL, RESULT = "<|tool_call|>", "<|tool_result|>"
CALCULATOR = "calculator"

Look = Literal["data", "sampled", "app"]
Part = Literal["question", "call", "result", "answer"]


@dataclass(frozen=True)
class CallProps:
    """A question and how it is answered. `{result}` in `answer` is the result; the calculator's is computed."""

    label: str
    question: str
    tool: str
    query: str
    answer: str
    result: str = ""


@dataclass(frozen=True)
class Props:
    """The calls to walk through."""

    calls: tuple[CallProps, ...]


@dataclass(frozen=True)
class Run:
    """Tokens in a row that have one writer."""

    look: Look
    tokens: tuple[Token, ...]


@dataclass(frozen=True)
class Segment:
    """One part of the loop: what the context grows by."""

    part: Part
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Call:
    """One way round the loop. `own`: the model wrote call and answer itself; else they are its training example."""

    label: str
    question: str
    tool: str
    query: str
    result: str
    answer: str
    own: bool
    segments: tuple[Segment, ...]
    without: tuple[Token, ...]


@dataclass(frozen=True)
class Data:
    """What the browser gets; the notes say whose tokens these are, and what is missing with the tool switched off."""

    calls: tuple[Call, ...]
    example_note: str
    own_note: str
    without_note: str
    sources: tuple[Source, ...]


def compute(props: Props, tools: Tools) -> Data:
    """Work the results out, and lay every call out as tokens."""
    if not props.calls:
        raise FieldProblem("calls", "there is no call to show", "at least one")
    recorded = {call["question"]: call for call in left("tools", tools).get("calls", ())}
    calls = tuple(_call(i, call, tools, recorded.get(call.question)) for i, call in enumerate(props.calls))
    sources = [Source("the conversation", "the slide", "the author's words, split by tiktoken", "llms101 build")]
    if any(call.tool == CALCULATOR for call in calls):
        sources.append(Source("the calculator's result", "llms101/arithmetic.py", "worked out", "llms101 build"))
    if recorded:
        detail = f"seed {next(iter(recorded.values()))['seed']}"
        sources.append(Source("the model's calls and answers", "llms101/model/tools.json", detail, "llms101 train"))
    return Data(
        calls,
        "Examples to train on; the model’s own calls are still to come.",
        "The tuned model wrote this call and this answer.",
        pending("What the tuned model says without the tool"),
        tuple(sources),
    )


def _call(i: int, props: CallProps, tools: Tools, recorded: dict[str, Any] | None) -> Call:
    result = _result(i, props)
    answer = props.answer.replace("{result}", result)

    def marks(*names: str) -> tuple[Token, ...]:
        return tuple(marker(name, tools) for name in names)

    split = tools.encoding.tokens
    if recorded:
        call, said = shown(recorded["call"], tools), shown(recorded["answer"], tools)
    else:
        call = (*marks(CALL), *split(f"{props.tool}: {props.query}"), *marks(END))
        said = (*split(answer), *marks(END))
    segments = (
        Segment("question", (
            Run("app", marks(USER)), Run("data", split(props.question)), Run("app", marks(END, ASSISTANT)),
        )),
        Segment("call", (Run("sampled", call),)),
        Segment("result", (Run("app", (*marks(RESULT), *split(result), *marks(END, ASSISTANT))),)),
        Segment("answer", (Run("sampled", said),)),
    )  # fmt: skip
    without = shown(recorded["without"], tools) if recorded else ()
    return Call(props.label, props.question, props.tool, props.query, result, answer, bool(recorded), segments, without)


def _result(i: int, props: CallProps) -> str:
    field = f"calls[{i}]"
    if props.tool != CALCULATOR:
        if not props.result:
            raise FieldProblem(f"{field}.tool", f"what the tool '{props.tool}' finds is missing", "result: …")
        return props.result
    if props.result:
        raise FieldProblem(f"{field}.result", "the calculator's result is worked out here", "no result")
    if "{result}" not in props.answer:
        raise FieldProblem(f"{field}.answer", "the answer does not use the result", "{result} in it")
    try:
        return written(work_out(props.query))
    except NoSum as wrong:
        raise FieldProblem(
            f"{field}.query", f"the calculator cannot work this out: {wrong}", "a sum, as 127*34"
        ) from None


def steps(data: Data) -> int:
    """The first call part by part (call, run, result, answer); two presses for each other; then the tool off."""
    return 4 + 2 * (len(data.calls) - 1) + 1


def figures(data: Data) -> dict[str, object]:
    """What can be claimed: of every call by its label, its result and how many tokens the context ends up with."""
    found: dict[str, object] = {}
    for call in data.calls:
        found[f"result {call.label}"] = call.result
        found[f"tokens {call.label}"] = sum(len(run.tokens) for segment in call.segments for run in segment.runs)
    return found
