"""Curves: what each type is to have at each level of a round, exactly, and in floating point for a first look.

The bends of all paths of a round are whole numbers over one denominator, so a sum over thousands of claimants is a sum
of integers.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np
from flint import fmpq

from optimizer.claims import Floats, Integers
from optimizer.division import Path
from optimizer.quantities import ONE, ZERO

Bend = tuple[int, int, int]
"""Index of a level, and the change of height and of incline there, over the common denominator."""

Weighed = Iterable[tuple[int, int, int]]
"""Types with a price each, as numerator and denominator."""


@dataclass(frozen=True)
class Fan:
    """The paths of one round: above a bend, a share is the height plus the incline times the level."""

    levels: tuple[fmpq, ...]
    """The distinct levels at which some path bends, from 0 on."""
    common: int
    """The denominator of every change."""
    bends: tuple[tuple[Bend, ...], ...]
    """For each path, its bends from level 0 on."""

    @classmethod
    def of(cls, paths: Sequence[Path]) -> Fan:
        """The bends of some paths."""
        lines = [((ZERO, ZERO, ZERO), *path.lines) for path in paths]
        places = [
            (float(start[0]), start[0], row, at) for row, own in enumerate(lines) for at, start in enumerate(own[:-1])
        ]
        places.sort()
        levels = [ZERO]
        index: dict[tuple[int, int], int] = {}
        for _, level, row, at in places:
            if level != levels[-1]:
                levels.append(level)
            index[row, at] = len(levels) - 1
        changes = [
            [
                (index[row, at], after[1] - before[1], after[2] - before[2])
                for at, (before, after) in enumerate(pairwise(own))
            ]
            for row, own in enumerate(lines)
        ]
        common = math.lcm(*{int(value.q) for own in changes for _, *pair in own for value in pair})
        bends = tuple(
            tuple((at, _over(height, common), _over(incline, common)) for at, height, incline in own) for own in changes
        )
        return cls(tuple(levels), common, bends)

    @cached_property
    def about(self) -> tuple[Integers, Floats, Floats]:
        """The bends in floating point, of shape (paths, most bends of one), filled up with bends of nothing."""
        most = max(map(len, self.bends), default=0)
        spots = np.zeros((len(self.bends), most), dtype=np.int64)
        heights, inclines = np.zeros(spots.shape), np.zeros(spots.shape)
        for row, bends in enumerate(self.bends):
            for column, (at, height, incline) in enumerate(bends):
                spots[row, column] = at
                heights[row, column], inclines[row, column] = height / self.common, incline / self.common
        return spots, heights, inclines


def _over(value: fmpq, common: int) -> int:
    """The numerator of a figure over a denominator."""
    return int(value.p) * (common // int(value.q))


@dataclass(frozen=True)
class Parts:
    """Who is raised in a round, in the order of the types."""

    owner: Integers
    """The type of each part."""
    path: Integers
    """Index of its path in the fan."""
    units: Sequence[fmpq | int]
    """Units that it may still get, exactly."""


class Curves:
    """What each type is to have at each level: what it has, and its parts' units times their paths."""

    def __init__(self, base: Sequence[fmpq], fan: Fan, parts: Parts) -> None:
        self.base, self.fan, self._parts = base, fan, parts
        self._start = np.searchsorted(parts.owner, np.arange(len(base) + 1)).tolist()
        self._exact: dict[int, tuple[list[int], list[int], list[int], int]] = {}

    @property
    def active(self) -> list[bool]:
        """Which types are raised."""
        return [start < end for start, end in pairwise(self._start)]

    def at(self, k: int, level: fmpq) -> fmpq:
        """Units of a type at a level."""
        return self.base[k] + self.gains([(k, 1, 1)], level)

    def ends(self) -> list[fmpq]:
        """Units of each type at level 1."""
        return [self.at(k, ONE) for k in range(len(self.base))]

    def gains(self, weighed: Weighed, level: fmpq) -> fmpq:
        """What some types have gained at a level, at their prices."""
        cell = bisect_right(self.fan.levels, level) - 1
        p, q = int(level.p), int(level.q)
        by_denominator: dict[int, int] = {}
        for k, price, over in weighed:
            spots, heights, inclines, own = self._bends(k)
            at = bisect_right(spots, cell) - 1
            if at >= 0:
                value = price * (heights[at] * q + inclines[at] * p)
                by_denominator[over * own] = by_denominator.get(over * own, 0) + value
        return sum((fmpq(value, own) for own, value in by_denominator.items()), ZERO) / (self.fan.common * q)

    def _bends(self, k: int) -> tuple[list[int], list[int], list[int], int]:
        """Where a type's curve bends, height and incline above each bend, and what both are to be divided by."""
        if k not in self._exact:
            here = slice(self._start[k], self._start[k + 1])
            units = self._parts.units[here]
            own = math.lcm(*{1 if isinstance(value, int) else int(value.q) for value in units})
            heights: dict[int, int] = {}
            inclines: dict[int, int] = {}
            for value, path in zip(units, self._parts.path[here].tolist(), strict=True):
                count = value * own if isinstance(value, int) else _over(value, own)
                for at, height, incline in self.fan.bends[path]:
                    heights[at] = heights.get(at, 0) + count * height
                    inclines[at] = inclines.get(at, 0) + count * incline
            spots = sorted(heights)
            self._exact[k] = (
                spots,
                list(accumulate(heights[at] for at in spots)),
                list(accumulate(inclines[at] for at in spots)),
                own,
            )
        return self._exact[k]

    def about(self) -> tuple[Integers, Integers, Floats, Floats]:
        """Type, level, change of height and of incline of each bend in floating point, in the order of the types."""
        spots, heights, inclines = self.fan.about
        path = self._parts.path
        units = np.array([float(value) for value in self._parts.units])[:, None]
        owner = np.repeat(self._parts.owner, spots.shape[1])
        return owner, spots[path].ravel(), (units * heights[path]).ravel(), (units * inclines[path]).ravel()
