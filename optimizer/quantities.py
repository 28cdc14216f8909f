"""Exact numbers: how a figure is read, and how it is handed to exact arithmetic.

Every figure of a scenario is an `int` or a finite `Decimal` without trailing zeros, so that equal figures are written
alike and nothing passes through binary floating point. Inside the optimizer they are rationals (`flint.fmpq`).
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cache, lru_cache
from typing import Annotated

from flint import fmpq
from pydantic import Field

LARGEST = 10**15
"""No figure of a scenario may be larger; sums over a million applications then stay exact in 64 bits."""

MOST_DIGITS = 40
"""No figure may be written with more digits."""

FINEST = 10**12
"""Decimals with more than twelve places are harder to read than the fraction."""

MOST_UNITS = 10**9
"""The most units that one application may ask for."""

Number = Annotated[int, Field(ge=-LARGEST, le=LARGEST)] | Annotated[Decimal, Field(ge=-LARGEST, le=LARGEST)]
NonNegative = Annotated[int, Field(ge=0, le=LARGEST)] | Annotated[Decimal, Field(ge=0, le=LARGEST)]
Units = Annotated[int, Field(ge=0, le=MOST_UNITS)]
Ratio = NonNegative

Figure = int | Decimal | Fraction
"""An exact figure; a scenario that somebody wrote has no fractions, one that is tried on the way to an answer may."""

ZERO = fmpq(0)
ONE = fmpq(1)


def exact_number(text: str) -> int | Decimal:
    """The figure that a text such as "0.50" or "1e3" stands for, in its one form: 0.5, 1000.

    Raises:
        ValueError: if the text is not a finite decimal figure of at most 40 digits.
    """
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError(f'"{text}" is not a number') from None
    if not value.is_finite() or abs(value.adjusted()) > MOST_DIGITS or len(value.as_tuple().digits) > MOST_DIGITS:
        raise ValueError(f'"{text}" is not a finite figure of at most {MOST_DIGITS} digits')
    if value == value.to_integral_value():
        return int(value)
    return Decimal(f"{value.normalize():f}")


@cache
def rational(value: Figure) -> fmpq:
    """The same figure as an exact rational."""
    return fmpq(*value.as_integer_ratio())


@lru_cache(maxsize=2**16)
def figure(text: int | str) -> fmpq:
    """The rational that a figure of a plan stands for, as `written` writes it."""
    if isinstance(text, int):
        return fmpq(text)
    numerator, _, denominator = text.partition("/")
    whole, _, decimals = numerator.partition(".")
    return fmpq(int(whole + decimals), int(denominator or 1) * 10 ** len(decimals))


def written(value: fmpq) -> str:
    """A rational as it stands in plan.json: a decimal where that is exact and short, else numerator/denominator."""
    denominator = int(value.q)
    if denominator == 1:
        return str(int(value.p))
    if FINEST % denominator:
        return str(value)
    places, unit = 1, 10
    while unit % denominator:
        places, unit = places + 1, unit * 10
    numerator = int(value.p)
    digits = str(abs(numerator) * unit // denominator).rjust(places + 1, "0")
    return f"{'-' if numerator < 0 else ''}{digits[:-places]}.{digits[-places:]}"
