"""Timing: that nobody who gets units after a period could have a lot more by its end, everybody else served as early.

The price of a unit delivered up to a period is that of the cheapest period until then, so it never rises with time. Put
everybody's deliveries up to the period where they stand, and all the rest at the end: what that leaves of the worth of
the rows must be less than a lot by the period costs beyond a lot at the end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from operator import add

from optimizer.certificate.exact import Flaw, positive, total
from optimizer.certificate.facts import Facts
from optimizer.certificate.grants import Grants
from optimizer.certificate.limits import Limits
from optimizer.certificate.prices import PriceList
from optimizer.certificate.tallies import grains, in_lots
from optimizer.certificate.trial import Trial
from optimizer.plans import Plan, Timing

NOTHING = Fraction(0)


def check_timing(facts: Facts, limits: Limits, grants: Grants, trial: Trial, plan: Plan) -> tuple[int, int]:
    """Check every late delivery; how many applications are shown to be late in a period, and how many only tried.

    Raises:
        Flaw: at the first that is not shown.
    """
    shown = tried = 0
    late = _late(facts, grants)
    slopes = _Slopes(facts, limits, {row for entry in plan.timing for row in entry.rows}, grants)
    place = {claim.id: index for index, claim in enumerate(facts.claims)}
    for number, entry in enumerate(plan.timing):
        if entry.period not in facts.periods:
            raise Flaw(f"timing {number + 1} of the plan is about {entry.period}, which is no period")
        t = facts.periods.index(entry.period)
        indices = [place.get(name, -1) for name in entry.blocked]
        for name, index in zip(entry.blocked, indices, strict=True):
            if index not in late[t]:
                raise Flaw(
                    f"timing {number + 1} of the plan: {name} gets nothing after {entry.period} that could come by then"
                )
            late[t].remove(index)
        if entry.rows:
            slopes.check(t, indices, entry)
            shown += len(indices)
        else:
            _check_tried(facts, grants, trial, t, indices, entry)
            tried += len(indices)
    for t, left in late.items():
        if left:
            name = facts.claims[min(left)].id
            raise Flaw(
                f"{name} gets units after {facts.periods[t]}, and nothing shows that they could not come by then"
            )
    if plan.checks.timing != ("searched" if tried else "proved"):
        raise Flaw(f"the timing is said to be {plan.checks.timing}, which it is not")
    return shown, tried


def _late(facts: Facts, grants: Grants) -> dict[int, set[int]]:
    """For each period, the claims that could be served in it and get units later."""
    late: dict[int, set[int]] = {t: set() for t in range(len(facts.periods))}
    for index, (claim, delivered) in enumerate(zip(facts.claims, grants.delivered, strict=True)):
        if delivered:
            for t in range(claim.first, max(delivered)):
                late[t].add(index)
    return late


def _check_tried(facts: Facts, grants: Grants, trial: Trial, t: int, indices: Sequence[int], entry: Timing) -> None:
    """Check that no single lot could come by a period, with all else as it stands, and that the plan says no more."""
    if not entry.because:
        raise Flaw(f"the plan neither shows nor says why nothing more comes by {entry.period}")
    for index in indices:
        claim = facts.claims[index]
        for instead in (period for period in grants.delivered[index] if period > t):
            for s in range(claim.first, t + 1):
                if not any(trial.overdrawn(index, s, instead)):
                    raise Flaw(
                        f"a lot of {claim.id} that comes in {facts.periods[instead]} could come in {facts.periods[s]}"
                    )


class _Slopes:
    """Prices of rows, held against what is delivered."""

    def __init__(self, facts: Facts, limits: Limits, rows: set[str], grants: Grants) -> None:
        self._facts, self._limits = facts, limits.seen_by(rows, facts)
        self._prices = PriceList(self._limits, facts.periods)
        lots = set(zip(self._limits.of, (claim.lot for claim in facts.claims), strict=True))
        self._grain = grains(self._limits, lots)
        merged = dict(zip(limits.of, self._limits.of, strict=True))
        self._units = [[0] * len(facts.periods) for _ in self._limits.footprints]
        for (_, footprint), amounts in grants.spread.items():
            self._units[merged[footprint]] = list(map(add, self._units[merged[footprint]], amounts))

    def check(self, t: int, indices: Sequence[int], entry: Timing) -> None:
        """Check that at the prices of an entry a lot more by a period costs more than is left, for some claims.

        Raises:
            Flaw: at the first claim for which that is not so.
        """
        prices = positive(entry.rows)
        costs = self._prices.until(prices)
        worth = total(
            price * in_lots(self._limits.rows[name].amount, self._grain.get(name)) for name, price in prices.items()
        )
        left = worth - total(self._spent(t, costs))
        like = {(self._limits.of[index], self._facts.claims[index].lot): index for index in reversed(indices)}
        for (footprint, lot), index in like.items():
            own, first = costs.get(footprint), self._limits.footprints[footprint].first
            if own is None or (own[t - first] - own[-1]) * lot <= left:
                name = self._facts.claims[index].id
                raise Flaw(f"{name} could have a lot more by {entry.period}, as far as the prices show")

    def _spent(self, t: int, costs: Mapping[int, Sequence[Fraction]]) -> list[Fraction]:
        """What deliveries cost up to a period as they stand, and after it if all came at the end."""
        spent = []
        for at, own in costs.items():
            first = self._limits.footprints[at].first
            spent += [
                units * (own[period - first] if period <= t else own[-1])
                for period, units in enumerate(self._units[at])
                if units
            ]
        return spent
