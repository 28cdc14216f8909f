"""Grants: the units granted in each period, held against every row of the policy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from optimizer.certificate.exact import Flaw
from optimizer.certificate.facts import Claim, Facts
from optimizer.certificate.limits import Limits
from optimizer.certificate.purchases import Purchases, owed
from optimizer.plans import Plan

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
    delivered = tuple(_delivered(facts, claim, plan) for claim in facts.claims)
    purchases = Purchases(facts, limits, plan.co_purchases)
    used = _used(facts, limits, delivered) | purchases.used
    for name, amount in used.items():
        row = limits.rows[name]
        if amount > row.amount:
            raise Flaw(f"{name} allows {row.amount} {row.unit}; the plan uses {amount}")
    purchases.check(owed(facts, limits, delivered))
    return Grants(delivered, purchases, used)


def _delivered(facts: Facts, claim: Claim, plan: Plan) -> dict[int, int]:
    """The units of one award by period."""
    award = plan.awards[claim.id]
    for period, units in award.periods.items():
        if period not in facts.periods[claim.first : claim.last + 1]:
            raise Flaw(f"{claim.id} gets units in {period}, outside the periods it asked for")
        if units <= 0 or units % claim.lot:
            raise Flaw(f"{claim.id} gets {units} units in {period}; only whole lots of {claim.lot} can be delivered")
    if sum(award.periods.values()) != award.units:
        raise Flaw(f"{claim.id} gets {award.units} units, but its periods add up to {sum(award.periods.values())}")
    if award.units > claim.units:
        raise Flaw(f"{claim.id} gets {award.units} units, more than its claim of {claim.units}")
    return {facts.periods.index(period): units for period, units in award.periods.items()}


def _used(facts: Facts, limits: Limits, delivered: Iterable[Mapping[int, int]]) -> dict[str, Fraction]:
    """How much of each cap row is used."""
    by_use: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for footprint, units in zip(limits.of, delivered, strict=True):
        for taken in limits.footprints[footprint].uses if units else ():
            for period, amount in units.items():
                by_use[taken][period] += amount
    kinds = {name: rule["kind"] for name, rule in facts.policy["rules"].items()}
    used = {name: ZERO for name, row in limits.rows.items() if kinds.get(row.rule) == "cap"}
    for index, use in enumerate(limits.uses):
        for row in use.rows:
            spanned = sum(amount for period, amount in by_use[index].items() if row.first <= period <= row.last)
            used[row.name] += use.amount * spanned
    return used
