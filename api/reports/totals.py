"""Sums over the awards: by round, use case, kind of firm and period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from api.figures import percent, share, whole
from api.reports.chart import Bar, Chart
from api.reports.headline import national_quota
from api.reports.section import Part, Section
from api.reports.view import NO_KIND, NO_USE_CASE, Line, View
from api.tables import Column, Table
from optimizer.rules import Cap


def totals(view: View) -> Section | None:
    """A small table for each; use cases and kinds only where there are any."""
    if not view.lines:
        return None
    policy, sums = view.scenario.policy, view.plan.totals
    rounds = sorted(policy.rounds, key=lambda name: policy.rounds[name].order)
    body: list[Part] = [_granted("round", rounds, sums.by_round, sums.awarded)]
    if any(line.use_case != NO_USE_CASE for line in view.lines):
        body += ["", _claimed_and_granted("use case", view, lambda line: line.use_case)]
    if any(line.kind != NO_KIND for line in view.lines):
        body += ["", _claimed_and_granted("kind of firm", view, lambda line: line.kind)]
    body += ["", _chart(view), _granted("period", view.scenario.periods, sums.by_period, sums.awarded)]
    return Section("Totals, in units", tuple(body))


def _chart(view: View) -> Chart:
    """How the quota is used up, period by period: each bar begins where the last one ended."""
    quota, by_period = national_quota(view), view.plan.totals.by_period
    marks = [] if quota is None else list(_allowed(*quota, view))
    bars, before = [], 0
    for place, period in enumerate(view.scenario.periods):
        units = by_period.get(period, 0)
        used = f", {percent(before + units, quota[1])}" if quota else ""
        figures = f"{units:,}; to date {before + units:,}{used}"
        bars.append(Bar(period, units, figures, start=before, mark=float(marks[place]) if marks else None))
        before += units
    sentence = "Units granted in each period, on top of those of the periods before it."
    mark = "what the quota allows to date" if marks else ""
    return Chart("Use of the quota by period, in units", sentence, tuple(bars), "granted", mark=mark)


def _allowed(name: str, limit: Fraction, view: View) -> Iterator[Fraction]:
    """What the national quota allows by the end of each period, given what was granted in those before."""
    match view.scenario.policy.rules[name]:
        case Cap(limit=dict(limits), carry_over=keeps):
            allowed = granted = Fraction(0)
            for period in view.scenario.periods:
                allowed = (allowed if keeps else granted) + Fraction(limits[period])
                granted += view.plan.totals.by_period.get(period, 0)
                yield allowed
        case _:
            yield from (limit for _ in view.scenario.periods)


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
