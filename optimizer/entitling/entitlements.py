"""Entitling: claims and a policy in, exact entitlements out, once nobody is below its minimum any more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from flint import fmpq

from optimizer.claims import Claims, Mask
from optimizer.entitling.filled import Filling, Stop
from optimizer.entitling.filling import Filler
from optimizer.entitling.oracle import Delivered, Oracle
from optimizer.entitling.pricing import Cut, seeds
from optimizer.lottery import lot_number
from optimizer.model.merging import Merged, merge
from optimizer.model.steps import Step, steps
from optimizer.programme import HIGHS, Solver
from optimizer.progress import Progress, silent
from optimizer.quantities import ZERO
from optimizer.rows import Rows
from optimizer.rules import write_rows
from optimizer.scenario import Policy

MOST_SHOWN = 100_000
"""Claims times applications that dropped out of which that is shown: it takes as much as to show what all are given."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows the entitlements of the time when an application dropped out."""

    stops: tuple[Stop, ...]
    delivered: Delivered


@dataclass(frozen=True, slots=True)
class Dropped:
    """An application that dropped out below its minimum."""

    application: int
    entitlement: fmpq
    evidence: Evidence | None = None


@dataclass(frozen=True)
class Entitled:
    """Entitlements of some claims, before whole lots, periods and purchases."""

    claims: Claims
    rows: Rows
    merged: Merged
    filling: Filling
    dropped: tuple[Dropped, ...]
    seeds: tuple[Cut, ...]
    """The inequalities that needed no solver."""
    cuts: tuple[Cut, ...]
    """The inequalities that were met on the way; all plans obey them."""
    oracle: Oracle


def entitle(  # noqa: PLR0913 - what is divided, and how much is asked of the division
    claims: Claims,
    policy: Policy,
    *,
    rows: Rows | None = None,
    rounds: Sequence[Step] | None = None,
    solver: Solver = HIGHS,
    evidence: bool = False,
    progress: Progress = silent,
) -> Entitled:
    """Entitlements once nobody is below its minimum: each time, the one furthest below drops out.

    Args:
        rows: other rows than those that the policy writes.
        rounds: other rounds than those of the policy.
        evidence: whether to keep what shows the entitlements each time, as far as that is not too much.
    """
    rounds = steps(policy.rounds, claims) if rounds is None else rounds
    rows = write_rows(policy.rules, claims) if rows is None else rows
    merged = merge(claims, rows, rounds)
    oracle = Oracle(merged, solver)
    known = tuple(seeds(merged))
    filler = Filler(merged, rounds, [cut for cut in known if any(cut.unit)], oracle, progress)
    course = fillings(filler, claims, policy.tie_break_seed)
    dropped: list[Dropped] = []
    filling, out = next(course)
    while out is not None:
        if evidence and (len(dropped) + 1) * len(claims) <= MOST_SHOWN:
            out = replace(out, evidence=Evidence(filling.stops, oracle.delivered(filling.cohorts.totals)))
        dropped.append(out)
        filling, out = next(course)
    return Entitled(claims, rows, merged, filling, tuple(dropped), known, tuple(filler.cuts), oracle)


def fillings(
    filler: Filler, claims: Claims, seed: str, present: Mask | None = None
) -> Iterator[tuple[Filling, Dropped | None]]:
    """Each filling, with who drops out then; nobody does after the last.

    Args:
        present: who has not dropped out yet; everybody if not given.
    """
    present = np.ones(len(claims), dtype=bool) if present is None else present
    while True:
        filling = filler.fill(present)
        out = None if filling.shortfall else _below_minimum(claims, seed, filling)
        yield filling, out
        if out is None:
            return
        present[out.application] = False


def _below_minimum(claims: Claims, seed: str, filling: Filling) -> Dropped | None:
    """The application that drops out next: the smallest part of its minimum, later submission, later draw."""
    about = filling.cohorts.about()
    low = np.flatnonzero((claims.minimum > 0) & (about < claims.minimum * (1 + 1e-6)) & (about > 0))
    if not len(low):
        return None
    ratio = about[low] / claims.minimum[low]
    near = low[ratio <= ratio.min() * (1 + 1e-6)]
    exact, codes = filling.cohorts.cells(near)
    found = [
        (exact[code] / int(claims.minimum[at]), -int(claims.submitted[at]), at, exact[code])
        for at, code in zip(near.tolist(), codes.tolist(), strict=True)
        if ZERO < exact[code] < int(claims.minimum[at])
    ]
    if not found:
        return None
    least = min((part, late) for part, late, _, _ in found)
    tied = [(lot_number(seed, claims.ids[at]), at, value) for part, late, at, value in found if (part, late) == least]
    _, at, value = max(tied)
    return Dropped(at, value)
