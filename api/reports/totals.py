"""Sums over the awards: by round, use case, kind of firm and period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from api.figures import percent
from api.reports.section import Section
from api.reports.view import Line, View
from api.tables import Column, Table


def totals(view: View) -> Section | None:
    """Four small tables."""
    if not view.lines:
        return None
    rounds_in_order = sorted(view.scenario.policy.rounds.items(), key=lambda item: item[1].order)
    sums = view.plan.totals
    rounds = {name: sums.by_round.get(name, 0) for name, _ in rounds_in_order}
    periods = {period: sums.by_period.get(period, 0) for period in view.scenario.periods}
    return Section(
        "Totals, in units",
        (
            _granted("round", rounds, sums.awarded),
            "",
            _claimed_and_granted("use case", view, lambda line: line.use_case),
            "",
            _claimed_and_granted("kind of firm", view, lambda line: line.kind),
            "",
            _granted("period", periods, sums.awarded),
        ),
    )


def _granted(heading: str, units: dict[str, int], awarded: int) -> Table:
    columns = (Column(heading), Column("granted", "right"), Column("of all granted", "right"))
    return Table(columns, tuple((name, f"{count:,}", percent(count, awarded)) for name, count in units.items()))


def _claimed_and_granted(heading: str, view: View, part: Callable[[Line], str]) -> Table:
    claimed: dict[str, int] = defaultdict(int)
    granted: dict[str, int] = defaultdict(int)
    for line in view.lines:
        claimed[part(line)] += line.award.claim
        granted[part(line)] += line.award.units
    awarded = view.plan.totals.awarded
    columns = (
        Column(heading),
        Column("claimed", "right"),
        Column("granted", "right"),
        Column("of claim", "right"),
        Column("of all granted", "right"),
    )
    names = sorted(granted, key=lambda name: (-granted[name], name))
    rows = [
        (
            name,
            f"{claimed[name]:,}",
            f"{granted[name]:,}",
            percent(granted[name], claimed[name]),
            percent(granted[name], awarded),
        )
        for name in names
    ]
    return Table(columns, tuple(rows))
