"""Figures as people read them: thousands apart, units named, one told from many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from optimizer.figures import NONE, amount, counted, exact, percent

__all__ = ["NONE", "Figure", "amount", "counted", "dollars", "exact", "money", "percent", "quantity", "share", "whole"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a table: as people read it, and as a spreadsheet reckons with it."""

    text: str
    value: float | Fraction
    pattern: str
    """The number format of a spreadsheet that writes the value as the text has it."""

    def __str__(self) -> str:
        return self.text


def dollars(figure: str) -> str:
    """US dollars, whole."""
    return f"USD {round(exact(figure)):,}"


def whole(count: int, unit: str = "") -> Figure:
    """A whole number, with its unit where the heading above it does not name one: "8 units"."""
    return Figure(counted(count, unit) if unit else f"{count:,}", count, _pattern("#,##0", unit, plural=count != 1))


def signed(change: int | Fraction) -> Figure:
    """How much more, or less: "+8", "-1,000.5", 0."""
    text = amount(str(change))
    digits = "#,##0" + "".join("0" if sign.isdecimal() else sign for sign in text[text.find(".") :] if "." in text)
    return Figure(f"+{text}" if change > 0 else text, change, f"+{digits};-{digits};0")


def quantity(figure: int | str | Fraction, unit: str = "") -> Figure:
    """An exact figure to two decimals, with its unit where the heading above it does not name one: "12.5 units"."""
    text, value = amount(str(figure)), exact(str(figure))
    _, point, places = text.partition(".")
    pattern = "#,##0" + point + "0" * len(places)
    return Figure(f"{text} {unit}s" if unit else text, value, _pattern(pattern, unit, plural=True))


def quantities(figures: Iterable[int | str | Fraction]) -> list[Figure]:
    """Exact figures that stand below each other: to two decimals at most, all to as many as one of them needs."""
    column = [quantity(figure) for figure in figures]
    places = max((len(figure.text.partition(".")[2]) for figure in column), default=0)
    return [_to_places(figure, places) for figure in column]


def _to_places(figure: Figure, places: int) -> Figure:
    whole, _, decimals = figure.text.partition(".")
    pattern = "#,##0." + "0" * places if places else figure.pattern
    return Figure(f"{whole}.{decimals:0<{places}}" if places else whole, figure.value, pattern)


def share(part: float | Fraction, of: float | Fraction = 1) -> Figure | str:
    """A share in percent; `NONE` where there is nothing to have a share of."""
    if not of:
        return NONE
    text = percent(part, of)
    return Figure(text, part / of, f'"{text}"' if text.startswith(("<", ">")) else "0.0 %")


def money(figure: str) -> Figure:
    """US dollars, whole."""
    return Figure(dollars(figure), exact(figure), '"USD" #,##0')


def _pattern(digits: str, unit: str, *, plural: bool) -> str:
    return f'{digits} "{unit}{"s" if plural else ""}"' if unit else digits
