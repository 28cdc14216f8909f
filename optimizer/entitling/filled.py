"""Filled: what a filling ends in: entitlements, the stops with their proofs, and how each round went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from flint import fmpq

from optimizer.claims import Integers, Mask
from optimizer.codes import distinct
from optimizer.entitling.bounds import Bound
from optimizer.entitling.cohorts import Cohorts, Entrants
from optimizer.entitling.descent import Descent
from optimizer.entitling.pricing import Cut
from optimizer.model.merging import Merged
from optimizer.quantities import ONE, ZERO


@dataclass(frozen=True, slots=True)
class Proof:
    """An inequality that stopped somebody, and the model that its prices are about."""

    merged: Merged
    cut: Cut


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of a round: at this level, at these prices, these types."""

    round: str
    rank: fmpq | None
    """The score that was filled, in a ranked round."""
    level: fmpq
    proof: Proof
    stopped: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ends:
    """Where each application ended in one round; arrays have shape (applications,)."""

    members: Mask
    """Who took part: members that had not reached what they may."""
    level: Integers
    """Index into `levels`."""
    levels: tuple[fmpq, ...]
    """Highest levels at which an application gets no more than it has."""
    stop: Integers
    """Index of the stop among all stops, -1 for who got all it may reach."""


@dataclass(frozen=True, slots=True)
class Passage:
    """How one round, or one rank of it, went."""

    name: str
    entrants: Entrants
    descent: Descent
    offset: int
    """Number of the stops before it."""

    def ends(self) -> Ends:
        """The level and the stop of each application."""
        entrants = self.entrants
        codes, shares = entrants.shares(self.descent)
        kind = distinct(codes * (len(entrants.paths) + 1) + entrants.path_of + 1)
        levels: dict[fmpq, int] = {}
        level = np.zeros(len(kind.values), dtype=np.int64)
        for at, example in enumerate(kind.example.tolist()):
            path, share = int(entrants.path_of[example]), shares[codes[example]]
            highest = ONE if path < 0 else entrants.paths[path].level(share)
            level[at] = levels.setdefault(highest, len(levels))
        whole = np.array([share == ONE for share in shares], dtype=bool)
        stop = np.where(whole[codes], -1, self.offset + self.descent.halt_of[entrants.cohorts.type_of])
        of = entrants.cohorts.of
        return Ends(
            (entrants.path_of >= 0)[of],
            level[kind.of][of],
            tuple(levels),
            stop[of],
        )


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A guaranteed round that cannot be met."""

    round: str
    proof: Proof
    excess: fmpq
    """What the claims cost beyond all that the rows are worth, in units of the dearest type."""
    rank: fmpq | None
    """The score that was to be filled, in a ranked round."""
    members: tuple[int, ...]
    """Indices of the applications whose claims were to be met."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a round that has a pool drew from it."""

    round: str
    pool: fmpq
    inside: Sequence[fmpq]
    """1 for each type that takes part in the round, else 0."""
    before: Sequence[fmpq]
    """Entitlements of each type before the round."""
    after: Sequence[fmpq]
    """Entitlements of each type after it."""

    def left(self, final: Sequence[fmpq]) -> Bound:
        """The pool as a limit on whole lots: its units, and what other rounds give to the same members."""
        others = [had + end - then for had, then, end in zip(self.before, self.after, final, strict=True)]
        given = (units for units, inside in zip(others, self.inside, strict=True) if inside)
        return Bound.of(self.inside, self.pool + sum(given, ZERO))


@dataclass(frozen=True)
class Filling:
    """Entitlements with their proofs."""

    cohorts: Cohorts
    stops: tuple[Stop, ...]
    passages: tuple[Passage, ...]
    drawn: tuple[Drawn, ...]
    shortfall: Shortfall | None = None

    @cached_property
    def pools(self) -> tuple[tuple[str, Bound], ...]:
        """What the pool of each round that has one leaves for whole lots: an inequality on the units of each type."""
        return tuple((drawn.round, drawn.left(self.cohorts.totals)) for drawn in self.drawn)
