"""What must be the case where a reason tells what stops an application besides, and who went further."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from optimizer.explanation import Code, Explanation
from tests.explanation.checks.registry import holds
from tests.explanation.truth import Truth


def _beside(truth: Truth, told: Explanation, reason: Any) -> Iterator[tuple[str, dict[str, Fraction]]]:
    """The rows that are told, each with what it alone proves: prices of all claims that come to its limit exactly."""
    assert reason.limits == [item.row for item in truth.award(told.name).limited_by]
    assert not set(reason.rows) & set(reason.limits)
    for row in reason.rows:
        pool = next((step for step in truth.order if row == f"pool[{step}]"), None)
        if pool is not None:
            assert pool == reason.round
            prices = {name: Fraction(truth.member(pool, name)) for name in truth.plan.awards}
            used = sum(prices[name] * truth.given(name, pool) for name in prices)
            assert used == Fraction(truth.rule(pool)["pool"])
        else:
            prices = truth.alone(row)
            held = {name: Fraction(truth.award(name).entitlement) for name in truth.plan.awards}
            assert sum(prices[name] * units for name, units in held.items()) == truth.every_row[row].amount
        assert prices[told.name] > 0
        yield row, prices


def _beyond(truth: Truth, told: Explanation, reason: Any, row: str, prices: dict[str, Fraction]) -> set[str]:
    """Who draws on a row and was given something in a later round, or for a lower score, or at a later stop."""
    stop = truth.stop(reason.round, told.name)
    assert stop is not None
    later = [] if row == f"pool[{reason.round}]" else truth.order[truth.order.index(reason.round) + 1 :]
    entrants = truth.filling(reason.round, stop.rank)
    found = set()
    for name in truth.plan.awards:
        other = truth.stop(reason.round, name)
        lower = stop.rank is not None and truth.score(reason.round, name) < Fraction(stop.rank)
        after = name in entrants and (other is None or Fraction(other.level) > Fraction(stop.level))
        if prices[name] > 0 and (
            any(truth.given(name, step) > 0 for step in later)
            or ((lower or after) and truth.given(name, reason.round) > 0)
        ):
            found.add(name)
    return found


@holds(Code.STOPS_TOO)
def stops_too(truth: Truth, told: Explanation, reason: Any) -> None:
    """Whoever came to a later stop, or to none, has no more than the round gives at the level of this one."""
    for row, prices in _beside(truth, told, reason):
        for name in _beyond(truth, told, reason, row, prices):
            assert (
                truth.rule(reason.round)["divide"] in {"equal_awards", "talmud", "equal_losses"}
                or truth.rule(reason.round)["weight"]
            )
            later = truth.order[truth.order.index(reason.round) + 1 :]
            assert row.startswith("pool[") or not any(truth.given(name, step) > 0 for step in later)


@holds(Code.USED_UP_TOO)
def used_up_too(truth: Truth, told: Explanation, reason: Any) -> None:
    for row, prices in _beside(truth, told, reason):
        assert _beyond(truth, told, reason, row, prices)


@holds(Code.OBLIGED)
def obliged(truth: Truth, told: Explanation, reason: Any) -> None:
    assert reason.rule == truth.obliging(told.name)
    rule = truth.facts.policy["rules"][reason.rule]
    assert reason.firm == truth.firm(told.name)
    assert Fraction(getattr(reason, rule["basis"])) == Fraction(rule["ratio"])
    assert {reason.units, reason.tpp} >= {None}
    assert tuple(reason.accepts) == truth.claims[told.name].accepts
    past = truth.scenario.firms[reason.firm].domestic_purchases
    assert reason.credit == (sum(past.get(product, 0) for product in reason.accepts) if rule["credit"] else 0)


@holds(Code.NOT_OBLIGED)
def not_obliged(truth: Truth, told: Explanation, reason: Any) -> None:
    assert truth.obliging(told.name) is None
    rules = truth.facts.policy["rules"]
    assert set(reason.rules) == {rule for rule in rules if rules[rule]["kind"] == "co_purchase"}


def _told(truth: Truth, told: Explanation, reason: Any, names: set[str]) -> None:
    assert set(reason.applications) == names != set()
    assert reason.count == len(names)
    assert reason.firms == truth.firms(names, truth.firm(told.name))


def _rivals(truth: Truth, told: Explanation, reason: Any) -> tuple[int, dict[str, int], dict[str, Fraction]]:
    """The place of the stop; the others of its filling, each with the place of its own; what their units cost."""
    stop = truth.stop(reason.round, told.name)
    assert stop is not None
    others = set(truth.filling(reason.round, stop.rank)) - {told.name}
    after = {name: truth.place(truth.stop(reason.round, name)) for name in others}
    return truth.place(stop), after, truth.prices(stop)


@holds(Code.STOPPED_WITH)
def stopped_with(truth: Truth, told: Explanation, reason: Any) -> None:
    place, after, prices = _rivals(truth, told, reason)
    _told(truth, told, reason, {name for name, at in after.items() if at == place})
    assert all(prices[name] > 0 for name in reason.applications)


@holds(Code.HAVE_ALL)
def have_all(truth: Truth, told: Explanation, reason: Any) -> None:
    place, after, prices = _rivals(truth, told, reason)
    _told(truth, told, reason, {name for name, at in after.items() if at > place and prices[name] > 0})
    assert all(truth.given(name, reason.round) == truth.left(name, reason.round) for name in reason.applications)


@holds(Code.WENT_FURTHER)
def went_further(truth: Truth, told: Explanation, reason: Any) -> None:
    """Lowering those who went further leaves the inequality of the stop as tight as it was."""
    place, after, prices = _rivals(truth, told, reason)
    _told(truth, told, reason, {name for name, at in after.items() if at > place and prices[name] == 0})
    assert prices[told.name] > 0
    assert reason.rows == [item.row for item in truth.award(told.name).limited_by]


@holds(Code.SERVED_BEFORE)
def served_before(truth: Truth, told: Explanation, reason: Any) -> None:
    stop = truth.stop(reason.round, told.name)
    assert stop is not None
    prices, units, rounds = truth.prices(stop), {}, set()
    for name in truth.plan.awards.keys() - {told.name}:
        steps = truth.order[: truth.order.index(reason.round)]
        if stop.rank is not None and truth.score(reason.round, name) > Fraction(stop.rank):
            steps = [*steps, reason.round]
        held = sum((truth.given(name, step) for step in steps), Fraction(0))
        if prices[name] > 0 and held > 0:
            units[name] = held
            rounds |= {step for step in steps if truth.given(name, step) > 0}
    _told(truth, told, reason, set(units))
    assert Fraction(reason.units) == sum(units.values())
    assert set(reason.rounds) == rounds
