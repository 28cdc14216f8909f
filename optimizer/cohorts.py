"""Cohorts: members of a type that a round treats alike, so that entitlements are a few exact figures times integers.

The entitlement of an application is the sum, over the distinct reaches of the rounds, of a factor of its cohort times
its own reach in whole units. A round splits a cohort only where its members' claimants differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from flint import fmpq

from optimizer.claims import Floats, Integers, Mask
from optimizer.division import Claimant, Path
from optimizer.divisions import DIVISIONS
from optimizer.merging import Merged, coded, sums
from optimizer.quantities import ONE, ZERO
from optimizer.steps import Step

Factors = tuple[fmpq, ...]


@dataclass(frozen=True)
class Cohorts:
    """Where a division stands.

    `factors[of[a]]` times the reaches of application a is what it is entitled to so far.
    """

    of: Integers
    """Shape (applications,): the cohort of each application."""
    type_of: tuple[int, ...]
    factors: tuple[Factors, ...]
    reaches: tuple[Integers, ...]
    """Distinct reaches of the rounds, each of shape (applications,)."""
    sums: tuple[tuple[int, ...], ...] = field(repr=False)
    """For each cohort, the sum of each reach over its members."""

    @classmethod
    def start(cls, merged: Merged, reaches: Sequence[Integers]) -> Cohorts:
        """One cohort for each type, entitled to nothing yet."""
        count = len(merged.types)
        nothing = (ZERO,) * len(reaches)
        return cls(merged.of, tuple(range(count)), (nothing,) * count, tuple(reaches), _sums(merged.of, reaches, count))

    def units(self, cohort: int) -> fmpq:
        """Entitlements of a cohort's members together."""
        return _dot(self.factors[cohort], self.sums[cohort])

    def totals(self, types: int) -> list[fmpq]:
        """Entitlements of each type."""
        total = [ZERO] * types
        for cohort, k in enumerate(self.type_of):
            total[k] += self.units(cohort)
        return total

    def split(self, codes: Integers) -> tuple[Cohorts, list[int]]:
        """Split cohorts by a code of shape (applications,); with the code of each new cohort."""
        span = int(codes.max(initial=0)) + 1
        keys, of = np.unique(self.of * span + codes, return_inverse=True)
        parents = (keys // span).tolist()
        split = Cohorts(
            of,
            tuple(self.type_of[parent] for parent in parents),
            tuple(self.factors[parent] for parent in parents),
            self.reaches,
            _sums(of, self.reaches, len(parents)),
        )
        return split, (keys % span).tolist()

    def cells(self, chosen: Integers) -> tuple[list[fmpq], Integers]:
        """Exact entitlements of some applications: the distinct ones, and the index of each application's own."""
        codes, example = coded([self.of[chosen], *(reach[chosen] for reach in self.reaches)], len(chosen))
        return [self.exact(at) for at in chosen[example].tolist()], codes

    def exact(self, application: int) -> fmpq:
        """The exact entitlement of one application."""
        return _dot(self.factors[self.of[application]], [int(reach[application]) for reach in self.reaches])

    def whole(self) -> Mask:
        """The applications, shape (applications,), that have all they may reach in some round, or nothing."""
        whole = [sum(bool(factor) for factor in f) <= 1 and all(x in (ZERO, ONE) for x in f) for f in self.factors]
        return np.array(whole, dtype=bool)[self.of]

    def about(self) -> Floats:
        """Entitlements of shape (applications,) in floating point, for a first look."""
        total = np.zeros(len(self.of))
        for index, reach in enumerate(self.reaches):
            factor = np.array([float(factors[index]) for factors in self.factors])
            total += factor[self.of] * reach
        return total


def _sums(of: Integers, reaches: Sequence[Integers], count: int) -> tuple[tuple[int, ...], ...]:
    columns = [sums(of, reach, count) for reach in reaches]
    return tuple(zip(*columns, strict=True)) if columns else ((),) * count


def _dot(factors: Sequence[fmpq], amounts: Sequence[int]) -> fmpq:
    return sum((factor * amount for factor, amount in zip(factors, amounts, strict=True) if factor), ZERO)


@dataclass(frozen=True, slots=True)
class Entrants:
    """The cohorts of one round, each with the path of its claimants; None for a cohort that does not take part."""

    cohorts: Cohorts
    paths: tuple[Path | None, ...]
    reach: int
    """Index of the reach of the round."""

    @property
    def members(self) -> tuple[int, ...]:
        """Indices of the applications that take part."""
        inside = np.array([path is not None for path in self.paths], dtype=bool)
        return tuple(np.flatnonzero(inside[self.cohorts.of]).tolist())

    def remaining(self, cohort: int) -> fmpq:
        """What a cohort's members may still get in this round, together."""
        return self.cohorts.sums[cohort][self.reach] - self.cohorts.units(cohort)

    def raised(self, levels: Sequence[fmpq]) -> Cohorts:
        """The cohorts after the round, given the level at which each type stopped."""
        cohorts = self.cohorts
        after = []
        known: dict[tuple[int, int], fmpq] = {}
        for cohort, (path, factors) in enumerate(zip(self.paths, cohorts.factors, strict=True)):
            if path is None:
                after.append(factors)
                continue
            level = levels[cohorts.type_of[cohort]]
            if (id(path), id(level)) not in known:
                known[id(path), id(level)] = path.share(level)
            share = known[id(path), id(level)]
            raised = [factor * (ONE - share) for factor in factors]
            raised[self.reach] += share
            after.append(tuple(raised))
        return Cohorts(cohorts.of, cohorts.type_of, tuple(after), cohorts.reaches, cohorts.sums)


def enter(cohorts: Cohorts, step: Step, members: Mask, reach: int) -> Entrants:
    """Who takes part in a round: the members that have not reached what they may, split by their claimants."""
    members = members & _below(cohorts, members, reach)
    rule = step.divide if step.divide in DIVISIONS else "proportional"
    if rule != "proportional" or len(set(step.weight)) > 1:
        claimants, kind = _claimants(cohorts, step, members, reach)
        paths = DIVISIONS[rule](claimants) if claimants else []
        split, codes = cohorts.split(np.where(members, kind + 1, 0))
    else:
        paths = DIVISIONS["proportional"]([Claimant(ONE, ONE)])
        split, codes = cohorts.split(members.astype(np.int64))
    return Entrants(split, tuple(paths[code - 1] if code else None for code in codes), reach)


def _below(cohorts: Cohorts, members: Mask, reach: int) -> Mask:
    """The applications that have less than their reach in a round."""
    target = cohorts.reaches[reach]
    have = cohorts.about()
    below = have < target - 1e-6 * np.maximum(1.0, target)
    full = tuple(ONE if index == reach else ZERO for index in range(len(cohorts.reaches)))
    whole = np.array([factors == full for factors in cohorts.factors], dtype=bool)[cohorts.of]
    close = np.flatnonzero(members & ~below & ~whole & (have < target + 1e-6 * np.maximum(1.0, target)))
    if len(close):
        exact, codes = cohorts.cells(close)
        goal = np.zeros(len(exact), dtype=np.int64)
        goal[codes] = target[close]
        below[close] = np.array([value < units for value, units in zip(exact, goal.tolist(), strict=True)])[codes]
    return below & (target > 0)


def _claimants(cohorts: Cohorts, step: Step, members: Mask, reach: int) -> tuple[list[Claimant], Integers]:
    """The distinct claimants of a round, and the index of each application's own (0 for who takes no part)."""
    chosen = np.flatnonzero(members)
    who = step.claimant[chosen]
    cohort = cohorts.of[chosen]
    started = np.array([any(factors) for factors in cohorts.factors], dtype=bool)
    claims: dict[int, fmpq | int] = {}
    if not started[cohort].any():
        totals = np.bincount(who, weights=cohorts.reaches[reach][chosen])
        for name in np.unique(who).tolist():
            claims[name] = int(totals[name])
    else:
        span = len(cohorts.factors)
        pairs, codes = np.unique(who * span + cohort, return_inverse=True)
        parts = [sums(codes, values[chosen], len(pairs)) for values in cohorts.reaches]
        for at, pair in enumerate(pairs.tolist()):
            name, of = divmod(pair, span)
            amounts = [part[at] for part in parts]
            claims[name] = claims.get(name, ZERO) + amounts[reach] - _dot(cohorts.factors[of], amounts)
    index: dict[tuple[fmpq | int, fmpq], int] = {}
    kind_of = np.zeros(int(step.claimant.max(initial=0)) + 1, dtype=np.int64)
    for name, claim in claims.items():
        kind_of[name] = index.setdefault((claim, step.weight[name]), len(index))
    kind = np.zeros(len(members), dtype=np.int64)
    kind[chosen] = kind_of[who]
    return [Claimant(fmpq(claim), weight) for claim, weight in index], kind
