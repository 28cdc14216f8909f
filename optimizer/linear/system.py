"""System: the coefficients of a linear programme, exact, by row and by column; and a basis of it.

The programme is: minimise a cost over columns of at least 0, while every row is at most its bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flint import fmpq

Terms = Sequence[tuple[int, fmpq]]
"""(column, coefficient) of a row, or (row, coefficient) of a column; each named once, none 0."""


@dataclass(frozen=True, slots=True)
class System:
    """The coefficients, by row and by column."""

    rows: Sequence[Terms]
    columns: Sequence[Terms]

    @classmethod
    def of(cls, rows: Sequence[Terms], columns: int) -> System:
        """The system of some rows over a number of columns."""
        by_column: list[list[tuple[int, fmpq]]] = [[] for _ in range(columns)]
        for row, terms in enumerate(rows):
            for column, value in terms:
                by_column[column].append((row, value))
        return cls(rows, by_column)


@dataclass(frozen=True, slots=True)
class Basis:
    """A corner of a system: these columns may be above 0, these rows are used up; as many of one as of the other."""

    columns: frozenset[int]
    rows: frozenset[int]

    @classmethod
    def of(cls, columns: Iterable[int], rows: Iterable[int]) -> Basis:
        """A basis, or what somebody takes for one."""
        return cls(frozenset(columns), frozenset(rows))
