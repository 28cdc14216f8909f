"""Delivery: about how much is missing if these units are to be delivered in time, and where the solver ended.

What comes out are floating-point figures, a hint and no more: the oracle makes exact figures of them, which hold
whatever the hints are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import highspy
import pulp
from flint import fmpq

from optimizer.errors import SolverError
from optimizer.linear import Basis
from optimizer.model.merging import Merged
from optimizer.programme.declaring import declare
from optimizer.programme.layout import SHORTAGE
from optimizer.programme.solvers import Solver, optimal, run

Demand = Mapping[tuple[int, int], fmpq]
"""(type, period) to units that must be delivered by the end of that period."""

Limits = Mapping[int, fmpq]
"""Row of the merged model to the limit that stands instead of its own."""

SMALL = 1e-9
"""Part of a limit that is given way, where the solver would otherwise find no answer for rounding."""

SUPPORT = 1e-7
"""A smaller figure of a solver that reports no basis counts as nothing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a solver found."""

    short: float
    """Part of the claims that is missing; 0 if all can be delivered."""
    prices: list[float]
    """Of each limit, not negative: what one more of it is worth."""
    basis: Basis
    """Where the solver ended."""


class Delivery:
    """One programme for a merged model, declared once and asked many times."""

    def __init__(self, merged: Merged, solver: Solver) -> None:
        declared = declare(merged)
        self.layout = declared.layout
        self._merged, self._solver = merged, solver
        self._problem, self._columns, self._rows = declared.problem, declared.columns, declared.rows
        self._scale = declared.scale
        self._asked: dict[tuple[int, int], float] = {}
        self._limits: Limits | None = None
        self._bounds: dict[int, float] = {}
        self._warm: highspy.Highs | None = None

    def shortage(self, demand: Demand, limits: Limits) -> Answer:
        """How much is missing of a demand; from a cold start where the last basis leads the solver astray.

        Args:
            demand: units by type and period; what is not named is not demanded.
            limits: limits that stand instead of those of some rows.

        Raises:
            SolverError: if the solver does not end with an optimal answer in finite figures.
        """
        self._change(demand, limits)
        if self._solver.warm:
            try:
                return self._warm_solve()
            except SolverError as error:
                return self._cold_after(error)
        return self._cold_solve()

    def _cold_after(self, error: SolverError) -> Answer:
        self._warm = None
        try:
            return self._cold_solve()
        except SolverError:
            raise error from None

    def afresh(self, demand: Demand, limits: Limits) -> Answer:
        """The same from a cold start, as exactly as the solver can.

        Raises:
            SolverError: as above.
        """
        self._warm = None
        self._change(demand, limits)
        return self._cold_solve(exactly=True)

    def best(self, scores: Sequence[float], demand: Demand) -> Answer:
        """Where the solver ends if a score-weighted total is to be as large as can be, and nothing is missing.

        The programme is changed for good: ask it nothing else afterwards.

        Raises:
            SolverError: as above.
        """
        self._columns[SHORTAGE].upBound = 0
        weighed = [
            (self._columns[x], -score)
            for columns, score in zip(self.layout.delivered, scores, strict=True)
            for x in columns
            if score
        ]
        self._problem.setObjective(pulp.LpAffineExpression(weighed))
        self._change(demand, {})
        return self._cold_solve()

    def _change(self, demand: Demand, limits: Limits) -> None:
        for spot in self._asked.keys() | demand.keys():
            units = float(demand.get(spot, 0))
            if self._asked.get(spot, 0.0) != units:
                self._asked[spot] = units
                self._set(self.layout.demands[spot], units)
        if self._limits == limits:
            return
        self._limits = dict(limits)
        for index, row in enumerate(self.layout.limits):
            limit = float(limits.get(index, self._merged.rows[index].limit)) / self._scale[row]
            limit += SMALL * abs(limit) if limit < 0 else 0.0
            if self._bounds.get(row) != limit:
                self._bounds[row] = limit
                self._set(row, limit)

    def _set(self, row: int, value: float) -> None:
        constraint = self._rows[row]
        constraint.changeRHS(value)
        if self._warm is not None:
            below, above = -highspy.kHighsInf, highspy.kHighsInf
            bounds = (value, above) if constraint.sense == pulp.LpConstraintGE else (below, value)
            self._warm.changeRowBounds(constraint.index, *bounds)

    def _warm_solve(self) -> Answer:
        if self._warm is None:
            self._solver.solve(self._problem)
            self._warm = self._problem.solverModel
        else:
            run(self._warm)
        return self._reported(self._warm)

    def _cold_solve(self, *, exactly: bool = False) -> Answer:
        self._solver.solve(self._problem, exactly=exactly)
        if self._solver.name == "HiGHS":
            return self._reported(self._problem.solverModel)
        if self._problem.status != pulp.LpStatusOptimal:
            raise SolverError(f"{self._solver} ended with status {pulp.LpStatus[self._problem.status]}.")
        values = [float(column.varValue or 0.0) for column in self._columns]
        duals = [float(row.pi or 0.0) for row in self._rows]
        room = [float(row.slack or 0.0) for row in self._rows]
        columns = {at for at, value in enumerate(values) if abs(value) > SUPPORT}
        rows = {at for at, left in enumerate(room) if abs(left) <= SUPPORT or abs(duals[at]) > SUPPORT}
        return self._answer(values[SHORTAGE], duals, Basis.of(columns, rows))

    def _reported(self, model: highspy.Highs) -> Answer:
        """What HiGHS says, read by the places of columns and rows in its own model."""
        if not optimal(model, "The question whether awards can be delivered"):
            raise SolverError("HiGHS found a programme without an answer that always has one.")
        solution, basis = model.getSolution(), model.getBasis()
        values, duals = solution.col_value, solution.row_dual
        of_column, of_row = basis.col_status, basis.row_status
        basic = highspy.HighsBasisStatus.kBasic.value
        columns = (at for at, column in enumerate(self._columns) if of_column[column.index].value == basic)
        rows = (at for at, row in enumerate(self._rows) if of_row[row.index].value != basic)
        short = values[self._columns[SHORTAGE].index]
        return self._answer(short, [duals[row.index] for row in self._rows], Basis.of(columns, rows))

    def _answer(self, short: float, duals: Sequence[float], basis: Basis) -> Answer:
        prices = [max(0.0, -duals[row]) / self._scale[row] for row in self.layout.limits]
        if not all(math.isfinite(figure) for figure in (short, *prices)):
            raise SolverError(f"{self._solver} gave a figure that is not a number.")
        return Answer(short, prices, basis)
