"""Cells: the texts of one column into values, each distinct text read once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from optimizer.quantities import exact_number
from optimizer.scenario.canonical import shown

FIGURE = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[, '_\u00a0\u202f][0-9]{3})+(?:\.[0-9]+)?")
LEADING_ZERO = re.compile(r"[+-]?0[0-9]")
TRUTHS = {"true": True, "false": False}
NO_VALUES = frozenset({"nan", "inf", "+inf", "-inf", "infinity", "-infinity"})


@dataclass(frozen=True, slots=True)
class Refused:
    """A cell that stands for no value."""

    seen: str
    advice: str


Reader = Callable[[str], Any]
"""From a cell without blanks at its ends, and not empty, to its value or its refusal."""


class Column(dict[str, Any]):
    """The value of each distinct text of a column; None for a blank cell."""

    def __init__(self, read: Reader) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: str) -> Any:
        text = cell.strip()
        value = self[cell] = self._read(text) if text else None
        return value

    def refused(self) -> dict[str, Refused]:
        """The texts that stand for no value."""
        return {cell: value for cell, value in self.items() if isinstance(value, Refused)}


def text(cell: str) -> str:
    """A text as it stands."""
    return cell


def texts(cell: str) -> list[str]:
    """Texts that are separated by semicolons."""
    return [part.strip() for part in cell.split(";") if part.strip()]


def figure(cell: str) -> Any:
    """An exact figure."""
    if GROUPED.fullmatch(cell):
        return Refused(f"{shown(cell)} is not a number", f"write {re.sub('[^0-9.+-]', '', cell)}")
    if not FIGURE.fullmatch(cell):
        return Refused(f"{shown(cell)} is not a number", "write a figure such as 1000")
    try:
        return exact_number(cell)
    except ValueError:
        return Refused(f"{shown(cell)} has too many digits", "write a figure of at most 40 digits")


def truth(cell: str) -> Any:
    """True or false."""
    return TRUTHS.get(cell.casefold(), _nothing(cell))


def _nothing(cell: str) -> Refused:
    return Refused(f"{shown(cell)} is no value", "write a value, or leave the cell empty")


def _is_nothing(cell: str) -> bool:
    return cell.casefold() in NO_VALUES or (cell.startswith("#") and cell.endswith(("!", "?", "/A")))


def free_reader(cells: Iterable[str]) -> Reader:
    """How a column without a declared type is read: as truths or figures if all its cells are, else as texts.

    Figures with a leading zero, such as 007, are texts. What a spreadsheet or a program writes for no value (NaN,
    #N/A) is refused.
    """
    filled = {cell.strip() for cell in set(cells)} - {""}
    values = {cell for cell in filled if not _is_nothing(cell)}
    if all(cell.casefold() in TRUTHS for cell in values):
        read: Reader = truth
    elif all((FIGURE.fullmatch(cell) or GROUPED.fullmatch(cell)) and not LEADING_ZERO.match(cell) for cell in values):
        read = figure
    else:
        read = text
    return read if len(values) == len(filled) else lambda cell: _nothing(cell) if _is_nothing(cell) else read(cell)
