"""Grants: the units granted in each period, held against every row of the policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import add

from optimizer.certificate.alike import alike
from optimizer.certificate.exact import Flaw
from optimizer.certificate.facts import Claim, Facts
from optimizer.certificate.limits import Limits
from optimizer.certificate.purchases import Owed, Purchases, Spread, owed
from optimizer.plans import Award, Plan

ZERO = Fraction(0)


@dataclass(frozen=True)
class Grants:
    """What is delivered and bought, and how much of each row that uses."""

    delivered: tuple[Mapping[int, int], ...]
    """For each claim, period to units."""
    spread: Spread
    purchases: Purchases
    owed: Mapping[str, Owed]
    """What each firm owes for what is delivered to it."""
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
    spread = _spread(facts, limits, delivered)
    purchases, due = Purchases(facts, limits, plan.co_purchases), owed(limits, spread)
    used = _used(facts, limits, spread) | purchases.used
    for name, amount in used.items():
        row = limits.rows[name]
        if amount > row.amount:
            raise Flaw(f"{name} allows {row.amount} {row.unit}; the plan uses {amount}")
    purchases.check(due)
    return Grants(tuple(delivered), spread, purchases, due, used)


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


def _spread(facts: Facts, limits: Limits, delivered: Sequence[Mapping[int, int]]) -> Spread:
    firms = facts.said.of("firm")
    kinds = alike(zip(firms.of, limits.of, strict=True))
    amounts = [[0] * len(facts.periods) for _ in kinds.distinct]
    for kind, by_period in zip(kinds.of, delivered, strict=True):
        for period, units in by_period.items():
            amounts[kind][period] += units
    names = ((str(firms.distinct[firm]), footprint) for firm, footprint in kinds.distinct)
    return dict(zip(names, amounts, strict=True))


def _used(facts: Facts, limits: Limits, spread: Spread) -> dict[str, Fraction]:
    """How much of each cap row is used."""
    by_use = [[0] * len(facts.periods) for _ in limits.uses]
    for (_, footprint), amounts in spread.items():
        for taken in limits.footprints[footprint].uses:
            by_use[taken] = list(map(add, by_use[taken], amounts))
    kinds = {name: rule["kind"] for name, rule in facts.policy["rules"].items()}
    used = {name: ZERO for name, row in limits.rows.items() if kinds.get(row.rule) == "cap"}
    for use, amounts in zip(limits.uses, by_use, strict=True):
        for row in use.rows:
            used[row.name] += use.amount * sum(amounts[row.first : row.last + 1])
    return used
