"""Factors: the rows and columns of a basis in an order in which they are solved one after the other.

Each step takes a row and a column out of the rest: the column is taken out of the rows that still hold it, and the row
waits until its other columns are known. Rows with one open column and columns with one open row go first; they leave
everything else as it is. Programmes of deliveries consist of little else, so that their factors stay as sparse as they.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from heapq import heapify, heappop, heappush

from flint import fmpq

from optimizer.linear.regular import regular
from optimizer.linear.system import Basis, System, Terms
from optimizer.quantities import ZERO

Vector = Mapping[int, fmpq]
"""Index to a figure; what is not named is 0."""


@dataclass(frozen=True, slots=True)
class Step:
    """A row and a column that are taken out of the rest together."""

    row: int
    column: int
    inverse: fmpq
    """One over what the row holds of the column."""
    later: Terms
    """What the row holds of the columns of later steps."""
    taken: Terms
    """(row of a later step, how often this row was taken from it)."""


@dataclass(frozen=True)
class Factors:
    """A square part of a system that has one solution for every right-hand side."""

    system: System
    steps: tuple[Step, ...]

    @cached_property
    def basis(self) -> Basis:
        """The columns and rows of the steps."""
        return Basis.of((step.column for step in self.steps), (step.row for step in self.steps))

    def values(self, bounds: Vector) -> dict[int, fmpq]:
        """The columns at which every row of the basis comes to its bound."""
        return dict(self.columns(bounds))

    def columns(self, bounds: Vector) -> Iterator[tuple[int, fmpq]]:
        """The same one after the other, for whoever may need only the first."""
        left = {step.row: bounds[step.row] for step in self.steps if step.row in bounds}
        for step in self.steps:
            if step.taken and (own := left.get(step.row)):
                for row, times in step.taken:
                    left[row] = left.get(row, ZERO) - times * own
        found: dict[int, fmpq] = {}
        for step in reversed(self.steps):
            value = left.get(step.row, ZERO)
            for column, held in step.later:
                if found[column]:
                    value -= held * found[column]
            found[step.column] = value = value * step.inverse if value else value
            yield step.column, value

    def prices(self, costs: Vector) -> dict[int, fmpq]:
        """The prices of the rows of the basis at which each of its columns comes to its cost."""
        left = dict(costs)
        found: dict[int, fmpq] = {}
        for step in self.steps:
            found[step.row] = own = left.get(step.column, ZERO) * step.inverse
            if own:
                for column, held in step.later:
                    left[column] = left.get(column, ZERO) - held * own
        for step in reversed(self.steps):
            for row, times in step.taken:
                if found[row]:
                    found[step.row] -= times * found[row]
        return found

    def rooms(self, bounds: Vector, values: Vector) -> Iterator[tuple[int, fmpq]]:
        """What columns leave of the bound of each row outside the basis."""
        for row, terms in self._outside:
            left = bounds.get(row, ZERO)
            for column, held in terms:
                if values[column]:
                    left -= held * values[column]
            yield row, left

    @cached_property
    def _outside(self) -> list[tuple[int, Terms]]:
        """The rows outside the basis, with what they hold of its columns."""
        rows, columns = self.basis.rows, self.basis.columns
        return [
            (row, [term for term in terms if term[0] in columns])
            for row, terms in enumerate(self.system.rows)
            if row not in rows
        ]


def factors(system: System, guess: Basis) -> Factors:
    """The factors of a basis; of one that is none, those of a basis that has as much of it as can be had."""
    steps = tuple(_Rest(system, guess).steps())
    if len(steps) < max(len(guess.columns), len(guess.rows)):
        steps = tuple(_Rest(system, regular(system, guess)).steps())
    return Factors(system, steps)


class _Rest:
    """The rows and columns that no step has taken out yet."""

    def __init__(self, system: System, guess: Basis) -> None:
        self._rows = {
            row: {c: held for c, held in system.rows[row] if c in guess.columns} for row in sorted(guess.rows)
        }
        self._columns: dict[int, dict[int, None]] = {column: {} for column in sorted(guess.columns)}
        for row, terms in self._rows.items():
            for column in terms:
                self._columns[column][row] = None
        self._short = [(len(terms), row) for row, terms in self._rows.items() if terms]
        self._thin = [(len(rows), column) for column, rows in self._columns.items() if rows]
        heapify(self._short)
        heapify(self._thin)

    def steps(self) -> Iterator[Step]:
        """Every step that can be taken."""
        while (spot := self._next()) is not None:
            yield self._without(*spot)

    def _next(self) -> tuple[int, int] | None:
        """A row and a column that disturb the rest least; None once nothing is left."""
        _stale_dropped(self._short, self._rows)
        _stale_dropped(self._thin, self._columns)
        if not self._short or not self._thin:
            return None
        if self._short[0][0] == 1:
            row = self._short[0][1]
            return row, next(iter(self._rows[row]))
        column = self._thin[0][1]
        return min(self._columns[column], key=lambda row: (len(self._rows[row]), row)), column

    def _without(self, row: int, column: int) -> Step:
        """Take a row and a column out."""
        own = self._rows.pop(row)
        inverse = 1 / own.pop(column)
        for other in own:
            del self._columns[other][row]
        holders = self._columns.pop(column)
        del holders[row]
        taken = []
        for at in holders:
            times = self._rows[at].pop(column) * inverse
            self._take(at, own, times)
            taken.append((at, times))
            heappush(self._short, (len(self._rows[at]), at))
        for other in own:
            heappush(self._thin, (len(self._columns[other]), other))
        return Step(row, column, inverse, list(own.items()), taken)

    def _take(self, at: int, own: Vector, times: fmpq) -> None:
        """Take a row from another so often."""
        terms = self._rows[at]
        for column, held in own.items():
            value = terms.get(column, ZERO) - times * held
            if value:
                terms[column] = value
                self._columns[column][at] = None
            elif column in terms:
                del terms[column]
                del self._columns[column][at]


def _stale_dropped(heap: list[tuple[int, int]], living: Mapping[int, Mapping[int, object]]) -> None:
    """Drop what stands first in a heap as long as it is gone or has another size by now."""
    while heap and (heap[0][1] not in living or not heap[0][0] or len(living[heap[0][1]]) != heap[0][0]):
        heappop(heap)
