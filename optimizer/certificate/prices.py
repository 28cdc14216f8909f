"""Prices: non-negative prices on rows become an inequality that every plan within the rows obeys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from optimizer.certificate.exact import Flaw
from optimizer.certificate.limits import Footprint, Limits

Prices = Mapping[str, Fraction]
"""Row to price; a row without one has none."""
Costs = Mapping[int, list[Fraction]]
"""Index of a use or of a purchase class to what one unit of it costs in each period."""
NOTHING = Fraction(0)


@dataclass(frozen=True)
class Inequality:
    """Units at their prices cost no more than `worth`, whatever plan is made within the rows."""

    units: Mapping[int, Fraction]
    """Footprint to the price of one unit, where that is positive."""
    worth: Fraction
    """What all priced rows are worth."""


class PriceList:
    """Draws the inequality from the prices of some rows."""

    def __init__(self, limits: Limits, periods: tuple[str, ...]) -> None:
        self._limits, self._periods = limits, periods
        self._uses_of: dict[str, list[int]] = defaultdict(list)
        for index, use in enumerate(limits.uses):
            for row in use.rows:
                self._uses_of[row.name].append(index)
        self._taking: dict[int, list[int]] = defaultdict(list)
        self._owing: dict[int, list[int]] = defaultdict(list)
        for index, footprint in enumerate(limits.footprints):
            for taken in footprint.uses:
                self._taking[taken].append(index)
            if footprint.classed >= 0:
                self._owing[footprint.classed].append(index)
        self._products = {product for item in limits.classes for product, _ in item.worth}

    def inequality(self, prices: Prices) -> Inequality:
        """What prices prove, derived from the rows alone: the price of a unit is that in its cheapest period.

        Raises:
            Flaw: if a row is not one of this scenario.
        """
        known: dict[tuple[object, ...], Fraction] = {}
        units = {}
        taken, owed, touched = self._touched(prices)
        for index in touched:
            footprint = self._limits.footprints[index]
            due = footprint[3:] if footprint.classed in owed else None
            parts = (tuple(use for use in footprint.uses if use in taken), footprint.first, footprint.last, due)
            if parts not in known:
                known[parts] = _cheapest(footprint, taken, owed)
            if known[parts]:
                units[index] = known[parts]
        worth = sum((price * self._limits.rows[name].amount for name, price in prices.items()), NOTHING)
        return Inequality(units, worth)

    def until(self, prices: Prices) -> dict[int, list[Fraction]]:
        """For each footprint that costs anything, the price of a unit delivered up to each period of its window.

        Raises:
            Flaw: if a row is not one of this scenario.
        """
        taken, owed, touched = self._touched(prices)
        costs = {}
        for index in touched:
            by_period = _by_period(self._limits.footprints[index], taken, owed)
            if any(by_period):
                costs[index] = list(accumulate(by_period, min))
        return costs

    def _touched(self, prices: Prices) -> tuple[Costs, Costs, set[int]]:
        """What uses and purchase classes cost in each period, and the footprints that have any of them."""
        if unknown := sorted(prices.keys() - self._limits.rows.keys()):
            raise Flaw(f"{unknown[0]} is not a row of this scenario")
        taken = self._taken(prices)
        owed = self._owed(prices)
        touched = {index for use in taken for index in self._taking[use]}
        touched.update(index for classed in owed for index in self._owing[classed])
        return taken, owed, touched

    def _taken(self, prices: Prices) -> dict[int, list[Fraction]]:
        """For each use of a priced cap row, the cost of one unit in each period."""
        costs: dict[int, list[Fraction]] = {}
        for index in {use for name in prices for use in self._uses_of.get(name, ())}:
            costs[index] = [NOTHING] * len(self._periods)
            for row in self._limits.uses[index].rows:
                if row.name in prices:
                    for t in range(row.first, row.last + 1):
                        costs[index][t] += prices[row.name] * self._limits.uses[index].amount
        return costs

    def _owed(self, prices: Prices) -> dict[int, list[Fraction]]:
        """For each purchase class, the cost of one unit of obligation that is due in each period, where not all 0."""
        supplied = {product: self.bought(product, prices) for product in self._products}
        if all(item.row not in prices for item in self._limits.classes) and not any(map(max, supplied.values())):
            return {}
        costs: dict[int, list[Fraction]] = {}
        for index, item in enumerate(self._limits.classes):
            ways = [[cost / value for cost in supplied[product]] for product, value in item.worth]
            for product, value in item.worth if item.firm is not None else ():
                if (row := f"credit[{item.firm},{product}]") in self._limits.rows:
                    ways.append([prices.get(row, NOTHING) / value] * len(self._periods))
            if not ways:
                ways.append([prices.get(item.row, NOTHING)] * len(self._periods))
            cheapest = [min(way) for way in zip(*ways, strict=True)]
            if cheapest[0]:
                costs[index] = cheapest
        return costs

    def bought(self, product: str, prices: Prices) -> list[Fraction]:
        """For each period, the cost of one unit bought in it: it counts in the supply rows of all later periods too."""
        rows = [prices.get(f"supply[{product},{period}]", NOTHING) for period in self._periods]
        return list(accumulate(reversed(rows)))[::-1]


def _cheapest(footprint: Footprint, taken: Costs, owed: Costs) -> Fraction:
    """The price of one unit in the cheapest period of its window."""
    return min(_by_period(footprint, taken, owed))


def _by_period(footprint: Footprint, taken: Costs, owed: Costs) -> list[Fraction]:
    """The price of one unit in each period of its window."""
    ways = [taken[use] for use in footprint.uses if use in taken]
    due = owed.get(footprint.classed)
    return [
        sum((way[t] for way in ways), footprint.owed * due[t] if due else NOTHING)
        for t in range(footprint.first, footprint.last + 1)
    ]
