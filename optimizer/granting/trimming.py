"""Trimming: what a firm owes and is to buy in, the same without units that it does not need out.

Every class rounds what it owes up to whole units for itself, and products count in different measures; together a firm
may do with fewer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from flint import fmpq

from optimizer.granting.affording import Owed, Parcel, afford
from optimizer.granting.baskets import Basket
from optimizer.quantities import ZERO
from optimizer.rows import PurchaseRows


@dataclass(frozen=True)
class Needs:
    """What one firm owes in each of its classes."""

    owed: Owed
    past: Mapping[str, int]
    """Domestic product to units bought before the first period."""
    rows: PurchaseRows
    firm: str

    def met_by(self, basket: Basket) -> bool:
        """Whether purchases, with those of the past, meet it in time."""
        stock = [Parcel(product, 0, units, past=True) for product, units in self.past.items()]
        stock += [Parcel(product, since, units, past=False) for (product, since), units in basket.items()]
        return afford(self.owed, self.rows, self.firm, stock) is not None

    def spare(self, basket: Basket) -> list[fmpq]:
        """By the end of each period, what is not due even if every unit counts for whatever it counts most for."""
        left = [-due for due in self._due]
        for (product, since), units in basket.items():
            worth = self.worth[product] * units
            for t in range(since, len(left)):
                left[t] += worth
        return left

    @cached_property
    def _due(self) -> list[fmpq]:
        """What is due by the end of each period in all, less what past purchases may cover of it."""
        credited = [k for k in self.owed if self.rows.classes[k].firm == self.firm]
        before = sum((units * self._most(product, credited) for product, units in self.past.items()), ZERO)
        due = []
        for t in range(len(next(iter(self.owed.values())))):
            by = {k: sum(amounts[: t + 1], ZERO) for k, amounts in self.owed.items()}
            due.append(sum(by.values(), ZERO) - min(before, sum((by[k] for k in credited), ZERO)))
        return due

    @cached_property
    def worth(self) -> dict[str, fmpq]:
        """The most that a unit of each product can count."""
        products = {product for k in self.owed for product in self.rows.worth[k]}
        return {product: self._most(product, self.owed) for product in products}

    def _most(self, product: str, classes: Owed | Sequence[int]) -> fmpq:
        return max((self.rows.worth[k].get(product, ZERO) for k in classes), default=ZERO)


def trimmed(needs: Needs, basket: Basket, products: Sequence[str]) -> Basket:
    """A basket without units that are not needed, the latest purchases given up first.

    Args:
        products: the order in which products are bought; those at its end are given up first.
    """
    kept, spare = dict(basket), needs.spare(basket)
    for spot in sorted(basket, key=lambda spot: (spot[1], products.index(spot[0])), reverse=True):
        (product, since), fewer, too_many, step = spot, 0, kept[spot] + 1, 1
        worth = needs.worth[product]
        while too_many - fewer > 1:
            tried = min(fewer + step, too_many - 1)
            able = min(spare) >= ZERO and min(spare[since:]) >= worth * tried
            if able and needs.met_by({**kept, spot: kept[spot] - tried}):
                fewer, step = tried, step * 2
            else:
                too_many, step = tried, max(1, (tried - fewer) // 2)
        kept[spot] -= fewer
        spare = [left - worth * fewer if t >= since else left for t, left in enumerate(spare)]
    return {spot: units for spot, units in kept.items() if units}
