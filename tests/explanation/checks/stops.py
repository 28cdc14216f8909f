"""What must be the case where a reason tells what stopped an application, and by what measure."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import Any

from optimizer.explanation import Code, Explanation
from tests.explanation.checks.registry import holds
from tests.explanation.truth import Truth


@holds(Code.STOPPED)
def stopped(truth: Truth, told: Explanation, reason: Any) -> None:
    award, stop = truth.award(told.name), truth.stop(reason.round, told.name)
    assert stop is not None
    assert (reason.round, reason.level, reason.entitlement) == (award.round, award.level, award.entitlement)
    assert (reason.rank, reason.met) == (stop.rank, stop.level)
    assert Fraction(award.level or 0) >= Fraction(stop.level)
    assert (reason.further is None) == (Fraction(award.level or 0) == Fraction(stop.level))
    assert reason.further in {None, award.level}
    assert Fraction(award.entitlement) < truth.reach(told.name, reason.round)


@holds(
    Code.SAME_SHARE,
    Code.SAME_AWARD,
    Code.SAME_LOSS,
    Code.SAME_AWARD_TO_HALF,
    Code.SAME_LOSS_FROM_HALF,
)
def same_measure(truth: Truth, told: Explanation, reason: Any) -> None:
    """Everybody who stopped there has its part of what the rule gives its claimant at the measure that is told."""
    stop = truth.stop(reason.round, told.name)
    assert stop is not None
    claimed: dict[Any, Fraction] = defaultdict(Fraction)
    sisters = set()
    for name in truth.filling(reason.round, stop.rank):
        claimed[truth.claimant(name, reason.round)] += truth.left(name, reason.round)
        if truth.claimant(name, reason.round) == truth.claimant(told.name, reason.round):
            sisters.add(truth.scenario.applications[name].firm)
    assert reason.sisters == len(sisters - {truth.firm(told.name)})
    assert (reason.claimant, reason.weight) == (
        truth.rule(reason.round)["claimant"],
        truth.rule(reason.round)["weight"],
    )
    for name in stop.stopped:
        owner = truth.claimant(name, reason.round)
        claim, weight = claimed[owner], owner[1]
        gets = {
            Code.SAME_SHARE: lambda claim, weight: min(claim, claim * weight * Fraction(reason.share)),
            Code.SAME_AWARD: lambda claim, weight: min(claim, Fraction(reason.units) * weight),
            Code.SAME_LOSS: lambda claim, weight: claim - min(claim, Fraction(reason.units) / weight),
            Code.SAME_AWARD_TO_HALF: lambda claim, weight: min(claim / 2, Fraction(reason.units) * weight),
            Code.SAME_LOSS_FROM_HALF: lambda claim, weight: claim - min(claim / 2, Fraction(reason.units) / weight),
        }[reason.code](claim, weight)
        assert truth.given(name, reason.round) == truth.left(name, reason.round) / claim * gets


@holds(Code.BEST_TOTAL)
def best_total(truth: Truth, told: Explanation, reason: Any) -> None:
    assert truth.rule(reason.round)["divide"] == {"maximize": reason.attribute}
    assert Fraction(reason.score) == truth.score(reason.round, told.name)


def _part(truth: Truth, told: Explanation, reason: Any) -> None:
    """A row has the part in the stop that the award says, which the certificate proves."""
    award = truth.award(told.name)
    assert {item.row: item.share for item in award.limited_by}[reason.row] == reason.share
    assert sum(Fraction(item.share) for item in award.limited_by) == 1
    reasons: tuple[Any, ...] = told.reasons
    told_of = {item.row for item in reasons if item.code.startswith("limited_by")}
    assert told_of == {item.row for item in award.limited_by}


@holds(Code.LIMITED_BY_CAP)
def limited_by_cap(truth: Truth, told: Explanation, reason: Any) -> None:
    _part(truth, told, reason)
    use, row = next(use for use in truth.plan.rows if use.row == reason.row), truth.every_row[reason.row]
    assert (reason.rule, reason.unit) == (row.rule, row.unit)
    assert Fraction(reason.limit) == row.amount
    assert reason.used == str(use.used)
    assert use.binding
    counts = [
        name
        for at, name in enumerate(truth.claims)
        if any(
            reason.row in {item.name for item in truth.limits.uses[taken].rows}
            for taken in truth.limits.footprints[truth.limits.of[at]].uses
        )
    ]
    assert told.name in counts
    assert reason.firms == truth.firms(counts, truth.firm(told.name))
    limit = truth.facts.policy["rules"][reason.rule]["limit"]
    brought = isinstance(limit, dict) and isinstance(limit.get("attribute"), str)
    assert reason.brought == (brought and truth.facts.policy["rules"][reason.rule]["per"] == "group")


@holds(Code.LIMITED_BY_POOL)
def limited_by_pool(truth: Truth, told: Explanation, reason: Any) -> None:
    _part(truth, told, reason)
    assert reason.row == f"pool[{reason.round}]"
    assert Fraction(reason.pool) == truth.rule(reason.round)["pool"]
    inside = [name for name in truth.plan.awards if truth.member(reason.round, name)]
    assert sum(truth.given(name, reason.round) for name in inside) == Fraction(reason.pool)


@holds(Code.LIMITED_BY_SUPPLY)
def limited_by_supply(truth: Truth, told: Explanation, reason: Any) -> None:
    _part(truth, told, reason)
    assert reason.row == f"supply[{reason.product},{reason.period}]"
    assert Fraction(reason.limit) == truth.every_row[reason.row].amount
    assert reason.used == str(next(use.used for use in truth.plan.rows if use.row == reason.row))
    assert reason.product in truth.claims[told.name].accepts


@holds(Code.LIMITED_BY_CREDIT)
def limited_by_credit(truth: Truth, told: Explanation, reason: Any) -> None:
    _part(truth, told, reason)
    firm = truth.firm(told.name)
    assert reason.row == f"credit[{firm},{reason.product}]"
    assert reason.units == truth.scenario.firms[firm].domestic_purchases[reason.product]


@holds(Code.LIMITED_BY_NOTHING_TO_BUY)
def limited_by_nothing_to_buy(truth: Truth, told: Explanation, reason: Any) -> None:
    _part(truth, told, reason)
    assert reason.rule == truth.obliging(told.name)
    assert truth.every_row[reason.row].amount == 0
