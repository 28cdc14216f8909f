"""Gains: a filling in, what each round gave out: exactly to each application, and in whole lots over all of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from flint import fmpq

from optimizer.claims import Integers
from optimizer.codes import coded
from optimizer.entitling.filled import Filling, Passage
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
        keys = self.of, units, lot
        found = coded(keys, len(units))
        counts = np.bincount(found.of).tolist()
        for cell, award, size, count in zip(*(key[found.example].tolist() for key in keys), counts, strict=True):
            steps = self.steps[cell]
            marks = [0, *(min(award, int((held / size).floor()) * size) for _, held in steps[:-1]), award]
            for (name, _), (before, after) in zip(steps, pairwise(marks), strict=False):
                added[name] += (after - before) * count
        return dict(sorted(added.items()))


def gains(filling: Filling) -> Gains:
    """What each round of a filling gave."""
    cohorts = filling.cohorts
    rounds = [_Shares.of(passage) for passage in filling.passages]
    found = coded([*(each.codes for each in rounds), *cohorts.reaches], len(cohorts.of))
    cells = [_Cell({}, []) for _ in found.example]
    for each in rounds:
        codes, reach = each.codes[found.example].tolist(), cohorts.reaches[each.reach][found.example].tolist()
        for cell, code, most in zip(cells, codes, reach, strict=True):
            if code >= 0:
                cell.add(each.name, each.distinct[code], most)
    return Gains(
        found.of,
        tuple(cell.entitlement for cell in cells),
        tuple(dict(sorted(cell.given.items())) for cell in cells),
        tuple(tuple(cell.steps) for cell in cells),
    )


@dataclass(frozen=True, slots=True)
class _Shares:
    """The share of what was left that a round gave to each application."""

    name: str
    reach: int
    """Index of the reach of the round."""
    codes: Integers
    """Shape (applications,): index into `distinct`, -1 for who took no part."""
    distinct: tuple[fmpq, ...]

    @classmethod
    def of(cls, passage: Passage) -> _Shares:
        """The shares of one passage."""
        entrants = passage.entrants
        codes, shares = entrants.shares(passage.descent)
        codes = np.where(entrants.path_of >= 0, codes, -1)
        return cls(passage.name, entrants.reach, codes[entrants.cohorts.of], tuple(shares))


@dataclass(frozen=True, slots=True)
class _Cell:
    """Applications that the rounds cannot tell apart, on their way."""

    given: dict[str, str]
    steps: list[tuple[str, fmpq]]

    @property
    def entitlement(self) -> str:
        """The units of all rounds together; the same text as its gain where only one gave something."""
        if not self.steps:
            return "0"
        name, held = self.steps[-1]
        return self.given[name] if len(self.steps) == 1 else written(held)

    def add(self, name: str, share: fmpq, reach: int) -> None:
        """Count one more round, which gave a share of what was left of a reach."""
        held = self.steps[-1][1] if self.steps else ZERO
        gain = (reach - held) * share
        self.given[name] = written(gain)
        if gain > 0:
            self.steps.append((name, held + gain))
