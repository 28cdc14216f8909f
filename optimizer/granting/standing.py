"""Standing: a plan as it stands, and whether a single lot more, or one earlier, fits it; all in exact arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from flint import fmpq

from optimizer.claims import Claims, Integers, Mask
from optimizer.granting.affording import afford, parcels
from optimizer.granting.baskets import Basket, Bought, collected
from optimizer.granting.ordering import places
from optimizer.granting.purchasing import falling_due
from optimizer.granting.trimming import Needs, trimmed
from optimizer.quantities import ZERO
from optimizer.rows import Row, Rows


@dataclass(frozen=True, slots=True)
class Granted:
    """Whole lots with their periods and purchases."""

    lots: Integers
    delivered: Integers
    """Units of shape (applications, periods)."""
    bought: Bought


@dataclass(frozen=True, slots=True)
class Pool:
    """A pool as a limit on what its members may have in whole lots."""

    row: str
    members: Mask
    worth: fmpq


class Stand:
    """What everybody has, and what is left of every row."""

    def __init__(self, claims: Claims, rows: Rows, pools: Sequence[Pool], seed: str, granted: Granted) -> None:
        self._claims, self._rows = claims, rows
        self.freed = False
        """Whether the last lot made its firm give up purchases for others."""
        self.lots, self.delivered = granted.lots.copy(), granted.delivered.copy()
        units = granted.delivered.sum(axis=1)
        self._pools = [(pool, pool.worth - int(units[pool.members].sum())) for pool in pools]
        self._room = [
            _room(cap.label, cap.coefficient, cap.coefficients, cap.rows, self.delivered) for cap in rows.caps
        ]
        self._firm = claims.attributes["firm"]
        self._due: dict[str, dict[int, list[fmpq]]] = {}
        dues = falling_due(claims, rows.purchases, granted.delivered)
        self._place = places(claims, rows.purchases, dues, seed)
        self._past = self._place.past(rows.purchases)
        for due in dues:
            self._due.setdefault(due.firm, {})[due.classed] = list(due.amounts)
        period = {name: t for t, name in enumerate(claims.periods)}
        self.baskets: dict[tuple[int, str], Basket] = {
            (0, firm): {
                (product, period[name]): count for product, units in own.items() for name, count in units.items()
            }
            for firm, own in granted.bought.items()
        }
        self._supplied = {product: [0] * len(claims.periods) for product in self._place.products}
        for row in rows.supply:
            self._supplied[str(row.label)][row.last] = int(row.limit)
        for basket in self.baskets.values():
            self._count(basket, -1)

    @property
    def granted(self) -> Granted:
        """What everybody has now."""
        return Granted(self.lots, self.delivered, collected(self._claims, self.baskets))

    def further(self, at: int) -> tuple[str, ...] | None:
        """Grant one more lot to an application; if none fits, the rows in the way."""
        lot = int(self._claims.lot[at])
        full = [pool.row for pool, room in self._pools if pool.members[at] and room < lot]
        if full:
            return tuple(full[:1])
        ways: set[str] = set()
        for t in range(int(self._claims.first[at]), int(self._claims.last[at]) + 1):
            in_the_way = self._put(at, t, None)
            if not in_the_way:
                self.lots[at] += 1
                self._pools = [(pool, room - lot if pool.members[at] else room) for pool, room in self._pools]
                return None
            ways.update(in_the_way)
        return tuple(sorted(ways))

    def earlier(self, at: int, end: int) -> bool:
        """Deliver a lot of an application by the end of a period that was to come later; whether one could be."""
        for t in range(int(self._claims.first[at]), end + 1):
            for later in (np.flatnonzero(self.delivered[at, end + 1 :]) + end + 1).tolist():
                if not self._put(at, t, later):
                    return True
        return False

    def _put(self, at: int, t: int, instead: int | None) -> list[str]:
        """Deliver a lot in a period, a new one or one that was to come in another; or the rows in the way."""
        lot = int(self._claims.lot[at])
        taken = list(self._taken(at, t, instead))
        over = next((row.name for row, room, amount in taken if amount * lot > room), None)
        self.freed = False
        in_the_way = [over] if over else self._buy(at, t, instead)
        if not in_the_way:
            self.delivered[at, t] += lot
            self._use(at, t, -lot)
            if instead is not None:
                self.delivered[at, instead] -= lot
                self._use(at, instead, lot)
        return in_the_way

    def _taken(self, at: int, t: int, instead: int | None) -> Iterator[tuple[Row, fmpq, fmpq]]:
        """The cap rows that a unit in a period takes of: what is left of each, and how much it takes."""
        for cap, rooms in zip(self._rows.caps, self._room, strict=True):
            label = int(cap.label[at])
            for row, room in zip(cap.rows[label], rooms[label], strict=True) if label >= 0 else ():
                if row.first <= t <= row.last and (instead is None or not row.first <= instead <= row.last):
                    yield row, room, cap.coefficients[int(cap.coefficient[at])]

    def _use(self, at: int, t: int, units: int) -> None:
        """Give back to the caps what units in a period take, or take it out."""
        for cap, rooms in zip(self._rows.caps, self._room, strict=True):
            label = int(cap.label[at])
            if label >= 0:
                used = cap.coefficients[int(cap.coefficient[at])] * units
                rooms[label] = [
                    room + used if row.first <= t <= row.last else room
                    for row, room in zip(cap.rows[label], rooms[label], strict=True)
                ]

    def _buy(self, at: int, t: int, instead: int | None) -> list[str]:
        """Let the firm buy what a lot in a period obliges it to; if it cannot, the supplies in the way."""
        purchases = self._rows.purchases
        k, lot = int(purchases.classed[at]), int(self._claims.lot[at])
        more = purchases.coefficients[int(purchases.coefficient[at])] * lot if k >= 0 else ZERO
        if not more:
            return []
        firm = str(self._firm.values[int(self._firm.codes[at])])
        owed = {classed: list(amounts) for classed, amounts in self._due.get(firm, {}).items()}
        own = owed.setdefault(k, [ZERO] * len(self._claims.periods))
        own[t] += more
        if instead is not None:
            own[instead] -= more
        past = self._past.get(firm, {})
        owed = dict(sorted(owed.items(), key=lambda item: self._place.classes[item[0]]))
        basket = afford(owed, purchases, firm, parcels(self._left(firm), past))
        if basket is None:
            return self._scarce(k, t)
        basket = trimmed(Needs(owed, past, purchases, firm), basket, self._place.products)
        before = {product: list(room) for product, room in self._supplied.items()}
        self._count(self.baskets.get((0, firm), {}), 1)
        self._count(basket, -1)
        self.freed = any(
            now > was
            for product, room in self._supplied.items()
            for now, was in zip(room, before[product], strict=True)
        )
        self._due[firm], self.baskets[0, firm] = owed, basket
        return []

    def _count(self, basket: Basket, sign: int) -> None:
        """Give back to the supplies what a basket holds, or take it out."""
        for (product, since), units in basket.items():
            for t in range(since, len(self._claims.periods)):
                self._supplied[product][t] += sign * units

    def _left(self, firm: str) -> dict[str, list[int]]:
        """What all others leave of each supply up to each period."""
        left = {product: list(room) for product, room in self._supplied.items()}
        for (product, since), units in self.baskets.get((0, firm), {}).items():
            for t in range(since, len(self._claims.periods)):
                left[product][t] += units
        return left

    def _scarce(self, k: int, t: int) -> list[str]:
        """The supplies of what a class accepts, each at its scarcest from a period on; if none, the class itself."""
        left, named = self._supplied, []
        for product, worth in self._rows.purchases.worth[k].items():
            if worth > 0:
                s = min(range(t, len(self._claims.periods)), key=lambda s: (left[product][s], -s))
                named.append(f"supply[{product},{self._claims.periods[s]}]")
        item = self._rows.purchases.classes[k]
        return named or [f"{item.rule}[{item.label or 'accepts nothing'}]"]


def _room(
    label: Integers,
    coefficient: Integers,
    coefficients: Sequence[fmpq],
    rows: Sequence[Sequence[Row]],
    delivered: Integers,
) -> list[list[fmpq]]:
    """What is left of each row of a cap, by label."""
    on = np.flatnonzero(label >= 0)
    by_label: dict[int, list[tuple[fmpq, Integers]]] = {}
    keys, codes = np.unique(label[on] * len(coefficients) + coefficient[on], return_inverse=True)
    for at, key in enumerate(keys.tolist()):
        group, measure = divmod(key, len(coefficients))
        by_label.setdefault(group, []).append((coefficients[measure], delivered[on[codes == at]].sum(axis=0)))
    return [
        [
            row.limit
            - sum((amount * int(units[row.first : row.last + 1].sum()) for amount, units in by_label.get(at, ())), ZERO)
            for row in group
        ]
        for at, group in enumerate(rows)
    ]
