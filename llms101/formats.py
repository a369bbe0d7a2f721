"""How numbers are written, in prose and on slides. `static/js/format.js` is its twin in the page.

Leaf module: it imports nothing of ours.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

NARROW = "\u202f"  # narrow no-break space: keeps a number and its unit together


def percent(p: float) -> str:
    """A share from 0 to 1 as per cent, never rounded to a certainty that it is not.

    >>> percent(0.852), percent(0.00001), percent(0), percent(0.9999), percent(1)
    ('85.2\u202f%', '<\u202f0.1\u202f%', '0\u202f%', '>\u202f99.9\u202f%', '100\u202f%')
    """
    if p <= 0 or p >= 1:
        return f"{100 if p >= 1 else 0}{NARROW}%"
    if p < 0.0005:
        return f"<{NARROW}0.1{NARROW}%"
    if p >= 0.9995:
        return f">{NARROW}99.9{NARROW}%"
    return f"{100 * p:.1f}{NARROW}%"


def number(n: float) -> str:
    """A count with thousands separated; a fraction with at most three decimals.

    >>> number(180000), number(2.5), number(0.12345), number(3.0)
    ('180,000', '2.5', '0.123', '3')
    """
    if isinstance(n, int) or float(n).is_integer():
        return f"{int(n):,}"
    rounded = Decimal(repr(float(n))).quantize(Decimal("0.001"), ROUND_HALF_UP)  # as browsers round
    return f"{rounded:,f}".rstrip("0").rstrip(".")
