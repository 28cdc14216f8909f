"""Figures as people read them: thousands apart, one told from many, shares in percent."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

NONE = "-"
"""What stands where there is no figure."""

PLACES = 6
"""A decimal with no more places is shown as it is."""


@lru_cache(maxsize=2**16)
def exact(text: int | str) -> Fraction:
    """An exact figure of a plan, from "0.25" or "7/3"; the same few stand in a plan many times."""
    return Fraction(text)


def counted(count: int, one: str, many: str | None = None) -> str:
    """A count of something: "1 unit", "8 units"; `many` for a plural that is not made with an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def amount(figure: int | str) -> str:
    """An exact figure of a plan, to two decimals at most: "1234567/3" is 411,522.33."""
    hundredths = round(exact(figure) * 100)
    if hundredths % 100 == 0:
        return f"{hundredths // 100:,}"
    return f"{Decimal(hundredths).scaleb(-2):,.2f}".rstrip("0")


def fine(figure: int | str) -> str:
    """An exact figure of a plan that may be small: 0.125 as it is, "1/39" as 0.02564."""
    value = exact(figure)
    if abs(value) >= 1:
        return amount(figure)
    if 10**PLACES % value.denominator == 0:
        return f"{float(value):.{PLACES}f}".rstrip("0").rstrip(".")
    return f"{Decimal(f'{float(value):.4g}'):f}"


def percent(part: float | Fraction, of: float | Fraction = 1, places: int = 1) -> str:
    """A share, rounded; only all of it is written as 100.0 %, and only nothing as 0.0 %."""
    if not of:
        return NONE
    share, step = float(100 * part / of), 10.0**-places
    if part and share < step:
        return f"< {step:.{places}f} %"
    if part < of and share > 100 - step:
        return f"> {100 - step:.{places}f} %"
    return f"{share:.{places}f} %"
