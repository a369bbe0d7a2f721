"""Sums are worked out exactly, and nothing but sums."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from llms101.arithmetic import NoSum, last_number, work_out, written


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("127*34", "4318"),
        ("(13 - 2*2) / 3", "3"),
        ("0.1 + 0.2", "0.3"),
        ("-2.50 * 2", "-5"),
        ("2 / 3", "0.6666666667"),
        ("+7", "7"),
    ],
)
def test_a_sum_is_worked_out(text: str, result: str) -> None:
    assert written(work_out(text)) == result


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1/0", "it divides by zero"),
        ("2**3", "'**' has no place in a sum"),
        ("7//2", "'//' has no place in a sum"),
        ("__import__('os')", "'_' has no place in a sum"),
        ("1e9", "'e' has no place in a sum"),
        ("1 2", "'1 2' is no sum"),
        ("(1)(2)", "'(1)(2)' is no sum"),
        ("", "'' is no sum"),
        ("()", "'()' is no sum"),
        ("9" * 201, "a sum has at most 200 characters"),
        ("(" * 150, f"'{'(' * 150}' is no sum"),
    ],
)
def test_what_is_no_sum_is_told(text: str, why: str) -> None:
    with pytest.raises(NoSum) as told:
        work_out(text)
    assert str(told.value) == why


@example("...")
@given(st.text(alphabet="0123456789.+-*/() ", max_size=30))
def test_any_text_has_a_result_or_a_reason(text: str) -> None:
    with suppress(NoSum):
        assert isinstance(work_out(text), Fraction)


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6))
def test_products_are_exact(a: int, b: int) -> None:
    assert written(work_out(f"{a}*({b})")) == str(a * b)


def test_the_last_number_of_a_text_counts() -> None:
    assert last_number("Two oranges cost $4, so an apple costs $3.") == 3
    assert last_number("It is 1,250.5 in all.") == Fraction(2501, 2)
    assert last_number("Congratulations!") is None
