"""For every code what must be the case where a reason has it, asserted from the truth alone."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from optimizer.explanation import Code, Explanation
from tests.explanation.truth import Truth

Check = Callable[[Truth, Explanation, Any], None]
CHECKS: dict[Code, Check] = {}


def holds(*codes: Code) -> Callable[[Check], Check]:
    """Register a check for some codes."""

    def registered(check: Check) -> Check:
        CHECKS.update(dict.fromkeys(codes, check))
        return check

    return registered


def _firm(truth: Truth, told: Explanation) -> str:
    return truth.scenario.applications[told.name].firm


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
    assert reason.firms == truth.firms((item.application for item in drops), _firm(truth, told))


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
    assert reason.sisters == len(sisters - {_firm(truth, told)})
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
    assert reason.firms == truth.firms(counts, _firm(truth, told))
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
    firm = _firm(truth, told)
    assert reason.row == f"credit[{firm},{reason.product}]"
    assert reason.units == truth.scenario.firms[firm].domestic_purchases[reason.product]


@holds(Code.LIMITED_BY_NOTHING_TO_BUY)
def limited_by_nothing_to_buy(truth: Truth, told: Explanation, reason: Any) -> None:
    _part(truth, told, reason)
    assert reason.rule == truth.obliging(told.name)
    assert truth.every_row[reason.row].amount == 0


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
    assert reason.firm == _firm(truth, told)
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
    assert reason.firms == truth.firms(names, _firm(truth, told))


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


def _lots(truth: Truth, told: Explanation, reason: Any) -> tuple[Fraction, int]:
    award, lot = truth.award(told.name), truth.claims[told.name].lot
    share = Fraction(award.entitlement) / lot
    assert (reason.entitlement, reason.lot, reason.whole) == (award.entitlement, lot, share // 1)
    if hasattr(reason, "rest"):
        assert Fraction(reason.rest) == Fraction(award.entitlement) % lot > 0
    return share, award.units // lot


@holds(Code.FURTHER_LOT)
def further_lot(truth: Truth, told: Explanation, reason: Any) -> None:
    share, lots = _lots(truth, told, reason)
    assert lots == share // 1 + 1


def _blocking(truth: Truth, told: Explanation, reason: Any) -> None:
    stops = [stop for stop in truth.plan.lot_stops if told.name in stop.blocked]
    assert stops
    assert [sorted(stop.rows) for stop in stops][-1:] == [sorted([*reason.rows, *reason.beside])]
    pools = [row for row in reason.rows if row.startswith("pool[")]
    assert reason.pooled == (pools[0].removeprefix("pool[").removesuffix("]") if pools else None)
    if pools:
        inside = [name for name in truth.plan.awards if truth.member(reason.pooled, name)]
        units = sum(Fraction(truth.award(name).entitlement) - truth.given(name, reason.pooled) for name in inside)
        assert Fraction(reason.together) == truth.rule(reason.pooled)["pool"] + units
        assert reason.had == sum(truth.award(name).units for name in inside)
        assert 0 <= Fraction(reason.together) - reason.had < reason.lot


@holds(Code.NO_FURTHER_LOT)
def no_further_lot(truth: Truth, told: Explanation, reason: Any) -> None:
    share, lots = _lots(truth, told, reason)
    assert lots == share // 1
    _blocking(truth, told, reason)


@holds(Code.FEWER_LOTS)
def fewer_lots(truth: Truth, told: Explanation, reason: Any) -> None:
    share, lots = _lots(truth, told, reason)
    assert lots == reason.granted < share // 1
    _blocking(truth, told, reason)


@holds(Code.DRAW_WON, Code.DRAW_LOST)
def drawn(truth: Truth, told: Explanation, reason: Any) -> None:
    def standing(name: str) -> tuple[Fraction, str]:
        return Fraction(truth.award(name).entitlement) / truth.claims[name].lot % 1, truth.claims[name].submitted

    def number(name: str) -> str:
        return hashlib.sha256(f"{truth.facts.policy['tie_break_seed']}:{name}".encode()).hexdigest()

    def got(name: str) -> bool:
        return truth.award(name).units > Fraction(truth.award(name).entitlement)

    won = reason.code is Code.DRAW_WON
    assert got(told.name) == won
    for name in reason.applications:
        assert standing(name) == standing(told.name)
        assert got(name) != won
        assert (number(told.name) < number(name)) == won


@holds(Code.GRANTED)
def granted(truth: Truth, told: Explanation, reason: Any) -> None:
    award = truth.award(told.name)
    assert (reason.units, reason.periods) == (award.units, award.periods)
    assert sum(reason.periods.values()) == reason.units


@holds(Code.WORTH)
def worth(truth: Truth, told: Explanation, reason: Any) -> None:
    assert reason.row in {item.row for item in truth.award(told.name).limited_by}
    for by, change in ((1, reason.more), (-1, reason.less)):
        other = truth.with_limit(reason.row, by) if change is not None or reason.broken else None
        if other is not None:
            if by < 0 and reason.broken:
                assert other.conflict is not None
                assert other.conflict.round == reason.broken
            else:
                found = Fraction(other.awards[told.name].entitlement)
                assert found - Fraction(truth.award(told.name).entitlement) == Fraction(change)
