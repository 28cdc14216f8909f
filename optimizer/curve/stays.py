"""Stays: the division at one value of a figure in, how far the same stops hold it, and along which lines, out.

Keep the inequality of each stop, who stopped by it, and who dropped out when. With limits that are straight functions
of the figure, the level of each stop then is one as well, and so is every entitlement. They are the division wherever
these hold: levels stay in their order and between the bends of those who stop; pools suffice; whoever dropped out is
the one furthest below its minimum, and at the end nobody is below it; and what is given can be delivered. All but the
last are linear in the figure, so each has one value at which it ends. What can be delivered is a polyhedron in units
and figure together: if it can at both ends of a stretch, it can between them. And nothing else can be the division,
for every stop has the inequality that no plan breaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from flint import fmpq

from optimizer.curve.family import Course, Family, Moving
from optimizer.division import Path
from optimizer.entitling.entitlements import Dropped
from optimizer.entitling.filled import Passage, Proof, Shortfall
from optimizer.entitling.pricing import Cut
from optimizer.model.steps import Step
from optimizer.quantities import ONE, ZERO

Units = tuple[Moving, ...]
"""What each type has."""


class CrookedError(Exception):
    """What somebody gets is no straight line here, as far as this knows."""


@dataclass
class Stay:
    """One filling as a straight function of the figure, and what has to hold for it to go on like that."""

    at: fmpq
    low: fmpq
    high: fmpq
    """Where it goes on like that, as far as it has been looked at."""
    units: Units = ()
    kept: list[Moving] = field(default_factory=list)
    """What must not fall below zero."""
    strict: list[Moving] = field(default_factory=list)
    """What of it must not be zero at the very end of a stretch, for the end to be part of it."""
    watched: Moving | None = None
    """What the watched applications get together; None where a guarantee cannot be met."""

    def closed(self, end: fmpq) -> bool:
        """Whether a value is part of it that is no further than its ends."""
        return self.low < end < self.high or all(item.by(end - self.at) > 0 for item in self.strict)

    def limit(self) -> None:
        """End where something ends that has to hold."""
        for item in self.kept:
            if item.slope > 0:
                self.low = max(self.low, self.at - item.value / item.slope)
            elif item.slope < 0:
                self.high = min(self.high, self.at - item.value / item.slope)


def stay(course: Course, out: Dropped | None, family: Family, chosen: Sequence[int], within: tuple[fmpq, fmpq]) -> Stay:
    """How far a filling goes on as it is at one value.

    Args:
        out: who drops out after it.
        chosen: the applications that are watched.
        within: the ends of what is looked at.

    Raises:
        CrookedError: if a round divides what another one leaves, or maximises.
    """
    found = Stay(course.at, *within)
    followed = _Followed(course, family, found)
    found.units = followed.units
    if course.filling.shortfall is None:
        watch = np.flatnonzero(course.claims.minimum > 0).tolist()
        each = followed.applications({*watch, *chosen})
        _who_drops_out(course, {at: each[at] for at in watch}, out, found)
        value, slope = (sum((each[at][part] for at in chosen), ZERO) for part in (0, 1))
        found.watched = Moving(value, slope)
    found.limit()
    while found.low < found.high and _broken(found, family):
        found.limit()
    return found


def _broken(found: Stay, family: Family) -> bool:
    """Whether something cannot be delivered at one of the ends; then it has to end where it just can."""
    broken = False
    for end in (found.low, found.high):
        cut = family.broken([item.by(end - found.at) for item in found.units], end)
        if cut is not None:
            found.kept.append(family.worth(cut, found.at).minus(_cost(cut, found.units)))
            broken = True
    return broken


def _who_drops_out(course: Course, each: Mapping[int, Moving], out: Dropped | None, found: Stay) -> None:
    """What must hold for the same one to drop out: of those below their minimum, it has the smallest part of it."""
    minimum = course.claims.minimum
    if out is not None:
        own, least = each[out.application], int(minimum[out.application])
        below = Moving(least - own.value, -own.slope)
        found.kept += [own, below]
        found.strict += [own, below]
    for at, units in each.items():
        if not units.value:
            found.kept += [units, units.times(-1)]
        elif out is None:
            found.kept.append(Moving(units.value - int(minimum[at]), units.slope))
        elif at != out.application:
            ahead = units.times(least).minus(own.times(int(minimum[at])))
            found.kept.append(ahead)
            if ahead.value or ahead.slope:
                found.strict.append(ahead)


class _Followed:
    """One filling, stop by stop."""

    def __init__(self, course: Course, family: Family, found: Stay) -> None:
        self._course, self._family, self._filling, self._found = course, family, course.filling, found
        filling = self._filling
        self._slopes = [ZERO] * len(course.merged.types)
        self._raised: list[tuple[Passage, Mapping[int, Moving]]] = []
        """Each round with, for each type that stopped in it, its level and the slope of that."""
        steps = {step.name: step for step in family.steps}
        before: Units = ()
        for number, passage in enumerate(filling.passages):
            step = steps[passage.name]
            if not number or filling.passages[number - 1].name != passage.name:
                before = self._totals(passage.entrants.cohorts.totals)
                self._stands(step)
            self._pass(passage)
            self._pool(step, before, self._totals(passage.descent.units))
        self.units = self._totals(filling.cohorts.totals)
        if filling.shortfall is not None:
            self._short(filling.shortfall, steps[filling.shortfall.round])

    def _totals(self, units: Sequence[fmpq]) -> Units:
        return tuple(Moving(*pair) for pair in zip(units, self._slopes, strict=True))

    def _stands(self, step: Step) -> None:
        """A round divides what others leave; this follows it only where that stays the same for all its members."""
        members = set(self._course.merged.of[step.members].tolist())
        if step.divide == "maximize" or any(self._slopes[k] for k in members):
            raise CrookedError(step.name)

    def _pass(self, passage: Passage) -> None:
        """The stops of a round, one after the other."""
        curves, last = passage.entrants.curves, Moving(ZERO, ZERO)
        levels: dict[int, Moving] = {}
        stops = self._filling.stops[passage.offset :]
        for halt, stop in zip(passage.descent.halts, stops, strict=False):
            pieces = {k: curves.piece(k, halt.level) for k in halt.stopped}
            prices = dict(stop.proof.cut.bound.prices)
            steep = sum((prices[k] * pieces[k][0] for k in halt.stopped), ZERO)
            taken = sum((price * self._slopes[k] for k, price in prices.items() if k not in pieces), ZERO)
            level = Moving(halt.level, (self._worth(stop.proof, stop.round) - taken) / steep)
            low, high = max(low for _, low, _ in pieces.values()), min(high for *_, high in pieces.values())
            self._found.kept += [level.minus(last), level.minus(Moving(low, ZERO)), Moving(high, ZERO).minus(level)]
            for k, (incline, *_) in pieces.items():
                self._slopes[k] = incline * level.slope
                levels[k] = level
            last = level
        self._found.kept.append(Moving(ONE, ZERO).minus(last))
        self._raised.append((passage, levels))

    def _worth(self, proof: Proof, name: str) -> fmpq:
        """By how much the limits of an inequality are worth more with each unit of the figure."""
        own = len(self._course.merged.rows)
        pool = proof.cut.prices.get(own, ZERO) if name == self._family.pooled else ZERO
        return self._family.rise(proof.cut) + pool

    def _pool(self, step: Step, before: Units, after: Units) -> None:
        """The pool of a round suffices for what it gives."""
        if step.pool is None:
            return
        pool = self._course.at if step.name == self._family.pooled else step.pool
        left = Moving(pool, ONE if step.name == self._family.pooled else ZERO)
        for k in set(self._course.merged.of[step.members].tolist()):
            left = left.minus(after[k].minus(before[k]))
        self._found.kept.append(left)

    def _short(self, shortfall: Shortfall, step: Step) -> None:
        """A guarantee cannot be met as long as the claims break the inequality that says so."""
        self._stands(step)
        prices = shortfall.proof.cut.bound.prices
        rise = sum((price * self._slopes[k] for k, price in prices), ZERO) - self._worth(shortfall.proof, step.name)
        dearest = max(price for _, price in prices)
        short = Moving(shortfall.excess, rise / dearest)
        self._found.kept.append(short)
        self._found.strict.append(short)

    def applications(self, chosen: Iterable[int]) -> dict[int, Moving]:
        """What some applications get."""
        cohorts, of = self._filling.cohorts, self._course.merged.of
        slopes = dict.fromkeys(chosen, ZERO)
        for passage, levels in self._raised:
            entrants = passage.entrants
            for at in slopes:
                k, cohort = int(of[at]), int(entrants.cohorts.of[at])
                path = int(entrants.path_of[cohort])
                if path >= 0 and k in levels:
                    level, slope = levels[k]
                    left = int(entrants.cohorts.reaches[entrants.reach][at]) - entrants.cohorts.exact(at)
                    slopes[at] += _incline(entrants.paths[path], level) * slope * left
        return {at: Moving(cohorts.exact(at), slope) for at, slope in slopes.items()}


def _incline(path: Path, level: fmpq) -> fmpq:
    """How fast a path rises just above a level."""
    return next((incline for end, _, incline in path.lines if level < end), ZERO)


def _cost(cut: Cut, units: Units) -> Moving:
    prices = cut.bound.prices
    return Moving(*(sum((price * units[k][part] for k, price in prices), ZERO) for part in (0, 1)))
