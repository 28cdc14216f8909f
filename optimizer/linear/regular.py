"""Regular: of rows and columns that somebody takes for a basis, as many as make one."""

from __future__ import annotations

from flint import fmpq, fmpq_mat

from optimizer.linear.system import Basis, System
from optimizer.quantities import ZERO

Pairs = list[tuple[int, int]]
"""(row, column)."""


def regular(system: System, guess: Basis) -> Basis:
    """As many rows and columns of a guess as have one solution for every right-hand side, the first that do."""
    peel = _Peel(system, guess)
    pairs = peel.run()
    rows, columns = sorted(peel.rows), sorted(peel.columns)
    place = {column: at for at, column in enumerate(columns)}
    dense = [[ZERO] * len(columns) for _ in rows]
    for at, row in enumerate(rows):
        for column, value in system.rows[row]:
            if column in place:
                dense[at][place[column]] = value
    kept_columns = _leading(dense) if dense and columns else []
    kept_rows = _leading([[line[column] for line in dense] for column in kept_columns]) if kept_columns else []
    return Basis.of(
        [*(column for _, column in pairs), *(columns[at] for at in kept_columns)],
        [*(row for row, _ in pairs), *(rows[at] for at in kept_rows)],
    )


class _Peel:
    """Takes out rows with one open column, and columns with one open row, until there are none."""

    def __init__(self, system: System, guess: Basis) -> None:
        self.rows, self.columns = set(guess.rows), set(guess.columns)
        self._row_terms = {row: [c for c, _ in system.rows[row] if c in self.columns] for row in sorted(self.rows)}
        self._column_terms = {
            c: [row for row, _ in system.columns[c] if row in self.rows] for c in sorted(self.columns)
        }

    def run(self) -> Pairs:
        """The pairs; what is in no pair stays in `rows` and `columns`."""
        in_row = {row: len(terms) for row, terms in self._row_terms.items()}
        in_column = {column: len(terms) for column, terms in self._column_terms.items()}
        pairs: Pairs = []
        single_rows = [row for row, count in in_row.items() if count == 1]
        single_columns = [column for column, count in in_column.items() if count == 1]
        while single_rows or single_columns:
            if single_rows:
                row = single_rows.pop()
                column = next((c for c in self._row_terms[row] if c in self.columns), -1)
            else:
                column = single_columns.pop()
                row = next((r for r in self._column_terms[column] if r in self.rows), -1)
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
        return pairs


def _leading(lines: list[list[fmpq]]) -> list[int]:
    """The first columns of a matrix that none before them can stand for."""
    reduced, rank = fmpq_mat(lines).rref()
    return [next(at for at, value in enumerate(line) if value) for line in reduced.tolist()[:rank]]
