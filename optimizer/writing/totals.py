"""Totals: a division in, its sums over products, rounds, use cases, kinds of firms and periods out."""

from __future__ import annotations

import numpy as np
from flint import fmpq

from optimizer.claims import Claims, Integers
from optimizer.dividing import Division
from optimizer.plans import Totals
from optimizer.quantities import ONE, ZERO, rational, written
from optimizer.rules.cap import Cap
from optimizer.scenario import Scenario
from optimizer.writing.gains import Gains


def totals(scenario: Scenario, division: Division, gained: Gains) -> Totals:
    """Claimed and awarded units, and the awarded ones by part; what they cost."""
    claims = division.entitled.claims
    units = division.grants.delivered.sum(axis=1)
    duty, landed = cost(scenario, claims, units)
    return Totals(
        claimed=int(claims.units.sum()),
        awarded=int(units.sum()),
        by_round=gained.by_round(units, claims.lot),
        by_use_case=_by(claims, "use_case", units),
        by_kind=_by(claims, "firm.kind", units),
        by_period={
            name: int(total) for name, total in zip(claims.periods, division.grants.delivered.sum(axis=0), strict=True)
        },
        duty_usd=duty,
        landed_cost_usd=landed,
    )


def unallocated(scenario: Scenario, division: Division) -> dict[str, int]:
    """What caps on all units of a product leave; where there is none, what its claims went without."""
    claims = division.entitled.claims
    products = claims.attributes["product"]
    whole = {
        name
        for name, rule in scenario.policy.rules.items()
        if isinstance(rule, Cap) and rule.per is None and rule.measure == "units" and not rule.where
    }
    left: dict[str, int] = {}
    for code, name in enumerate(products.values):
        mine = products.codes == code
        awarded = int(division.grants.delivered[mine].sum())
        limits = [_total(scenario, division, rule) for rule in sorted(whole)]
        short = int(claims.units[mine].sum()) - awarded
        everything = int(division.grants.delivered.sum())
        left[str(name)] = min((int(total.floor()) - everything for total in limits), default=short)
    return dict(sorted(left.items()))


def _total(scenario: Scenario, division: Division, name: str) -> fmpq:
    caps = {rule: item for rule, item in scenario.policy.rules.items() if isinstance(item, Cap)}
    return caps[name].total(division.entitled.claims, caps)


def _by(claims: Claims, attribute: str, units: Integers) -> dict[str, int]:
    column = claims.attributes[attribute]
    total = np.bincount(column.codes, weights=units, minlength=len(column.values))
    return dict(
        sorted((str(name), int(count)) for name, count in zip(column.values, total, strict=True) if name is not None)
    )


def cost(scenario: Scenario, claims: Claims, units: Integers) -> tuple[str | None, str | None]:
    """Duty, and price with duty, of all awards in US dollars; None where a product has no price."""
    products = claims.attributes["product"]
    duty = landed = ZERO
    for code, name in enumerate(products.values):
        product = scenario.products[str(name)]
        if product.price_usd is None:
            return None, None
        value = rational(product.price_usd) * int(units[products.codes == code].sum())
        rate = rational(product.duty or 0)
        duty, landed = duty + value * rate, landed + value * (ONE + rate)
    return written(duty), written(landed)
