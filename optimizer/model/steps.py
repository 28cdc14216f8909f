"""Steps: the rounds of a policy as arrays over the claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from flint import fmpq

from optimizer.claims import Claims, Column, Integers, Mask
from optimizer.quantities import ONE, rational
from optimizer.scenario import ByScore, ByTotalScore, EachShare, Round
from optimizer.selector import select


@dataclass(frozen=True, slots=True)
class Step:
    """One round. Arrays have shape (applications,)."""

    name: str
    divide: str
    """Name of the division rule; "ranked" and "maximize" fill proportionally."""
    members: Mask
    reach: Integers
    """Units that each application may reach in this round, whole lots."""
    claimant: Integers
    """Index of the claimant: applications of one claimant with different weights are different claimants."""
    weight: tuple[fmpq, ...]
    """Weight of each claimant."""
    score: Column | None
    """The score to rank or to maximise by."""
    pool: fmpq | None
    guarantee: bool


def steps(rounds: Mapping[str, Round], claims: Claims) -> tuple[Step, ...]:
    """The rounds in their order."""
    return tuple(_step(name, item, claims) for name, item in sorted(rounds.items(), key=lambda pair: pair[1].order))


def _step(name: str, item: Round, claims: Claims) -> Step:
    divide, score = "", None
    if isinstance(item.divide, ByScore):
        divide, score = "ranked", claims.attributes[item.divide.ranked]
    elif isinstance(item.divide, ByTotalScore):
        divide, score = "maximize", claims.attributes[item.divide.maximize]
    else:
        divide = item.divide
    claimant, weight = _claimants(item, claims)
    return Step(
        name=name,
        divide=divide,
        members=select(item.where, claims),
        reach=_reach(item, claims),
        claimant=claimant,
        weight=weight,
        score=score,
        pool=None if item.pool is None else rational(item.pool),
        guarantee=item.guarantee,
    )


def _reach(item: Round, claims: Claims) -> Integers:
    if item.each is None:
        return claims.units
    if isinstance(item.each, EachShare):
        numerator, denominator = item.each.share.as_integer_ratio()
        most = np.array([units * numerator // denominator for units in claims.units.tolist()], dtype=np.int64)
    else:
        most = np.minimum(claims.units, item.each)
    return most // claims.lot * claims.lot


def _claimants(item: Round, claims: Claims) -> tuple[Integers, tuple[fmpq, ...]]:
    """Each application's claimant and each claimant's weight."""
    whose = claims.attributes["id" if item.claimant == "application" else item.claimant]
    if item.weight is None:
        return whose.codes, (ONE,) * len(whose.values)
    weights = claims.attributes[item.weight]
    keys, codes = np.unique(whose.codes * len(weights.values) + weights.codes, return_inverse=True)
    values = [weights.values[key % len(weights.values)] for key in keys.tolist()]
    return codes, tuple(rational(value) if isinstance(value, int | Decimal) else ONE for value in values)
