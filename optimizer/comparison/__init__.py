"""Comparison: two plans with their scenarios in, what changed and which limit moved it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from optimizer.collection import collection_put_off
from optimizer.comparison.causes import Answers, cause
from optimizer.comparison.differences import (
    AwardDifference,
    Code,
    Comparison,
    Difference,
    FirmDifference,
    Movement,
    PurchaseDifference,
    RowDifference,
    Side,
    StandingDifference,
)
from optimizer.comparison.inputs import input_differences
from optimizer.plans import Award, Plan
from optimizer.scenario import Scenario

__all__ = ["Comparison", "Difference", "FirmDifference", "Movement", "compare"]

What = tuple[Code, str | None]
"""A code, and the row, if one did it."""


def compare(before: Plan, before_scenario: Scenario, after: Plan, after_scenario: Scenario) -> Comparison:
    """What differs between two plans, each of its own scenario, and why; nothing about what does not."""
    with collection_put_off():
        return _compared(Answers.of(before, before_scenario), Answers.of(after, after_scenario))


def _compared(first: Answers, last: Answers) -> Comparison:
    before, after = first.plan, last.plan
    awards = sorted(_awards(first, last), key=lambda item: (-abs(item.after - item.before), item.application))
    return Comparison(
        before=_side(before),
        after=_side(after),
        inputs=input_differences(first.scenario, last.scenario),
        firms=_firms(awards, first, last),
        applications=awards,
        use_cases=_units(before.totals.by_use_case, after.totals.by_use_case),
        periods=_units(before.totals.by_period, after.totals.by_period),
        rows=list(_rows(first, last)),
        standing=list(_standings(first, last)),
        co_purchases=list(_purchases(before, after)),
    )


def _side(plan: Plan) -> Side:
    return Side(
        scenario_digest=plan.scenario_digest, outcome=plan.outcome, totals=plan.totals, unallocated=plan.unallocated
    )


def _awards(before: Answers, after: Answers) -> Iterator[AwardDifference]:
    one, other = before.plan.awards, after.plan.awards
    for name in one.keys() | other.keys():
        was, now = one.get(name, NOTHING), other.get(name, NOTHING)
        if was.units == now.units and was.periods == now.periods:
            continue
        side = after if name in after.scenario.applications else before
        application = side.scenario.applications[name]
        yield AwardDifference(
            application=name,
            firm=application.firm,
            group=_group(application.firm, side),
            use_case=application.use_case,
            before=was.units,
            after=now.units,
            claim_before=was.claim,
            claim_after=now.claim,
            entitlement_before=was.entitlement,
            entitlement_after=now.entitlement,
            periods=_pairs(was.periods, now.periods),
            stopped_before=was.limited_by,
            stopped_after=now.limited_by,
            cause=cause(name, before, after),
        )


NOTHING = Award(firm="", group="", claim=0, entitlement="0", units=0)
"""What an application gets that takes no part."""


def _group(firm: str, side: Answers) -> str:
    return side.scenario.firms[firm].group or firm


def _pairs(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """What two counts say under each name, where they say different things."""
    pairs = {name: (before.get(name, 0), after.get(name, 0)) for name in sorted(before.keys() | after.keys())}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _units(before: Mapping[str, int], after: Mapping[str, int]) -> list[Difference]:
    return [Difference(name=name, before=one, after=other) for name, (one, other) in _pairs(before, after).items()]


def _firms(awards: list[AwardDifference], before: Answers, after: Answers) -> list[FirmDifference]:
    """Firms with an application whose award differs."""
    moved: dict[str, dict[What, int]] = {}
    for firm, what, units in _moves(awards, before, after):
        by = moved.setdefault(firm, {})
        by[what] = by.get(what, 0) + units
    one, other = _by_firm(before.plan), _by_firm(after.plan)
    found = []
    for firm, by in moved.items():
        side = after if firm in after.scenario.firms else before
        found.append(
            FirmDifference(
                firm=firm,
                group=_group(firm, side),
                name=side.scenario.firms[firm].name,
                before=one.get(firm, 0),
                after=other.get(firm, 0),
                moved_by=_movements(by),
            )
        )
    return sorted(found, key=lambda item: (-abs(item.after - item.before), item.firm))


def _moves(awards: list[AwardDifference], before: Answers, after: Answers) -> Iterator[tuple[str, What, int]]:
    """Each firm, what moved one of its applications, and by how many units."""
    filed, files = before.scenario.applications, after.scenario.applications
    other = {name for name in filed.keys() & files.keys() if filed[name].firm != files[name].firm}
    for item in awards:
        if item.application not in other:
            yield item.firm, (item.cause.code, item.cause.row), item.after - item.before
    for name in sorted(other):
        was, now = before.plan.awards.get(name, NOTHING).units, after.plan.awards.get(name, NOTHING).units
        if was:
            yield filed[name].firm, ("left", None), -was
        if now:
            yield files[name].firm, ("joined", None), now


def _movements(moved: Mapping[What, int]) -> list[Movement]:
    by_weight = sorted(moved.items(), key=lambda pair: (-abs(pair[1]), pair[0][0], pair[0][1] or ""))
    return [Movement(code=code, row=row, units=units) for (code, row), units in by_weight]


def _by_firm(plan: Plan) -> dict[str, int]:
    units: dict[str, int] = {}
    for award in plan.awards.values():
        units[award.firm] = units.get(award.firm, 0) + award.units
    return units


def _rows(before: Answers, after: Answers) -> Iterator[RowDifference]:
    """Rows that stopped somebody in one of the plans only."""
    stopped, stops = before.plan.stopping(), after.plan.stopping()
    for name in sorted(before.rows.keys() | after.rows.keys()):
        one, other = before.rows.get(name), after.rows.get(name)
        binds = name in stopped, name in stops
        if binds[0] != binds[1]:
            yield RowDifference(row=name, change="began" if binds[1] else "ceased", before=one, after=other)


def _standings(before: Answers, after: Answers) -> Iterator[StandingDifference]:
    """Applications that are refused or drop out in one plan only; of a plan that is none, nobody drops out."""
    both = before.scenario.applications.keys() & after.scenario.applications.keys()
    for name in sorted(both):
        firm = after.scenario.applications[name].firm
        was, now = before.plan.refused.get(name, []), after.plan.refused.get(name, [])
        if was != now:
            change = "refused for other reasons" if was and now else "refused" if now else "admitted"
            yield StandingDifference.model_validate(
                {"application": name, "firm": firm, "change": change, "because": now or was}
            )
        one, other = before.dropped.get(name), after.dropped.get(name)
        drop = other or one
        if (one is None) != (other is None) and drop is not None:
            yield StandingDifference(
                application=name,
                firm=firm,
                change="returned" if other is None else "dropped",
                entitlement=drop.entitlement,
                minimum_units=drop.minimum_units,
            )


def _purchases(before: Plan, after: Plan) -> Iterator[PurchaseDifference]:
    one, other = before.co_purchases, after.co_purchases
    for firm in sorted(one.keys() | other.keys()):
        products = one.get(firm, {}).keys() | other.get(firm, {}).keys()
        for product in sorted(products):
            pairs = _pairs(one.get(firm, {}).get(product, {}), other.get(firm, {}).get(product, {}))
            for period, (was, now) in pairs.items():
                yield PurchaseDifference(firm=firm, product=product, period=period, before=was, after=now)
