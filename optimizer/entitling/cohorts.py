"""Cohorts: members of a type that a round treats alike, so that entitlements are a few exact figures times integers.

The entitlement of an application is the sum, over the distinct reaches of the rounds, of a factor of its cohort's kind
times its own reach in whole units. A round splits a cohort only where its members' claimants differ.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import mul

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
class Kinds:
    """What members of cohorts have of each reach; many cohorts have the same."""

    each: tuple[Factors, ...]

    @cached_property
    def about(self) -> Floats:
        """The factors in floating point, of shape (reaches, kinds)."""
        about = [[float(factor) if factor else 0.0 for factor in factors] for factors in zip(*self.each, strict=True)]
        return np.array(about, dtype=float)

    @cached_property
    def begun(self) -> Mask:
        """Shape (kinds,): whether members are entitled to anything."""
        return np.array([any(own) for own in self.each], dtype=bool)

    @cached_property
    def whole_numbers(self) -> list[tuple[int, list[int]]]:
        """The common denominator of the factors of each kind, and their numerators over it."""
        found = []
        for own in self.each:
            over = math.lcm(*(int(factor.q) for factor in own))
            found.append((over, [int((factor * over).p) for factor in own]))
        return found


@dataclass(frozen=True)
class Cohorts:
    """Where a division stands.

    `kinds.each[kind_of[of[a]]]` times the reaches of application a is what it is entitled to so far.
    """

    of: Integers
    """Shape (applications,): the cohort of each application."""
    type_of: Integers
    """Shape (cohorts,), in the order of the types."""
    kind_of: Integers
    """Shape (cohorts,): index into `kinds`."""
    kinds: Kinds
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
        nothing = (ZERO,) * len(reaches)
        kind_of, reached = np.zeros(count, dtype=np.int64), _sums(merged.of, reaches, count)
        return cls(merged.of, np.arange(count), kind_of, Kinds((nothing,)), tuple(reaches), reached, (ZERO,) * count)

    def reaching(self, reaches: Sequence[Integers]) -> Cohorts:
        """The same cohorts, whose members may reach something else."""
        return replace(self, reaches=tuple(reaches), sums=_sums(self.of, reaches, len(self.type_of)))

    @cached_property
    def alike(self) -> Integers:
        """Shape (applications,): the kind of each application's cohort."""
        return self.kind_of[self.of]

    def split(self, codes: Integers) -> tuple[Cohorts, Integers]:
        """Split cohorts by a code of shape (applications,); with the code of each new cohort."""
        span = int(codes.max(initial=0)) + 1
        found = distinct(self.of * span + codes)
        parents, kinds = np.divmod(found.values, span)
        reached = _sums(found.of, self.reaches, len(parents))
        split = replace(self, of=found.of, type_of=self.type_of[parents], kind_of=self.kind_of[parents], sums=reached)
        return split, kinds

    def cells(self, chosen: Integers) -> tuple[list[fmpq], Integers]:
        """Exact entitlements of some applications: the distinct ones, and the index of each application's own."""
        found = coded([self.alike[chosen], *(reach[chosen] for reach in self.reaches)], len(chosen))
        return [self.exact(at) for at in chosen[found.example].tolist()], found.of

    def exact(self, application: int) -> fmpq:
        """The exact entitlement of one application."""
        factors = self.kinds.each[self.kind_of[self.of[application]]]
        return _dot(factors, [int(reach[application]) for reach in self.reaches])

    def whole(self) -> Mask:
        """The applications, shape (applications,), that have all they may reach in some round, or nothing."""
        ends = [all(factor in (ZERO, ONE) for factor in own) and sum(map(bool, own)) <= 1 for own in self.kinds.each]
        return np.array(ends, dtype=bool)[self.alike]

    def about(self) -> Floats:
        """Entitlements of shape (applications,) in floating point, for a first look."""
        alike, total = self.alike, np.zeros(len(self.of))
        for factor, reach in zip(self.kinds.about, self.reaches, strict=True):
            total += factor[alike] * reach
        return total


def _sums(of: Integers, reaches: Sequence[Integers], count: int) -> Integers:
    """Sums of each reach by cohort, of shape (reaches, cohorts)."""
    found = np.empty((len(reaches), count), dtype=np.int64)
    for at, reach in enumerate(reaches):
        found[at] = np.bincount(of, weights=reach, minlength=count)
    return found


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
        kind = cohorts.kind_of[inside]
        units, over = cohorts.sums[self.reach][inside].tolist(), [1] * len(inside)
        begun = np.flatnonzero(cohorts.kinds.begun[kind])
        reached = cohorts.sums[:, inside[begun]].T.tolist()
        for at, own, amounts in zip(begun.tolist(), kind[begun].tolist(), reached, strict=True):
            over[at], had = cohorts.kinds.whole_numbers[own]
            units[at] = units[at] * over[at] - sum(map(mul, had, amounts))
        parts = Parts(cohorts.type_of[inside], self.path_of[inside], units, over)
        return Curves(cohorts.totals, Fan.of(self.paths), parts)

    def raised(self, descent: Descent) -> Cohorts:
        """The cohorts after the round."""
        cohorts, levels, paths = self.cohorts, descent.levels, len(self.paths) + 1
        halts = descent.halt_of[cohorts.type_of] + 1
        found = distinct((cohorts.kind_of * paths + self.path_of + 1) * len(levels) + halts)
        kinds: list[Factors] = []
        for key in found.values.tolist():
            (kind, path), halt = divmod(key // len(levels), paths), key % len(levels)
            own = cohorts.kinds.each[kind]
            if path:
                share = self.paths[path - 1].share(levels[halt - 1])
                raised = [factor * (ONE - share) if factor else ZERO for factor in own]
                raised[self.reach] += share
                own = tuple(raised)
            kinds.append(own)
        after = Kinds(tuple(kinds)) if kinds else cohorts.kinds
        return replace(cohorts, kind_of=found.of, kinds=after, totals=descent.units)

    def shares(self, descent: Descent) -> tuple[Integers, list[fmpq]]:
        """The share of what was left that each cohort got in the round, as an index into some shares.

        Who took no part has all of it.
        """
        levels = descent.levels
        found = distinct(self.path_of * len(levels) + descent.halt_of[self.cohorts.type_of] + 1)
        pairs = (divmod(key, len(levels)) for key in found.values.tolist())
        return found.of, [ONE if path < 0 else self.paths[path].share(levels[halt - 1]) for path, halt in pairs]


def enter(cohorts: Cohorts, step: Step, members: Mask, reach: int) -> Entrants:
    """Who takes part in a round: the members that have not reached what they may, split by their claimants."""
    members = members & _below(cohorts, members, reach)
    rule = step.divide if step.divide in DIVISIONS else "proportional"
    if rule != "proportional" or any(weight is not step.weight[0] for weight in step.weight):
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
    whole = np.array([own == full for own in cohorts.kinds.each], dtype=bool)
    close = np.flatnonzero(members & ~below & ~whole[cohorts.alike] & (have < target + 1e-6 * np.maximum(1.0, target)))
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
    totals = sums(who, cohorts.reaches[reach][chosen])
    claims: dict[int, fmpq | int] = {name: totals[name] for name in np.flatnonzero(np.bincount(who)).tolist()}
    kind = cohorts.kind_of[cohorts.of[chosen]]
    begun = np.flatnonzero(cohorts.kinds.begun[kind])
    if len(begun):
        span = len(cohorts.kinds.each)
        pairs = distinct(who[begun] * span + kind[begun])
        parts = [sums(pairs.of, values[chosen[begun]], len(pairs.values)) for values in cohorts.reaches]
        for pair, *amounts in zip(pairs.values.tolist(), *parts, strict=True):
            name, of = divmod(pair, span)
            claims[name] -= _dot(cohorts.kinds.each[of], amounts)
    known: dict[tuple[int, int, int], int] = {}
    kinds: list[Claimant] = []
    kind_of = np.zeros(int(step.claimant.max(initial=0)) + 1, dtype=np.int64)
    for name, value in claims.items():
        claim, weight = fmpq(value), step.weight[name]
        at = known.setdefault((int(claim.p), int(claim.q), id(weight)), len(kinds))
        if at == len(kinds):
            kinds.append(Claimant(claim, weight))
        kind_of[name] = at
    codes = np.zeros(len(members), dtype=np.int64)
    codes[chosen] = kind_of[who]
    return kinds, codes
