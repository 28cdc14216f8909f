"""Grants: the units granted in each period, held against every row of the policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from optimizer.certificate.exact import Flaw
from optimizer.certificate.facts import Claim, Facts
from optimizer.certificate.limits import Limits
from optimizer.certificate.purchases import Purchases, owed
from optimizer.plans import Award, Plan

ZERO = Fraction(0)


@dataclass(frozen=True)
class Grants:
    """What is delivered and bought, and how much of each row that uses."""

    delivered: tuple[Mapping[int, int], ...]
    """For each claim, period to units."""
    purchases: Purchases
    used: Mapping[str, Fraction]
    """Row to what is used of it, for every cap and supply row."""


def hold(facts: Facts, limits: Limits, plan: Plan) -> Grants:
    """Read what a plan grants, and check that every row holds.

    Raises:
        Flaw: where an award is not whole lots within its claim and window, or a row does not hold.
    """
    known: dict[tuple[object, ...], Mapping[int, int]] = {}
    delivered = []
    for claim in facts.claims:
        award = plan.awards[claim.id]
        key = (claim.first, claim.last, claim.lot, award.units, *award.periods.items())
        if key not in known:
            known[key] = _delivered(facts, claim, award)
        if award.units > claim.units:
            raise Flaw(f"{claim.id} gets {award.units} units, more than its claim of {claim.units}")
        delivered.append(known[key])
    purchases = Purchases(facts, limits, plan.co_purchases)
    used = _used(facts, limits, delivered) | purchases.used
    for name, amount in used.items():
        row = limits.rows[name]
        if amount > row.amount:
            raise Flaw(f"{name} allows {row.amount} {row.unit}; the plan uses {amount}")
    purchases.check(owed(facts, limits, delivered))
    return Grants(tuple(delivered), purchases, used)


def _delivered(facts: Facts, claim: Claim, award: Award) -> dict[int, int]:
    """The units of one award by period."""
    for period, units in award.periods.items():
        if period not in facts.periods[claim.first : claim.last + 1]:
            raise Flaw(f"{claim.id} gets units in {period}, outside the periods it asked for")
        if units <= 0 or units % claim.lot:
            raise Flaw(f"{claim.id} gets {units} units in {period}; only whole lots of {claim.lot} can be delivered")
    if sum(award.periods.values()) != award.units:
        raise Flaw(f"{claim.id} gets {award.units} units, but its periods add up to {sum(award.periods.values())}")
    return {facts.periods.index(period): units for period, units in award.periods.items()}


def spread(facts: Facts, limits: Limits, delivered: Iterable[Mapping[int, int]]) -> list[list[int]]:
    """For each footprint, the units delivered in each period."""
    units = [[0] * len(facts.periods) for _ in limits.footprints]
    for footprint, by_period in zip(limits.of, delivered, strict=True):
        for period, amount in by_period.items():
            units[footprint][period] += amount
    return units


def _used(facts: Facts, limits: Limits, delivered: Iterable[Mapping[int, int]]) -> dict[str, Fraction]:
    """How much of each cap row is used."""
    by_use = [[0] * len(facts.periods) for _ in limits.uses]
    for footprint, amounts in zip(limits.footprints, spread(facts, limits, delivered), strict=True):
        for taken in footprint.uses:
            by_use[taken] = [before + more for before, more in zip(by_use[taken], amounts, strict=True)]
    kinds = {name: rule["kind"] for name, rule in facts.policy["rules"].items()}
    used = {name: ZERO for name, row in limits.rows.items() if kinds.get(row.rule) == "cap"}
    for use, amounts in zip(limits.uses, by_use, strict=True):
        for row in use.rows:
            used[row.name] += use.amount * sum(amounts[row.first : row.last + 1])
    return used
