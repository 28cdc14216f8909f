"""Figures as people read them: thousands apart, units named, one told from many."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

NONE = "-"
"""What stands where there is no figure."""


def counted(count: int, one: str, many: str | None = None) -> str:
    """A count of something: "1 unit", "8 units"; `many` for a plural that is not made with an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def amount(exact: int | str) -> str:
    """An exact figure of a plan, to two decimals at most: "1234567/3" is 411,522.33."""
    hundredths = round(Fraction(exact) * 100)
    if hundredths % 100 == 0:
        return f"{hundredths // 100:,}"
    return f"{Decimal(hundredths).scaleb(-2):,.2f}".rstrip("0")


def dollars(exact: str | None) -> str:
    """US dollars, whole."""
    return NONE if exact is None else f"USD {round(Fraction(exact)):,}"


def percent(part: float | Fraction, of: float | Fraction = 1, places: int = 1) -> str:
    """A share, rounded; only all of it is written as 100.0 %, and only nothing as 0.0 %."""
    if not of:
        return NONE
    share = Fraction(part) / Fraction(of)
    step = Fraction(1, 100 * 10**places)
    if 0 < share < step:
        return f"< {float(100 * step):.{places}f} %"
    if 1 - step < share < 1:
        return f"> {float(100 - 100 * step):.{places}f} %"
    return f"{float(100 * share):.{places}f} %"
