"""Purchase: which domestic products to buy, so that the use of their supplies is as even as possible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

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


@dataclass(frozen=True, slots=True)
class _Stage:
    """One programme of the sequence."""

    problem: pulp.LpProblem
    y: Mapping[tuple[int, str, int], pulp.LpVariable]
    """(class, product, period) to units bought."""
    z: Mapping[tuple[int, str], pulp.LpVariable]
    """(class, product) to units credited."""

    def bought(self, product: str) -> pulp.LpAffineExpression:
        """Units bought of a product, over all classes and periods."""
        return pulp.LpAffineExpression([(column, 1) for (_, name, _), column in self.y.items() if name == product])


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
        self._accepted = [sorted(name for name, worth in order.worth.items() if worth > 0) for order in orders]

    def used(self, product: str) -> bool:
        """Whether any order accepts a product."""
        return any(product in accepted for accepted in self._accepted)

    def even(self, fixed: Mapping[str, float], free: Sequence[str]) -> tuple[float | None, list[str]]:
        """The smallest possible largest use among the free products, and those that cannot be used less."""
        stage = self._stage()
        problem = stage.problem
        level = problem.add_variable("level", lowBound=0)
        problem.setObjective(pulp.LpAffineExpression([(level, 1)]))
        rows = {}
        for product in free:
            rows[product] = stage.bought(product) <= sum(self._supply[product]) * level
            problem.addConstraint(rows[product], f"use{free.index(product):05d}")
        self._hold(stage, fixed)
        if not _solved(problem):
            return None, []
        value = float(level.varValue or 0.0)
        tight = [product for product in free if abs(rows[product].pi or 0.0) > 1e-12]  # noqa: PLR2004 - rounding
        return value, tight or list(free)

    def late(self, fixed: Mapping[str, float]) -> list[Purchase] | None:
        """Purchases with the uses found, each as late as the orders allow."""
        stage = self._stage()
        problem = stage.problem
        early = [(y, self._orders[k].worth[product] * (self._periods - t)) for (k, product, t), y in stage.y.items()]
        problem.setObjective(pulp.LpAffineExpression(early))
        self._hold(stage, fixed)
        if not _solved(problem):
            return None
        found = []
        for k in range(len(self._orders)):
            units = {(product, t): float(y.varValue or 0.0) for (of, product, t), y in stage.y.items() if of == k}
            credited = {product: float(z.varValue or 0.0) for (of, product), z in stage.z.items() if of == k}
            found.append(Purchase({spot: value for spot, value in units.items() if value > 0}, credited))
        return found

    def _hold(self, stage: _Stage, fixed: Mapping[str, float]) -> None:
        """Hold products to the use already found, with room for rounding."""
        for at, (product, level) in enumerate(sorted(fixed.items())):
            most = sum(self._supply[product]) * level
            stage.problem.addConstraint(stage.bought(product) <= most + LATE * max(1.0, most), f"held{at:05d}")

    def _stage(self) -> _Stage:
        problem = pulp.LpProblem("purchase", pulp.LpMinimize)
        names = (f"c{index:07d}" for index in count())
        y = {
            (k, product, t): problem.add_variable(next(names), lowBound=0)
            for k, accepted in enumerate(self._accepted)
            for product in accepted
            for t in range(self._periods)
        }
        z = {
            (k, product): problem.add_variable(next(names), lowBound=0)
            for k, (order, accepted) in enumerate(zip(self._orders, self._accepted, strict=True))
            for product in accepted
            if order.firm is not None and (order.firm, product) in self._credit
        }
        stage = _Stage(problem, y, z)
        for k, order in enumerate(self._orders):
            self._owe(stage, k, order)
        for d, (product, units) in enumerate(sorted(self._supply.items())):
            for t in range(self._periods):
                bought = [(column, 1) for (_, name, s), column in y.items() if name == product and s <= t]
                if bought:
                    problem.addConstraint(pulp.LpAffineExpression(bought) <= sum(units[: t + 1]), f"s{d:05d}_{t:03d}")
        for c, ((firm, product), units) in enumerate(sorted(self._credit.items())):
            own = [(column, 1) for (k, name), column in z.items() if name == product and self._orders[k].firm == firm]
            if own:
                problem.addConstraint(pulp.LpAffineExpression(own) <= units, f"credit{c:05d}")
        return stage

    def _owe(self, stage: _Stage, k: int, order: Order) -> None:
        """What a class owes by the end of each period is met by purchases up to then and by credit."""
        scale = max(order.worth.values(), default=1.0) or 1.0
        due = 0.0
        for t in range(self._periods):
            due += order.due[t]
            if due <= 0:
                continue
            met = [(column, order.worth[p] / scale) for (of, p, s), column in stage.y.items() if of == k and s <= t]
            met += [(column, order.worth[p] / scale) for (of, p), column in stage.z.items() if of == k]
            stage.problem.addConstraint(pulp.LpAffineExpression(met) >= due / scale, f"due{k:05d}_{t:03d}")


def _solved(problem: pulp.LpProblem) -> bool:
    problem.solve(highs())
    if problem.status not in {pulp.LpStatusOptimal, pulp.LpStatusInfeasible}:
        raise SolverError(f"The choice of purchases ended with status {pulp.LpStatus[problem.status]}.")
    return bool(problem.status == pulp.LpStatusOptimal)
