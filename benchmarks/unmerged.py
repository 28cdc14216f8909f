"""The same division unmerged: every entitlement by plain programmes, one column for each application and period.

The way of the textbooks (Radunovic and Le Boudec 2007): find the highest common level of a round; whoever has a price
there cannot rise, and keeps what it has; go on with the rest, and then with the next round. The highest level is found
from above: at a level that is too high, by which part of what it may still get must everybody fall short? The prices of
that answer name the next level. From below it takes a programme for each claimant that has its whole claim.

What comes out are entitlements in floating point: no whole lots, no co-purchases of each firm, no timing, no proofs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import highspy
import numpy as np

from benchmarks.plain import Floats, Programme, plain
from benchmarks.solving import UnsolvedError, highs, passed
from optimizer.claims import Claims, Integers, Mask
from optimizer.rules import write_rows
from optimizer.scenario import Policy, Round
from optimizer.selector import select

NEAR = 1e-9
"""The part of all that is asked for below which nobody falls short."""
PRICED = 1e-7
"""The part of the highest price from which on a price keeps an application from more."""
SLACK = 1e-8
"""By this part, who stopped before may have less: what rounding takes."""
HALVINGS = 60


@dataclass(frozen=True, slots=True)
class Unmerged:
    """Entitlements of shape (applications,) in units, and the programmes that it took."""

    entitlements: Floats
    solves: int


def unmerged(claims: Claims, policy: Policy, algorithm: str) -> Unmerged:
    """Divide by plain programmes, for rounds that are proportional or of equal awards.

    Args:
        algorithm: one of HiGHS. The simplex goes on from where the last programme left it; others begin anew.

    Raises:
        UnavailableError: if the algorithm is not installed.
        UnsolvedError: if it ends without an optimum.
    """
    model = _Model(plain(claims, write_rows(policy.rules, claims), "total"), len(claims), algorithm)
    held = np.zeros(len(claims))
    for item in sorted(policy.rounds.values(), key=lambda item: item.order):
        held = _filled(model, claims, item, held)
    return Unmerged(held, model.solves)


def _filled(model: _Model, claims: Claims, item: Round, held: Floats) -> Floats:
    """What each application has after a round, from one stop to the next."""
    inside = select(item.where, claims)
    left = np.where(inside, claims.units - held, 0.0)
    rising = left > SLACK * claims.units
    steep = _steepness(item, claims.attributes[item.claimant].codes, left)
    pool = highspy.kHighsInf if item.pool is None else float(item.pool) + float(held[inside].sum())
    reached, level = held.copy(), 0.0
    while rising.any() and level < 1:
        model.open(np.where(rising, left, 0.0), inside, pool)
        level, price = 1.0, np.ones(len(left))
        while True:
            wanted = held + left * np.minimum(1.0, level * steep)
            short, found = model.shortfall(np.where(rising, wanted, reached * (1 - SLACK)))
            if short < NEAR * left[rising].sum():
                break
            price, level = found, _lower(np.where(rising, found * left, 0.0), steep, level, short)
        stopped = rising & (price > PRICED * price.max())
        reached[stopped] = wanted[stopped]
        rising &= ~stopped
    return reached


def _steepness(item: Round, claimant: Integers, left: Floats) -> Floats:
    """How fast the share of each application rises with the level: alike, or so that claimants get the same."""
    if item.divide == "proportional":
        return np.ones(len(left))
    asked = np.bincount(claimant, weights=left)
    steep: Floats = (asked.max() / np.maximum(asked, 1.0))[claimant]
    return steep


def _lower(worth: Floats, steep: Floats, level: float, short: float) -> float:
    """The highest level at which what everybody has costs no more than the rows are worth, by halving."""
    most = float(worth @ np.minimum(1.0, level * steep)) - short
    low, high = 0.0, level
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if worth @ np.minimum(1.0, middle * steep) <= most else (low, middle)
    return low


class _Model:
    """The plain programme with a pool, a row for what each is to have, and a column for the part all fall short by."""

    def __init__(self, programme: Programme, size: int, algorithm: str) -> None:
        self.solves = 0
        self._plain, self._size = programme, size
        self._first = len(programme.limit) + 1
        """The first row of what each is to have; the one before is the pool."""
        self._highs = highs(algorithm, corner=True)
        self._warm = algorithm == "simplex"

    def open(self, allowance: Floats, inside: Mask, pool: float) -> None:
        """Begin with a pool, and what each may fall short by at most."""
        known, basis = self._plain, self._highs.getBasis()
        pooled = np.flatnonzero(inside[known.application])
        lengths = np.bincount(known.application, minlength=self._size)
        ends, short = np.cumsum(lengths), len(known.worth)
        whole = replace(
            known,
            worth=np.append(np.zeros(short), -allowance.sum()),
            limit=np.append(known.limit, [pool, *[highspy.kHighsInf] * self._size]),
            start=np.append(known.start, known.start[-1] + np.cumsum([len(pooled), *(lengths + 1)])),
            column=np.concatenate([known.column, pooled, np.insert(np.arange(ends[-1]), ends, short)]),
            value=np.concatenate([known.value, np.ones(len(pooled)), np.insert(np.ones(ends[-1]), ends, allowance)]),
        )
        passed(self._highs, whole)
        if self._warm and basis.valid:
            self._highs.setBasis(basis)

    def shortfall(self, wanted: Floats) -> tuple[float, Floats]:
        """By how many units all fall short together, at least; and the price of a unit of each."""
        for row, units in enumerate(wanted.tolist(), start=self._first):
            self._highs.changeRowBounds(row, units, highspy.kHighsInf)
        self._highs.run()
        self.solves += 1
        status = self._highs.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise UnsolvedError(f"the plain programme of a stop ended with {self._highs.modelStatusToString(status)}")
        return self._highs.getObjectiveValue(), np.array(self._highs.getSolution().row_dual)[self._first :]
