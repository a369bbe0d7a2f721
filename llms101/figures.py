"""The figures that an author may write into prose, `{{ tokens("The capital of France is Paris.") }}`, and claims.

An expression is one call with plain values; nothing else can be written, so nothing else can happen. It leaves out
where figures stand (`check` finds them) and how they look in HTML (`compute`).
"""

from __future__ import annotations

import ast
import inspect
import operator
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from llms101.errors import UNSEEN, did_you_mean, short
from llms101.formats import number, percent
from llms101.widgets.base import Encoding, FieldProblem, Source, Tools

#: `{{ … }}` in prose, with a backslash where it is to be left alone, and without its end where that is missing.
PATTERN = re.compile(r"\\?\{\{(?P<call>(?:(?!\{\{|\}\}).)*)(?P<end>\}\})?")

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt,
}  # fmt: skip
_CLAIM = re.compile(r"\s*(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?(?:e-?\d+)?)\s*")
#: No expression is longer.
_LONGEST = 1000


@dataclass(frozen=True)
class Figure:
    """A computed figure: its value, how it is written, and where it comes from."""

    value: Any
    shown: str
    source: Source


@dataclass(frozen=True)
class Call:
    """A parsed expression: the name of a figure and its arguments."""

    name: str
    args: tuple[Any, ...]
    kwargs: tuple[tuple[str, Any], ...]


def parse(text: str) -> Call:
    """The call that `text` is. Raises `FieldProblem` where it is none, or not one of a known figure.

    >>> parse(' tokens("a b", encoding="o200k_base") ')
    Call(name='tokens', args=('a b',), kwargs=(('encoding', 'o200k_base'),))
    """
    try:
        if len(text) > _LONGEST:
            raise ValueError
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text.strip(), mode="eval").body
        if (
            not isinstance(tree, ast.Call)
            or not isinstance(tree.func, ast.Name)
            or not all(k.arg for k in tree.keywords)
        ):
            raise ValueError
        args = tuple(map(ast.literal_eval, tree.args))
        kwargs = tuple((str(k.arg), ast.literal_eval(k.value)) for k in tree.keywords)
    except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError):
        known = "known: " + ", ".join(FIGURES)
        hint = "quotes are straight here: \" or '" if re.search("[“”„‘’]", text) else known
        message = f"this is no figure: {short(text)}" if text.strip() else "there is no figure between the braces"
        raise FieldProblem("", message, 'one figure, as tokens("some text")', hint) from None
    call = Call(tree.func.id, args, kwargs)
    if call.name not in FIGURES:
        raise FieldProblem("", f"unknown figure '{call.name}'", "one of " + ", ".join(FIGURES),
                           did_you_mean(call.name, FIGURES))  # fmt: skip
    _bind(call)
    return call


def _bind(call: Call) -> inspect.BoundArguments:
    """The arguments bound to the figure's parameters, with their types checked."""
    signature = inspect.signature(FIGURES[call.name])
    parameters = list(signature.parameters.values())[1:]
    usage = ", ".join(p.name + ("" if p.default is p.empty else "=…") for p in parameters)
    usage = f"{call.name}({usage})"
    names = [p.name for p in parameters]
    try:
        bound = signature.bind(None, *call.args, **dict(call.kwargs))
    except TypeError as error:
        odd = next((name for name, _ in call.kwargs if name not in names), "")
        raise FieldProblem("", f"{call.name}: {error}", usage, did_you_mean(odd, names)) from None
    for name, given in list(bound.arguments.items())[1:]:
        if not isinstance(given, str):
            raise FieldProblem("", f"{call.name}: {name} is a text in quotes, not {short(repr(given))}", usage)
        if UNSEEN.search(given):
            raise FieldProblem("", f"{call.name}: {name} has a character that cannot be shown", usage)
    return bound


def evaluate(call: Call, tools: Tools) -> Figure:
    """The figure that `call` asks for. Raises `FieldProblem` where there is none, as for a token that is no token."""
    bound = _bind(call)
    return FIGURES[call.name](tools, *list(bound.args)[1:], **bound.kwargs)


def holds(claim: Any, found: Any) -> bool:
    """Whether a claim holds: equal, or as the claim compares (`">= 0.8"`); a fraction to the digits it is given in.

    >>> holds(7, 7), holds(">= 0.8", 0.85), holds(0.85, 0.8514), holds(7, True), holds([1, 2], (1, 2))
    (True, True, True, False, True)
    """
    if isinstance(claim, bool) or isinstance(found, bool):
        return claim is found
    if isinstance(claim, str) and (match := _CLAIM.fullmatch(claim)) and isinstance(found, int | float):
        return _COMPARE[match[1]](found, float(match[2]))
    if isinstance(claim, float) and isinstance(found, int | float):
        exponent = Decimal(repr(claim)).as_tuple().exponent  # -2 for 0.85: right to half a hundredth
        return isinstance(exponent, int) and abs(found - claim) <= 0.5 * 10.0**exponent * (1 + 1e-9)
    if isinstance(claim, list) and isinstance(found, list | tuple):
        return len(claim) == len(found) and all(map(holds, claim, found))
    return bool(claim == found)


def _encoding(tools: Tools, name: str) -> Encoding:
    try:
        return tools.tokenizer(name) if name else tools.encoding
    except KeyError:
        raise FieldProblem("", f"unknown encoding '{name}'", "cl100k_base or o200k_base") from None


def one_token(encoding: Encoding, text: str) -> int:
    """The id of a text that is one token; raises `FieldProblem` for one that is not."""
    ids = encoding.encode(text)
    if not ids:
        raise FieldProblem("", f"an empty text is no token of {encoding.name}", "one token")
    if len(ids) > 1:
        parts = short(" · ".join(repr(encoding.token(id).text) for id in ids), 200)
        message = f"{short(repr(text))} is no token of {encoding.name}: it is {len(ids)} tokens"
        raise FieldProblem("", message, "one token", f"it is split so: {parts}; a leading space counts")
    return ids[0]


def _tiktoken(what: str, encoding: Encoding) -> Source:
    return Source(what, f"{encoding.name} (tiktoken's ranks, in llms101/vocab)", "tiktoken", "llms101 build")


def tokens(tools: Tools, text: str, encoding: str = "") -> Figure:
    """How many tokens `text` is."""
    enc = _encoding(tools, encoding)
    count = len(enc.encode(text))
    return Figure(count, number(count), _tiktoken(f"tokens of {text!r}", enc))


def id(tools: Tools, text: str, encoding: str = "") -> Figure:
    """The id of the token `text`."""
    enc = _encoding(tools, encoding)
    found = one_token(enc, text)
    return Figure(found, str(found), _tiktoken(f"id of {text!r}", enc))


def probability(tools: Tools, context: str, token: str, stage: str = "base") -> Figure:
    """How likely the model at `stage` finds `token` after `context`, 0 to 1."""
    enc = tools.encoding
    wanted, ids = one_token(enc, token), enc.encode(context)
    vocab = list(tools.life.vocab.ids)
    if not tools.life.has(stage):
        raise FieldProblem("", f"there is no model '{stage}' yet", "base")
    for each in [*ids, wanted]:
        if each not in vocab:
            raise FieldProblem("", f"{enc.token(each).text!r} is not in the model's vocabulary", "words of its corpus")
    p = float(tools.life.model(stage).probabilities(ids)[vocab.index(wanted)])
    source = Source(f"P({token!r} after {context!r})", f"llms101/model/{stage}.safetensors", "", "llms101 train")
    return Figure(p, percent(p), source)


def lab(tools: Tools, path: str) -> Figure:
    """A figure of the lab by the file and its path in it, as `card.parameters` or `web.counts.rows`."""
    file, _, rest = path.partition(".")
    found = tools.life.raw(file) if file in ("card", "web", "trace") else None
    if found is None:
        raise FieldProblem("", f"the lab has no file '{file}'", "card, web or trace first, as card.parameters")
    for key in rest.split(".") if rest else []:
        here = (
            list(found)
            if isinstance(found, dict)
            else [str(i) for i in range(len(found))]
            if isinstance(found, list)
            else []
        )
        if key not in here:
            raise FieldProblem("", f"the lab has no '{key}' in {path}", ", ".join(here[:12]) or "nothing below it",
                               did_you_mean(key, here))  # fmt: skip
        found = found[key] if isinstance(found, dict) else found[int(key)]
    if isinstance(found, dict | list):
        raise FieldProblem("", f"{path} is no figure but a collection", "a path on to one of its values")
    shown = number(found) if isinstance(found, int | float) and not isinstance(found, bool) else str(found)
    return Figure(found, shown, Source(path, f"llms101/model/{file}.json", "", "llms101 train"))


FIGURES: dict[str, Callable[..., Figure]] = {
    "tokens": tokens, "id": id, "probability": probability, "lab": lab,
}  # fmt: skip
