"""Lines: a change of a limit in, what some applications are entitled to all along it out, where that can be proved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flint import fmpq

from optimizer.curve.covering import Cover
from optimizer.curve.family import Family
from optimizer.curve.tracing import Stretch
from optimizer.progress import silent
from optimizer.quantities import ZERO, rational
from optimizer.repairs.changes import Change

MOST_FILLS = 600
"""Fillings after which a curve is given up: as long as some twenty whole divisions take."""


@dataclass(frozen=True)
class Track:
    """Exact entitlements from what a figure is now on, as far as it may be moved."""

    start: fmpq
    """The figure from which steps are counted."""
    step: fmpq
    """What one step adds to it; below zero where it is lowered."""
    stretches: tuple[Stretch, ...]
    """In the order in which the steps come to them."""

    @property
    def most(self) -> fmpq:
        """The most that they are entitled to anywhere."""
        return max(units for item in self.stretches for _, units in self._ends(item))

    def first(self, units: fmpq) -> int | None:
        """The fewest steps that could entitle them to so many units or more; None if none do."""
        for item in self.stretches:
            (near, start), (far, end) = self._ends(item)
            if start >= units:
                return self._steps(near)
            if end >= units:
                return self._steps(near + (far - near) * (units - start) / (end - start))
        return None

    def _steps(self, at: fmpq) -> int:
        return max(1, int(((at - self.start) / self.step).ceil()))

    def _ends(self, item: Stretch) -> list[tuple[fmpq, fmpq]]:
        """The values at which a stretch begins and ends, with what they are entitled to there."""
        sides = (item.low, item.high) if self.step > 0 else (item.high, item.low)
        return [(at, (item.line.at(at) if item.line is not None else None) or ZERO) for at in sides]


def track(family: Family, names: Sequence[str], move: Change) -> Track | None:
    """What some applications are entitled to all along a change of a limit; None where that cannot be proved."""
    low, high = sorted((rational(move.now), rational(move.figure(move.most))))
    chosen = [family.claims.ids.index(name) for name in names]
    found, crooked = Cover(family, chosen, lambda _: None, silent).stretches(low, high, MOST_FILLS)
    if crooked or not all(item.proved for item in found):
        return None
    ordered = sorted(found, key=lambda item: item.low, reverse=move.step < 0)
    return Track(fmpq(move.start, move.parts), fmpq(move.step, move.parts), tuple(ordered))
