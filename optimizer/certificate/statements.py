"""Statements: what a plan says about all awards together, added up again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from optimizer.certificate.exact import Flaw, exact, figure
from optimizer.certificate.facts import Facts
from optimizer.certificate.grants import Grants
from optimizer.certificate.limits import Limits, horizon
from optimizer.plans import Plan, RowUse

ZERO = Fraction(0)


def check_rows(limits: Limits, grants: Grants, plan: Plan) -> None:
    """Check the table of rows: all but idle ones, with what is used, the limit, and whether it binds.

    Raises:
        Flaw: at the first row of which the plan says something else.
    """
    listed = {use.row: use for use in plan.rows}
    if len(listed) != len(plan.rows):
        raise Flaw("a row is listed twice")
    used_of = {name: used for name, used in grants.used.items() if name not in limits.idle}
    for name in sorted(listed.keys() ^ used_of.keys()):
        raise Flaw(f"{name} is {'listed, but not a row of this scenario' if name in listed else 'not listed'}")
    named = {row for stop in plan.bottlenecks for row in stop.rows}
    named.update(row for stop in plan.lot_stops for row in stop.rows)
    for name, used in used_of.items():
        row = limits.rows[name]
        binding = name in named or 0 < used == row.amount
        expected = (row.rule, used, row.amount, row.unit, binding)
        if _stated(listed[name]) != expected:
            raise Flaw(
                f"{name} of {row.rule}: {used} of {row.amount} {row.unit} used, {'' if binding else 'not '}binding; "
                f"the plan says otherwise"
            )


def _stated(use: RowUse) -> tuple[str, Fraction, Fraction, str, bool]:
    return use.rule, exact(str(use.used)), exact(str(use.limit)), use.unit, use.binding


def check_totals(facts: Facts, plan: Plan) -> None:
    """Check the totals and what stayed unallocated.

    Raises:
        Flaw: at the first that the awards do not add up to.
    """
    units = {claim.id: plan.awards[claim.id].units for claim in facts.claims}
    totals = plan.totals
    stated: dict[str, tuple[Any, Any]] = {
        "units claimed": (totals.claimed, sum(claim.units for claim in facts.claims)),
        "units awarded": (totals.awarded, sum(units.values())),
        "units by round": (totals.by_round, _by_round(facts, plan)),
        "units by use case": (totals.by_use_case, _by_attribute(facts, "use_case", units)),
        "units by kind of firm": (totals.by_kind, _by_attribute(facts, "firm.kind", units)),
        "units by period": (totals.by_period, _by_period(facts, plan)),
        "units left unallocated": (plan.unallocated, _unallocated(facts, units)),
    }
    duty, landed = _cost(facts, units)
    for what, text, value in (("duty", totals.duty_usd, duty), ("landed cost", totals.landed_cost_usd, landed)):
        stated[what] = (None if text is None else exact(text), value)
    for what, (said, true) in stated.items():
        if said != true:
            raise Flaw(f"{what}: the awards come to {true}; the plan says {said}")


def _by_round(facts: Facts, plan: Plan) -> dict[str, int]:
    """What each round added to the awards: the whole lots that each came to by it; to the last that gave, the rest."""
    order = sorted(facts.policy["rounds"], key=lambda name: int(facts.policy["rounds"][name]["order"]))
    sums: dict[str, int] = defaultdict(int)
    for claim in facts.claims:
        award, held, counted, last = plan.awards[claim.id], ZERO, 0, ""
        for name in (name for name in order if name in award.given):
            gain = exact(award.given[name])
            held += gain
            reached = min(award.units, held // claim.lot * claim.lot)
            sums[name] += reached - counted
            counted, last = reached, name if gain else last
        if counted < award.units:
            sums[last] += award.units - counted
    return dict(sums)


def _by_attribute(facts: Facts, attribute: str, units: Mapping[str, int]) -> dict[str, int]:
    """Units by each value that some application has, refused or not."""
    read = facts.reader(attribute)
    sums: dict[str, int] = defaultdict(int)
    for name in facts.scenario.applications:
        if (label := read(name)) is not None:
            sums[str(label)] += units.get(name, 0)
    return dict(sums)


def _by_period(facts: Facts, plan: Plan) -> dict[str, int]:
    sums = dict.fromkeys(facts.periods, 0)
    for award in plan.awards.values():
        for period, units in award.periods.items():
            sums[period] += units
    return sums


def _unallocated(facts: Facts, units: Mapping[str, int]) -> dict[str, int]:
    """What caps on all units leave; where there is none, what the claims on each product went without."""
    rules = facts.policy["rules"].items()
    left = [horizon(name, facts) // 1 - sum(units.values()) for name, rule in rules if _is_on_all_units(rule)]
    short = {item.product: 0 for item in facts.scenario.applications.values()}
    for claim in facts.claims:
        short[claim.product] += claim.units - units[claim.id]
    return {product: min(left, default=without) for product, without in short.items()}


def _is_on_all_units(rule: Mapping[str, Any]) -> bool:
    return rule["kind"] == "cap" and rule["per"] is None and rule["measure"] == "units" and not rule["where"]


def _cost(facts: Facts, units: Mapping[str, int]) -> tuple[Fraction | None, Fraction | None]:
    """Duty, and price with duty, of all awards; none where a product has no price."""
    by_product = {item.product: 0 for item in facts.scenario.applications.values()}
    for claim in facts.claims:
        by_product[claim.product] += units[claim.id]
    duty = landed = ZERO
    for name, count in by_product.items():
        product = facts.scenario.products[name]
        if product.price_usd is None:
            return None, None
        value = figure(product.price_usd) * count
        duty += value * figure(product.duty)
        landed += value * (1 + figure(product.duty))
    return duty, landed
