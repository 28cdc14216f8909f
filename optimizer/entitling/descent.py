"""Descent: raise a common level as far as a set of inequalities allows, stop who is stopped, and go on with the rest.

Everything here is exact. Floating point only chooses which inequality to look at first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from flint import fmpq

from optimizer.claims import Floats, Integers, Mask
from optimizer.entitling.bounds import Bounds, in_floats
from optimizer.entitling.curves import Curves
from optimizer.errors import SolverError
from optimizer.quantities import ONE, ZERO

NEAR = (1e-7, 1e-4, 0.1, 100.0)
"""Levels closer than the first are compared exactly; closer than the next where that was not enough; then all."""

TINY = 1e-12
"""Rounding of a sum of floats, in parts of the largest of them; a few thousand times what one addition loses."""

LOST = 2.0**-48
"""Rounding of thousands of floats that are added and taken out again, in parts of all of them together."""

AT_ONCE = 1_000_000
"""So many floats are worked on at once."""


@dataclass(frozen=True, slots=True)
class Halt:
    """A stop: at this level, this inequality stops these types."""

    level: fmpq
    bound: int
    """Index of the inequality."""
    stopped: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Descent:
    """Where every type ends, and the stops on the way."""

    units: tuple[fmpq, ...]
    halt_of: Integers
    """Shape (types,): the stop of each type, -1 for one that never stopped."""
    halts: tuple[Halt, ...]

    @property
    def levels(self) -> tuple[fmpq, ...]:
        """The level of each stop, and 1 at the end, for whoever never stopped."""
        return (*(halt.level for halt in self.halts), ONE)


def descend(curves: Curves, bounds: Bounds) -> Descent:
    """Raise the level of the active types under some inequalities, and freeze exactly those that each stop names.

    Raises:
        SolverError: if floating point misses what is met first, however far one looks.
    """
    for near in NEAR:
        try:
            return _Course(curves, bounds, near).run()
        except _TooFarError:
            continue
    raise SolverError("Floating point is too far off to say which limit is met first.")


class _TooFarError(Exception):
    """A first look missed an inequality that was used up earlier; look at more of them."""


class _Course:
    """The state of one descent."""

    def __init__(self, curves: Curves, bounds: Bounds, near: float) -> None:
        self._near, self._curves, self._bounds = near, curves, bounds.each
        self._units = list(curves.base)
        self._halt_of = np.full(len(self._units), -1, dtype=np.int64)
        self._level = ZERO
        self._active = np.array(curves.active, dtype=bool)
        self._known: dict[int, fmpq | None] = {}
        self._sketch = _Sketch(curves, bounds)
        self._guess = self._sketch.levels(np.arange(len(bounds)))
        self._stale = np.zeros(len(bounds), dtype=bool)
        """Whose level was last looked at before somebody it prices stopped; it can only have risen since."""

    def run(self) -> Descent:
        halts: list[Halt] = []
        while self._active.any() and len(self._bounds):
            level, index = self._first()
            if level is None:
                break
            stopped = [k for k, _ in self._bounds[index].prices if self._active[k]]
            self._freeze(stopped, level)
            self._halt_of[stopped] = len(halts)
            halts.append(Halt(level, index, tuple(stopped)))
            if self._active.any():
                self._stale |= self._sketch.stop(stopped, self._units)
        self._freeze(np.flatnonzero(self._active).tolist(), ONE)
        self._check({halt.bound for halt in halts})
        return Descent(tuple(self._units), self._halt_of, tuple(halts))

    def _check(self, met: set[int]) -> None:
        """No inequality is broken; those that a stop met are met exactly, and far ones need no second look."""
        for index in self._sketch.near(self._units):
            if index not in met and self._bounds[index].cost(self._units) > self._bounds[index].worth:
                raise _TooFarError

    def _freeze(self, types: Sequence[int], level: fmpq) -> None:
        """Let types stay at what they have at a level."""
        for k, units in zip(types, self._curves.at(types, level), strict=True):
            self._units[k] = units
        self._active[types] = False
        self._level = level

    def _first(self) -> tuple[fmpq | None, int]:
        """The lowest level at which some inequality is used up, exactly, and which one it is."""
        guess = self._guess
        while True:
            near = np.flatnonzero(guess <= min(guess.min() + self._near, 1 + self._near))
            stale = near[self._stale[near]]
            if len(stale):
                guess[stale] = self._sketch.levels(stale)
                self._stale[stale] = False
                for index in stale.tolist():
                    self._known.pop(index, None)
                continue
            unknown = [index for index in near.tolist() if index not in self._known]
            if not unknown:
                break
            for index in unknown:
                level = self._known[index] = self._exact(index, guess[index])
                guess[index] = np.inf if level is None else float(level)
        if not len(near):
            return None, -1
        return min((level, index) for index in near.tolist() if (level := self._known[index]) is not None)

    def _exact(self, index: int, hint: float) -> fmpq | None:
        """The highest level at which an inequality holds, sought near a hint first; None if it holds at level 1."""
        bound, grid = self._bounds[index], self._curves.fan.levels
        room = bound.worth - bound.cost(self._units)
        live = [item for item in bound.numbers if self._active[item[0]]]
        if not live:
            return None
        cell = self._curves.fan.cell(min(max(fmpq(*float(hint).as_integer_ratio()), self._level), ONE))
        while True:
            low, high = max(self._level, grid[cell]), grid[cell + 1] if cell + 1 < len(grid) else ONE
            height, incline = self._curves.line(live, cell)
            if height + incline * high <= room:
                if high == ONE:
                    return None
                cell += 1
            elif height + incline * low <= room:
                return (room - height) / incline
            elif low == self._level:
                break
            else:
                cell -= 1
        if self._near > 1:
            return self._level
        raise _TooFarError


class _Sketch:
    """The same in floating point: for each inequality, what the active types it prices gain at each level."""

    def __init__(self, curves: Curves, bounds: Bounds) -> None:
        self._prices, self._worth = bounds.prices, bounds.worth
        self._units = in_floats(curves.base)
        self._levels = in_floats(curves.fan.levels)
        self._ends = np.append(self._levels[1:], 1.0)
        self._owner, self._spot, self._height, self._incline = curves.about()
        self._active = np.bincount(self._owner, minlength=len(self._units)) > 0
        self._spent = self._prices @ self._units
        steep = np.abs(self._height) + np.abs(self._incline)
        moved = np.bincount(self._owner, weights=steep, minlength=len(self._units))
        largest = np.maximum(1.0, np.maximum(np.abs(self._worth), self._spent))
        self._size = TINY * largest + LOST * (self._prices @ moved)
        shape = (len(bounds), len(self._levels))
        self._heights, self._inclines = np.zeros(shape), np.zeros(shape)
        if len(bounds) * len(self._owner) <= AT_ONCE:
            self._add(np.arange(len(bounds)), np.flatnonzero(self._active), 1.0)
        else:
            for row, bound in enumerate(bounds.each):
                self._add(np.array([row]), bound.types, 1.0)

    def stop(self, stopped: Sequence[int], units: Sequence[fmpq]) -> Mask:
        """Take out types that have stopped with some units; the inequalities that have a price for them."""
        types = np.array(stopped, dtype=np.int64)
        touched = self._prices[:, types].any(axis=1)
        rows = np.flatnonzero(touched)
        more = in_floats(units[k] for k in stopped) - self._units[types]
        self._units[types] += more
        self._spent[rows] += self._prices[np.ix_(rows, types)] @ more
        self._active[types] = False
        self._add(rows, types, -1.0)
        return np.array(touched)

    def near(self, units: Sequence[fmpq]) -> list[int]:
        """The inequalities that units use up, or break, as far as floating point can tell."""
        found: list[int] = np.flatnonzero(self._prices @ in_floats(units) > self._worth - self._size).tolist()
        return found

    def levels(self, rows: Integers) -> Floats:
        """About the highest levels that inequalities allow, rather below than above; infinite where it stops nobody."""
        room = (self._worth - self._spent - self._size)[rows]
        height, incline = np.cumsum(self._heights[rows], axis=1), np.cumsum(self._inclines[rows], axis=1)
        over = height + incline * self._ends > room[:, None]
        at = over.argmax(axis=1)
        each = np.arange(len(rows))
        rise = incline[each, at]
        low, high = self._levels[at], self._ends[at]
        level = np.where(rise > 0, (room - height[each, at]) / np.where(rise > 0, rise, 1.0), low)
        stops = over[each, at] & (self._prices[rows] @ self._active > 0)
        return np.where(stops, np.clip(level, low, high), np.inf)

    def _add(self, rows: Integers, types: Integers, sign: float) -> None:
        """Add the gains of some types to some inequalities, or take them out."""
        chosen = np.zeros(len(self._units), dtype=bool)
        chosen[types] = True
        here = np.flatnonzero(chosen[self._owner])
        owner, spot, size = self._owner[here], self._spot[here], len(self._levels)
        most = max(1, AT_ONCE // max(1, len(here)))
        for some in (rows[start : start + most] for start in range(0, len(rows), most)):
            weight = sign * self._prices[np.ix_(some, owner)]
            place = (np.arange(len(some))[:, None] * size + spot).ravel()
            for total, change in ((self._heights, self._height), (self._inclines, self._incline)):
                found = np.bincount(place, weights=(weight * change[here]).ravel(), minlength=len(some) * size)
                total[some] += found.reshape(len(some), size)
