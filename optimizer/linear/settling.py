"""Settling: the basis that a solver ended with becomes an exact optimum, by exact exchanges where it is not one yet.

In: a system, exact bounds and costs, and a basis that somebody proposes. Out: columns and prices that anyone can check:
the columns keep every row, the prices show that nothing costs less. Nothing depends on the proposal but the time taken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from flint import fmpq

from optimizer.errors import SolverError
from optimizer.linear.factors import Factors, Vector, factors
from optimizer.linear.system import Basis, System
from optimizer.quantities import ZERO

MOST_EXCHANGES = 400
"""Exchanges after which a basis is given up; one that a solver found needs none or a few."""

GREEDY = 200
"""Exchanges that take what is worst first; later ones take the first in order, which never goes round in circles."""


@dataclass(frozen=True, slots=True)
class Settled:
    """An exact optimum."""

    values: dict[int, fmpq]
    """Columns above 0."""
    prices: dict[int, fmpq]
    """Rows with a price: by how much the least cost falls for one more of the bound. Empty if none was asked for."""
    cost: fmpq
    exchanges: int
    """How often the basis had to be mended."""
    factors: Factors
    """The basis at which it was found."""


def still(factors: Factors, bounds: Vector, costs: Vector, enough: fmpq) -> bool:
    """Whether the columns of a basis keep every row under other bounds as well, at a cost that is low enough."""
    values: dict[int, fmpq] = {}
    for column, value in factors.columns(bounds):
        if value.p < 0:
            return False
        values[column] = value
    cost = sum((value * values[column] for column, value in costs.items() if column in values), ZERO)
    return cost <= enough and not any(room.p < 0 for _, room in factors.rooms(bounds, values))


def settle(
    system: System,
    bounds: Vector,
    costs: Vector,
    guess: Basis,
    *,
    closed: Collection[int] = (),
    enough: fmpq | None = None,
) -> Settled:
    """The exact optimum of a programme, from a basis that is thought to be optimal.

    Args:
        bounds: the most that each row may come to; 0 where none is given.
        costs: the cost of one unit of a column.
        closed: columns that stay at 0.
        enough: a cost at which any columns that keep the rows will do, without prices.

    Raises:
        SolverError: if nothing keeps the rows, or the basis is too far from an optimum.
    """
    course = _Course(system, bounds, costs, frozenset(closed))
    basis = Basis(guess.columns - course.closed, guess.rows)
    for count in range(MOST_EXCHANGES):
        corner = course.corner(basis)
        if corner.infeasible:
            basis = course.kept_better(corner, greedy=count < GREEDY)
            continue
        cost = sum((value * corner.values.get(column, ZERO) for column, value in costs.items()), ZERO)
        prices = {} if enough is not None and cost <= enough else course.prices(corner)
        cheaper = course.cheaper(corner, prices) if prices or enough is None or cost > enough else []
        if not cheaper:
            above = {column: value for column, value in corner.values.items() if value}
            return Settled(above, {row: -price for row, price in prices.items() if price}, cost, count, corner.factors)
        basis = course.cheapened(corner, cheaper, greedy=count < GREEDY)
    raise SolverError(f"The solver's basis was not exactly optimal, nor was it after {MOST_EXCHANGES} exchanges.")


@dataclass(frozen=True, slots=True)
class _Corner:
    """Where the rows of a basis meet."""

    factors: Factors
    values: dict[int, fmpq]
    """Columns of the basis."""
    room: dict[int, fmpq]
    """What rows outside the basis leave."""
    infeasible: list[tuple[fmpq, int]]
    """What is below 0, by how much, and where: a column, or a row counted on from the last column."""


class _Course:
    """One programme, walked from corner to corner. Rooms of rows are columns as well, counted on from the last one."""

    def __init__(self, system: System, bounds: Vector, costs: Vector, closed: frozenset[int]) -> None:
        self.closed = closed
        self._system, self._bounds, self._costs = system, bounds, costs
        self._size = len(system.columns)

    def corner(self, guess: Basis) -> _Corner:
        """The corner of a basis, or of what can be had of it."""
        found = factors(self._system, guess)
        values = found.values(self._bounds)
        room = dict(found.rooms(self._bounds, values))
        below = [(value, column) for column, value in values.items() if value.p < 0]
        below += [(value, self._size + row) for row, value in room.items() if value.p < 0]
        return _Corner(found, values, room, below)

    def prices(self, corner: _Corner) -> dict[int, fmpq]:
        """What each row of the basis takes off the cost, with the sign of a cost: 0 or below at an optimum."""
        return corner.factors.prices(self._costs)

    def cheaper(self, corner: _Corner, prices: Vector) -> list[tuple[fmpq, int]]:
        """What would lower the cost if it were raised from 0: by how much, and a column or the room of a row."""
        found = [(-price, self._size + row) for row, price in prices.items() if price > 0]
        found += [(cost, column) for column, cost in self._reduced(corner, prices, self._costs) if cost < 0]
        return found

    def cheapened(self, corner: _Corner, cheaper: Sequence[tuple[fmpq, int]], *, greedy: bool) -> Basis:
        """Raise something that lowers the cost until something else is at 0, and exchange the two."""
        entering = min(cheaper)[1] if greedy else min(at for _, at in cheaper)
        if entering < self._size:
            raised = {row: -value for row, value in self._system.columns[entering] if row in corner.factors.basis.rows}
        else:
            raised = {entering - self._size: fmpq(-1)}
        moves = corner.factors.values(raised)
        if entering < self._size:
            moves[entering] = fmpq(1)
        ends = [
            (-value / moves[column], column) for column, value in corner.values.items() if moves.get(column, ZERO) < 0
        ]
        for row, room in corner.room.items():
            used = sum((value * moves[column] for column, value in self._system.rows[row] if column in moves), ZERO)
            if used > 0:
                ends.append((room / used, self._size + row))
        if not ends:
            raise SolverError("The solver's programme has no least cost, where it always has one.")
        return self._exchanged(corner, entering, min(ends)[1])

    def kept_better(self, corner: _Corner, *, greedy: bool) -> Basis:
        """Lift something that is below 0 to it, and exchange it with what rises at the least cost."""
        leaving = min(corner.infeasible)[1] if greedy else min(at for _, at in corner.infeasible)
        own = {leaving: fmpq(1)} if leaving < self._size else dict(self._system.rows[leaving - self._size])
        line = corner.factors.prices(own)
        sign = 1 if leaving < self._size else -1
        prices = corner.factors.prices(self._costs)
        costs = dict(self._reduced(corner, prices, self._costs))
        proper = all(price <= 0 for price in prices.values()) and all(cost >= 0 for cost in costs.values())
        rising = [(row + self._size, sign * value, -prices[row]) for row, value in line.items()]
        rising += [(column, -sign * value, costs[column]) for column, value in self._reduced(corner, line, own)]
        able = [(cost / -value if proper else ZERO, at) for at, value, cost in rising if value < 0]
        if not able:
            raise SolverError("The solver's programme has no answer, where it always has one.")
        return self._exchanged(corner, min(able)[1], leaving)

    def _reduced(self, corner: _Corner, prices: Vector, costs: Vector) -> Iterator[tuple[int, fmpq]]:
        """What is left of the cost of each column outside the basis that is not closed."""
        for column, terms in enumerate(self._system.columns):
            if column not in corner.values and column not in self.closed:
                taken = sum((value * prices[row] for row, value in terms if row in prices), ZERO)
                yield column, costs.get(column, ZERO) - taken

    def _exchanged(self, corner: _Corner, entering: int, leaving: int) -> Basis:
        """The basis with one thing in the place of another."""
        columns, rows = set(corner.factors.basis.columns), set(corner.factors.basis.rows)
        if entering < self._size:
            columns.add(entering)
        else:
            rows.discard(entering - self._size)
        if leaving < self._size:
            columns.discard(leaving)
        else:
            rows.add(leaving - self._size)
        return Basis.of(columns, rows)
