"""The outcome of a sweep: what was varied, every point, and what is known of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from api.figures import NONE, percent
from api.sweeps.answers import Result
from api.sweeps.axes import Sweep
from api.sweeps.bands import HEADINGS, TOTAL, Band, bands
from api.sweeps.points import Point
from api.sweeps.tables import paths
from optimizer.scenario.canonical import shown

MOST_LIMITS = 3
"""So many limits of a point are named; the rest are counted."""

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A sweep with what came of it."""

    title: str
    sweep: Sweep
    points: Sequence[Point]
    results: Mapping[int, Result]

    def done(self) -> list[tuple[Point, Result]]:
        """The points that are done, in their order, each with its result."""
        return [(point, self.results[point.number]) for point in self.points if point.number in self.results]

    def divided(self) -> list[tuple[Point, Result]]:
        """Those of them that could be divided."""
        return [(point, result) for point, result in self.done() if result.status == "allocated"]

    def counts(self) -> Counter[str]:
        """How many points ended in each way."""
        return Counter(result.status for result in self.results.values())

    def bands(self) -> list[Band]:
        """The bands of all and of every firm at each point of the grid; none if nothing is drawn."""
        drawn = [figure.path for axis in self.sweep.drawn for figure in axis.figures]
        return bands(self.points, self.results, drawn) if drawn else []

    def table(self) -> tuple[Row, list[Row]]:
        """Headings and rows as people read them: bands if something is drawn, else every point."""
        return _bands_table(self.bands()) if self.sweep.drawn else self._points_table()

    def _points_table(self) -> tuple[Row, list[Row]]:
        headings = (*map(_short_path, paths(self.points)), "granted", "of claim", "domestic", "limits, costliest first")
        return headings, [(*map(figure, point.values.values()), *_figures(result)) for point, result in self.done()]

    def told(self) -> Iterator[str]:
        """Why each point that has no division has none."""
        for point, result in self.done():
            if result.sentence:
                yield f"point {point.number}, {result.status}: {result.sentence}"


def _bands_table(found: Sequence[Band]) -> tuple[Row, list[Row]]:
    """At each point of the grid all first, then the firms from the one that gets most."""
    rows: list[Row] = []
    for start in (number for number, band in enumerate(found) if band.name == TOTAL):
        at = found[start].at
        end = next((n for n in range(start + 1, len(found)) if found[n].name == TOTAL), len(found))
        firms = sorted(found[start + 1 : end], key=lambda band: (-band.spread[2], band.name))
        for band in (found[start], *firms):
            spread = (f"{units:,}" for units in band.spread)
            rows.append((*(figure(value) for _, value in at), f"{band.draws:,}", *spread, band.name))
    headings = tuple(_short_path(path) for path, _ in found[0].at) if found else ()
    return (*headings, "draws", *HEADINGS, "units of"), rows


def figure(value: Any) -> str:
    """A value that was varied, as people read it."""
    return f"{value:,}" if isinstance(value, int | Decimal) and not isinstance(value, bool) else shown(value)


def _short_path(path: str) -> str:
    return path.removeprefix("policy.").removeprefix("rules.")


def _figures(result: Result) -> Row:
    if result.status != "allocated":
        return NONE, NONE, NONE, result.status
    named = ", ".join(result.limits[:MOST_LIMITS])
    more = len(result.limits) - MOST_LIMITS
    limits = named + (f" and {more} more" if more > 0 else "")
    return f"{result.awarded:,}", percent(result.awarded, result.claimed), f"{result.bought:,}", limits or "none"
