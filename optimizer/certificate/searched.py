"""Searched lots: where no inequality shows that no more fit, that no single one more fits the plan as it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction

from optimizer.certificate.division import Division
from optimizer.certificate.exact import Flaw, exact
from optimizer.certificate.facts import Claim, Facts
from optimizer.certificate.grants import Grants
from optimizer.certificate.limits import Limits
from optimizer.certificate.purchases import owed
from optimizer.plans import Plan


def check_searched(facts: Facts, limits: Limits, division: Division, grants: Grants, plan: Plan) -> int:
    """Check that nobody has a whole lot more than its entitlement, and that nobody short of it could have one lot more.

    One lot more, with all others as they stand, must overdraw a row that the plan names, whenever it is delivered. How
    many are short.

    Raises:
        Flaw: at the first application for which that is not so.
    """
    for number, stop in enumerate(plan.lot_stops):
        if any(exact(price) != 1 for price in stop.rows.values()):
            raise Flaw(f"lot stop {number + 1} of the plan has prices, but lots were searched, not proved")
    trial = _Trial(facts, limits, division, grants, plan)
    named = {name: stop.rows.keys() for stop in plan.lot_stops for name in stop.blocked}
    short = 0
    for index, (claim, entitled) in enumerate(zip(facts.claims, division.units, strict=True)):
        units = plan.awards[claim.id].units
        if units >= entitled + claim.lot:
            raise Flaw(f"{claim.id} gets a whole lot more than its entitlement")
        if units < entitled:
            short += 1
            trial.check(index, claim, named.pop(claim.id, ()))
    if named:
        raise Flaw(f"{min(named)} is said to have got no further lot, but is not short of its entitlement")
    return short


class _Trial:
    """The plan as it stands, with one lot more for somebody."""

    def __init__(self, facts: Facts, limits: Limits, division: Division, grants: Grants, plan: Plan) -> None:
        self._facts, self._limits, self._division, self._grants = facts, limits, division, grants
        self._owed = owed(facts, limits, grants.delivered)
        self._pooled: dict[str, int] = dict.fromkeys(division.pools, 0)
        for claim, pools in zip(facts.claims, division.in_pools, strict=True):
            for row in pools:
                self._pooled[row] += plan.awards[claim.id].units

    def check(self, index: int, claim: Claim, named: Collection[str]) -> None:
        """Check that a lot more overdraws one of the named rows in every period of the window.

        Raises:
            Flaw: if it does not.
        """
        pools = self._division.in_pools[index]
        if any(self._pooled[row] + claim.lot > self._division.pools[row] for row in pools.intersection(named)):
            return
        for t in range(claim.first, claim.last + 1):
            if not any(row in named for row in self._overdrawn(index, claim, t)):
                period = self._facts.periods[t]
                raise Flaw(
                    f"{claim.id} is short of its entitlement; one lot more in {period} overdraws no row it names"
                )

    def _overdrawn(self, index: int, claim: Claim, t: int) -> Iterator[str]:
        """The rows that a lot more in a period overdraws; the supplies of all it accepts if they leave too little."""
        footprint = self._limits.footprints[self._limits.of[index]]
        for use in (self._limits.uses[at] for at in footprint.uses):
            for row in use.rows:
                if row.first <= t <= row.last and self._grants.used[row.name] + use.amount * claim.lot > row.amount:
                    yield row.name
        if footprint.classed >= 0:
            due: dict[tuple[int, int], Fraction] = dict(self._owed.get(claim.firm, {}))
            due[footprint.classed, t] = due.get((footprint.classed, t), Fraction(0)) + footprint.owed * claim.lot
            if not self._grants.purchases.could_meet(claim.firm, due):
                item = self._limits.classes[footprint.classed]
                yield item.row
                for product, _ in item.worth:
                    yield from (f"supply[{product},{period}]" for period in self._facts.periods[t:])
