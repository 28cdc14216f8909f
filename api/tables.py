"""Tables as plain text: columns of equal width, figures to the right, long texts folded inside their column.

Laid out here and not by Rich, whose tables take a minute for 100,000 rows; Rich measures the width of characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Literal

from rich.cells import cell_len, chop_cells

from api.figures import Figure

GAP = "  "
NARROWEST = 8
"""No column of texts is made narrower than this."""
WORD_END = re.compile(r"\s+(?!%)")
"""Where a line may be broken: not between a figure and its percent sign."""
PART_END = re.compile(r"(?<=[._,/])(?=\w)")
"""Where a word that is too long for a line is broken."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A text that starts with one of these would be run by a spreadsheet."""

Cells = Sequence[str | Figure]
"""One row: texts, and figures that also know their value."""


@dataclass(frozen=True, slots=True)
class Column:
    """The heading of a column, and the side on which its cells stand: texts to the left, figures to the right."""

    heading: str
    side: Literal["left", "right"] = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, rows of one cell for each, and perhaps a last row that sums them up and a line above that says what."""

    columns: tuple[Column, ...]
    rows: tuple[Cells, ...]
    total: Cells | None = None
    headed: bool = True
    """Whether the headings are shown."""
    caption: str = ""

    def filled(self) -> Table:
        """The table without the columns in which no row has anything."""
        kept = [place for place in range(len(self.columns)) if any(row[place] for row in self.rows)]
        if not self.rows or len(kept) == len(self.columns):
            return self
        return replace(
            self,
            columns=tuple(self.columns[place] for place in kept),
            rows=tuple([row[place] for place in kept] for row in self.rows),
            total=None if self.total is None else [self.total[place] for place in kept],
        )

    def lines(self, width: int) -> Iterator[str]:
        """The table as lines of at most `width` characters, as far as its figures leave room for that."""
        if (shown := self.filled()) is not self:
            yield from shown.lines(width)
            return
        headings = [column.heading if self.headed else "" for column in self.columns]
        cells = [[printable(str(cell)) for cell in row] for row in self.rows]
        total = [] if self.total is None else [[printable(str(cell)) for cell in self.total]]
        widths = self._widths([headings, *cells, *total], width)
        rule = GAP.join("─" * room for room in widths)
        if self.caption:
            yield from fold(printable(self.caption), width)
        if self.headed:
            yield from self._row(headings, widths)
            yield rule
        for row in cells:
            yield from self._row(row, widths)
        for row in total:
            yield rule
            yield from self._row(row, widths)

    def _widths(self, rows: Sequence[Sequence[str]], width: int) -> list[int]:
        """Widths that hold every cell, or fold the widest texts so that a line fits."""
        widths = [max(map(size, column)) for column in zip(*rows, strict=True)]
        texts = [place for place, column in enumerate(self.columns) if column.side == "left"]
        excess = sum(widths) + len(GAP) * (len(widths) - 1) - width
        while excess > 0 and texts:
            widest = max(texts, key=lambda place: widths[place])
            if widths[widest] <= NARROWEST:
                break
            widths[widest] -= 1
            excess -= 1
        return widths

    def _row(self, cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
        folded = [fold(cell, width) for cell, width in zip(cells, widths, strict=True)]
        for abreast in zip_longest(*folded, fillvalue=""):
            parts = map(_placed, abreast, widths, self.columns)
            yield GAP.join(parts).rstrip()


def size(text: str) -> int:
    """Characters that a text takes up on a line; Chinese ones take up two."""
    return len(text) if text.isascii() else cell_len(text)


def fold(text: str, width: int) -> list[str]:
    """A text as lines of at most `width` characters, broken at spaces where there are any."""
    if size(text) <= width:
        return [text]
    lines: list[str] = []
    for word in re.split(WORD_END, text.strip()):
        if lines and size(lines[-1]) + 1 + size(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines += _parts(word, width)
    return lines or [""]


def _parts(word: str, width: int) -> list[str]:
    """A word as lines, broken where a part of a path or of a name ends, and inside a part only if that is too long."""
    lines: list[str] = []
    for part in re.split(PART_END, word) if size(word) > width else [word]:
        if lines and size(lines[-1]) + size(part) <= width:
            lines[-1] += part
        else:
            lines += chop_cells(part, width)
    return lines


def printable(text: str) -> str:
    """A text from a scenario with nothing in it that would steer a terminal or break a line."""
    return text if text.isprintable() else "".join(sign if sign.isprintable() else " " for sign in text)


def unbroken(text: str) -> str:
    """A text that nobody else breaks between a figure and its percent sign."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


def _placed(text: str, width: int, column: Column) -> str:
    room = " " * (width - size(text))
    return room + text if column.side == "right" else text + room
