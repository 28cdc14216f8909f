"""A board: cells of a screen by their key, and what of them is new since they were last sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from api.pages.markup import Text, tag

DERIVED = frozenset({"change", "share"})
"""Fields of a row that follow from its other fields."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place: its words, the class that says what they mean, and the width of a bar in percent."""

    text: str
    kind: str | None = None
    width: float | None = None

    def sent(self) -> list[Any]:
        """The cell as the script reads it, without what it does not have."""
        whole: list[Any] = [self.text, self.kind, self.width]
        while whole[-1] is None:
            whole.pop()
        return whole


@dataclass
class Board:
    """What one screen shows at the moment. It belongs to one tab of one browser."""

    cells: dict[str, Cell] = field(default_factory=dict)
    rows: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def changed_cells(self, now: Mapping[str, Cell]) -> dict[str, list[Any]]:
        """The cells that are others now, which from here on are what the screen shows; those not given stay."""
        changed = {key: cell.sent() for key, cell in now.items() if self.cells.get(key) != cell}
        self.cells |= now
        return changed

    def changed_rows(self, now: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
        """Of each row, the figures that are others now, apart from those that the script works out of the others.

        Rows and figures that are not given stay.
        """
        changed = {}
        for key, row in now.items():
            before = self.rows.get(key, {})
            other = {
                name: value
                for name, value in row.items()
                if (before.get(name) != value or name not in before) and name not in DERIVED
            }
            if other:
                changed[key] = other
            self.rows[key] = {**before, **row}
        return changed

    def by_value(self, changed: Mapping[str, Mapping[str, Any]]) -> dict[str, list[tuple[Any, list[int]]]]:
        """Changed rows as they are sent: for each field its values, each with the rows that have it now.

        A row is told by how many rows after the one before it stands; many rows have the same value.
        """
        places: dict[str, dict[Any, list[int]]] = {}
        for at, key in enumerate(self.rows):
            for name, value in changed.get(key, {}).items():
                places.setdefault(name, {}).setdefault(value, []).append(at)
        return {
            name: [(value, [at - before for before, at in pairwise([0, *found])]) for value, found in values.items()]
            for name, values in places.items()
        }


def placed(key: str, cell: Cell) -> Markup:
    """A cell in its place."""
    words: Text = cell.text
    if cell.width is not None:
        bar = tag("span", tag("i", "", style=f"width:{cell.width:g}%"), class_="bar", aria_hidden="true")
        words = bar + tag("span", cell.text, data_words=True)
    return tag("span", words, data_cell=key, class_=cell.kind)
