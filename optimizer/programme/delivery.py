"""Delivery: can these units be delivered in time? If not, at which prices of the rows is that so?

What comes out are floating-point prices, a hint and no more: `pricing` turns
them into an exact inequality, which is valid whatever they are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import highspy
import pulp
from flint import fmpq

from optimizer.errors import SolverError
from optimizer.merging import Merged
from optimizer.programme.keeping import Rows
from optimizer.programme.solvers import Solver, optimal

Demand = Mapping[tuple[int, int], float]
"""(type, period) to units that must be delivered by the end of that period."""

Terms = list[tuple[pulp.LpVariable, float]]

SHORT = 1e-9
"""A shortage below this part of the claims is rounding of the solver."""


class Delivery:
    """One programme for a merged model, declared once and asked many times.

    Columns: x[k,t] units of type k delivered in period t, y[c,d,t] units of domestic product d bought for class c,
    z[c,d] units of past purchases credited to class c, and the shortage v. Minimise v subject to every row and
    sum of x[k,s] for s <= t, plus claim[k] v, at least what is demanded by t.
    """

    def __init__(self, merged: Merged, solver: Solver) -> None:
        self._merged = merged
        self._solver = solver
        self._scale = _scales(merged)
        declared = _declared(merged, self._scale)
        self._problem, self._limits, self._demands = declared.problem, declared.limits, declared.demands
        self._short, self._delivered = declared.short, declared.delivered
        self._columns, self._rows = declared.columns, Rows(declared.rows, declared.columns)
        self._asked: dict[tuple[int, int], float] = {}
        self._bounds: dict[int, float] = {}
        self._warm: highspy.Highs | None = None
        self.solves = 0

    def shortage(self, demand: Demand, limits: Mapping[int, fmpq] | None = None) -> list[float] | None:
        """Prices of the rows that show why a demand cannot be delivered; None if it can.

        Args:
            demand: units by type and period; what is not named is not demanded.
            limits: limits that stand instead of those of some rows.

        Raises:
            SolverError: if the solver does not end with an optimal answer, or with one that breaks a row.
        """
        self.solves += 1
        self._change(demand, limits or {})
        found = self._warm_solve() if self._solver.warm else self._cold_solve()
        short = found.values[0]
        if short > SHORT:
            return self._prices(found)
        if not self._rows.kept(found.values):
            raise SolverError(f"{self._solver} says that awards can be delivered, but its own figures break a row.")
        return None

    def best(self, scores: Sequence[float], demand: Demand) -> list[float]:
        """Prices of the rows at which no delivery of the demand has a larger score-weighted total.

        The programme is changed for good: ask it nothing else afterwards.
        """
        self._short.upBound = 0
        weighed = [(x, -scores[k]) for k, columns in enumerate(self._delivered) for x in columns if scores[k]]
        self._problem.setObjective(pulp.LpAffineExpression(weighed))
        self._change(demand, {})
        return self._prices(self._cold_solve())

    def _prices(self, found: Found) -> list[float]:
        prices = [max(0.0, -dual) / scale for dual, scale in zip(found.duals, self._scale, strict=True)]
        if not all(math.isfinite(price) for price in prices):
            raise SolverError(f"{self._solver} gave a price that is not a number.")
        return prices

    def _change(self, demand: Demand, limits: Mapping[int, fmpq]) -> None:
        for spot, constraint in self._demands.items():
            units = demand.get(spot, 0.0)
            if self._asked.get(spot, 0.0) != units:
                self._asked[spot] = units
                self._set(constraint, units)
        for row, constraint in enumerate(self._limits):
            limit = float(limits.get(row, self._merged.rows[row].limit)) / self._scale[row]
            limit += SHORT * abs(limit) if limit < 0 else 0.0
            if self._bounds.get(row) != limit:
                self._bounds[row] = limit
                self._set(constraint, limit)

    def _set(self, constraint: pulp.LpConstraint, value: float) -> None:
        constraint.changeRHS(value)
        if self._warm is not None:
            below, above = -highspy.kHighsInf, highspy.kHighsInf
            bounds = (value, above) if constraint.sense == pulp.LpConstraintGE else (below, value)
            self._warm.changeRowBounds(constraint.index, *bounds)

    def _warm_solve(self) -> Found:
        if self._warm is None:
            self._solver.solve(self._problem)
            self._warm = self._problem.solverModel
        else:
            self._warm.run()
        if not optimal(self._warm, "The question whether awards can be delivered"):
            raise SolverError("HiGHS found a programme without an answer that always has one.")
        solution = self._warm.getSolution()
        values, duals = solution.col_value, solution.row_dual
        return Found([values[column.index] for column in self._columns], [duals[row.index] for row in self._limits])

    def _cold_solve(self) -> Found:
        self._solver.solve(self._problem)
        if self._problem.status != pulp.LpStatusOptimal:
            raise SolverError(f"{self._solver} ended with status {pulp.LpStatus[self._problem.status]}.")
        return Found(
            [float(column.varValue or 0.0) for column in self._columns],
            [float(row.pi or 0.0) for row in self._limits],
        )


def _scales(merged: Merged) -> list[float]:
    """For each row, its largest coefficient: rows in TPP and rows in units become alike to the solver."""
    scale = [0.0] * len(merged.rows)
    for item in merged.types:
        for row, amount in item.caps:
            scale[row] = max(scale[row], abs(float(amount)))
    return [value or 1.0 for value in scale]


@dataclass(frozen=True, slots=True)
class Found:
    """What a solver found."""

    values: list[float]
    """Value of each column; the shortage is the first."""
    duals: list[float]
    """Dual value of each limit row."""


@dataclass(frozen=True, slots=True)
class Declared:
    """The problem, and where its parts are."""

    problem: pulp.LpProblem
    columns: list[pulp.LpVariable]
    rows: list[pulp.LpConstraint]
    short: pulp.LpVariable
    delivered: list[list[pulp.LpVariable]]
    """For each type, what is delivered in each period of its window."""
    limits: list[pulp.LpConstraint]
    """The limit rows, in the order of the merged model."""
    demands: dict[tuple[int, int], pulp.LpConstraint]
    """The demand row of each type and period."""


def declared_with(merged: Merged, limits: Mapping[int, fmpq]) -> Declared:
    """A fresh programme in which some rows have other limits."""
    rows = tuple(replace(row, limit=limits.get(at, row.limit)) for at, row in enumerate(merged.rows))
    return _declared(replace(merged, rows=rows), _scales(merged))


def _declared(merged: Merged, scale: Sequence[float]) -> Declared:
    """Declare the programme, columns and rows in the order of the merged model."""
    problem = pulp.LpProblem("deliver", pulp.LpMinimize)
    columns: list[pulp.LpVariable] = []

    def column() -> pulp.LpVariable:
        columns.append(problem.add_variable(f"c{len(columns):07d}", lowBound=0))
        return columns[-1]

    declared: list[pulp.LpConstraint] = []

    def row_of(terms: Terms, sense: int, limit: float) -> pulp.LpConstraint:
        """A row under the next ordinal; its name in policy words stays with the merged model."""
        name = f"r{len(declared):07d}"
        declared.append(pulp.LpConstraint(pulp.LpAffineExpression(terms), sense, name, limit))
        problem.addConstraint(declared[-1])
        return declared[-1]

    v = column()
    problem.setObjective(pulp.LpAffineExpression([(v, 1)]))
    limits: list[Terms] = [[] for _ in merged.rows]
    classes: dict[tuple[int, int], Terms] = {}
    demands: dict[tuple[int, int], pulp.LpConstraint] = {}
    delivered: list[list[pulp.LpVariable]] = []
    for k, item in enumerate(merged.types):
        delivered.append([])
        so_far: Terms = [(v, float(max(item.units, 1)))]
        for t in range(item.first, item.last + 1):
            x = column()
            so_far.append((x, 1.0))
            delivered[k].append(x)
            for row, amount in item.caps:
                if merged.rows[row].first <= t <= merged.rows[row].last:
                    limits[row].append((x, float(amount) / scale[row]))
            if item.classed >= 0:
                for due in range(t, merged.periods):
                    classes.setdefault((item.classed, due), []).append((x, float(item.owed)))
            demands[k, t] = row_of(so_far, pulp.LpConstraintGE, 0)
    _purchases(merged, column, limits, classes)
    rows = [
        row_of(terms, pulp.LpConstraintLE, float(row.limit) / scale[index])
        for index, (row, terms) in enumerate(zip(merged.rows, limits, strict=True))
    ]
    for spot in sorted(classes):
        largest = max(abs(value) for _, value in classes[spot])
        row_of([(term, value / largest) for term, value in classes[spot]], pulp.LpConstraintLE, 0)
    return Declared(problem, columns, declared, v, delivered, rows, demands)


def _purchases(
    merged: Merged,
    column: Any,
    limits: list[Terms],
    classes: dict[tuple[int, int], Terms],
) -> None:
    """Add the purchases y and the credits z to the supply, credit and obligation rows."""
    for k in sorted({item.classed for item in merged.types} - {-1}):
        firm = merged.classes[k].firm
        for product, value in sorted(merged.worth[k].items()):
            if value == 0:
                continue
            for bought in range(merged.periods):
                y = column()
                for t in range(bought, merged.periods):
                    limits[merged.supply[product, t]].append((y, 1.0))
                    if (k, t) in classes:
                        classes[k, t].append((y, -float(value)))
            if firm is not None and (firm, product) in merged.credit:
                z = column()
                limits[merged.credit[firm, product]].append((z, 1.0))
                for t in range(merged.periods):
                    if (k, t) in classes:
                        classes[k, t].append((z, -float(value)))
