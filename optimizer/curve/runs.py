"""Runs: a value of a figure in, exact entitlements and what holds them out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import fmpq

from optimizer.claims import Claims
from optimizer.entitling import Entitled, entitle
from optimizer.entitling.filled import Proof
from optimizer.quantities import ZERO, Figure
from optimizer.repairs.changes import with_figure
from optimizer.scenario import Scenario
from optimizer.screening import screen
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


def runner(scenario: Scenario, path: Sequence[str], who: Callable[[Claims], list[int]]) -> Callable[[fmpq], Run]:
    """What works out entitlements with another figure at a path, each time from a cold start."""
    claims = None if path[0] != "policy" else screen(scenario).claims

    def run(at: fmpq) -> Run:
        changed = with_figure(scenario, path, _figure(at))
        own = screen(changed).claims if claims is None else claims
        return _read(at, entitle(own, changed.policy), who(own))

    return run


def _figure(at: fmpq) -> Figure:
    return int(at.p) if at.q == 1 else Fraction(int(at.p), int(at.q))


def _read(at: fmpq, entitled: Entitled, chosen: list[int]) -> Run:
    filling, claims = entitled.filling, entitled.claims
    dropped = tuple(claims.ids[item.application] for item in entitled.dropped)
    rows = [_named(stop.proof) for stop in filling.stops]
    shape = (dropped, tuple((stop.round, named) for stop, named in zip(filling.stops, rows, strict=True)))
    stops = frozenset(name for named in rows for name in named)
    if filling.shortfall is not None:
        short = _named(filling.shortfall.proof)
        margins = {f"round {filling.shortfall.round}": filling.shortfall.excess}
        return Run(at, None, short, stops | set(short), frozenset(dropped), margins, NOBODY, NOBODY, shape)
    exact, codes = filling.cohorts.cells(np.array(chosen, dtype=np.int64))
    value = sum((exact[code] for code in codes.tolist()), ZERO)
    ends = _ended(entitled)
    return Run(
        at,
        value,
        stopping(filling, entitled.merged, chosen),
        stops,
        frozenset(dropped),
        _margins(entitled),
        *ends,
        shape,
    )


def _ended(entitled: Entitled) -> tuple[frozenset[str], frozenset[str]]:
    """Who has the whole claim, and who has nothing."""
    claims, cohorts = entitled.claims, entitled.filling.cohorts
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


def _margins(entitled: Entitled) -> dict[str, fmpq]:
    """Units above the minimum of those that are nearest to it."""
    claims, cohorts = entitled.claims, entitled.filling.cohorts
    about = cohorts.about()
    able = np.flatnonzero((claims.minimum > 0) & (about > 0))
    nearest = able[np.argsort(about[able] / claims.minimum[able], kind="stable")][:MOST_MARGINS]
    return {claims.ids[at]: cohorts.exact(at) - int(claims.minimum[at]) for at in nearest.tolist()}
