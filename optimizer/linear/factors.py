"""Factors: the rows and columns of a basis in an order in which they are solved one after the other.

Most rows of a programme of deliveries hold one column that the others leave open, or columns lie in one row alone. What
is left when all such pairs are taken out is small, and is inverted as a dense matrix.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from flint import fmpq, fmpq_mat

from optimizer.linear.system import Basis, System, Terms
from optimizer.quantities import ZERO

Pairs = list[tuple[int, int]]
"""(row, column)."""

Vector = Mapping[int, fmpq]
"""Index to a figure; what is not named is 0."""


@dataclass(frozen=True)
class Factors:
    """A square part of a system that has one solution for every right-hand side."""

    system: System
    basis: Basis
    front: Pairs
    """Pairs of which the row holds, besides its column, only columns of pairs before it."""
    core_rows: list[int]
    core_columns: list[int]
    inverse: fmpq_mat | None
    """Of what is neither in front nor at the back; none if nothing is."""
    back: Pairs
    """Pairs of which the column lies, besides its row, only in rows of pairs before it."""

    def values(self, bounds: Vector) -> dict[int, fmpq]:
        """The columns at which every row of the basis comes to its bound."""
        return dict(self.columns(bounds))

    def columns(self, bounds: Vector) -> Iterator[tuple[int, fmpq]]:
        """The same one after the other, for whoever may need only the first."""
        found: dict[int, fmpq] = {}
        for row, column in self.front:
            found[column] = self._left(row, bounds, found) / self._at(row, column)
            yield column, found[column]
        if self.inverse is not None:
            right = fmpq_mat(len(self.core_rows), 1, [self._left(row, bounds, found) for row in self.core_rows])
            found |= zip(self.core_columns, (self.inverse * right).entries(), strict=True)
            yield from ((column, found[column]) for column in self.core_columns)
        for row, column in reversed(self.back):
            found[column] = self._left(row, bounds, found) / self._at(row, column)
            yield column, found[column]

    def rooms(self, bounds: Vector, values: Vector) -> Iterator[tuple[int, fmpq]]:
        """What columns leave of the bound of each row outside the basis."""
        for row in self._outside:
            yield row, self._left(row, bounds, values)

    def _left(self, row: int, bounds: Vector, found: Vector) -> fmpq:
        """What the columns that are known when a row's turn comes leave of its bound."""
        left = bounds.get(row, ZERO)
        for column, value in self._known[row]:
            if found[column]:
                left -= value * found[column]
        return left

    @cached_property
    def _outside(self) -> list[int]:
        return [row for row in range(len(self.system.rows)) if row not in self.basis.rows]

    @cached_property
    def _known(self) -> list[Terms]:
        """For each row, its columns that are known when its turn comes; outside the basis, all that the basis has."""
        stages = [([row], [column]) for row, column in self.front]
        stages.append((self.core_rows, self.core_columns))
        stages += [([row], [column]) for row, column in reversed(self.back)]
        turn = {row: at for at, (rows, _) in enumerate(stages) for row in rows}
        known_from = {column: at + 1 for at, (_, columns) in enumerate(stages) for column in columns}
        end = len(stages)
        return [
            [(column, value) for column, value in terms if known_from.get(column, end + 1) <= turn.get(row, end)]
            for row, terms in enumerate(self.system.rows)
        ]

    def prices(self, costs: Vector) -> dict[int, fmpq]:
        """The prices of the rows of the basis at which each of its columns comes to its cost."""
        found: dict[int, fmpq] = {}

        def open_part(column: int) -> fmpq:
            known = (value * found[row] for row, value in self.system.columns[column] if row in found)
            return costs.get(column, ZERO) - sum(known, ZERO)

        for row, column in self.back:
            found[row] = open_part(column) / self._at(row, column)
        if self.inverse is not None:
            right = fmpq_mat(1, len(self.core_columns), [open_part(column) for column in self.core_columns])
            found |= zip(self.core_rows, (right * self.inverse).entries(), strict=True)
        for row, column in reversed(self.front):
            found[row] = open_part(column) / self._at(row, column)
        return found

    def _at(self, row: int, column: int) -> fmpq:
        return next(value for at, value in self.system.rows[row] if at == column)


def factors(system: System, guess: Basis) -> Factors:
    """The factors of a basis; of one that is none, those of a basis that has as much of it as can be had."""
    peel = _Peel(system, guess)
    front, back = peel.run()
    rows, columns = sorted(peel.rows), sorted(peel.columns)
    place = {column: at for at, column in enumerate(columns)}
    dense = [[ZERO] * len(columns) for _ in rows]
    for at, row in enumerate(rows):
        for column, value in system.rows[row]:
            if column in place:
                dense[at][place[column]] = value
    kept_rows, kept_columns, inverse = _inverted(dense) if dense else ([], [], None)
    core_rows, core_columns = [rows[at] for at in kept_rows], [columns[at] for at in kept_columns]
    pairs = [*front, *back, *zip(core_rows, core_columns, strict=True)]
    basis = Basis.of((column for _, column in pairs), (row for row, _ in pairs))
    return Factors(system, basis, front, core_rows, core_columns, inverse, back)


class _Peel:
    """Takes out rows with one open column, and columns with one open row, until there are none."""

    def __init__(self, system: System, guess: Basis) -> None:
        self.rows, self.columns = set(guess.rows), set(guess.columns)
        self._row_terms = {row: [c for c, _ in system.rows[row] if c in self.columns] for row in sorted(self.rows)}
        self._column_terms = {
            c: [row for row, _ in system.columns[c] if row in self.rows] for c in sorted(self.columns)
        }

    def run(self) -> tuple[Pairs, Pairs]:
        """The pairs in front and at the back; what is in no pair stays in `rows` and `columns`."""
        in_row = {row: len(terms) for row, terms in self._row_terms.items()}
        in_column = {column: len(terms) for column, terms in self._column_terms.items()}
        front: Pairs = []
        back: Pairs = []
        single_rows = [row for row, count in in_row.items() if count == 1]
        single_columns = [column for column, count in in_column.items() if count == 1]
        while single_rows or single_columns:
            if single_rows:
                row = single_rows.pop()
                column = next((c for c in self._row_terms[row] if c in self.columns), None)
                pairs = front
            else:
                column = single_columns.pop()
                row = next((r for r in self._column_terms[column] if r in self.rows), -1)
                pairs = back
            if row not in self.rows or column not in self.columns:
                continue
            pairs.append((row, column))
            self.rows.discard(row)
            self.columns.discard(column)
            for other in self._column_terms[column]:
                in_row[other] -= 1
                if in_row[other] == 1 and other in self.rows:
                    single_rows.append(other)
            for beside in self._row_terms[row]:
                in_column[beside] -= 1
                if in_column[beside] == 1 and beside in self.columns:
                    single_columns.append(beside)
        return front, back


def _inverted(dense: list[list[fmpq]]) -> tuple[list[int], list[int], fmpq_mat | None]:
    """Rows and columns of a matrix that together have as many independent ones as it has, and their inverse."""
    if len(dense) == len(dense[0]):
        try:
            return list(range(len(dense))), list(range(len(dense))), fmpq_mat(dense).inv()
        except ZeroDivisionError:
            pass
    columns = _leading(fmpq_mat(dense)) if dense[0] else []
    rows = _leading(fmpq_mat([[line[column] for line in dense] for column in columns])) if columns else []
    square = [[dense[row][column] for column in columns] for row in rows]
    return rows, columns, fmpq_mat(square).inv() if square else None


def _leading(matrix: fmpq_mat) -> list[int]:
    """The first columns of a matrix that none before them can stand for."""
    reduced, rank = matrix.rref()
    lines = reduced.tolist()
    return [next(at for at, value in enumerate(lines[row]) if value) for row in range(rank)]
