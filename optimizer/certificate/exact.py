"""Exact figures: texts of a plan and sums of many fractions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm

FINE = 64
"""Binary places to which fractions are compared at first."""
FIGURE = re.compile(r"-?\d+(\.\d+|/[1-9]\d*)?", re.ASCII)


class Flaw(Exception):  # noqa: N818 - not an error of ours: it is what the checker looks for
    """The first thing about a plan that does not hold, as a sentence."""


@lru_cache(maxsize=1 << 16)
def exact(text: str) -> Fraction:
    """The fraction that a text such as "0.25" or "3/7" stands for.

    Raises:
        Flaw: if it stands for none.
    """
    if not FIGURE.fullmatch(text):
        raise Flaw(f'"{text}" is not a figure: write a decimal or numerator/denominator')
    return Fraction(text)


def figure(value: object) -> Fraction:
    """A figure of the scenario as a fraction; 0 where there is none."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return Fraction(0)
    return Fraction(value)


def positive(prices: Mapping[str, str]) -> dict[str, Fraction]:
    """Prices as fractions.

    Raises:
        Flaw: at the first that is not positive.
    """
    given = {row: exact(price) for row, price in prices.items()}
    for row, price in given.items():
        if price <= 0:
            raise Flaw(f"the price of {row} is {prices[row]}; only a positive price proves anything")
    return given


def places(values: Sequence[Fraction]) -> list[int]:
    """The place of each value among the distinct ones, from the smallest on; whole numbers tell most of them apart."""
    distinct = {(value.numerator, value.denominator): value for value in values}
    in_order = sorted(distinct.items(), key=lambda item: ((item[0][0] << FINE) // item[0][1], item[1]))
    place = {parts: at for at, (parts, _) in enumerate(in_order)}
    return [place[value.numerator, value.denominator] for value in values]


def total(values: Iterable[Fraction]) -> Fraction:
    """The sum of many fractions, like denominators first, so that one common denominator is made once."""
    numerators: dict[int, int] = {}
    for value in values:
        denominator = value.denominator
        numerators[denominator] = numerators.get(denominator, 0) + value.numerator
    common = lcm(*numerators)
    return Fraction(sum(number * (common // denominator) for denominator, number in numerators.items()), common)
