"""Trial: the plan as it stands, with one lot more in a period, or one lot in another period than it stands in."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction

from optimizer.certificate.facts import Facts
from optimizer.certificate.grants import Grants
from optimizer.certificate.limits import Footprint, Limit, Limits

NOTHING = Fraction(0)


class Trial:
    """A plan, and what single lots would overdraw."""

    def __init__(self, facts: Facts, limits: Limits, grants: Grants) -> None:
        self._facts, self._limits, self._grants = facts, limits, grants

    def overdrawn(self, index: int, t: int, instead: int | None = None) -> Iterator[str]:
        """The rows that a lot of a claim in a period overdraws, all else as it stands.

        Supplies of all that it accepts are overdrawn if they leave its firm too little, whatever it buys.

        Args:
            instead: the period that the lot is taken from; none for one that is granted on top.
        """
        lot, footprint = self._facts.claims[index].lot, self._limits.footprints[self._limits.of[index]]
        for use in (self._limits.uses[at] for at in footprint.uses):
            for row in use.rows:
                moved = instead is not None and row.first <= instead <= row.last
                over = not moved and self._grants.used[row.name] + use.amount * lot > row.amount
                if over and row.first <= t <= row.last:
                    yield row.name
        if footprint.classed >= 0 and not self._could_buy(index, footprint, t, instead):
            item = self._limits.classes[footprint.classed]
            yield item.row
            for product, _ in item.worth:
                yield from (f"supply[{product},{period}]" for period in self._facts.periods[t:])

    def periods(self, index: int) -> Collection[int]:
        """The periods in which a claim gets units."""
        return self._grants.delivered[index]

    def fits_for(self, index: int, t: int, other: int, s: int) -> bool:
        """Whether a lot of a claim in a period fits if another claim has one less in a period, all else as it stands.

        The other's firm may give up what it then need not buy of one product in one period.
        """
        lot, footprint = self._facts.claims[index].lot, self._limits.footprints[self._limits.of[index]]
        less = self._facts.claims[other].lot, self._limits.footprints[self._limits.of[other]]
        freed = {row.name: amount * less[0] for row, amount in self._taken(less[1], s)}
        for row, amount in self._taken(footprint, t):
            if self._grants.used[row.name] - freed.get(row.name, NOTHING) + amount * lot > row.amount:
                return False
        if footprint.classed < 0:
            return True
        firm, rival = self._facts.claims[index].firm, self._facts.claims[other].firm
        due, left = (dict(self._grants.owed.get(name, {})) for name in (firm, rival))
        due[footprint.classed, t] = due.get((footprint.classed, t), NOTHING) + footprint.owed * lot
        left[less[1].classed, s] -= less[1].owed * less[0]
        purchases = self._grants.purchases
        return any(purchases.could_meet(firm, due, spared) for spared in purchases.spared(rival, left))

    def _taken(self, footprint: Footprint, t: int) -> Iterator[tuple[Limit, Fraction]]:
        """The cap rows that a unit in a period takes of, and how much."""
        for use in (self._limits.uses[at] for at in footprint.uses):
            yield from ((row, use.amount) for row in use.rows if row.first <= t <= row.last)

    def _could_buy(self, index: int, footprint: Footprint, t: int, instead: int | None) -> bool:
        claim = self._facts.claims[index]
        due = dict(self._grants.owed.get(claim.firm, {}))
        more = footprint.owed * claim.lot
        due[footprint.classed, t] = due.get((footprint.classed, t), NOTHING) + more
        if instead is not None:
            due[footprint.classed, instead] -= more
        return self._grants.purchases.could_meet(claim.firm, due)
