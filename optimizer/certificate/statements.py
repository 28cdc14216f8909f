"""Statements: what a plan says about all awards together, added up again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from optimizer.certificate.division import Division
from optimizer.certificate.exact import Flaw, exact, figure
from optimizer.certificate.facts import Facts
from optimizer.certificate.grants import Grants
from optimizer.certificate.limits import Limits, horizon
from optimizer.plans import Plan, RowUse

ZERO = Fraction(0)


def check_outcome(plan: Plan) -> None:
    """Check that what a plan says of its checks and of a conflict goes with its outcome.

    Raises:
        Flaw: if it does not.
    """
    checks = plan.checks
    if checks.certificate != "proved":
        raise Flaw("the plan says of itself that its certificate was not proved")
    if plan.outcome == "allocated" and plan.conflict is not None:
        raise Flaw("the plan allocates, yet it names a conflict that nobody could solve")
    if plan.outcome == "allocated" and (checks.rows != "proved" or checks.lots == "none"):
        raise Flaw("the plan allocates, yet it says that rows or lots were not checked")


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


def check_totals(facts: Facts, division: Division, plan: Plan) -> None:
    """Check the totals and what stayed unallocated.

    Raises:
        Flaw: at the first that the awards do not add up to.
    """
    units = [plan.awards[claim.id].units for claim in facts.claims]
    totals = plan.totals
    stated: dict[str, tuple[Any, Any]] = {
        "units claimed": (totals.claimed, sum(claim.units for claim in facts.claims)),
        "units awarded": (totals.awarded, sum(units)),
        "units by round": (totals.by_round, _by_round(facts, division, units)),
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


def _by_round(facts: Facts, division: Division, units: Sequence[int]) -> dict[str, int]:
    """What each round added to the awards: the whole lots that each came to by it; to the last that gave, the rest."""
    sums: dict[str, int] = defaultdict(int)
    lots = (claim.lot for claim in facts.claims)
    for (history, lot, award), count in Counter(zip(division.histories.of, lots, units, strict=True)).items():
        given = division.histories.distinct[history].given
        sums.update({name: sums[name] for name in given})
        held, counted = ZERO, 0
        *before, last = [name for name, gain in given.items() if gain > 0] or [""]
        for name in before:
            held += given[name]
            reached = min(award, held // lot * lot)
            sums[name] += (reached - counted) * count
            counted = reached
        if counted < award:
            sums[last] += (award - counted) * count
    return dict(sums)


def _by_attribute(facts: Facts, attribute: str, units: Sequence[int]) -> dict[str, int]:
    """Units by each value that some application has, refused or not."""
    values = facts.said.of(attribute)
    sums = [0] * len(values.distinct)
    for at, count in zip(values.of, units, strict=True):
        sums[at] += count
    by_value: dict[str, int] = defaultdict(int)
    for value, count in zip(values.distinct, sums, strict=True):
        if value is not None:
            by_value[str(value)] += count
    return dict(by_value)


def _by_period(facts: Facts, plan: Plan) -> dict[str, int]:
    sums = dict.fromkeys(facts.periods, 0)
    for award in plan.awards.values():
        for period, units in award.periods.items():
            sums[period] += units
    return sums


def _unallocated(facts: Facts, units: Sequence[int]) -> dict[str, int]:
    """What caps on all units leave; where there is none, what the claims on each product went without."""
    rules = facts.policy["rules"].items()
    left = [horizon(name, facts) // 1 - sum(units) for name, rule in rules if _is_on_all_units(rule)]
    short = [claim.units - granted for claim, granted in zip(facts.claims, units, strict=True)]
    return {product: min(left, default=without) for product, without in _by_attribute(facts, "product", short).items()}


def _is_on_all_units(rule: Mapping[str, Any]) -> bool:
    return rule["kind"] == "cap" and rule["per"] is None and rule["measure"] == "units" and not rule["where"]


def _cost(facts: Facts, units: Sequence[int]) -> tuple[Fraction | None, Fraction | None]:
    """Duty, and price with duty, of all awards; none where a product has no price."""
    duty = landed = ZERO
    for name, count in _by_attribute(facts, "product", units).items():
        product = facts.scenario.products[name]
        if product.price_usd is None:
            return None, None
        value = figure(product.price_usd) * count
        duty += value * figure(product.duty)
        landed += value * (1 + figure(product.duty))
    return duty, landed
