"""Runs: a division at one value of a figure in, what it gives and what holds it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from flint import fmpq

from optimizer.claims import Claims
from optimizer.curve.family import Course
from optimizer.entitling.filled import Filling, Proof
from optimizer.quantities import ZERO
from optimizer.writing.limits import stopping

CLOSE = 1e-6
"""Within this part of a claim, it is asked exactly whether an entitlement has reached its end."""
MOST_MARGINS = 20
"""So many applications near their minimum are watched."""

NOBODY: frozenset[str] = frozenset()

Shape = tuple[tuple[str, ...], tuple[tuple[str, tuple[str, ...]], ...]]


@dataclass(frozen=True, slots=True)
class Run:
    """What one value of the figure gives."""

    at: fmpq
    value: fmpq | None
    """The entitlement that is watched; None where a guarantee cannot be met."""
    limits: tuple[str, ...]
    """Rows that stop what is watched."""
    stops: frozenset[str]
    """Rows that stop anybody."""
    dropped: frozenset[str]
    """Applications that dropped out below their minimum."""
    margins: Mapping[str, fmpq]
    """What may reach zero, where the entitlement then jumps: units above a minimum, or units short of a guarantee."""
    whole: frozenset[str]
    """Applications that have their whole claim."""
    nothing: frozenset[str]
    """Applications that have nothing."""
    shape: Shape
    """Who dropped out in which order, and the rows of each stop in turn."""


def read(course: Course, chosen: Sequence[int]) -> Run:
    """What a division gives some applications."""
    filling, claims = course.filling, course.claims
    dropped = tuple(claims.ids[item.application] for item in course.dropped)
    rows = [_named(stop.proof) for stop in filling.stops]
    shape = (dropped, tuple((stop.round, named) for stop, named in zip(filling.stops, rows, strict=True)))
    stops = frozenset(name for named in rows for name in named)
    if filling.shortfall is not None:
        short = _named(filling.shortfall.proof)
        margins = {f"round {filling.shortfall.round}": filling.shortfall.excess}
        return Run(course.at, None, short, stops | set(short), frozenset(dropped), margins, NOBODY, NOBODY, shape)
    exact, codes = filling.cohorts.cells(np.array(chosen, dtype=np.int64))
    value = sum((exact[code] for code in codes.tolist()), ZERO)
    limits = stopping(filling, course.merged, chosen)
    ends = _ended(claims, filling)
    return Run(course.at, value, limits, stops, frozenset(dropped), _margins(claims, filling), *ends, shape)


def _ended(claims: Claims, filling: Filling) -> tuple[frozenset[str], frozenset[str]]:
    """Who has the whole claim, and who has nothing."""
    cohorts = filling.cohorts
    about = cohorts.about()
    found = []
    for goal in (claims.units, np.zeros_like(claims.units)):
        near = np.flatnonzero(np.abs(about - goal) <= CLOSE * np.maximum(1, claims.units))
        exact, codes = cohorts.cells(near)
        there = [exact[code] == int(goal[at]) for at, code in zip(near.tolist(), codes.tolist(), strict=True)]
        found.append(frozenset(claims.ids[at] for at, is_there in zip(near.tolist(), there, strict=True) if is_there))
    return found[0], found[1]


def _named(proof: Proof) -> tuple[str, ...]:
    """The rows that an inequality prices; what holds a type to its own claims follows from the others."""
    return tuple(sorted(proof.merged.rows[row].name for row in proof.cut.prices if row not in proof.merged.tops))


def _margins(claims: Claims, filling: Filling) -> dict[str, fmpq]:
    """Units above the minimum of those that are nearest to it."""
    cohorts = filling.cohorts
    about = cohorts.about()
    able = np.flatnonzero((claims.minimum > 0) & (about > 0))
    nearest = able[np.argsort(about[able] / claims.minimum[able], kind="stable")][:MOST_MARGINS]
    return {claims.ids[at]: cohorts.exact(at) - int(claims.minimum[at]) for at in nearest.tolist()}
