"""Searched lots: where no inequality shows that no more fit, that no single one more fits the plan as it stands."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from optimizer.certificate.division import Division
from optimizer.certificate.exact import Flaw, exact
from optimizer.certificate.facts import Claim, Facts
from optimizer.certificate.limits import Limits
from optimizer.certificate.lots import check_lots
from optimizer.certificate.order import check_order
from optimizer.certificate.trial import Trial
from optimizer.plans import Plan


def check_searched(facts: Facts, limits: Limits, division: Division, trial: Trial, plan: Plan) -> int:
    """Check lots that nothing proves: that nothing does, why some are short of their entitlement, and before whom.

    Nobody later on the list may keep a lot that somebody who is short could have instead. How many are short.

    Raises:
        Flaw: at the first application for which that is not so.
    """
    _check_open(facts, limits, division, plan)
    short = check_short(facts, division, trial, plan)
    check_order(facts, limits, division, trial, _full(facts, division, plan), plan)
    return short


def check_short(facts: Facts, division: Division, trial: Trial, plan: Plan) -> int:
    """Check that nobody has a whole lot more than its entitlement, and that nobody short of it could have one lot more.

    One lot more, with all others as they stand, must overdraw a row that the plan names, whenever it is delivered. How
    many are short.

    Raises:
        Flaw: at the first application for which that is not so.
    """
    for number, stop in enumerate(plan.lot_stops):
        if any(exact(price) != 1 for price in stop.rows.values()):
            raise Flaw(f"lot stop {number + 1} of the plan has prices, but lots were searched, not proved")
    full, pools = _full(facts, division, plan), division.in_pools.each
    named = {name: stop.rows.keys() for stop in plan.lot_stops for name in stop.blocked}
    short = 0
    for index, (claim, history) in enumerate(zip(facts.claims, division.histories.each, strict=True)):
        units, entitled = plan.awards[claim.id].units, history.units
        if units >= entitled + claim.lot:
            raise Flaw(f"{claim.id} gets a whole lot more than its entitlement")
        if units < entitled:
            short += 1
            rows = named.pop(claim.id, ())
            if not any(full[row] < claim.lot for row in pools[index].intersection(rows)):
                _check_periods(facts, trial, index, claim, rows)
    if named:
        raise Flaw(f"{min(named)} is said to have got no further lot, but is not short of its entitlement")
    return short


def _check_open(facts: Facts, limits: Limits, division: Division, plan: Plan) -> None:
    """Check that lots are not said to be searched where they could be proved."""
    if len(facts.periods) == 1 and all(footprint.classed < 0 for footprint in limits.footprints):
        raise Flaw("lots are said to be searched, but in one period, with nothing to buy, all lots can be proved")
    try:
        check_lots(facts, limits, division, plan)
    except Flaw:
        return
    raise Flaw("lots are said to be searched, but the rows named, each at a price of 1, prove them by the list")


def _full(facts: Facts, division: Division, plan: Plan) -> dict[str, Fraction]:
    """What is left of each pool."""
    left = dict(division.pools)
    for claim, pools in zip(facts.claims, division.in_pools.each, strict=True):
        for row in pools:
            left[row] -= plan.awards[claim.id].units
    return left


def _check_periods(facts: Facts, trial: Trial, index: int, claim: Claim, named: Collection[str]) -> None:
    for t in range(claim.first, claim.last + 1):
        if not any(row in named for row in trial.overdrawn(index, t)):
            period = facts.periods[t]
            raise Flaw(f"{claim.id} is short of its entitlement; one lot more in {period} overdraws no row it names")
