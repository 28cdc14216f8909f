"""What every division rule is: how far each claimant has come at each level.

A division rule is parametric (Young 1987): one level in [0, 1] for all, and for each claimant a non-decreasing,
continuous, piecewise-linear path from nothing at level 0 to its whole claim at level 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from flint import fmpq

from optimizer.quantities import ONE, ZERO

GRID = 10**18
MOST_BITS = 256


@dataclass(frozen=True, slots=True)
class Claimant:
    """What a division rule looks at: a claim in units, and its weight."""

    claim: fmpq
    weight: fmpq


@dataclass(frozen=True)
class Path:
    """The share of its claim that a claimant has at each level: the corners (level, share) of a polyline."""

    corners: tuple[tuple[fmpq, fmpq], ...]

    @cached_property
    def lines(self) -> tuple[tuple[fmpq, fmpq, fmpq], ...]:
        """The pieces: up to which level each goes, and the height and incline of its line, height + incline level."""
        found = []
        for (left, low), (right, high) in pairwise(self.corners):
            incline = (high - low) / (right - left)
            found.append((right, low - incline * left, incline))
        return tuple(found)

    def share(self, level: fmpq) -> fmpq:
        """The share at a level."""
        for end, height, incline in self.lines:
            if level <= end:
                return height + incline * level
        raise ValueError(f"level {level} lies outside [0, 1]")

    def level(self, share: fmpq) -> fmpq:
        """The highest level at which the share is no more than this."""
        for (left, low), (right, high) in zip(self.corners[-2::-1], self.corners[:0:-1], strict=True):
            if low <= share:
                return right if high <= share else left + (right - left) * (share - low) / (high - low)
        raise ValueError(f"no level has a share of {share}")


Divide = Callable[[Sequence[Claimant]], list[Path]]
"""A division rule: from the distinct claimants of a round to the path of each."""


def path(*corners: tuple[fmpq, fmpq]) -> Path:
    """A path from (0, 0) through the corners to (1, 1), corners that repeat left out."""
    kept = [(ZERO, ZERO)]
    for corner in (*corners, (ONE, ONE)):
        if corner[0] > kept[-1][0]:
            kept.append(corner)
    return Path(tuple(kept))


def slopes(claimants: Sequence[Claimant], slope: Callable[[Claimant], fmpq]) -> list[fmpq]:
    """One figure of at least 1 for each claimant.

    The figures have the claims as denominators. Where their common denominator would pass 2^256, they are cut to 18
    decimals, so that sums over many claimants stay short; an award is then off by less than a billionth of a unit.
    """
    exact = [slope(claimant) for claimant in claimants]
    common = 1
    for value in exact:
        common = math.lcm(common, int(value.q))
        if common.bit_length() > MOST_BITS:
            return [fmpq(int((value * GRID).floor()), GRID) for value in exact]
    return exact
