"""Sums, worked out exactly: `+ - * / ( )` and decimal numbers, so that no result on a slide is typed in.

Leaf module. It leaves out everything else that Python could work out: names, powers, calls.
"""

from __future__ import annotations

import ast
import operator
import re
import warnings
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

_OPERATORS: dict[type[ast.AST], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip
_LONGEST = 200
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


class NoSum(ValueError):
    """The text is no sum, or one that has no result; its message says why."""


def work_out(text: str) -> Fraction:
    """The result of a sum. Raises `NoSum`.

    >>> work_out("(13 - 2*2) / 3"), work_out("0.1 + 0.2")
    (Fraction(3, 1), Fraction(3, 10))
    """
    if len(text) > _LONGEST:
        raise NoSum(f"a sum has at most {_LONGEST} characters")
    if other := re.search(r"[^0-9.+\-*/() ]|\*\*|//", text):
        raise NoSum(f"'{other[0]}' has no place in a sum")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            return _value(ast.parse(text.strip(), mode="eval").body, text.strip())
    except (SyntaxError, RecursionError):
        raise NoSum(f"'{text}' is no sum") from None
    except ZeroDivisionError:
        raise NoSum("it divides by zero") from None


def _value(node: ast.AST, text: str) -> Fraction:
    if isinstance(node, ast.BinOp):
        return _OPERATORS[type(node.op)](_value(node.left, text), _value(node.right, text))
    if isinstance(node, ast.UnaryOp):
        inner = _value(node.operand, text)
        return -inner if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):  # `...` is a constant too
        return Fraction(Decimal(text[node.col_offset : node.end_col_offset]))  # as written: 0.1 is a tenth
    raise NoSum(f"'{text}' is no sum")


def written(value: Fraction) -> str:
    """A result as a calculator shows it, with ten decimals at most.

    >>> written(Fraction(4318)), written(Fraction(-5, 2)), written(Fraction(1, 3))
    ('4318', '-2.5', '0.3333333333')
    """
    if value.denominator == 1:
        return str(value.numerator)
    return f"{Decimal(value.numerator) / Decimal(value.denominator):.10f}".rstrip("0").rstrip(".")


def last_number(text: str) -> Fraction | None:
    """The last number that is written in a text, `None` where there is none.

    >>> last_number("That leaves $9 for three apples, so an apple costs $3.50.")
    Fraction(7, 2)
    """
    found = _NUMBER.findall(text.replace(",", ""))
    return Fraction(Decimal(found[-1])) if found else None
