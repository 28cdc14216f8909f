"""The schedule: units granted in each period, by firm."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from api.figures import Figure, counted, whole
from api.reports.abreast import abreast, units_column
from api.reports.section import Section
from api.reports.view import View
from api.tables import Column

NOT_SHOWN = "Not proved, but tried with single lots: that these could not be served earlier."


def schedule(view: View) -> Section | None:
    """Every firm that is granted anything, with its units of each period; nothing where there is one period only."""
    periods = view.scenario.periods
    granted: dict[str, Counter[str]] = defaultdict(Counter)
    for line in view.lines:
        granted[line.firm].update(line.award.periods)
    if not any(granted.values()) or len(periods) == 1:
        return None
    served = sorted(firm for firm, units in granted.items() if units.total())
    figures = [units_column("all periods", {firm: granted[firm].total() for firm in served}, served)]
    if bought := _bought(view):
        figures.append(units_column("to buy at home", bought, served))
    figures += (units_column(period, {firm: granted[firm][period] for firm in served}, served) for period in periods)
    _, *tables = abreast("firm", served, figures)
    open_ = [entry for entry in view.plan.timing if not entry.rows]
    notes = [f"{counted(len(entry.blocked), 'application')} after {entry.period}: {entry.because}" for entry in open_]
    return Section("Schedule by firm, in units", (*tables, *(["", NOT_SHOWN] if notes else []), *notes))


def _bought(view: View) -> dict[str, int]:
    """Units of domestic products that each firm has to buy."""
    return {
        firm: sum(sum(units.values()) for units in products.values())
        for firm, products in view.plan.co_purchases.items()
    }


def period_columns(periods: Sequence[str]) -> Iterator[Column]:
    """A column for each period, and one for all."""
    yield from (Column(period, "right") for period in periods)
    yield Column("all periods", "right")


def in_periods(units: Mapping[str, int], periods: Sequence[str]) -> Iterator[Figure]:
    """The units of each period, and of all."""
    yield from (whole(units.get(period, 0)) for period in periods)
    yield whole(sum(units.values()))
