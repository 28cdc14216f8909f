"""Purchasing: deliveries to co-purchases, in whole units, firm by firm, in time and within the supplies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from flint import fmpq

from optimizer.claims import Claims, Integers
from optimizer.programme import Order, Purchase, even_purchases
from optimizer.quantities import ZERO
from optimizer.rows import PurchaseRows

Bought = dict[str, dict[str, dict[str, int]]]
"""Firm to domestic product to period to units."""

ROUNDING = 1e-6
CLOSE = 1e-4
"""Units within which a credit is taken to be all that is left, or all that is owed."""


@dataclass(frozen=True, slots=True)
class Due:
    """What one firm owes in one class: obligation that falls due in each period."""

    classed: int
    firm: str
    amounts: tuple[fmpq, ...]


@dataclass(frozen=True, slots=True)
class Overdrawn:
    """Whole purchases that supplies cannot meet: (firm, product) to units missing, firm "" for the makers."""

    missing: Mapping[tuple[str, str], int]


def purchase(claims: Claims, rows: PurchaseRows, delivered: Integers) -> Bought | Overdrawn:
    """What each firm buys for what it imports.

    Args:
        delivered: units, of shape (applications, periods).
    """
    dues = _dues(claims, rows, delivered)
    if not dues:
        return {}
    totals = _by_class(dues)
    orders = [
        Order(
            tuple(float(amount) for amount in amounts),
            {product: float(value) for product, value in rows.worth[k].items()},
            rows.classes[k].firm,
        )
        for k, amounts in totals.items()
    ]
    supply = {name: [float(units) for units in item.supply] for name, item in sorted(claims.domestic.items())}
    credit = {(firm, product): float(units) for firm, product, units in rows.credit}
    found = even_purchases(orders, supply, credit)
    if found is None:
        accepted = {("", product) for k in totals for product in rows.worth[k] if sum(claims.domestic[product].supply)}
        credited = {(firm, product) for firm, product, _ in rows.credit}
        return Overdrawn(dict.fromkeys(sorted(accepted or credited), 1))
    counter = _Counter(claims, rows, dues)
    for k, bought in zip(totals, found, strict=True):
        counter.serve(k, bought, totals[k])
    return counter.settle()


def _dues(claims: Claims, rows: PurchaseRows, delivered: Integers) -> list[Due]:
    """What falls due by class and firm, in the order of both."""
    owing = np.flatnonzero((rows.classed >= 0) & (delivered.sum(axis=1) > 0))
    firms = claims.attributes["firm"]
    measures, count = max(1, len(rows.coefficients)), len(firms.values)
    key = (rows.classed[owing] * count + firms.codes[owing]) * measures + rows.coefficient[owing]
    keys, codes = np.unique(key, return_inverse=True)
    amounts: dict[tuple[int, str], list[fmpq]] = {}
    by_period = [
        np.bincount(codes, weights=delivered[owing, t], minlength=len(keys)) for t in range(len(claims.periods))
    ]
    for at, value in enumerate(keys.tolist()):
        pair, measure = divmod(value, measures)
        k, firm = divmod(pair, count)
        each = amounts.setdefault((k, str(firms.values[firm])), [ZERO] * len(claims.periods))
        for t, units in enumerate(by_period):
            each[t] += rows.coefficients[measure] * int(units[at])
    return [Due(k, firm, tuple(each)) for (k, firm), each in sorted(amounts.items()) if any(each)]


def _by_class(dues: list[Due]) -> dict[int, list[fmpq]]:
    totals: dict[int, list[fmpq]] = {}
    for due in dues:
        sofar = totals.setdefault(due.classed, [ZERO] * len(due.amounts))
        for t, amount in enumerate(due.amounts):
            sofar[t] += amount
    return totals


@dataclass
class _Counter:
    """Shares what a class buys among its firms, then rounds to whole units."""

    claims: Claims
    rows: PurchaseRows
    dues: list[Due]
    _wish: dict[tuple[int, str], dict[tuple[str, int], float]] = field(default_factory=dict)
    _credited: dict[int, fmpq] = field(default_factory=dict)
    """What is credited to each class, in its basis."""
    _past: dict[tuple[str, str], fmpq] = field(init=False)
    """What is left of past purchases."""

    def __post_init__(self) -> None:
        self._past = {(firm, product): fmpq(units) for firm, product, units in self.rows.credit}

    def serve(self, k: int, bought: Purchase, total: list[fmpq]) -> None:
        """Share a class's purchases among its firms, the earliest purchases for what falls due first."""
        mine = [due for due in self.dues if due.classed == k]
        self._credit(k, bought)
        open_due = [float(amount) for amount in total]
        worth = {product: float(value) for product, value in self.rows.worth[k].items()}
        covered = sum(units * worth[product] for product, units in bought.credited.items())
        for t in range(len(open_due)):
            taken = min(covered, open_due[t])
            open_due[t], covered = open_due[t] - taken, covered - taken
        for (product, bought_in), units in sorted(bought.units.items(), key=lambda item: (item[0][1], item[0][0])):
            left = units * worth[product]
            for t in range(bought_in, len(open_due)):
                taken = min(left, open_due[t])
                if taken <= 0:
                    continue
                open_due[t], left = open_due[t] - taken, left - taken
                for due in mine:
                    part = float(due.amounts[t] / total[t])
                    wish = self._wish.setdefault((k, due.firm), {})
                    wish[product, bought_in] = wish.get((product, bought_in), 0.0) + part * taken / worth[product]

    def _credit(self, k: int, bought: Purchase) -> None:
        """Credit past purchases exactly: all that is left or all that is owed, where it comes to that."""
        firm = self.rows.classes[k].firm
        if firm is None:
            return
        owed = sum((amount for due in self.dues if due.classed == k for amount in due.amounts), ZERO)
        for product, hint in sorted(bought.credited.items()):
            worth = self.rows.worth[k][product]
            left = self._past.get((firm, product), ZERO)
            most = min(left, owed / worth)
            units = most if hint >= float(most) - CLOSE else fmpq(int(hint * 10**6), 10**6)
            self._past[firm, product] = left - units
            self._credited[k] = self._credited.get(k, ZERO) + units * worth
            owed -= units * worth

    def settle(self) -> Bought | Overdrawn:
        """Whole units: what is wished rounded down, then one more where a firm is still short."""
        left = {name: _cumulative(item.supply) for name, item in self.claims.domestic.items()}
        basket: dict[tuple[int, str], dict[tuple[str, int], int]] = {}
        for due in self.dues:
            own: dict[tuple[str, int], int] = {}
            running: dict[str, float] = {}
            got: dict[str, int] = {}
            for (product, t), units in sorted(
                self._wish.get((due.classed, due.firm), {}).items(), key=lambda i: i[0][1]
            ):
                running[product] = running.get(product, 0.0) + units
                whole = int(running[product] + ROUNDING) - got.get(product, 0)
                if whole > 0:
                    got[product] = got.get(product, 0) + whole
                    own[product, t] = whole
                    _take(left[product], t, whole)
            basket[due.classed, due.firm] = own
        missing: dict[tuple[str, str], int] = {}
        for due in self.dues:
            self._top_up(due, basket[due.classed, due.firm], left, missing)
        if missing:
            return Overdrawn(missing)
        return self._collected(basket)

    def _top_up(
        self, due: Due, own: dict[tuple[str, int], int], left: dict[str, list[int]], missing: dict[tuple[str, str], int]
    ) -> None:
        """Buy one more unit, and one more, until nothing that is due is short."""
        worth = self.rows.worth[due.classed]
        credited = self._credited.get(due.classed, ZERO)
        for t in range(len(due.amounts)):
            owed = sum(due.amounts[: t + 1], ZERO) - credited
            owed -= sum((worth[product] * units for (product, s), units in own.items() if s <= t), ZERO)
            while owed > 0:
                spots = [
                    (product, s)
                    for product in worth
                    if worth[product] > 0
                    for s in range(t, -1, -1)
                    if min(left[product][s:]) > 0
                ]
                if not spots:
                    source, each = self._source(due)
                    missing[source] = missing.get(source, 0) + int((owed / each).ceil())
                    return
                enough = [spot for spot in spots if worth[spot[0]] >= owed]
                product, s = max(
                    enough or spots,
                    key=lambda spot: (
                        spot[1],
                        -worth[spot[0]] if enough else worth[spot[0]],
                        left[spot[0]][-1],
                        spot[0],
                    ),
                )
                own[product, s] = own.get((product, s), 0) + 1
                _take(left[product], s, 1)
                owed -= worth[product]

    def _source(self, due: Due) -> tuple[tuple[str, str], fmpq]:
        """Which supply, or which credit, has to be kept back, and what a unit of it counts."""
        worth = self.rows.worth[due.classed]
        able = [product for product in sorted(worth) if worth[product] > 0]
        supplied = [product for product in able if sum(self.claims.domestic[product].supply)]
        if supplied:
            product = max(supplied, key=lambda name: sum(self.claims.domestic[name].supply))
            return ("", product), worth[product]
        product = next(product for product in able if (due.firm, product) in self._past)
        return (due.firm, product), worth[product]

    def _collected(self, basket: Mapping[tuple[int, str], Mapping[tuple[str, int], int]]) -> Bought:
        bought: Bought = {}
        for (_, firm), own in basket.items():
            for (product, t), units in own.items():
                periods = bought.setdefault(firm, {}).setdefault(product, {})
                period = self.claims.periods[t]
                periods[period] = periods.get(period, 0) + units
        order = {period: t for t, period in enumerate(self.claims.periods)}
        return {
            firm: {
                product: dict(sorted(periods.items(), key=lambda item: order[item[0]]))
                for product, periods in sorted(products.items())
            }
            for firm, products in sorted(bought.items())
        }


def _cumulative(supply: tuple[int, ...]) -> list[int]:
    return [sum(supply[: t + 1]) for t in range(len(supply))]


def _take(left: list[int], t: int, units: int) -> None:
    """Take units bought in a period out of what is left of a supply up to that and every later period."""
    for s in range(t, len(left)):
        left[s] -= units
