"""Family: a scenario with one of its limits left open in, the division at any value of it out.

All values share one model, whose limits are straight functions of the figure; what one division learns of the limits
helps the next one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from flint import fmpq

from optimizer.claims import Claims
from optimizer.entitling import entitle
from optimizer.entitling.entitlements import Dropped, fillings
from optimizer.entitling.filled import Filling
from optimizer.entitling.filling import Filler
from optimizer.entitling.oracle import Oracle
from optimizer.entitling.pricing import Cut, seeds
from optimizer.model.merging import Limits, Merged, merge
from optimizer.model.steps import Step, steps
from optimizer.programme import HIGHS
from optimizer.progress import silent
from optimizer.quantities import ZERO, Figure
from optimizer.repairs.changes import with_figure
from optimizer.rows import Row, Rows
from optimizer.rules import write_rows
from optimizer.scenario import Scenario
from optimizer.screening import screen

Path = tuple[str, ...]


class Moving(NamedTuple):
    """A figure that moves with the one of the curve."""

    value: fmpq
    slope: fmpq

    def by(self, change: fmpq) -> fmpq:
        """Its value after a change of the figure of the curve."""
        return self.value + self.slope * change

    def minus(self, other: Moving) -> Moving:
        """The difference of two."""
        return Moving(self.value - other.value, self.slope - other.slope)

    def times(self, factor: fmpq | int) -> Moving:
        """A multiple."""
        return Moving(self.value * factor, self.slope * factor)


@dataclass(frozen=True)
class Course:
    """How the division went at one value of the figure."""

    at: fmpq
    claims: Claims
    merged: Merged
    filling: Filling
    dropped: tuple[Dropped, ...]
    """Who had dropped out by then, in their order."""


def afresh(scenario: Scenario, path: Path, at: fmpq) -> Course:
    """The division with another figure at a path."""
    changed = with_figure(scenario, path, figure(at))
    claims = screen(changed).claims
    entitled = entitle(claims, changed.policy)
    return Course(at, claims, entitled.merged, entitled.filling, entitled.dropped)


def figure(at: fmpq) -> Figure:
    """A value as it stands in a scenario."""
    return int(at.p) if at.q == 1 else Fraction(int(at.p), int(at.q))


class Family:
    """The divisions at all values of a figure between two; it stands on the right of rows only, or is a pool."""

    def __init__(self, scenario: Scenario, path: Path, low: fmpq, high: fmpq) -> None:
        self.claims = screen(scenario).claims
        self._policy, self._path, self._low = scenario.policy, path, low
        self.steps = steps(scenario.policy.rounds, self.claims)
        start, end = (_limits(_rows(scenario, path, at)) for at in (low, high))
        least = {name: min(limit, end[name]) for name, limit in start.items()}
        rows = _under(_rows(scenario, path, low), least)
        self.merged = merge(self.claims, rows, self.steps)
        self._start = start
        rises = {name: (end[name] - limit) / (high - low) for name, limit in start.items() if end[name] != limit}
        self.slopes = {at: rises[row.name] for at, row in enumerate(self.merged.rows) if row.name in rises}
        """Index of a row to the units by which its limit grows with each unit of the figure."""
        self.pooled = path[2] if path[:2] == ("policy", "rounds") else None
        """The round of which the figure is the pool."""
        self._oracle = Oracle(self.merged, HIGHS)
        self._cuts = [cut for cut in seeds(self.merged) if any(cut.unit)]
        self._last: tuple[fmpq, tuple[Dropped, ...], Filler] = low, (), self._filler(low)
        """The last value, who had dropped out, and what is known of the division: it helps where more drop out."""

    def course(self, at: fmpq) -> Course:
        """The whole division at a value."""
        dropped: tuple[Dropped, ...] = ()
        while True:
            course, out = self.fill(at, dropped)
            if out is None:
                return course
            dropped += (out,)

    def fill(self, at: fmpq, dropped: tuple[Dropped, ...]) -> tuple[Course, Dropped | None]:
        """How the division goes at a value once some have dropped out, and who drops out next."""
        then, gone, filler = self._last
        if then != at or gone != dropped[: len(gone)]:
            filler = self._filler(at)
        self._last = at, dropped, filler
        present = np.ones(len(self.claims), dtype=bool)
        present[[out.application for out in dropped]] = False
        known = len(filler.cuts)
        filling, out = next(fillings(filler, self.claims, self._policy.tie_break_seed, present))
        self._cuts += filler.cuts[known:]
        return Course(at, self.claims, filler.merged, filling, dropped), out

    def _filler(self, at: fmpq) -> Filler:
        limits = self._at(at)
        oracle = self._oracle = self._oracle.under(limits)
        cuts = [replace(cut, worth=cut.worth_under(self.merged, limits)) for cut in self._cuts]
        return Filler(oracle.merged, self._rounds(at), cuts, oracle, silent)

    def broken(self, units: Sequence[fmpq], at: fmpq) -> Cut | None:
        """An inequality that units of each type break at a value; None if they can be delivered there."""
        self._oracle = self._oracle.under(self._at(at))
        cut = self._oracle.in_time({(k, item.last): units[k] for k, item in enumerate(self.merged.types)}, {})
        if cut is not None:
            self._cuts.append(cut)
        return cut

    def rise(self, cut: Cut) -> fmpq:
        """By how much the limits are worth more at some prices with each unit of the figure."""
        return sum((price * self.slopes.get(row, ZERO) for row, price in cut.prices.items()), ZERO)

    def worth(self, cut: Cut, at: fmpq) -> Moving:
        """What the limits are worth at some prices, from a value on."""
        return Moving(cut.worth_under(self.merged, self._at(at)), self.rise(cut))

    def _at(self, at: fmpq) -> Limits:
        """The limits that are others at a value, by the index of the row."""
        by = at - self._low
        return {row: self._start[self.merged.rows[row].name] + slope * by for row, slope in self.slopes.items()}

    def _rounds(self, at: fmpq) -> tuple[Step, ...]:
        return tuple(replace(step, pool=at) if step.name == self.pooled else step for step in self.steps)


def _rows(scenario: Scenario, path: Path, at: fmpq) -> Rows:
    changed = with_figure(scenario, path, figure(at))
    return write_rows(changed.policy.rules, screen(changed).claims)


def _limits(rows: Rows) -> dict[str, fmpq]:
    listed = [*rows.supply, *(row for cap in rows.caps for label in cap.rows for row in label)]
    return {row.name: row.limit for row in listed}


def _under(rows: Rows, limits: Mapping[str, fmpq]) -> Rows:
    """Rows with other limits."""

    def changed(listed: Sequence[Row]) -> tuple[Row, ...]:
        return tuple(replace(row, limit=limits[row.name]) for row in listed)

    caps = tuple(replace(cap, rows=tuple(map(changed, cap.rows))) for cap in rows.caps)
    return replace(rows, caps=caps, supply=changed(rows.supply))
