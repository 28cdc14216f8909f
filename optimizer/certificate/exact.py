"""Exact figures: texts of a plan and sums of many fractions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm

LONGEST = 4_000
"""Characters above or below the line of one figure; with more digits, Python does not read it."""
FINE = 64
"""Binary places to which fractions are compared at first."""


class Flaw(Exception):  # noqa: N818 - not an error of ours: it is what the checker looks for
    """The first thing about a plan that does not hold, as a sentence."""


@lru_cache(maxsize=1 << 12)
def exact(text: str) -> Fraction:
    """The fraction that a text such as "0.25" or "3/7" stands for.

    Raises:
        Flaw: if it stands for none.
    """
    return Fraction(*_parts(text))


def states(text: str, value: Fraction) -> bool:
    """Whether a text stands for a figure. Nothing is reduced, which with hundreds of digits takes longest.

    Raises:
        Flaw: if it stands for none.
    """
    numerator, denominator = _parts(text)
    if denominator == value.denominator:
        return numerator == value.numerator
    return numerator * value.denominator == value.numerator * denominator


@lru_cache(maxsize=1 << 10)
def _parts(text: str) -> tuple[int, int]:
    """Numerator and denominator of what a text stands for, as they stand there.

    Raises:
        Flaw: if it stands for nothing.
    """
    numerator, slash, denominator = text.removeprefix("-").partition("/")
    whole, point, decimals = numerator.partition(".")
    if max(len(numerator), len(denominator)) > LONGEST:
        raise Flaw(f"a figure of {len(text):,} characters is too long to be one: {text[:20]}...")
    parts = [whole, *([denominator] if slash else ()), *([decimals] if point else ())]
    if not all(part.isascii() and part.isdecimal() for part in parts) or (slash and point) or denominator[:1] == "0":
        raise Flaw(f'"{text}" is not a figure: write a decimal or numerator/denominator')
    sign = -1 if text[0] == "-" else 1
    return sign * int(whole + decimals), _whole(denominator) if slash else 10 ** len(decimals)


@lru_cache(maxsize=1 << 12)
def _whole(text: str) -> int:
    """The number that digits stand for; many figures of a plan have one denominator."""
    return int(text)


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


def places(parts: Sequence[tuple[int, int]]) -> list[int]:
    """The place of each fraction among the distinct ones and 0, from the smallest on: that of 0 is 0.

    Whole numbers tell most of them apart.

    Args:
        parts: numerators of at least 0, and denominators.
    """
    pairs = [pair if pair[0] else (0, 1) for pair in parts]
    rough = {pair: (pair[0] << FINE) // pair[1] for pair in {(0, 1), *pairs}}
    crowds = Counter(rough.values())
    keys = {pair: (near, Fraction(*pair) if crowds[near] > 1 else 0) for pair, near in rough.items()}
    place = {key: at for at, key in enumerate(sorted(set(keys.values())))}
    return [place[keys[pair]] for pair in pairs]


def total(values: Iterable[Fraction]) -> Fraction:
    """The sum of many fractions."""
    parts = tuple(values)
    return parts[0] if len(parts) == 1 else weighted((value, 1) for value in parts)


def weighted(values: Iterable[tuple[Fraction, int]]) -> Fraction:
    """The sum of many fractions, each so many times, like denominators first: one common denominator is made once."""
    numerators: dict[int, int] = {}
    for value, times in values:
        denominator = value.denominator
        numerators[denominator] = numerators.get(denominator, 0) + value.numerator * times
    common = lcm(*numerators)
    return Fraction(sum(number * (common // denominator) for denominator, number in numerators.items()), common)
