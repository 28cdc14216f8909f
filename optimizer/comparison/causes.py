"""Causes: an application's answers in two plans into what moved it, as a code, a row and a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from optimizer.comparison.differences import CODES, Cause, Code
from optimizer.figures import amount, exact
from optimizer.plans import Award, Drop, Limitation, LotStop, Plan, RowUse
from optimizer.scenario import Scenario


@dataclass(frozen=True)
class Answers:
    """A plan, to be asked about single applications."""

    plan: Plan
    scenario: Scenario
    dropped: Mapping[str, Drop]
    rows: Mapping[str, RowUse]
    blocked: Mapping[str, LotStop]
    """Applications that were next in the list of remainders and got no further lot, each with what kept it from one."""

    @classmethod
    def of(cls, plan: Plan, scenario: Scenario) -> Answers:
        """The answers of a plan of this scenario."""
        return cls(
            plan,
            scenario,
            {drop.application: drop for drop in plan.dropped},
            {row.row: row for row in plan.rows},
            {name: stop for stop in plan.lot_stops for name in stop.blocked},
        )


def cause(name: str, before: Answers, after: Answers) -> Cause:
    """What moved an application's award between two plans in which it is not the same."""
    for found in (_standing(name, before, after), _standing_back(name, before, after)):
        if found is not None:
            return found
    one, other = before.plan.awards[name], after.plan.awards[name]
    if (one.round is None) != (other.round is None):
        return _said("no_round" if other.round is None else "in_round")
    if one.units == other.units:
        return _said("periods")
    found = _by_row(name, before, after)
    if one.claim != other.claim and found.code != "claim":
        sentence = f"{found.sentence[:-1]}. It claims {other.claim:,} units instead of {one.claim:,}."
        return found.model_copy(update={"sentence": sentence})
    return found


def _standing(name: str, before: Answers, after: Answers) -> Cause | None:
    """Why an application that took part does so no longer."""
    if name not in after.scenario.applications:
        return _said("removed")
    if after.plan.conflict is not None:
        rows = after.plan.conflict.rows
        return _said("infeasible", rows[0] if rows else None)
    if name in after.plan.refused and name not in before.plan.refused:
        reasons = "; ".join(refusal.because for refusal in after.plan.refused[name])
        return _said("refused", words=reasons)
    if name in after.dropped and name not in before.dropped:
        drop = after.dropped[name]
        words = f"{amount(drop.entitlement)} against {drop.minimum_units:,}"
        return _said("dropped", words=words)
    return None


def _standing_back(name: str, before: Answers, after: Answers) -> Cause | None:
    """Why an application that took no part does so now."""
    if name not in before.scenario.applications:
        return _said("added")
    if before.plan.conflict is not None:
        return _said("feasible")
    if name in before.plan.refused and name not in after.plan.refused:
        return _said("admitted")
    if name in before.dropped and name not in after.dropped:
        return _said("returned")
    return None


def _by_row(name: str, before: Answers, after: Answers) -> Cause:
    """Why an award that two plans give is larger or smaller."""
    one, other = before.plan.awards[name], after.plan.awards[name]
    more = other.units > one.units
    free, stopped = (one, other) if more else (other, one)
    side = before if more else after
    if not free.limited_by:
        grown = other.claim != one.claim and free.units == free.claim
        if not grown and name in side.blocked:
            return _lots(name, side)
        return _said("claim", words=f"{other.claim:,} instead of {one.claim:,}") if grown else _said("ceiling")
    moved = exact(other.entitlement) - exact(one.entitlement)
    if moved == 0 or (moved > 0) != more:
        return _lots(name, side)
    row = _row(free.limited_by, stopped.limited_by)
    limits = _limits(row, before, after)
    if not more:
        return Cause(code="cut", row=row, sentence=_cut(row, one) + limits)
    if not other.limited_by:
        return Cause(code="freed", row=row, sentence=f"{row} stopped it before; nothing stops it now.{limits}")
    return Cause(code="raised", row=row, sentence=_raised(row, other) + limits)


def _row(here: Sequence[Limitation], there: Sequence[Limitation]) -> str:
    """Of the rows that stop an award on one side, the one whose part is most above what it is on the other."""
    share = {item.row: exact(item.share) for item in there}
    grown = {item.row: exact(item.share) - share.get(item.row, 0) for item in here}
    parts = {item.row: exact(item.share) for item in here}
    return max(parts, key=lambda row: (grown[row], parts[row], row))


def _cut(row: str, before: Award) -> str:
    stopped = [item.row for item in before.limited_by]
    if row in stopped:
        return f"{row} stops it as before, and earlier."
    return f"{row} stops it now; {stopped[0] if stopped else 'nothing'} did before."


def _raised(row: str, after: Award) -> str:
    stops = [item.row for item in after.limited_by]
    if row in stops:
        return f"{row} stops it as before, but later."
    return f"{row} stops it no longer; {stops[0]} does now."


def _limits(row: str, before: Answers, after: Answers) -> str:
    """A sentence about a row whose limit is another; nothing if it is not. It names the row: others stand before it."""
    one, other = before.rows.get(row), after.rows.get(row)
    if one is None or other is None or one.limit == other.limit:
        return ""
    return f" The limit of {row} is {amount(other.limit)} {other.unit} instead of {amount(one.limit)}."


def _lots(name: str, side: Answers) -> Cause:
    """Why whole lots gave an application one more or less than its share would."""
    stop = side.blocked.get(name)
    return _said("whole_lots", None if stop is None else max(stop.rows, key=lambda row: exact(stop.rows[row])))


def _said(code: Code, row: str | None = None, words: str = "") -> Cause:
    sentence = CODES[code][0].upper() + CODES[code][1:]
    parts = [sentence, *([f"({row})"] if row else [])]
    return Cause(code=code, row=row, sentence=" ".join(parts) + (f": {words.rstrip('.')}." if words else "."))
