"""Grants: the units granted in each period, held against every row of the policy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from optimizer.certificate.covering import Duty, Source, covers
from optimizer.certificate.exact import Flaw
from optimizer.certificate.facts import Claim, Facts
from optimizer.certificate.limits import Limits
from optimizer.plans import Plan

ZERO = Fraction(0)
Purchases = Mapping[str, Mapping[str, Mapping[str, int]]]
"""Firm to domestic product to period to units."""


@dataclass(frozen=True)
class Grants:
    """What is delivered, and how much of each cap row it uses."""

    delivered: tuple[Mapping[int, int], ...]
    """For each claim, period to units."""
    used: Mapping[str, Fraction]
    """Row to what the deliveries use of it, for every cap and supply row."""


def hold(facts: Facts, limits: Limits, plan: Plan) -> Grants:
    """Read what a plan grants, and check that every row holds.

    Raises:
        Flaw: where an award is not whole lots within its claim and window, or a row does not hold.
    """
    delivered = tuple(_delivered(facts, claim, plan) for claim in facts.claims)
    used = _used(facts, limits, delivered)
    _check_purchases(facts, limits, delivered, plan.co_purchases)
    used |= _bought(facts, plan.co_purchases)
    for name, amount in used.items():
        row = limits.rows[name]
        if amount > row.amount:
            raise Flaw(f"{name} allows {row.amount} {row.unit}; the plan uses {amount}")
    return Grants(delivered, used)


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


def _bought(facts: Facts, purchases: Purchases) -> dict[str, Fraction]:
    """How much of each supply row is used."""
    bought = {product: [0] * len(facts.periods) for product in facts.scenario.domestic}
    for firm, products in purchases.items():
        for product, periods in products.items():
            if product not in bought:
                raise Flaw(f"{firm} is to buy {product}, which is not a domestic product of the scenario")
            for period, units in periods.items():
                if period not in facts.periods or units <= 0:
                    raise Flaw(f"{firm} is to buy {units} units of {product} in {period}, which cannot be")
                bought[product][facts.periods.index(period)] += units
    return {
        f"supply[{product},{period}]": Fraction(sum(units[: t + 1]))
        for product, units in bought.items()
        for t, period in enumerate(facts.periods)
    }


def _check_purchases(
    facts: Facts, limits: Limits, delivered: Iterable[Mapping[int, int]], purchases: Purchases
) -> None:
    """Check that every firm buys what its imports oblige it to, in time."""
    owed: dict[str, dict[tuple[int, int], Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for claim, index, units in zip(facts.claims, limits.of, delivered, strict=True):
        footprint = limits.footprints[index]
        if footprint.classed >= 0:
            for period, amount in units.items():
                owed[claim.firm][footprint.classed, period] += footprint.owed * amount
    for firm in sorted(purchases.keys() - owed.keys()):
        raise Flaw(f"{firm} is to buy domestic accelerators, but nothing obliges it to")
    for firm, amounts in sorted(owed.items()):
        due = [(classed, Duty(period, amount)) for (classed, period), amount in sorted(amounts.items())]
        sources = _sources(facts, limits, firm, due, purchases.get(firm, {}))
        if not covers(sources, [duty for _, duty in due]):
            raise Flaw(f"{firm} does not buy the domestic accelerators that its imports oblige it to, in time")


def _sources(
    facts: Facts, limits: Limits, firm: str, due: Iterable[tuple[int, Duty]], bought: Mapping[str, Mapping[str, int]]
) -> list[Source]:
    """What the firm has to meet its duties with; units that count alike from the same period on are one source."""
    due = list(due)
    stock = [(-1, product, units) for product, units in facts.scenario.firms[firm].domestic_purchases.items()]
    stock += [
        (facts.periods.index(period), product, units)
        for product, periods in bought.items()
        for period, units in periods.items()
    ]
    merged: dict[tuple[int, tuple[tuple[int, Fraction], ...]], int] = defaultdict(int)
    for period, product, units in stock:
        worth = []
        for index, (classed, duty) in enumerate(due):
            value = dict(limits.classes[classed].worth).get(product)
            usable = duty.period >= period if period >= 0 else limits.classes[classed].firm == firm
            if value and usable:
                worth.append((index, value))
        merged[period, tuple(worth)] += units
    return [Source(period, Fraction(units), dict(worth)) for (period, worth), units in merged.items() if worth]
