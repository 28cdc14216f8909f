"""Sums over the awards: by round, use case, kind of firm and period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from api.figures import share, whole
from api.reports.section import Section
from api.reports.view import NO_KIND, NO_USE_CASE, Line, View
from api.tables import Column, Table


def totals(view: View) -> Section | None:
    """A small table for each; use cases and kinds only where there are any."""
    if not view.lines:
        return None
    policy, sums = view.scenario.policy, view.plan.totals
    rounds = sorted(policy.rounds, key=lambda name: policy.rounds[name].order)
    body: list[str | Table] = [_granted("round", rounds, sums.by_round, sums.awarded)]
    if any(line.use_case != NO_USE_CASE for line in view.lines):
        body += ["", _claimed_and_granted("use case", view, lambda line: line.use_case)]
    if any(line.kind != NO_KIND for line in view.lines):
        body += ["", _claimed_and_granted("kind of firm", view, lambda line: line.kind)]
    body += ["", _granted("period", view.scenario.periods, sums.by_period, sums.awarded)]
    return Section("Totals, in units", tuple(body))


def _granted(heading: str, names: Sequence[str], units: Mapping[str, int], awarded: int) -> Table:
    columns = (Column(heading), Column("granted", "right"), Column("of all granted", "right"))
    counts = [units.get(name, 0) for name in names]
    rows = [(name, whole(count), share(count, awarded)) for name, count in zip(names, counts, strict=True)]
    return Table(columns, tuple(rows))


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
            whole(claimed[name]),
            whole(granted[name]),
            share(granted[name], claimed[name]),
            share(granted[name], awarded),
        )
        for name in names
    ]
    return Table(columns, tuple(rows))
