"""Purchase: which domestic products to buy, so that the use of their supplies is as even as possible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulp

from optimizer.errors import SolverError
from optimizer.programme.solvers import highs

LATE = 1e-6
"""Weight of buying early against evenness: only ties are decided by it."""


@dataclass(frozen=True, slots=True)
class Order:
    """What one class of applications owes."""

    due: tuple[float, ...]
    """Obligation that falls due in each period."""
    worth: Mapping[str, float]
    """What one unit of each accepted domestic product counts."""
    firm: str | None
    """The firm whose purchases of the past count."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """What one class buys, and what it is credited."""

    units: Mapping[tuple[str, int], float]
    """Units by domestic product and period."""
    credited: Mapping[str, float]
    """Units of past purchases by domestic product."""


def even_purchases(
    orders: Sequence[Order], supply: Mapping[str, Sequence[float]], credit: Mapping[tuple[str, str], float]
) -> list[Purchase] | None:
    """Purchases that meet every order in time; None if the supplies cannot.

    The largest part used of any product's supply is made as small as possible, then the next largest, and so on; among
    what is left, products are bought as late as the orders allow.

    Args:
        orders: one for each class.
        supply: for each product, units added in each period.
        credit: (firm, product) to units bought before the first period.
    """
    market = _Market(orders, supply, credit)
    fixed: dict[str, float] = {}
    products = [product for product, units in sorted(supply.items()) if sum(units) > 0 and market.used(product)]
    while len(fixed) < len(products):
        level, tight = market.even(fixed, [product for product in products if product not in fixed])
        if level is None:
            return None
        fixed.update(dict.fromkeys(tight, level))
    return market.late(fixed)


class _Market:
    """The columns and rows that every stage shares."""

    def __init__(
        self,
        orders: Sequence[Order],
        supply: Mapping[str, Sequence[float]],
        credit: Mapping[tuple[str, str], float],
    ) -> None:
        self._orders, self._supply, self._credit = orders, supply, credit
        self._periods = len(next(iter(supply.values()), ()))
        names = iter(range(10**9))
        self._y = {
            (k, product, t): pulp.LpVariable(f"y{next(names):07d}", lowBound=0)
            for k, order in enumerate(orders)
            for product, worth in sorted(order.worth.items())
            if worth > 0
            for t in range(self._periods)
        }
        self._z = {
            (k, product): pulp.LpVariable(f"z{next(names):07d}", lowBound=0)
            for k, order in enumerate(orders)
            for product, worth in sorted(order.worth.items())
            if worth > 0 and order.firm is not None and (order.firm, product) in credit
        }

    def used(self, product: str) -> bool:
        """Whether any order accepts a product."""
        return any(name == product for _, name, _ in self._y)

    def even(self, fixed: Mapping[str, float], free: Sequence[str]) -> tuple[float | None, list[str]]:
        """The smallest possible largest use among the free products, and those that cannot be used less."""
        problem = self._problem()
        level = pulp.LpVariable("level", lowBound=0)
        problem.setObjective(pulp.LpAffineExpression([(level, 1)]))
        rows = {}
        for product in free:
            rows[product] = self._bought(product) <= sum(self._supply[product]) * level
            problem.addConstraint(rows[product], f"use{free.index(product):05d}")
        self._hold(problem, fixed)
        if not _solved(problem):
            return None, []
        value = float(level.varValue or 0.0)
        tight = [product for product in free if abs(rows[product].pi or 0.0) > 1e-12]  # noqa: PLR2004 - rounding
        return value, tight or list(free)

    def late(self, fixed: Mapping[str, float]) -> list[Purchase] | None:
        """Purchases with the uses found, each as late as the orders allow."""
        problem = self._problem()
        early = [(y, self._orders[k].worth[product] * (self._periods - t)) for (k, product, t), y in self._y.items()]
        problem.setObjective(pulp.LpAffineExpression(early))
        self._hold(problem, fixed)
        if not _solved(problem):
            return None
        found = []
        for k in range(len(self._orders)):
            units = {(product, t): float(y.varValue or 0.0) for (of, product, t), y in self._y.items() if of == k}
            credited = {product: float(z.varValue or 0.0) for (of, product), z in self._z.items() if of == k}
            found.append(Purchase({spot: value for spot, value in units.items() if value > 0}, credited))
        return found

    def _bought(self, product: str) -> pulp.LpAffineExpression:
        return pulp.LpAffineExpression([(y, 1) for (_, name, _), y in self._y.items() if name == product])

    def _hold(self, problem: pulp.LpProblem, fixed: Mapping[str, float]) -> None:
        """Hold products to the use already found, with room for rounding."""
        for at, (product, level) in enumerate(sorted(fixed.items())):
            most = sum(self._supply[product]) * level
            problem.addConstraint(self._bought(product) <= most + LATE * max(1.0, most), f"held{at:05d}")

    def _problem(self) -> pulp.LpProblem:
        problem = pulp.LpProblem("purchase", pulp.LpMinimize)
        for k, order in enumerate(self._orders):
            due = 0.0
            scale = max(order.worth.values(), default=1.0) or 1.0
            for t in range(self._periods):
                due += order.due[t]
                if due <= 0:
                    continue
                met = [(y, order.worth[p] / scale) for (of, p, s), y in self._y.items() if of == k and s <= t]
                met += [(z, order.worth[p] / scale) for (of, p), z in self._z.items() if of == k]
                problem.addConstraint(pulp.LpAffineExpression(met) >= due / scale, f"due{k:05d}_{t:03d}")
        for d, (product, units) in enumerate(sorted(self._supply.items())):
            for t in range(self._periods):
                bought = [(y, 1) for (_, name, s), y in self._y.items() if name == product and s <= t]
                if bought:
                    problem.addConstraint(pulp.LpAffineExpression(bought) <= sum(units[: t + 1]), f"s{d:05d}_{t:03d}")
        for c, ((firm, product), units) in enumerate(sorted(self._credit.items())):
            own = [(z, 1) for (k, name), z in self._z.items() if name == product and self._orders[k].firm == firm]
            if own:
                problem.addConstraint(pulp.LpAffineExpression(own) <= units, f"credit{c:05d}")
        return problem


def _solved(problem: pulp.LpProblem) -> bool:
    problem.solve(highs())
    if problem.status not in {pulp.LpStatusOptimal, pulp.LpStatusInfeasible}:
        raise SolverError(f"The choice of purchases ended with status {pulp.LpStatus[problem.status]}.")
    return bool(problem.status == pulp.LpStatusOptimal)
