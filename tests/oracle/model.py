"""The unmerged linear programme: one column for each application and period, one for each purchase it may lead to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

import highspy
import numpy as np

from tests.oracle.facts import Facts

Figure = float | Fraction
Amounts = Mapping[str, float]
EXACT = 1e-10
"""Feasibility tolerance: the tightest that the solver takes."""


class Programme:
    """What can be delivered, as a programme whose bounds on the awards change from one question to the next."""

    def __init__(self, facts: Facts, extra: Iterable[tuple[Mapping[str, float], float, float]] = ()) -> None:
        """Write every row of the facts, and `extra` rows over whole awards as (coefficients, at least, at most)."""
        self._solver = highspy.Highs()
        self._solver.silent()
        for option in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
            self._solver.setOptionValue(option, EXACT)
        self._solver.setOptionValue("presolve", "off")
        self._units = {(item.name, t): self._column() for item in facts.applications.values() for t in item.window}
        self._write_caps(facts)
        self._write_co_purchases(facts)
        self._award = {
            name: self._row({self._units[name, t]: 1 for t in item.window}, 0)
            for name, item in facts.applications.items()
        }
        for coefficients, least, most in extra:
            columns = {
                self._units[name, t]: value
                for name, value in coefficients.items()
                for t in facts.applications[name].window
            }
            self._row(columns, most, least)

    def feasible(self, least: Amounts, most: Amounts | None = None) -> bool:
        """Whether awards of at least `least` (and at most `most`) can be delivered together."""
        return self._solve({}, least, most) is not None

    def largest(self, price: Amounts, least: Amounts, most: Amounts | None = None) -> float:
        """The largest sum of price times award over the awards of at least `least` (and at most `most`)."""
        value = self._solve(price, least, most)
        if value is None:
            raise ArithmeticError("awards that could be delivered a moment ago now cannot")
        return value

    def _solve(self, price: Amounts, least: Amounts, most: Amounts | None) -> float | None:
        self._solver.clearSolver()
        for name, row in self._award.items():
            self._solver.changeRowBounds(row, least[name], highspy.kHighsInf if most is None else most[name])
        for (name, _), column in self._units.items():
            self._solver.changeColCost(column, -price.get(name, 0.0))
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise ArithmeticError(f"the solver says {self._solver.modelStatusToString(status)}")
        return -self._solver.getObjectiveValue()

    def _write_caps(self, facts: Facts) -> None:
        for row in facts.rows:
            self._row({self._units[key]: value for key, value in row.coefficients.items()}, row.limit)

    def _write_co_purchases(self, facts: Facts) -> None:
        """Purchases y[a, d, t] and credit z[a, d] of each obliged application; cover, supply and credit rows."""
        bought: dict[tuple[str, str, int], int] = {}
        credited: dict[tuple[str, str], int] = {}
        periods = range(max((len(sums) for sums in facts.supply.values()), default=0))
        for name, duty in facts.obligations.items():
            firm = facts.applications[name].firm
            bought |= {(name, product, t): self._column() for product in duty.worth for t in periods}
            usable = [product for product in duty.worth if duty.credit and facts.past.get((firm, product))]
            credited |= {(name, product): self._column() for product in usable}
            for end in facts.applications[name].window:
                owed = {self._units[name, t]: duty.owed for t in facts.applications[name].window if t <= end}
                met = {
                    bought[name, product, t]: -worth
                    for product, worth in duty.worth.items()
                    for t in periods
                    if t <= end
                }
                past = {credited[name, product]: -duty.worth[product] for product in usable}
                self._row({**owed, **met, **past}, 0)
        for product, sums in facts.supply.items():
            for end, limit in enumerate(sums):
                self._row({column: 1 for (_, d, t), column in bought.items() if d == product and t <= end}, limit)
        for (firm, product), units in facts.past.items():
            owners = {name for name, item in facts.applications.items() if item.firm == firm}
            self._row({column: 1 for (name, d), column in credited.items() if d == product and name in owners}, units)

    def _column(self) -> int:
        self._solver.addCol(
            0.0, 0.0, highspy.kHighsInf, 0, np.array([], dtype=np.int32), np.array([], dtype=np.float64)
        )
        return int(self._solver.getNumCol()) - 1

    def _row(self, columns: Mapping[int, Figure], most: Figure, least: float = -highspy.kHighsInf) -> int:
        """Add a row, divided by its largest coefficient so that one tolerance suits all."""
        index, values = list(columns), [float(value) for value in columns.values()]
        scale = max((abs(value) for value in values), default=1.0) or 1.0
        scaled = np.array(values, dtype=np.float64) / scale
        self._solver.addRow(least / scale, float(most) / scale, len(index), np.array(index, dtype=np.int32), scaled)
        return int(self._solver.getNumRow()) - 1
