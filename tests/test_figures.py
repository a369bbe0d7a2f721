"""Figures in prose, and claims about them."""

from __future__ import annotations

import math
from typing import Any

import pytest

from llms101 import figures
from llms101.figures import Call, evaluate, holds, parse
from llms101.tokenizer import Tokenizer
from llms101.tools import Toolbox
from llms101.widgets.base import FieldProblem


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        (7, 7), (7, 7.0), (0, 0), ("text", "text"), (None, None), (True, True), (False, False),
        (0.85, 0.8514), (0.85, 0.8451), (0.8, 0.75), (0.00001, 0.000012), (1.5e-7, 1.54e-7), (2.0, 2), (1e22, 1e22),
        (">= 0.8", 0.8), ("<= 0.8", 0.8), ("> 0.8", 0.81), ("< 0.8", 0.79), (">=1", 1), (" > -1 ", 0), ("< 1e-3", 0.0),
        ([1, 2], (1, 2)), ([1, 2], [1, 2]), ([0.1, "> 1"], (0.12, 2)), ([], ()), ({"a": 1}, {"a": 1}),
    ],
    ids=repr,
)  # fmt: skip
def test_claims_that_hold(claim: Any, found: Any) -> None:
    assert holds(claim, found)


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        (7, 8), (7, "7"), ("7", 7), (1, True), (True, 1), (0, False), (None, 0), (0, None), ("", None), (0.85, 0.86),
        (0.85, 0.8449), (1e-05, 0.3), (1e-05, 0.0001), (1.5e-7, 1.6e-7), ("> 0.8", 0.8), ("< 0.8", 0.8), ("> 1", True),
        (">= 1", "2"), ("> x", 1), ([1, 2], (1, 2, 3)), ([1, 2], (2, 1)), ([1], 1), (1, [1]), (math.nan, math.nan),
        (math.inf, 1), ({"a": 1}, {"a": 2}), ("=> 1", 2),
    ],
    ids=repr,
)  # fmt: skip
def test_claims_that_do_not_hold(claim: Any, found: Any) -> None:
    assert not holds(claim, found)


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ('tokens("a")', Call("tokens", ("a",), ())),
        ("  tokens( 'a' )  ", Call("tokens", ("a",), ())),
        ('tokens("a", "o200k_base")', Call("tokens", ("a", "o200k_base"), ())),
        ('tokens(text="a", encoding="o200k_base")', Call("tokens", (), (("text", "a"), ("encoding", "o200k_base")))),
        ('tokens("a" "b")', Call("tokens", ("ab",), ())),
        (r'tokens("\n\"é")', Call("tokens", ('\n"é',), ())),
    ],
)
def test_what_is_a_figure(text: str, call: Call) -> None:
    assert parse(text) == call


@pytest.mark.parametrize(
    "text",
    ["", "tokens", "tokens()", "1 + 1", 'tokens("a") + 1', 'tokens("a").value', 'tokens("a")[0]', 'x.tokens("a")',
     "tokens(a)", "tokens(1)", "tokens(None)", 'tokens(["a"])', 'tokens(b"a")', 'tokens(f"a")', 'tokens("a" + "b")',
     'tokens("a" * 9)', 'tokens(*["a"])', 'tokens(**{"text": "a"})', 'tokens("a", text="b")', 'tokens("a", x="b")',
     'tokens("a", "b", "c")', 'tokens(tokens("a"))', '(lambda: 1)()', 'open("a")', '__import__("os")', "tokens('a'); 1",
     "tokens('a')\ntokens('b')", "tokens('a'", 'tokens(x := "a")', 'tokens("a" if 1 else "b")', 'await tokens("a")',
     'tokens("\\ud800")', 'tokens("\\x00")', f"tokens('{'a' * 1000}')", "(" * 500, "-" * 500 + "1"],
)  # fmt: skip
def test_what_is_no_figure(text: str) -> None:
    with pytest.raises(FieldProblem):
        parse(text)


def test_every_pair_of_braces_is_found_once() -> None:
    text = r"{{ a }} \{{ b }} {{ c {{ d }} {{}} { { e } } {{ f"
    found = [(m["call"], bool(m["end"]), m[0].startswith("\\")) for m in figures.PATTERN.finditer(text)]
    assert found == [
        (" a ", True, False), (" b ", True, True), (" c ", False, False), (" d ", True, False), ("", True, False),
        (" f", False, False),
    ]  # fmt: skip


class Vocab:
    ids = (791, 6864, 315, 9822, 374, 12366, 13, 24780)


class Model:
    def probabilities(self, ids: list[int]) -> list[float]:
        assert ids == [791, 6864, 315, 9822, 374]
        return [0.01, 0.01, 0.01, 0.01, 0.01, 0.852, 0.088, 0.01]


class Life:
    """A life of which one knows every figure."""

    vocab = Vocab()

    def has(self, stage: str) -> bool:
        return stage == "base"

    def model(self, stage: str) -> Model:
        assert stage == "base"
        return Model()

    def raw(self, name: str) -> Any:
        return {"card": {"parameters": 123008, "loss": 2.34567, "stages": [{"id": "base"}], "on": True}}.get(name)


class Tools(Toolbox):
    life = Life()


TOOLS = Tools()


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ('tokens("The capital of France is Paris.")', 7, "7"),
        ('tokens("")', 0, "0"),
        ('tokens("Big", encoding="o200k_base")', 1, "1"),
        ('id("Big")', 16010, "16010"),
        ('id("Big", "o200k_base")', 19130, "19130"),
        ('probability("The capital of France is", " Paris")', 0.852, "85.2\u202f%"),
        ('lab("card.parameters")', 123008, "123,008"),
        ('lab("card.loss")', 2.34567, "2.346"),
        ('lab("card.stages.0.id")', "base", "base"),
        ('lab("card.on")', True, "True"),
    ],
)
def test_what_a_figure_is(text: str, value: Any, shown: str) -> None:
    figure = evaluate(parse(text), TOOLS)
    assert (figure.value, figure.shown) == (value, shown)
    assert figure.source.what
    assert figure.source.file
    assert figure.source.command


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('id("Paris is")', "'Paris is' is no token of cl100k_base: it is 2 tokens"),
        ('id("")', "an empty text is no token of cl100k_base"),
        ('tokens("a", "gpt2")', "unknown encoding 'gpt2'"),
        ('probability("The capital of", " a b")', "' a b' is no token of cl100k_base: it is 2 tokens"),
        ('probability("The capital of France is", " a")', "' a' is not in the model's vocabulary"),
        ('probability("A capital of France is", " Paris")', "'A' is not in the model's vocabulary"),
        ('probability("The capital of France is", " Paris", "assistant")', "there is no model 'assistant' yet"),
        ('lab("web.rows")', "the lab has no file 'web'"),
        ('lab("")', "the lab has no file ''"),
        ('lab("card")', "card is no figure but a collection"),
        ('lab("card.stages.1")', "the lab has no '1' in card.stages.1"),
        ('lab("card.parameter")', "the lab has no 'parameter' in card.parameter"),
        ('lab("card.parameters.real")', "the lab has no 'real' in card.parameters.real"),
    ],
)  # fmt: skip
def test_what_no_figure_is_found_for(text: str, message: str) -> None:
    with pytest.raises(FieldProblem) as told:
        evaluate(parse(text), TOOLS)
    assert told.value.message == message


def test_one_token_names_what_a_text_is_split_into() -> None:
    with pytest.raises(FieldProblem) as told:
        figures.one_token(Tokenizer("cl100k_base"), "🍞")
    assert told.value.hint == "it is split so: 'F0 9F' · '8D' · '9E'; a leading space counts"
