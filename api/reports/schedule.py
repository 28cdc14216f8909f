"""The schedule: units granted in each period, by firm."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from api.figures import Figure, whole
from api.reports.section import Section
from api.reports.view import View
from api.tables import Cells, Column, Table


def schedule(view: View) -> Section | None:
    """Every firm that is granted anything, with its units of each period; nothing where there is one period only."""
    periods = view.scenario.periods
    granted: dict[str, Counter[str]] = defaultdict(Counter)
    for line in view.lines:
        granted[line.firm].update(line.award.periods)
    if not any(granted.values()) or len(periods) == 1:
        return None
    columns = (Column("firm"), *(Column(period, "right") for period in periods), Column("all periods", "right"))
    served = sorted((firm, units) for firm, units in granted.items() if units.total())
    rows: list[Cells] = [(firm, *_figures([units[period] for period in periods])) for firm, units in served]
    sums = [sum(units[period] for _, units in served) for period in periods]
    return Section("Schedule by firm, in units", (Table(columns, tuple(rows), ("all", *_figures(sums))),))


def _figures(units: Sequence[int]) -> Iterator[Figure]:
    """The units of each period, and of all."""
    yield from map(whole, units)
    yield whole(sum(units))
