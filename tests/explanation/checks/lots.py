"""What must be the case where a reason tells of whole lots, draws and the award."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from typing import Any

from optimizer.explanation import Code, Explanation
from tests.explanation.checks.registry import holds
from tests.explanation.truth import Truth


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
