"""Outlines: a plan in, or a division that is not proved yet; out, its headline figures and what everybody gets.

An outline of a division has the figures that its plan will have, sooner by the time that writing and checking the plan
takes. What only the written plan tells is missing in it: who is limited by what, and how far each limit is used.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from api.figures import exact
from api.reports.headline import national_quota, quotas, tightest
from api.reports.view import View, in_words
from optimizer.claims import Claims
from optimizer.dividing import divide
from optimizer.plans import Plan, RowUse
from optimizer.quantities import written
from optimizer.scenario import Scenario
from optimizer.writing.totals import cost

Bought = Mapping[str, Mapping[str, Mapping[str, int]]]


@dataclass(frozen=True, slots=True)
class Limit:
    """The limits of one rule: how far the fullest of them is used, and how many stopped somebody."""

    fullest: Fraction
    binding: int


@dataclass(frozen=True, slots=True)
class Outline:
    """What is shown of a plan beside another one."""

    allocated: bool
    quota: Fraction | None
    units: Mapping[str, int]
    """Units granted to each application that takes part."""
    claims: Mapping[str, int]
    dropped: int
    bought: int
    """Units of domestic products that firms have to buy."""
    duty_usd: Fraction | None
    claimed: int
    limited_by: Mapping[str, str] | None = None
    """In words, for each application that takes part; None before the plan is written."""
    limits: Mapping[str, Limit] | None = None
    """By the name of the rule; None before the plan is written."""

    @property
    def awarded(self) -> int:
        """Units granted to all."""
        return sum(self.units.values())

    @property
    def served(self) -> int:
        """Applications that get anything."""
        return sum(units > 0 for units in self.units.values())


def of_plan(view: View) -> Outline:
    """The outline of a plan that passed its checks."""
    plan, quota = view.plan, national_quota(view)
    return Outline(
        allocated=plan.outcome == "allocated",
        quota=quota[1] if quota else None,
        units={line.id: line.award.units for line in view.lines},
        claims={line.id: line.award.claim for line in view.lines},
        dropped=len(plan.dropped),
        bought=_bought(plan.co_purchases),
        duty_usd=_exact(plan.totals.duty_usd),
        claimed=plan.totals.claimed,
        limited_by={line.id: in_words(line.reasons) for line in view.lines},
        limits=_limits(plan),
    )


def divided(scenario: Scenario, claims: Claims) -> Outline:
    """The outline of the division of a scenario among its claims, which nothing has checked yet.

    Raises:
        SolverError: if the solver gives no answer.
        CheckError: if lots or purchases cannot be made whole.
    """
    division = divide(claims, scenario.policy)
    claimed = int(claims.units.sum())
    if division.entitled.filling.shortfall is not None:
        return Outline(
            allocated=False, quota=None, units={}, claims={}, dropped=0, bought=0, duty_usd=None, claimed=claimed
        )
    units = division.grants.delivered.sum(axis=1)
    rows = (row for cap in division.entitled.rows.caps for of in cap.rows for row in of if row.label is None)
    limits = [(row.rule, exact(written(row.limit))) for row in rows]
    quota, (duty, _) = tightest(quotas(scenario, limits)), cost(scenario, claims, units)
    return Outline(
        allocated=True,
        quota=quota[1] if quota else None,
        units=dict(zip(claims.ids, units.tolist(), strict=True)),
        claims=dict(zip(claims.ids, claims.units.tolist(), strict=True)),
        dropped=len(division.entitled.dropped),
        bought=_bought(division.grants.bought),
        duty_usd=_exact(duty),
        claimed=claimed,
    )


def part_used(row: RowUse) -> Fraction:
    """The part of a limit that is used."""
    return exact(row.used) / exact(row.limit) if exact(row.limit) else Fraction(0)


def _limits(plan: Plan) -> dict[str, Limit]:
    stopping = plan.stopping()
    fullest: dict[str, Fraction] = defaultdict(Fraction)
    binding: dict[str, int] = defaultdict(int)
    for row in plan.rows:
        fullest[row.rule] = max(fullest[row.rule], part_used(row))
        binding[row.rule] += row.row in stopping
    return {rule: Limit(part, binding[rule]) for rule, part in fullest.items()}


def _bought(purchases: Bought) -> int:
    products = (product for firm in purchases.values() for product in firm.values())
    return sum(sum(periods.values()) for periods in products)


def _exact(figure: str | None) -> Fraction | None:
    return None if figure is None else exact(figure)
