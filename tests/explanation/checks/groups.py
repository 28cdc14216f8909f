"""What must be the case where a reason is about a firm, a rule or a round."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from optimizer.explanation import Code, Explanation
from tests.explanation.checks.registry import holds
from tests.explanation.truth import Truth


def _of(truth: Truth, firm: str) -> list[str]:
    return [name for name, item in truth.scenario.applications.items() if item.firm == firm]


@holds(Code.FIRM_ASKED)
def firm_asked(truth: Truth, told: Explanation, reason: Any) -> None:
    names = _of(truth, told.name)
    assert (reason.firm, reason.applications) == (told.name, len(names))
    assert reason.units == sum(truth.scenario.applications[name].units for name in names)
    assert reason.group == truth.scenario.firms[told.name].group


@holds(Code.FIRM_GRANTED)
def firm_granted(truth: Truth, told: Explanation, reason: Any) -> None:
    awards = [award for award in truth.plan.awards.values() if award.firm == told.name]
    assert reason.units == sum(award.units for award in awards)
    assert reason.claim == sum(award.claim for award in awards)
    assert reason.refused == len(truth.facts.failed.keys() & set(_of(truth, told.name)))
    assert reason.dropped == len({drop.application for drop in truth.plan.dropped} & set(_of(truth, told.name)))


@holds(Code.FIRM_BUYS)
def firm_buys(truth: Truth, told: Explanation, reason: Any) -> None:
    assert reason.purchases == truth.plan.co_purchases[told.name]
    assert reason.units == sum(sum(units.values()) for units in reason.purchases.values()) > 0


@holds(Code.RULE_CAPS, Code.RULE_SUPPLIES)
def rule_caps(truth: Truth, told: Explanation, reason: Any) -> None:
    rows = [use for use in truth.plan.rows if use.rule == told.name]
    if truth.plan.conflict is not None:
        every = [row for row in truth.every_row.values() if row.rule == told.name]
        assert (reason.rows, reason.binding) == (len(every), None)
        return
    assert (reason.rows, reason.binding) == (len(rows), sum(use.binding for use in rows))
    if reason.code is Code.RULE_CAPS:
        rule = truth.facts.policy["rules"][told.name]
        assert (reason.rule, reason.unit, reason.per) == (told.name, rule["measure"], rule["per"])


@holds(Code.RULE_OBLIGES)
def rule_obliges(truth: Truth, told: Explanation, reason: Any) -> None:
    rule = truth.facts.policy["rules"][told.name]
    names = [name for name in truth.claims if truth.obliging(name) == told.name]
    assert Fraction(getattr(reason, rule["basis"])) == Fraction(rule["ratio"])
    assert (reason.applications, reason.firms) == (len(names), truth.firms(names))
    if truth.plan.conflict is None:
        assert reason.granted == sum(truth.award(name).units for name in names)


@holds(Code.ROW_USED)
def row_used(truth: Truth, told: Explanation, reason: Any) -> None:
    use = next(use for use in truth.plan.rows if use.row == reason.row)
    assert use.rule == told.name
    assert (reason.used, reason.limit, reason.unit) == (str(use.used), str(use.limit), use.unit)


@holds(Code.ROW_STOPPED)
def row_stopped(truth: Truth, told: Explanation, reason: Any) -> None:
    stop = next(b for b in truth.plan.bottlenecks if b.round == reason.round and reason.applications[0] in b.stopped)
    assert reason.row in stop.rows
    assert reason.level == stop.level
    assert set(reason.applications) <= stop.stopped.keys()
    assert (reason.count, reason.firms) == (len(reason.applications), truth.firms(reason.applications))
    names = reason.applications if told.kind == "rule" and truth.facts.policy["rules"].get(told.name) else []
    for name in names:
        award = truth.award(name)
        if award.round == reason.round:
            assert reason.row in {item.row for item in award.limited_by}


@holds(Code.ROW_STOPPED_NOBODY)
def row_stopped_nobody(truth: Truth, told: Explanation, reason: Any) -> None:
    assert told.name == next(use.rule for use in truth.plan.rows if use.row == reason.row)
    assert not any(reason.row == item.row for award in truth.plan.awards.values() for item in award.limited_by)


@holds(Code.ROW_LEFT)
def row_left(truth: Truth, told: Explanation, reason: Any) -> None:
    use = next(use for use in truth.plan.rows if use.row == reason.row)
    assert Fraction(reason.left) == Fraction(use.limit) - Fraction(use.used) > 0
    assert (use.rule, use.unit, use.binding) == (told.name, reason.unit, False)
    out = {drop.application: drop.minimum_units for drop in truth.plan.dropped}
    every = truth.every
    takes = [{row.name for at in item.uses for row in every.uses[at].rows} for item in every.footprints]
    counts = {name for at, name in enumerate(truth.claims) if reason.row in takes[every.of[at]]}
    if told.name == "supply":
        return
    assert reason.firms == truth.firms(counts)
    gone = [units for name, units in out.items() if name in counts]
    assert (reason.dropped or 0) == len(gone)
    assert reason.fit is None or reason.fit == sum(units <= Fraction(reason.left) for units in gone)
    stayed = {name for name in counts - out.keys() if truth.claims[name].units}
    assert reason.full + (reason.stopped or 0) + reason.outside == len(stayed)
    assert reason.outside == sum(truth.award(name).round is None for name in stayed)
    assert {item.row for name in stayed for item in truth.award(name).limited_by} <= set(reason.rows)
    assert reason.row not in reason.rows


@holds(Code.ROUND_DIVIDES)
def round_divides(truth: Truth, told: Explanation, reason: Any) -> None:
    rule = truth.rule(told.name)
    divide = next(iter(rule["divide"])) if isinstance(rule["divide"], dict) else rule["divide"]
    assert (reason.round, reason.divide, reason.claimant) == (told.name, divide, rule["claimant"])
    assert truth.order[reason.place - 1] == told.name


@holds(Code.ROUND_GUARANTEES)
def round_guarantees(truth: Truth, told: Explanation, reason: Any) -> None:
    assert truth.rule(told.name)["guarantee"] is True
    assert reason.round == told.name


@holds(Code.ROUND_GAVE)
def round_gave(truth: Truth, told: Explanation, reason: Any) -> None:
    inside = truth.filling(told.name, None)
    assert (reason.applications, reason.firms) == (len(inside), truth.firms(inside))
    assert Fraction(reason.left) == sum(truth.left(name, told.name) for name in inside)
    assert Fraction(reason.units) == sum(truth.given(name, told.name) for name in inside)
    assert reason.added == truth.plan.totals.by_round.get(told.name, 0)


@holds(Code.ROUND_POOL)
def round_pool(truth: Truth, told: Explanation, reason: Any) -> None:
    assert Fraction(reason.pool) == truth.rule(told.name)["pool"] >= Fraction(reason.units)
    assert Fraction(reason.units) == sum(truth.given(name, told.name) for name in truth.plan.awards)


@holds(Code.ROUND_STOP)
def round_stop(truth: Truth, told: Explanation, reason: Any) -> None:
    stops = [stop for stop in truth.plan.bottlenecks if stop.round == told.name and stop.stopped]
    listed = [item for item in told.reasons if item.code is Code.ROUND_STOP]
    stop = stops[listed.index(reason)]
    assert len(stops) == len(listed)
    assert (reason.level, reason.rank, reason.rows) == (stop.level, stop.rank, list(stop.rows))
    assert reason.applications == sorted(stop.stopped)
    assert (reason.count, reason.firms) == (len(stop.stopped), truth.firms(stop.stopped))


@holds(Code.ROUND_FULL)
def round_full(truth: Truth, told: Explanation, reason: Any) -> None:
    inside = truth.filling(told.name, None)
    full = {name for name in inside if truth.given(name, told.name) == truth.left(name, told.name)}
    assert set(reason.applications) == full
    assert (reason.count, reason.firms) == (len(full), truth.firms(full))


@holds(Code.ROW_WORTH)
def row_worth(truth: Truth, told: Explanation, reason: Any) -> None:
    assert sum(map(Fraction, reason.more.values())) == Fraction(reason.total)
    assert reason.firms == truth.firms(reason.more)
    used = [item.firms for item in told.reasons if item.code == Code.ROW_USED and item.row == reason.row]
    assert used in ([], [reason.counted])
    other = truth.with_limit(reason.row, 1)
    if other is not None:
        changed = {
            name: Fraction(award.entitlement) - Fraction(truth.award(name).entitlement)
            for name, award in other.awards.items()
        }
        assert {name: units for name, units in changed.items() if units} == {
            name: Fraction(units) for name, units in reason.more.items()
        }
    assert told.kind == "rule"
