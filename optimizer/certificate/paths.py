"""Paths: the share of its claim that each claimant of a round has at each level, for every division rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from math import lcm
from types import MappingProxyType
from typing import NamedTuple

ZERO, HALF, ONE = Fraction(0), Fraction(1, 2), Fraction(1)
DECIMALS = 10**18
LONGEST = 2**256


class Claimant(NamedTuple):
    """What a division rule looks at: units claimed, and their weight."""

    claim: Fraction
    weight: Fraction


class Path(NamedTuple):
    """Corners (level, share) of a polyline from (0, 0) to (1, 1)."""

    corners: tuple[tuple[Fraction, Fraction], ...]

    def share(self, level: Fraction) -> Fraction:
        """The share at a level between 0 and 1."""
        for (left, low), (right, high) in zip(self.corners, self.corners[1:], strict=False):
            if level <= right:
                return high if level == right else low + (high - low) * (level - left) / (right - left)
        return ONE

    def level(self, share: Fraction) -> Fraction:
        """The highest level at which the share is no more than this."""
        for (left, low), (right, high) in zip(self.corners[-2::-1], self.corners[:0:-1], strict=True):
            if low <= share:
                return right if high <= share else left + (right - left) * (share - low) / (high - low)
        return ZERO


def _steepness(claimants: Iterable[Claimant], ratio: Callable[[Claimant], Fraction]) -> dict[Claimant, Fraction]:
    """A figure of at least 1 for each claimant; cut to 18 decimals where the common denominator reaches 2^256."""
    figures = {claimant: ratio(claimant) for claimant in claimants}
    common = 1
    for value in figures.values():
        common = lcm(common, value.denominator)
        if common >= LONGEST:
            return {claimant: Fraction(value * DECIMALS // 1, DECIMALS) for claimant, value in figures.items()}
    return figures


def _path(*corners: tuple[Fraction, Fraction]) -> Path:
    kept = [(ZERO, ZERO)]
    for corner in (*corners, (ONE, ONE)):
        if corner[0] > kept[-1][0]:
            kept.append(corner)
    return Path(tuple(kept))


def _most(claimants: Iterable[Claimant]) -> Fraction:
    """The largest claim per weight."""
    return max(item.claim / item.weight for item in claimants)


def _heaviest(claimants: Iterable[Claimant]) -> Fraction:
    """The largest claim times weight."""
    return max(item.claim * item.weight for item in claimants)


def _proportional(claimants: set[Claimant]) -> dict[Claimant, Path]:
    least = min(item.weight for item in claimants)
    steep = _steepness(claimants, lambda item: item.weight / least)
    return {item: _path((1 / value, ONE)) for item, value in steep.items()}


def _equal_awards(claimants: set[Claimant]) -> dict[Claimant, Path]:
    most = _most(claimants)
    steep = _steepness(claimants, lambda item: most * item.weight / item.claim)
    return {item: _path((1 / value, ONE)) for item, value in steep.items()}


def _equal_losses(claimants: set[Claimant]) -> dict[Claimant, Path]:
    heaviest = _heaviest(claimants)
    steep = _steepness(claimants, lambda item: heaviest / (item.weight * item.claim))
    return {item: _path((1 - 1 / value, ZERO)) for item, value in steep.items()}


def _talmud(claimants: set[Claimant]) -> dict[Claimant, Path]:
    most, heaviest = _most(claimants), _heaviest(claimants)
    rise = _steepness(claimants, lambda item: most * item.weight / item.claim)
    fall = _steepness(claimants, lambda item: heaviest / (item.weight * item.claim))
    return {item: _path((HALF / rise[item], HALF), (1 - HALF / fall[item], HALF)) for item in claimants}


PATHS: Mapping[str, Callable[[set[Claimant]], dict[Claimant, Path]]] = MappingProxyType(
    {
        "proportional": _proportional,
        "equal_awards": _equal_awards,
        "equal_losses": _equal_losses,
        "talmud": _talmud,
    }
)
"""Division rule to the path of each distinct claimant."""
