"""Gains: a filling in, what each round gave out: exactly to each application, and in whole lots over all of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from flint import fmpq

from optimizer.claims import Integers
from optimizer.filling import Filling
from optimizer.quantities import ZERO, written


@dataclass(frozen=True, slots=True)
class Gains:
    """What each round gave, once for each cell: for all applications that the rounds cannot tell apart."""

    of: Integers
    """Shape (applications,): the cell of each application."""
    entitlement: tuple[str, ...]
    """For each cell, the units of all rounds together."""
    given: tuple[dict[str, str], ...]
    """For each cell, each round that it took part in with the units that it was given there, by name."""
    steps: tuple[tuple[tuple[str, fmpq], ...], ...]
    """For each cell, each round that gave it something with the units that it had after it, in their order."""

    def by_round(self, units: Integers, lot: Integers) -> dict[str, int]:
        """Units that each round added to the awards, in whole lots; they add up to all units.

        The units of an award are counted to its rounds in their order: to each as many as bring it up to the whole lots
        of what it was entitled to by then, and to the last round that gave it something all that are left.

        Args:
            units: shape (applications,), the units of each award.
            lot: shape (applications,), the units of one lot.
        """
        added = {name: 0 for given in self.given for name in given}
        keys = np.stack([self.of, units, lot])
        distinct, counts = np.unique(keys, axis=1, return_counts=True)
        for (cell, award, size), count in zip(distinct.T.tolist(), counts.tolist(), strict=True):
            steps = self.steps[cell]
            marks = [0, *(min(award, int((held / size).floor()) * size) for _, held in steps[:-1]), award]
            for (name, _), (before, after) in zip(steps, pairwise(marks), strict=False):
                added[name] += (after - before) * count
        return dict(sorted(added.items()))


def gains(filling: Filling) -> Gains:
    """What each round of a filling gave."""
    exact, of = filling.cohorts.cells(np.arange(len(filling.cohorts.of)))
    _, example = np.unique(of, return_index=True)
    cells = [_Cell({}, []) for _ in exact]
    for passage in filling.passages:
        cohorts, reach = passage.entrants.cohorts, passage.entrants.cohorts.reaches[passage.entrants.reach][example]
        inside, shares = passage.entrants.path_of >= 0, passage.entrants.shares(passage.descent)
        for cell, cohort, most in zip(cells, cohorts.of[example].tolist(), reach.tolist(), strict=True):
            if inside[cohort]:
                cell.add(passage.name, shares[cohort], most)
    return Gains(
        of,
        tuple(map(written, exact)),
        tuple(dict(sorted(cell.given.items())) for cell in cells),
        tuple(tuple(cell.steps) for cell in cells),
    )


@dataclass(frozen=True, slots=True)
class _Cell:
    """Applications that the rounds cannot tell apart, on their way."""

    given: dict[str, str]
    steps: list[tuple[str, fmpq]]

    def add(self, name: str, share: fmpq, reach: int) -> None:
        """Count one more round, which gave a share of what was left of a reach."""
        held = self.steps[-1][1] if self.steps else ZERO
        gain = (reach - held) * share
        self.given[name] = written(gain)
        if gain > 0:
            self.steps.append((name, held + gain))
