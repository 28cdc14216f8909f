"""Descent: raise a common level as far as a set of inequalities allows, stop who is stopped, and go on with the rest.

Everything here is exact. Floating point only chooses which inequality to look at first.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
from flint import fmpq
from numpy.typing import NDArray

from optimizer.claims import Floats
from optimizer.division import Path
from optimizer.quantities import ONE, ZERO

NEAR = 1e-7
"""Levels closer than this are compared exactly."""

TINY = 1e-12
"""Relative rounding of a sum of floats."""


class Curve:
    """What a type is to have at each level: what it has, and its members' paths times their remaining claims."""

    def __init__(self, base: fmpq, parts: Sequence[tuple[fmpq, Path]]) -> None:
        """Add up the paths: `parts` are (remaining units, path)."""
        bends: list[tuple[fmpq, fmpq]] = []
        for units, path in parts:
            before = ZERO
            for (left, low), (right, high) in pairwise(path.corners):
                slope = units * (high - low) / (right - left)
                if slope != before:
                    bends.append((left, slope - before))
                before = slope
        bends.sort(key=lambda bend: (float(bend[0]), bend[0]))
        self.levels = [ZERO]
        self._heights, self._inclines = [base], [ZERO]
        for level, bend in bends:
            if level != self.levels[-1]:
                self.levels.append(level)
                self._heights.append(self._heights[-1])
                self._inclines.append(self._inclines[-1])
            self._heights[-1] -= bend * level
            self._inclines[-1] += bend

    def __call__(self, level: fmpq) -> fmpq:
        """Units at a level."""
        at = bisect_right(self.levels, level) - 1
        return self._heights[at] + self._inclines[at] * level

    def piece(self, level: fmpq) -> tuple[fmpq, fmpq]:
        """The two bends, or ends, between which a level lies; the one below it if it is a bend itself."""
        at = bisect_left(self.levels, level) - 1
        return self.levels[max(at, 0)], self.levels[at + 1] if at + 1 < len(self.levels) else ONE

    def after(self, level: fmpq) -> fmpq:
        """The next bend above a level, or the end."""
        at = bisect_right(self.levels, level)
        return self.levels[at] if at < len(self.levels) else ONE

    @cached_property
    def about(self) -> tuple[Floats, Floats, Floats]:
        """Level, and change of height and of incline there, of each bend in floating point, for a first look."""
        heights, inclines = in_floats(self._heights), in_floats(self._inclines)
        return in_floats(self.levels), np.diff(heights, prepend=0.0), np.diff(inclines, prepend=0.0)


@dataclass(frozen=True, slots=True)
class Bound:
    """An inequality over types: the sum of price times units is at most `worth`."""

    prices: tuple[fmpq, ...]
    worth: fmpq
    about: NDArray[np.float64] | None = field(default=None, compare=False)
    """The prices in floating point, where they are known already."""


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
    levels: tuple[fmpq, ...]
    """The level at which each type stopped; 1 for one that never did."""
    halts: tuple[Halt, ...]


def descend(curves: Sequence[Curve], active: Sequence[bool], bounds: Sequence[Bound]) -> Descent:
    """Raise the level of the active types under some inequalities, and freeze exactly those that each stop names."""
    near = NEAR
    while True:
        try:
            return _Course(curves, active, bounds, near).run()
        except _TooFarError:
            near *= 1000


class _TooFarError(Exception):
    """A first look missed an inequality that was used up earlier; look at more of them."""


def in_floats(values: Sequence[fmpq]) -> NDArray[np.float64]:
    """Exact figures in floating point, for a first look."""
    return np.array([float(value) for value in values], dtype=float)


class _Course:
    """The state of one descent."""

    def __init__(self, curves: Sequence[Curve], active: Sequence[bool], bounds: Sequence[Bound], near: float) -> None:
        self._near = near
        self._known: dict[int, fmpq | None] = {}
        self._curves, self._bounds = curves, bounds
        self._units = [curve(ZERO) for curve in curves]
        self._about = in_floats(self._units)
        self._levels = [ONE] * len(curves)
        self._active = np.array(active, dtype=bool)
        rows = [in_floats(bound.prices) if bound.about is None else bound.about for bound in bounds]
        self._prices = np.array(rows, dtype=float).reshape(len(bounds), len(curves))
        self._level = ZERO
        live = [(k, curve.about) for k, curve in enumerate(curves) if active[k]]
        self._owner = np.repeat([k for k, _ in live], [len(levels) for _, (levels, _, _) in live])
        levels, self._height, self._incline = (
            np.concatenate([part[which] for _, part in live]) if live else np.zeros(0) for which in range(3)
        )
        self._grid, self._spot = np.unique(levels, return_inverse=True)

    def run(self) -> Descent:
        halts: list[Halt] = []
        guess = np.array([self._guess(index) for index in range(len(self._bounds))], dtype=float)
        while self._active.any() and len(guess):
            level, index = self._first(guess)
            if level is None:
                break
            stopped = np.flatnonzero(self._active & (self._prices[index] > 0))
            for k in stopped.tolist():
                self._units[k], self._levels[k] = self._curves[k](level), level
                self._about[k] = float(self._units[k])
            self._active[stopped] = False
            self._level = level
            halts.append(Halt(level, index, tuple(stopped.tolist())))
            for touched in np.flatnonzero((self._prices[:, stopped] > 0).any(axis=1)).tolist():
                self._known.pop(touched, None)
                guess[touched] = self._guess(touched)
        for k in np.flatnonzero(self._active).tolist():
            self._units[k] = self._curves[k](ONE)
        return Descent(tuple(self._units), tuple(self._levels), tuple(halts))

    def _first(self, guess: NDArray[np.float64]) -> tuple[fmpq | None, int]:
        """The lowest level at which some inequality is used up, exactly, and which one it is."""
        while True:
            near = np.flatnonzero(guess <= min(guess.min() + self._near, 1 + self._near)).tolist()
            unknown = [index for index in near if index not in self._known]
            if not unknown:
                break
            for index in unknown:
                level = self._known[index] = self._exact(index, guess[index])
                guess[index] = np.inf if level is None else float(level)
        if not near:
            return None, -1
        return min((level, index) for index in near if (level := self._known[index]) is not None)

    def _guess(self, index: int) -> float:
        """About the highest level that an inequality allows; infinite where it stops nobody."""
        prices = self._prices[index]
        live = prices * self._active
        if not live.any():
            return np.inf
        fixed = float(np.dot(prices * ~self._active, self._about))
        weight = live[self._owner]
        height = np.cumsum(np.bincount(self._spot, weights=weight * self._height, minlength=len(self._grid)))
        incline = np.cumsum(np.bincount(self._spot, weights=weight * self._incline, minlength=len(self._grid)))
        room = float(self._bounds[index].worth) - fixed
        ends = np.append(self._grid[1:], 1.0)
        over = np.flatnonzero(height + incline * ends > room + TINY * max(1.0, abs(room)))
        if not len(over):
            at_end = height[-1] + incline[-1] - room
            return 1.0 if at_end > -TINY * max(1.0, abs(room)) else np.inf
        at = over[0]
        level = self._grid[at] if incline[at] <= 0 else (room - height[at]) / incline[at]
        return float(min(max(level, self._grid[at]), ends[at]))

    def _exact(self, index: int, hint: float) -> fmpq | None:
        """The highest level at which an inequality holds, sought near a hint first; None if it holds at level 1."""
        bound = self._bounds[index]
        live = [k for k in np.flatnonzero(self._active).tolist() if bound.prices[k] > 0]
        fixed = sum(
            (price * self._units[k] for k, price in enumerate(bound.prices) if price > 0 and not self._active[k]), ZERO
        )
        room = bound.worth - fixed

        def used(level: fmpq) -> fmpq:
            return sum((bound.prices[k] * self._curves[k](level) for k in live), ZERO)

        if not live or used(ONE) <= room:
            return None
        level = min(max(fmpq(*float(hint).as_integer_ratio()), self._level), ONE)
        while True:
            pieces = [self._curves[k].piece(level) for k in live]
            low, high = max(self._level, *(piece[0] for piece in pieces)), min(piece[1] for piece in pieces)
            if used(high) <= room:
                level = min((self._curves[k].after(high) for k in live), default=ONE)
            elif low > self._level and used(low) > room:
                level = low
            else:
                break
        at, end = used(low), used(high)
        if at > room:
            if self._near > 1:
                return self._level
            raise _TooFarError
        return low + (room - at) * (high - low) / (end - at)
