"""Purchase: which domestic products to buy, so that the use of their supplies is as even as possible."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import highspy
import pulp

from optimizer.errors import SolverError
from optimizer.lottery import draw
from optimizer.programme.solvers import Solver, optimal, run

ROUNDING = 1e-6
"""Units below this are rounding of the solver."""

TIGHT = 1e-12
"""A smaller dual value is rounding."""

DRAWN = 1e-3
"""How much a draw weighs beside one period: it decides only between purchases that are about as late."""


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
    orders: Sequence[Order],
    supply: Mapping[str, Sequence[float]],
    credit: Mapping[tuple[str, str], float],
    *,
    seed: str,
    solver: Solver,
) -> list[Purchase] | None:
    """Purchases that meet every order in time; None if the supplies cannot.

    The largest part used of any product's supply is made as small as possible, then the next largest, and so on. The
    uses are then held to whole units, so that orders in whole units over products that count one each are met in whole
    units: the programme is a flow. Among what is left, products are bought as late as the orders allow, and ties are
    drawn by the places of orders and products: one choice is best, whatever way a solver goes.

    Args:
        orders: one for each class.
        supply: for each product, units added in each period.
        credit: (firm, product) to units bought before the first period.
        seed: the text that ties are drawn with.

    Raises:
        SolverError: if the solver neither finds an optimum nor proves that there is none.
    """
    market = _Market(orders, supply, credit, solver)
    while market.free:
        if not market.even_out():
            return None
    return market.late(seed)


class _Market:
    """One programme, declared once: the largest use is minimised, what cannot be used less is held, and so on."""

    def __init__(
        self,
        orders: Sequence[Order],
        supply: Mapping[str, Sequence[float]],
        credit: Mapping[tuple[str, str], float],
        solver: Solver,
    ) -> None:
        self._orders, self._supply, self._solver = orders, supply, solver
        self._periods = len(next(iter(supply.values()), ()))
        self._problem = pulp.LpProblem("purchase", pulp.LpMinimize)
        self._level = self._problem.add_variable("level", lowBound=0)
        self._warm: highspy.Highs | None = None
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
        self._use, self._hold = self._supplies()
        self._credits(credit)
        self._columns = [self._level, *self._y.values(), *self._z.values()]
        self._aim({self._level: 1.0})
        self._most: dict[str, int] = {}
        self.free = list(self._use)
        """Products whose use is not settled yet."""

    def even_out(self) -> bool:
        """Settle the smallest possible largest use, and hold the products that cannot be used less."""
        if not self._solved():
            return False
        level = self._values[0]
        tight = [product for product in self.free if abs(self._duals[product]) > TIGHT] or self.free
        for product in list(tight):
            all_of_it = sum(self._supply[product])
            self._most[product] = math.ceil(all_of_it * level - ROUNDING)
            self._limit(self._use[product], all_of_it)
            self._limit(self._hold[product], all_of_it * level + ROUNDING)
            self.free.remove(product)
        return True

    def late(self, seed: str) -> list[Purchase] | None:
        """Purchases with the uses found, each as late as the orders allow."""
        for product, most in self._most.items():
            self._limit(self._hold[product], most)
        place = {product: at for at, product in enumerate(self._supply)}
        drawn = {y: draw(seed, k, place[product], t) for (k, product, t), y in self._y.items()}
        drawn |= {z: draw(seed, k, place[product]) for (k, product), z in self._z.items()}
        costs = {column: DRAWN * part for column, part in drawn.items()}
        for (k, product, t), y in self._y.items():
            order = self._orders[k]
            costs[y] += (self._periods - t) * order.worth[product] / max(order.worth.values())
        self._aim({self._level: 0.0, **costs})
        if not self._solved():
            return None
        value = dict(zip(self._columns, self._values, strict=True))
        return [
            Purchase(
                {(product, t): units for product, t, y in self._own[k] if (units := value[y]) > ROUNDING},
                {product: value[z] for product, z in self._past[k]},
            )
            for k in range(len(self._orders))
        ]

    def _solved(self) -> bool:
        """Solve the programme as it stands, and keep the figures; False if it has no answer."""
        if self._warm is None:
            self._solver.solve(self._problem)
        else:
            run(self._warm)
        if self._solver.name == "HiGHS":
            model = self._problem.solverModel
            if not optimal(model, "The choice of purchases"):
                return False
            self._warm = model if self._solver.warm else None
            solution = model.getSolution()
            value, dual = solution.col_value, solution.row_dual
            self._values = [value[column.index] for column in self._columns]
            self._duals = {product: dual[row.index] for product, row in self._use.items()}
        else:
            if self._problem.status == pulp.LpStatusInfeasible:
                return False
            if self._problem.status != pulp.LpStatusOptimal:
                raise SolverError(f"{self._solver} ended with status {pulp.LpStatus[self._problem.status]}.")
            self._values = [float(column.varValue or 0.0) for column in self._columns]
            self._duals = {product: float(row.pi or 0.0) for product, row in self._use.items()}
        if not all(map(math.isfinite, (*self._values, *self._duals.values()))):
            raise SolverError(f"{self._solver} gave a figure that is not a number.")
        return True

    def _limit(self, row: pulp.LpConstraint, most: float) -> None:
        row.changeRHS(most)
        if self._warm is not None:
            self._warm.changeRowBounds(row.index, -highspy.kHighsInf, most)

    def _aim(self, costs: Mapping[pulp.LpVariable, float]) -> None:
        self._problem.setObjective(pulp.LpAffineExpression(list(costs.items())))
        if self._warm is not None:
            for column, cost in costs.items():
                self._warm.changeColCost(column.index, cost)

    def _supplies(self) -> tuple[dict[str, pulp.LpConstraint], dict[str, pulp.LpConstraint]]:
        """The rows of each product: its use is at most the level, and by the last period at most all of it."""
        use, hold = {}, {}
        for d, (product, units) in enumerate(self._supply.items()):
            bought = [(column, 1) for (_, name, _), column in self._y.items() if name == product]
            if not bought:
                continue
            for t in range(self._periods):
                so_far = [(column, 1) for (_, name, s), column in self._y.items() if name == product and s <= t]
                hold[product] = pulp.LpAffineExpression(so_far) <= sum(units[: t + 1])
                self._problem.addConstraint(hold[product], f"s{d:05d}_{t:03d}")
            if sum(units) > 0:
                use[product] = pulp.LpAffineExpression([*bought, (self._level, -sum(units))]) <= 0
                self._problem.addConstraint(use[product], f"use{d:05d}")
        return use, hold

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
