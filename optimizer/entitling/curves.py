"""Curves: what each type is to have at each level of a round, exactly, and in floating point for a first look.

The lines of all paths of a round are whole numbers over one denominator, so a sum over thousands of claimants is a sum
of integers.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from flint import fmpq

from optimizer.claims import Floats, Integers
from optimizer.division import Path
from optimizer.quantities import ONE, ZERO

Piece = tuple[int, int, int]
"""Index of the level from which a line holds, its height and its incline, over the common denominator."""

Weighed = Iterable[tuple[int, int, int]]
"""Types with a price each, as numerator and denominator."""


@dataclass(frozen=True)
class Fan:
    """The paths of one round: in each piece, a share is the height plus the incline times the level."""

    levels: tuple[fmpq, ...]
    """The distinct levels at which some path bends, from 0 on."""
    common: int
    """The denominator of every height and incline."""
    pieces: tuple[tuple[Piece, ...], ...]
    """For each path, its lines from level 0 on."""

    @classmethod
    def of(cls, paths: Sequence[Path]) -> Fan:
        """The lines of some paths."""
        places = sorted(
            (float(end), end, row, at + 1)
            for row, path in enumerate(paths)
            for at, (end, _, _) in enumerate(path.lines[:-1])
        )
        levels = [ZERO]
        index = {(row, 0): 0 for row in range(len(paths))}
        for _, level, row, at in places:
            if level != levels[-1]:
                levels.append(level)
            index[row, at] = len(levels) - 1
        common = math.lcm(*{int(value.q) for path in paths for _, *line in path.lines for value in line})
        pieces = tuple(
            tuple(
                (index[row, at], _over(line[1], common), _over(line[2], common)) for at, line in enumerate(path.lines)
            )
            for row, path in enumerate(paths)
        )
        return cls(tuple(levels), common, pieces)

    @cached_property
    def about(self) -> tuple[Integers, Floats, Floats]:
        """Bends in floating point: level, change of height and of incline, of shape (paths, most bends of one).

        Paths with fewer have bends of nothing.
        """
        most = max(map(len, self.pieces), default=0)
        spots = np.zeros((len(self.pieces), most), dtype=np.int64)
        heights, inclines = np.zeros(spots.shape), np.zeros(spots.shape)
        for row, pieces in enumerate(self.pieces):
            for column, (before, after) in enumerate(pairwise(((0, 0, 0), *pieces))):
                spots[row, column] = after[0]
                heights[row, column] = (after[1] - before[1]) / self.common
                inclines[row, column] = (after[2] - before[2]) / self.common
        return spots, heights, inclines

    def cell(self, level: fmpq) -> int:
        """The index of the highest bend that is not above a level."""
        return bisect_right(self.levels, level) - 1


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
    units: Sequence[int]
    """Units that it may still get, over the denominators in `over`."""
    over: Sequence[int]


class Curves:
    """What each type is to have at each level: what it has, and its parts' units times their paths."""

    def __init__(self, base: Sequence[fmpq], fan: Fan, parts: Parts) -> None:
        self.base, self.fan, self._parts = base, fan, parts
        self._start = np.searchsorted(parts.owner, np.arange(len(base) + 1)).tolist()
        self._path = parts.path.tolist()
        self._lines: dict[tuple[int, int], tuple[int, int, int]] = {}

    @property
    def active(self) -> list[bool]:
        """Which types are raised."""
        return [start < end for start, end in pairwise(self._start)]

    def at(self, types: Iterable[int], level: fmpq) -> list[fmpq]:
        """Units of some types at a level."""
        cell, p, q = self.fan.cell(level), int(level.p), int(level.q)
        found = []
        for k in types:
            over, height, incline = self._line(k, cell)
            gained = height * q + incline * p
            found.append(self.base[k] + fmpq(gained, over * self.fan.common * q) if gained else self.base[k])
        return found

    def ends(self) -> list[fmpq]:
        """Units of each type at level 1."""
        return self.at(range(len(self.base)), ONE)

    def line(self, weighed: Weighed, cell: int) -> tuple[fmpq, fmpq]:
        """Height and incline of what some types gain, at their prices, from one bend up to the next."""
        heights: dict[int, int] = {}
        inclines: dict[int, int] = {}
        for k, price, under in weighed:
            over, height, incline = self._line(k, cell)
            over *= under
            heights[over] = heights.get(over, 0) + price * height
            inclines[over] = inclines.get(over, 0) + price * incline
        return self._sum(heights), self._sum(inclines)

    def piece(self, k: int, level: fmpq) -> tuple[fmpq, fmpq, fmpq]:
        """The line of a type just above a level: its incline, and the levels from which to which it goes."""
        cell, levels = self.fan.cell(level), self.fan.levels
        over, _, incline = self._line(k, cell)
        paths = {self._path[at] for at in range(self._start[k], self._start[k + 1])}
        bends = [at for path in paths for at, _, _ in self.fan.pieces[path]]
        after = min((at for at in bends if at > cell), default=None)
        end = ONE if after is None else levels[after]
        return fmpq(incline, over * self.fan.common), levels[max(at for at in bends if at <= cell)], end

    def _sum(self, by_denominator: dict[int, int]) -> fmpq:
        return sum((fmpq(value, over) for over, value in by_denominator.items()), ZERO) / self.fan.common

    def _line(self, k: int, cell: int) -> tuple[int, int, int]:
        """A type's line from one bend up to the next: a denominator beside the common one, height and incline."""
        if (k, cell) not in self._lines:
            here = range(self._start[k], self._start[k + 1])
            units, over = self._parts.units, self._parts.over
            own = math.lcm(*{over[at] for at in here})
            height = incline = 0
            for at in here:
                count = units[at] * (own // over[at])
                for start, up, slope in reversed(self.fan.pieces[self._path[at]]):
                    if start <= cell:
                        height += count * up
                        incline += count * slope
                        break
            self._lines[k, cell] = own, height, incline
        return self._lines[k, cell]

    def about(self) -> tuple[Integers, Integers, Floats, Floats]:
        """Type, level, change of height and of incline of each bend in floating point, in the order of the types."""
        spots, heights, inclines = self.fan.about
        path = self._parts.path
        units = np.array([value / over for value, over in zip(self._parts.units, self._parts.over, strict=True)])
        owner = np.repeat(self._parts.owner, spots.shape[1])
        weight = units[:, None]
        return owner, spots[path].ravel(), (weight * heights[path]).ravel(), (weight * inclines[path]).ravel()
