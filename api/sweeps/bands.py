"""Bands: the results of many draws in, how far what somebody gets spreads out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from api.sweeps.answers import Result
from api.sweeps.points import Point, Setting
from api.sweeps.tables import Cell, Grid, firms, shown_cell

PERCENTILES = (5, 25, 50, 75, 95)
HEADINGS = ("p5", "p25", "median", "p75", "p95")
TOTAL = "all"


@dataclass(frozen=True, slots=True)
class Band:
    """How the units granted to one firm, or to all, spread over the draws at one point of the grid."""

    at: tuple[Setting, ...]
    """What is listed at this point of the grid."""
    name: str
    draws: int
    """Draws that could be divided."""
    spread: tuple[int, ...]
    """Units at each of the percentiles: each is what some draw gave, none lies between two of them."""


def bands(points: Sequence[Point], results: Mapping[int, Result], drawn: Iterable[str]) -> list[Band]:
    """The bands of all and of every firm, at each point of the grid.

    Args:
        drawn: the paths that are drawn; the others tell the points of the grid apart.
    """
    of_draws = frozenset(drawn)
    cells: dict[int, list[Point]] = {}
    for point in points:
        if point.number in results and results[point.number].status == "allocated":
            cells.setdefault(point.cell, []).append(point)
    named = firms(results)
    found = []
    for own in cells.values():
        at = tuple(setting for setting in own[0].settings if setting[0] not in of_draws)
        answered = [results[point.number] for point in own]
        found.append(_band(at, TOTAL, [result.awarded for result in answered]))
        found += [_band(at, firm, [result.firms.get(firm, 0) for result in answered]) for firm in named]
    return found


def _band(at: tuple[Setting, ...], name: str, units: list[int]) -> Band:
    spread = np.percentile(np.array(units, dtype=np.int64), PERCENTILES, method="inverted_cdf")
    return Band(at, name, len(units), tuple(int(value) for value in spread))


def bands_grid(found: Sequence[Band]) -> Grid:
    """One row for each band."""
    paths = tuple(path for path, _ in found[0].at) if found else ()
    rows: list[tuple[Cell, ...]] = [
        (*(shown_cell(value) for _, value in band.at), band.name, band.draws, *band.spread) for band in found
    ]
    return Grid((*paths, "firm", "draws", *HEADINGS), tuple(rows))
