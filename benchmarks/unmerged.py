"""The same division unmerged: every entitlement by plain programmes, one column for each application and period.

The way of the textbooks: raise the common level of a round as far as one programme allows; whoever has a price there
cannot rise, and keeps what it has; go on with the rest, and then with the next round. What comes out are entitlements
in floating point: no whole lots, no co-purchases of each firm, no timing, no proofs.
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
"""How much a level has to rise to have risen."""
PRICED = 1e-6
"""The price of a unit from which on it keeps an application from more, where an average one is 1."""


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
    course = _Course(claims, plain(claims, write_rows(policy.rules, claims), "share"), highs(algorithm, corner=True))
    for item in sorted(policy.rounds.values(), key=lambda item: item.order):
        course.run(item)
    return Unmerged(course.held, course.solves)


class _Course:
    """The rounds on their way: what each application holds, and the solver where the last programme left it."""

    def __init__(self, claims: Claims, programme: Programme, model: highspy.Highs) -> None:
        self.held = np.zeros(len(claims))
        self.solves = 0
        self._claims, self._programme = claims, programme
        self._level = len(programme.worth) - 1
        self._at = np.flatnonzero(programme.column == self._level)
        """Where the entry of the level stands in the row of each application."""
        self._model = model
        self._warm = model.getOptionValue("solver")[1] == "simplex"
        self._basis: highspy.HighsBasis | None = None

    def run(self, item: Round) -> None:
        """Go through one round, from one stop to the next."""
        rising = select(item.where, self._claims) & (self.held < self._claims.units)
        left = np.where(rising, self._claims.units - self.held, 0.0)
        steep = _steepness(item, self._claims.attributes[item.claimant].codes, left)
        start, level = self.held.copy(), 0.0
        while rising.any() and level < 1:
            level, stopped = self._next_stop(item, start, left, steep, rising, level)
            self.held[rising] = (start + left * np.minimum(1, steep * level))[rising]
            rising &= ~stopped & (steep * level < 1 - NEAR)

    def _next_stop(
        self, item: Round, start: Floats, left: Floats, steep: Floats, rising: Mask, level: float
    ) -> tuple[float, Mask]:
        """The level at which the next applications stop, and who is rising no more.

        Shares are min(1, steep * level). Drawn on as straight lines they ask for more than they are, so the levels that
        are found this way come from below, and one that no line is left before is the one.
        """
        while True:
            incline = np.where(rising & (steep * level < 1 - NEAR), left * steep, 0.0)
            done = np.where(rising & (incline == 0), start + left, np.where(rising, start, self.held))
            most = 1.0
            if item.pool is not None:
                most = (float(item.pool) - (done - start).sum()) / max(incline.sum(), NEAR)
            found, prices = self._highest(done, incline, min(1.0, most))
            bent = incline.astype(bool) & (steep * found > 1 + NEAR)
            if found <= level + NEAR or not bent.any():
                full = found >= min(1.0, most) - NEAR
                return max(found, level), rising if full else prices > PRICED
            level = found

    def _highest(self, done: Floats, incline: Floats, most: float) -> tuple[float, Floats]:
        """The highest common level, and the price of a unit of each application there."""
        value, limit = self._programme.value.copy(), self._programme.limit.copy()
        value[self._at], limit[-len(done) :] = incline, -done
        worth = np.zeros(len(self._programme.worth))
        worth[self._level] = incline.sum()
        passed(self._model, replace(self._programme, worth=worth, value=value, limit=limit))
        self._model.changeColBounds(self._level, 0.0, max(0.0, most))
        if self._basis is not None and self._warm:
            self._model.setBasis(self._basis)
        self._model.run()
        self.solves += 1
        status = self._model.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise UnsolvedError(f"the plain programme of a stop ended with {self._model.modelStatusToString(status)}")
        self._basis = self._model.getBasis()
        answer = self._model.getSolution()
        prices: Floats = -np.array(answer.row_dual[-len(done) :])
        return float(answer.col_value[self._level]), prices


def _steepness(item: Round, claimant: Integers, left: Floats) -> Floats:
    """How fast the share of each application rises with the level: alike, or so that claimants get the same."""
    if item.divide == "proportional":
        return np.ones(len(left))
    asked = np.bincount(claimant, weights=left)
    steep: Floats = (asked.max() / np.maximum(asked, NEAR))[claimant]
    return steep
