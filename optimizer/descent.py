"""Descent: raise a common level as far as a set of inequalities allows, stop who is stopped, and go on with the rest.

Everything here is exact. Floating point only chooses which inequality to look at first.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter

import numpy as np
from flint import fmpq
from numpy.typing import NDArray

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
        bends.sort(key=itemgetter(0))
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

    def pieces(self) -> list[tuple[float, float, float]]:
        """(level from which it holds, height, incline) of each linear piece, for a first look."""
        return [
            (float(level), float(height), float(incline))
            for level, height, incline in zip(self.levels, self._heights, self._inclines, strict=True)
        ]


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
        everywhere = sorted(
            [ZERO, ONE, *(level for k, curve in enumerate(curves) if active[k] for level in curve.levels)]
        )
        self._corners = [level for at, level in enumerate(everywhere) if not at or level != everywhere[at - 1]]
        pieces = [(k, *piece) for k, curve in enumerate(curves) if active[k] for piece in curve.pieces()]
        self._owner = np.array([piece[0] for piece in pieces], dtype=np.int64)
        self._grid, self._spot = np.unique([piece[1] for piece in pieces], return_inverse=True)
        height = np.array([piece[2] for piece in pieces], dtype=float)
        incline = np.array([piece[3] for piece in pieces], dtype=float)
        fresh = np.append(True, self._owner[1:] != self._owner[:-1]) if pieces else np.zeros(0, dtype=bool)
        self._height = height - np.where(fresh, 0.0, np.append(0.0, height[:-1])) if pieces else height
        self._incline = incline - np.where(fresh, 0.0, np.append(0.0, incline[:-1])) if pieces else incline

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
        near = bisect_right(self._corners, fmpq(*float(hint).as_integer_ratio())) - 1
        low = min(max(near, 0), len(self._corners) - 2)
        high = low + 1
        while low > 0 and used(self._corners[low]) > room:
            low, high = low - 1, low
        while high < len(self._corners) - 1 and used(self._corners[high]) <= room:
            low, high = high, high + 1
        grid = [max(self._corners[low], self._level), self._corners[high]]
        at, end = used(grid[0]), used(grid[1])
        if at > room:
            if self._near > 1:
                return self._level
            raise _TooFarError
        return grid[0] + (room - at) * (grid[1] - grid[0]) / (end - at)
