"""Leftovers: a plan, a limit with room left and whom it counts in, why nobody has what is left of it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from optimizer.explanation.subjects import RowLeft
from optimizer.plans import Award, Exact, Plan
from optimizer.quantities import figure


def leftover(plan: Plan, counted: Collection[str], row: str, left: Exact, unit: str) -> RowLeft:
    """Why what is left of a limit stays there, though it stopped nobody.

    Args:
        plan: one with awards.
        counted: the applications that the limit counts and that met every requirement.
        row: the limit, or the rule that wrote it.
        left: what is left of it, in its unit.
        unit: what it is counted in.
    """
    minimum = {drop.application: drop.minimum_units for drop in plan.dropped if drop.application in counted}
    blocked = {name: stop.rows for stop in plan.lot_stops for name in stop.blocked}
    stopped_by: Counter[str] = Counter()
    full = stopped = outside = 0
    for name in counted:
        award = plan.awards[name]
        rows = _kept_by(award) or (list(blocked.get(name, ())) if award.units < award.claim else [])
        if name in minimum or not award.claim:
            continue
        if award.round is None:
            outside += 1
        elif rows:
            stopped += 1
            stopped_by.update(rows)
        else:
            full += 1
    return RowLeft(
        row=row,
        firms=len({plan.awards[name].firm for name in counted}),
        left=left,
        unit=unit,
        full=full,
        stopped=stopped or None,
        rows=[name for name, _ in sorted(stopped_by.items(), key=lambda item: (-item[1], item[0]))],
        outside=outside,
        dropped=len(minimum) or None,
        fit=sum(units <= figure(left) for units in minimum.values()) if unit == "units" and minimum else None,
    )


def _kept_by(award: Award) -> Collection[str]:
    return [item.row for item in award.limited_by]
