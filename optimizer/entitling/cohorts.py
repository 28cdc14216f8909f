"""Cohorts: members of a type that a round treats alike, so that entitlements are a few exact figures times integers.

The entitlement of an application is the sum, over the distinct reaches of the rounds, of a factor of its cohort times
its own reach in whole units. A round splits a cohort only where its members' claimants differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from flint import fmpq

from optimizer.claims import Floats, Integers, Mask
from optimizer.codes import coded, distinct, sums
from optimizer.division import Claimant, Path
from optimizer.divisions import DIVISIONS
from optimizer.entitling.curves import Curves, Fan, Parts
from optimizer.entitling.descent import Descent
from optimizer.model.merging import Merged
from optimizer.model.steps import Step
from optimizer.quantities import ONE, ZERO

Factors = tuple[fmpq, ...]


@dataclass(frozen=True)
class Cohorts:
    """Where a division stands.

    `factors[of[a]]` times the reaches of application a is what it is entitled to so far.
    """

    of: Integers
    """Shape (applications,): the cohort of each application."""
    type_of: Integers
    """Shape (cohorts,), in the order of the types."""
    factors: Sequence[Factors]
    reaches: tuple[Integers, ...]
    """Distinct reaches of the rounds, each of shape (applications,)."""
    sums: Integers = field(repr=False)
    """Shape (reaches, cohorts): the sum of each reach over the members."""
    totals: Factors = field(repr=False)
    """Entitlements of each type."""

    @classmethod
    def start(cls, merged: Merged, reaches: Sequence[Integers]) -> Cohorts:
        """One cohort for each type, entitled to nothing yet."""
        count = len(merged.types)
        nothing = [(ZERO,) * len(reaches)] * count
        reached = _sums(merged.of, reaches, count)
        return cls(merged.of, np.arange(count), nothing, tuple(reaches), reached, (ZERO,) * count)

    def reaching(self, reaches: Sequence[Integers]) -> Cohorts:
        """The same cohorts, whose members may reach something else."""
        return replace(self, reaches=tuple(reaches), sums=_sums(self.of, reaches, len(self.type_of)))

    @cached_property
    def kinds(self) -> tuple[Integers, list[Factors]]:
        """The factors of each kind of cohort, and the kind of each: those of one kind have the same factors."""
        known: dict[int, int] = {}
        kinds: list[Factors] = []
        codes = []
        for own in self.factors:
            code = known.setdefault(id(own), len(kinds))
            if code == len(kinds):
                kinds.append(own)
            codes.append(code)
        return np.array(codes, dtype=np.int64), kinds

    @cached_property
    def about_factors(self) -> Floats:
        """The factors in floating point, of shape (reaches, cohorts)."""
        codes, kinds = self.kinds
        about = np.array([float(factor) if factor else 0.0 for own in kinds for factor in own])
        return about.reshape(len(kinds), len(self.reaches)).T[:, codes]

    @cached_property
    def started(self) -> Mask:
        """Shape (cohorts,): whether the members are entitled to anything."""
        return np.array(self.about_factors.any(axis=0))

    @property
    def alike(self) -> Integers:
        """Shape (applications,): the kind of each application's cohort."""
        return self.kinds[0][self.of]

    def split(self, codes: Integers) -> tuple[Cohorts, Integers]:
        """Split cohorts by a code of shape (applications,); with the code of each new cohort."""
        span = int(codes.max(initial=0)) + 1
        found = distinct(self.of * span + codes)
        parents, kinds = np.divmod(found.values, span)
        factors = [self.factors[parent] for parent in parents.tolist()]
        reached = _sums(found.of, self.reaches, len(parents))
        return Cohorts(found.of, self.type_of[parents], factors, self.reaches, reached, self.totals), kinds

    def cells(self, chosen: Integers) -> tuple[list[fmpq], Integers]:
        """Exact entitlements of some applications: the distinct ones, and the index of each application's own."""
        found = coded([self.alike[chosen], *(reach[chosen] for reach in self.reaches)], len(chosen))
        return [self.exact(at) for at in chosen[found.example].tolist()], found.of

    def exact(self, application: int) -> fmpq:
        """The exact entitlement of one application."""
        return _dot(self.factors[self.of[application]], [int(reach[application]) for reach in self.reaches])

    def whole(self) -> Mask:
        """The applications, shape (applications,), that have all they may reach in some round, or nothing."""
        about = self.about_factors
        whole = ((about == 0) | (about == 1)).all(axis=0) & ((about > 0).sum(axis=0) <= 1)
        for cohort in np.flatnonzero(whole & self.started).tolist():
            whole[cohort] = all(factor in (ZERO, ONE) for factor in self.factors[cohort])
        return np.array(whole[self.of])

    def about(self) -> Floats:
        """Entitlements of shape (applications,) in floating point, for a first look."""
        total = np.zeros(len(self.of))
        for factor, reach in zip(self.about_factors, self.reaches, strict=True):
            total += factor[self.of] * reach
        return total


def _sums(of: Integers, reaches: Sequence[Integers], count: int) -> Integers:
    """Sums of each reach by cohort, of shape (reaches, cohorts)."""
    columns = [np.array(sums(of, reach, count), dtype=np.int64) for reach in reaches]
    return np.array(columns, dtype=np.int64).reshape(len(reaches), count)


def _dot(factors: Sequence[fmpq], amounts: Sequence[int]) -> fmpq:
    return sum((factor * amount for factor, amount in zip(factors, amounts, strict=True) if factor), ZERO)


@dataclass(frozen=True)
class Entrants:
    """The cohorts of one round, and the paths of those who take part."""

    cohorts: Cohorts
    paths: tuple[Path, ...]
    path_of: Integers
    """Shape (cohorts,): index into `paths`, -1 for a cohort that does not take part."""
    reach: int
    """Index of the reach of the round."""

    @property
    def members(self) -> tuple[int, ...]:
        """Indices of the applications that take part."""
        return tuple(np.flatnonzero((self.path_of >= 0)[self.cohorts.of]).tolist())

    def takes_part(self, applications: Integers) -> Mask:
        """Which of some applications take part."""
        return self.path_of[self.cohorts.of[applications]] >= 0

    @cached_property
    def curves(self) -> Curves:
        """What each type is to have at each level."""
        cohorts = self.cohorts
        inside = np.flatnonzero(self.path_of >= 0)
        units: list[fmpq | int] = cohorts.sums[self.reach][inside].tolist()
        for at in np.flatnonzero(cohorts.started[inside]).tolist():
            cohort = inside[at]
            units[at] -= _dot(cohorts.factors[cohort], cohorts.sums[:, cohort].tolist())
        parts = Parts(cohorts.type_of[inside], self.path_of[inside], units)
        return Curves(cohorts.totals, Fan.of(self.paths), parts)

    def raised(self, descent: Descent) -> Cohorts:
        """The cohorts after the round."""
        cohorts = self.cohorts
        after = list(cohorts.factors)
        codes, shares = self.shares(descent)
        known: dict[tuple[int, int], Factors] = {}
        inside = np.flatnonzero(self.path_of >= 0)
        for cohort, code in zip(inside.tolist(), codes[inside].tolist(), strict=True):
            share, factors = shares[code], after[cohort]
            key = code, id(factors)
            if key not in known:
                raised = [factor * (ONE - share) if factor else ZERO for factor in factors]
                raised[self.reach] += share
                known[key] = tuple(raised)
            after[cohort] = known[key]
        return Cohorts(cohorts.of, cohorts.type_of, after, cohorts.reaches, cohorts.sums, descent.units)

    def shares(self, descent: Descent) -> tuple[Integers, list[fmpq]]:
        """The share of what was left that each cohort got in the round, as an index into some shares.

        Who took no part has all of it.
        """
        each = list({id(level): level for level in descent.levels}.values())
        place = {id(level): at for at, level in enumerate(each)}
        level_of = np.array([place[id(level)] for level in descent.levels], dtype=np.int64)
        keys = distinct(self.path_of * len(each) + level_of[self.cohorts.type_of])
        pairs = (divmod(key, len(each)) for key in keys.values.tolist())
        return keys.of, [ONE if path < 0 else self.paths[path].share(each[level]) for path, level in pairs]


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
    return Entrants(split, tuple(paths), codes - 1, reach)


def _below(cohorts: Cohorts, members: Mask, reach: int) -> Mask:
    """The applications that have less than their reach in a round."""
    target = cohorts.reaches[reach]
    have = cohorts.about()
    below = have < target - 1e-6 * np.maximum(1.0, target)
    full = tuple(ONE if index == reach else ZERO for index in range(len(cohorts.reaches)))
    whole = cohorts.about_factors[reach] == 1
    whole[whole] = [cohorts.factors[cohort] == full for cohort in np.flatnonzero(whole).tolist()]
    close = np.flatnonzero(members & ~below & ~whole[cohorts.of] & (have < target + 1e-6 * np.maximum(1.0, target)))
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
    totals = sums(who, cohorts.reaches[reach][chosen], int(who.max(initial=-1)) + 1)
    claims: dict[int, fmpq | int] = {name: totals[name] for name in distinct(who).values.tolist()}
    begun = np.flatnonzero(cohorts.started[cohort])
    if len(begun):
        span = len(cohorts.factors)
        pairs = distinct(who[begun] * span + cohort[begun])
        parts = [sums(pairs.of, values[chosen[begun]], len(pairs.values)) for values in cohorts.reaches]
        for pair, *amounts in zip(pairs.values.tolist(), *parts, strict=True):
            name, of = divmod(pair, span)
            claims[name] -= _dot(cohorts.factors[of], amounts)
    index: dict[tuple[fmpq | int, fmpq], int] = {}
    kind_of = np.zeros(int(step.claimant.max(initial=0)) + 1, dtype=np.int64)
    for name, claim in claims.items():
        kind_of[name] = index.setdefault((claim, step.weight[name]), len(index))
    kind = np.zeros(len(members), dtype=np.int64)
    kind[chosen] = kind_of[who]
    return [Claimant(fmpq(claim), weight) for claim, weight in index], kind
