"""Purchase: which domestic products to buy, so that the use of their supplies is as even as possible."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import highspy
import pulp

from optimizer.errors import SolverError
from optimizer.programme.solvers import HIGHS, optimal, run

ROUNDING = 1e-6
"""Units below this are rounding of the solver."""

TIGHT = 1e-12
"""A smaller dual value is rounding."""


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
    what is left, products are bought as late as the orders allow. Uses are held to whole units, so that orders in whole
    units over products that count one each are met in whole units: the programme is a flow.

    Where several choices are as good, the one taken follows the order of what is handed in, and no name.

    Args:
        orders: one for each class.
        supply: for each product, units added in each period.
        credit: (firm, product) to units bought before the first period.
    """
    market = _Market(orders, supply, credit)
    while market.free:
        if not market.even_out():
            return None
    return market.late()


class _Market:
    """One programme, declared once: the largest use is minimised, what cannot be used less is held, and so on."""

    def __init__(
        self,
        orders: Sequence[Order],
        supply: Mapping[str, Sequence[float]],
        credit: Mapping[tuple[str, str], float],
    ) -> None:
        self._orders, self._supply = orders, supply
        self._periods = len(next(iter(supply.values()), ()))
        self._problem = pulp.LpProblem("purchase", pulp.LpMinimize)
        self._level = self._problem.add_variable("level", lowBound=0)
        names = (f"c{index:07d}" for index in count())
        accepted = [[name for name in supply if order.worth.get(name, 0) > 0] for order in orders]
        self._y = {
            (k, product, t): self._problem.add_variable(next(names), lowBound=0)
            for k, products in enumerate(accepted)
            for product in products
            for t in range(self._periods)
        }
        self._z = {
            (k, product): self._problem.add_variable(next(names), lowBound=0)
            for k, (order, products) in enumerate(zip(orders, accepted, strict=True))
            for product in products
            if order.firm is not None and (order.firm, product) in credit
        }
        self._own: list[list[tuple[str, int, pulp.LpVariable]]] = [[] for _ in orders]
        for (k, product, t), y in self._y.items():
            self._own[k].append((product, t, y))
        self._past: list[list[tuple[str, pulp.LpVariable]]] = [[] for _ in orders]
        for (k, product), z in self._z.items():
            self._past[k].append((product, z))
        for k, order in enumerate(orders):
            self._owe(k, order)
        self._use = self._supplies()
        self._credits(credit)
        self._problem.setObjective(pulp.LpAffineExpression([(self._level, 1)]))
        self._warm: highspy.Highs | None = None
        self.free = list(self._use)
        """Products whose use is not settled yet."""

    def even_out(self) -> bool:
        """Settle the smallest possible largest use, and hold the products that cannot be used less."""
        if not self._solved():
            return False
        warm, level = self._highs(), self._highs().getObjectiveValue()
        duals = warm.getSolution().row_dual
        tight = [product for product in self.free if abs(duals[self._use[product].index]) > TIGHT] or self.free
        for product in list(tight):
            most = math.ceil(sum(self._supply[product]) * level - ROUNDING)
            row = self._use[product].index
            warm.changeCoeff(row, self._level.index, 0.0)
            warm.changeRowBounds(row, -highspy.kHighsInf, float(most))
            self.free.remove(product)
        return True

    def late(self) -> list[Purchase] | None:
        """Purchases with the uses found, each as late as the orders allow."""
        if self._warm is None and not self._solved():
            return None
        warm = self._highs()
        warm.changeColCost(self._level.index, 0.0)
        for (k, product, t), y in self._y.items():
            warm.changeColCost(y.index, self._orders[k].worth[product] * (self._periods - t))
        if not self._solved():
            return None
        value = warm.getSolution().col_value
        if not all(map(math.isfinite, value)):
            raise SolverError("HiGHS gave a figure that is not a number.")
        return [
            Purchase(
                {(product, t): value[y.index] for product, t, y in self._own[k] if value[y.index] > ROUNDING},
                {product: value[z.index] for product, z in self._past[k]},
            )
            for k in range(len(self._orders))
        ]

    def _highs(self) -> highspy.Highs:
        if self._warm is None:
            raise SolverError("The choice of purchases was asked for before it was made.")
        return self._warm

    def _solved(self) -> bool:
        if self._warm is None:
            HIGHS.solve(self._problem)
            self._warm = self._problem.solverModel
        else:
            run(self._warm)
        return optimal(self._warm, "The choice of purchases")

    def _supplies(self) -> dict[str, pulp.LpConstraint]:
        """The rows of the supplies; and for each product, that its use is at most the level."""
        use = {}
        for d, (product, units) in enumerate(self._supply.items()):
            bought = [(column, 1) for (_, name, _), column in self._y.items() if name == product]
            if not bought:
                continue
            for t in range(self._periods):
                so_far = [(column, 1) for (_, name, s), column in self._y.items() if name == product and s <= t]
                self._problem.addConstraint(pulp.LpAffineExpression(so_far) <= sum(units[: t + 1]), f"s{d:05d}_{t:03d}")
            if sum(units) > 0:
                use[product] = pulp.LpAffineExpression([*bought, (self._level, -sum(units))]) <= 0
                self._problem.addConstraint(use[product], f"use{d:05d}")
        return use

    def _credits(self, credit: Mapping[tuple[str, str], float]) -> None:
        for c, ((firm, product), units) in enumerate(credit.items()):
            own = [(z, 1) for (k, name), z in self._z.items() if name == product and self._orders[k].firm == firm]
            if own:
                self._problem.addConstraint(pulp.LpAffineExpression(own) <= units, f"credit{c:05d}")

    def _owe(self, k: int, order: Order) -> None:
        """What a class owes by the end of each period is met by purchases up to then and by credit."""
        scale = max(order.worth.values(), default=1.0) or 1.0
        due = 0.0
        for t in range(self._periods):
            due += order.due[t]
            if due <= 0:
                continue
            met = [(y, order.worth[product] / scale) for product, s, y in self._own[k] if s <= t]
            met += [(z, order.worth[product] / scale) for product, z in self._past[k]]
            self._problem.addConstraint(pulp.LpAffineExpression(met) >= due / scale, f"due{k:05d}_{t:03d}")
