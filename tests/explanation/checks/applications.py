"""What must be the case where a reason tells what an application asked for, was given and has."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from optimizer.explanation import Code, Explanation
from tests.explanation.checks.registry import holds
from tests.explanation.truth import Truth


@holds(Code.ASKED)
def asked(truth: Truth, told: Explanation, reason: Any) -> None:
    item = truth.scenario.applications[told.name]
    assert (reason.application, reason.firm, reason.product) == (told.name, item.firm, item.product)
    assert reason.units == item.units
    periods = truth.scenario.periods
    ends = {item.from_ or periods[0], item.to or periods[-1]}
    assert set(reason.window) == ends
    assert len(reason.window) == len(ends)


@holds(Code.CUT_TO_LOTS, Code.LESS_THAN_A_LOT)
def cut_to_lots(truth: Truth, told: Explanation, reason: Any) -> None:
    item = truth.scenario.applications[told.name]
    lot = truth.scenario.products[item.product].lot
    claim = item.units - item.units % lot
    assert reason.lot == lot
    assert claim < item.units or claim == 0
    assert (claim == 0) == (reason.code is Code.LESS_THAN_A_LOT)
    assert getattr(reason, "claim", 0) == claim


@holds(Code.KEPT)
def kept(truth: Truth, told: Explanation, reason: Any) -> None:
    failed = truth.facts.failed.get(told.name, [])
    assert set(reason.requirements) == truth.facts.policy["eligibility"].keys() - set(failed)


@holds(Code.FAILED)
def failed(truth: Truth, told: Explanation, reason: Any) -> None:
    rule = truth.facts.policy["eligibility"][reason.requirement]
    assert truth.selects(rule["where"], told.name)
    assert not truth.selects(rule["require"], told.name)
    assert reason.because == rule["because"]


@holds(Code.REFUSED)
def refused(truth: Truth, told: Explanation, reason: Any) -> None:
    assert reason.requirements == len(truth.facts.failed[told.name]) > 0
    assert told.name not in truth.plan.awards


@holds(Code.NO_PLAN)
def no_plan(truth: Truth, told: Explanation, reason: Any) -> None:  # noqa: ARG001 - one shape for all
    conflict = truth.plan.conflict
    assert conflict is not None
    assert truth.rule(reason.round)["guarantee"]
    assert (reason.round, reason.short_by, reason.rows) == (conflict.round, conflict.short_by, conflict.rows)
    assert not truth.plan.awards


@holds(Code.DROPPED_OUT)
def dropped_out(truth: Truth, told: Explanation, reason: Any) -> None:
    drops = truth.plan.dropped
    drop = drops[reason.place - 1]
    assert (drop.application, drop.entitlement, len(drops)) == (told.name, reason.entitlement, reason.of)
    assert 0 < Fraction(reason.entitlement) < reason.minimum == truth.claims[told.name].minimum
    assert reason.firms == truth.firms((item.application for item in drops), truth.firm(told.name))


@holds(Code.IN_NO_ROUND)
def in_no_round(truth: Truth, told: Explanation, reason: Any) -> None:
    assert reason.rounds == truth.order
    assert not any(truth.member(step, told.name) for step in truth.order)


@holds(Code.GIVEN)
def given(truth: Truth, told: Explanation, reason: Any) -> None:
    award = truth.award(told.name)
    assert truth.member(reason.round, told.name)
    assert award.given[reason.round] == reason.units
    assert Fraction(reason.left) == truth.left(told.name, reason.round) > 0
    stop = truth.stop(reason.round, told.name)
    if reason.limited_by:
        assert stop is not None
        assert reason.round != award.round
        assert set(reason.limited_by) <= stop.rows.keys()
        assert Fraction(reason.units) < Fraction(reason.left)
    else:
        assert reason.round == award.round or stop is None
    if stop is None:
        assert Fraction(reason.units) == Fraction(reason.left)


@holds(Code.PASSED_BY)
def passed_by(truth: Truth, told: Explanation, reason: Any) -> None:
    assert truth.member(reason.round, told.name)
    assert reason.reach == truth.reach(told.name, reason.round)
    assert truth.held(told.name, reason.round) >= reason.reach


@holds(Code.WHOLE_CLAIM)
def whole_claim(truth: Truth, told: Explanation, reason: Any) -> None:
    award = truth.award(told.name)
    assert Fraction(award.entitlement) == award.claim == reason.claim
    assert not award.limited_by


@holds(Code.CEILING)
def ceiling(truth: Truth, told: Explanation, reason: Any) -> None:
    award = truth.award(told.name)
    assert reason.round == award.round
    assert Fraction(award.entitlement) == reason.reach == truth.reach(told.name, reason.round) < reason.claim
    assert reason.claim == award.claim
    assert award.level == "1"
