"""Filling: rounds to entitlements and the bottlenecks that prove them.

A pool of exact inequalities stands for what can be delivered. Each round is raised against the pool, exactly; then the
linear programme is asked whether the result can be delivered. If not, its prices give one more inequality and the round
is raised again. Where a raise under fewer limits ends at something that can be delivered, it ended at the right place:
every target on the way was no larger, so it could be delivered as well, and every stop is proved by its inequality.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from flint import fmpq

from optimizer.claims import Claims, Integers, Mask
from optimizer.cohorts import Cohorts, Entrants, enter
from optimizer.descent import Bound, Curve, Descent, descend
from optimizer.merging import Merged
from optimizer.pricing import Cut
from optimizer.quantities import ONE, ZERO
from optimizer.steps import Step

Sum = tuple[fmpq, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of a round: at this level, at these prices, these types."""

    round: str
    rank: fmpq | None
    """The score that was filled, in a ranked round."""
    level: fmpq
    cut: Cut | None
    """The inequality; None for the pool of the round."""
    stopped: tuple[int, ...]

    def unit(self, k: int) -> fmpq:
        """Price of one unit of a type that stopped here."""
        return ONE if self.cut is None else self.cut.cheapest[k][-1]


@dataclass(frozen=True, slots=True)
class Passage:
    """How the applications went through one round."""

    name: str
    members: Mask
    """Who took part: members that had not reached what they may."""
    level: Integers
    """Shape (applications,): index into `levels`."""
    levels: Sum
    """Highest levels at which an application gets no more than it has."""
    stop: Integers
    """Shape (applications,): index of the stop among all stops, -1 for who got all it may reach."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A guaranteed round that cannot be met."""

    round: str
    cut: Cut | None
    """The inequality; None for the pool of the round."""
    excess: fmpq
    """What the claims cost beyond all that the rows are worth, in units of the dearest type."""


@dataclass(frozen=True, slots=True)
class Filling:
    """Entitlements with their proofs."""

    cohorts: Cohorts
    stops: tuple[Stop, ...]
    passages: tuple[Passage, ...]
    pools: tuple[tuple[str, Bound], ...]
    """What the pool of each round that has one leaves for whole lots: an inequality on the units of each type."""
    shortfall: Shortfall | None = None


Oracle = Callable[[Sequence[fmpq]], Cut | None]
"""Whether units of each type can be delivered: None, or an inequality that shows why not."""


@dataclass
class Filler:
    """Fills the rounds of one merged model, as often as applications drop out; what it learns of the limits it keeps."""

    claims: Claims
    merged: Merged
    rounds: Sequence[Step]
    cuts: list[Cut]
    oracle: Oracle
    progress: Callable[[str, int, int | None], None]

    def fill(self, present: Mask) -> Filling:
        """The division among the applications that have not dropped out."""
        reaches, index = _reaches(self.rounds, present)
        cohorts = Cohorts.start(self.merged, reaches)
        stops: list[Stop] = []
        passages: list[Passage] = []
        pools: list[tuple[str, Bound]] = []
        for number, step in enumerate(self.rounds):
            self.progress("dividing", number, len(self.rounds))
            before = cohorts.totals(len(self.merged.types))
            for rank, members in _ranks(step):
                entrants = enter(cohorts, step, members, index[number])
                pool = _pool(step, self.merged, before)
                outcome = self._raise(entrants, step, pool)
                if isinstance(outcome, Shortfall):
                    return Filling(cohorts, tuple(stops), tuple(passages), tuple(pools), outcome)
                descent, bounds = outcome
                passages.append(self._passage(step, entrants, descent, len(stops)))
                stops += self._named(step, rank, descent, bounds)
                cohorts = entrants.raised(descent.levels)
            if pool is not None:
                pools.append((step.name, pool))
        return Filling(cohorts, tuple(stops), tuple(passages), tuple(pools))

    def _raise(self, entrants: Entrants, step: Step, pool: Bound | None) -> tuple[Descent, int] | Shortfall:
        """Raise one round until what it gives can be delivered."""
        curves, active = _curves(entrants, len(self.merged.types))
        pools = [] if pool is None else [pool]
        while True:
            bounds = [*pools, *(Bound(cut.unit, cut.worth) for cut in self.cuts)]
            if step.guarantee:
                short = self._shortfall(step, [curve(ONE) for curve in curves], bounds, len(pools))
                if short is not None:
                    return short
            descent = descend(curves, active, bounds)
            cut = self.oracle(descent.units)
            if cut is None:
                return descent, len(pools)
            self.cuts.append(cut)

    def _shortfall(self, step: Step, wanted: Sequence[fmpq], bounds: Sequence[Bound], pools: int) -> Shortfall | None:
        """The inequality that a guaranteed round breaks by most, if it breaks any."""
        worst: tuple[fmpq, int] = (ZERO, -1)
        for at, bound in enumerate(bounds):
            cost = sum((price * units for price, units in zip(bound.prices, wanted, strict=True)), ZERO)
            excess = (cost - bound.worth) / max(max(bound.prices), fmpq(1, 10**9))
            worst = max(worst, (excess, -at - 2))
        if worst[1] == -1:
            return None
        at = -worst[1] - 2
        return Shortfall(step.name, self._cut(at, pools), worst[0])

    def _cut(self, bound: int, pools: int) -> Cut | None:
        return None if bound < pools else self.cuts[bound - pools]

    def _named(self, step: Step, rank: fmpq | None, descent: Descent, pools: int) -> list[Stop]:
        return [
            Stop(step.name, rank, halt.level, self._cut(halt.bound, pools), halt.stopped) for halt in descent.halts
        ]

    def _passage(self, step: Step, entrants: Entrants, descent: Descent, offset: int) -> Passage:
        """The level and the stop of each application in a round."""
        cohorts = entrants.cohorts
        stop_of = {k: offset + at for at, halt in enumerate(descent.halts) for k in halt.stopped}
        levels: dict[fmpq, int] = {}
        level, stop, member = [], [], []
        for path, k in zip(entrants.paths, cohorts.type_of, strict=True):
            share = ONE if path is None else path.share(descent.levels[k])
            highest = ONE if path is None else path.level(share)
            level.append(levels.setdefault(highest, len(levels)))
            stop.append(-1 if share == ONE else stop_of[k])
            member.append(path is not None)
        return Passage(
            step.name,
            np.array(member, dtype=bool)[cohorts.of],
            np.array(level, dtype=np.int64)[cohorts.of],
            tuple(levels),
            np.array(stop, dtype=np.int64)[cohorts.of],
        )


def _reaches(rounds: Sequence[Step], present: Mask) -> tuple[list[Integers], list[int]]:
    """The distinct reaches of the rounds, nothing for who has dropped out, and the index of each round's own."""
    distinct: list[Integers] = []
    index = []
    for step in rounds:
        at = next((i for i, known in enumerate(distinct) if known is step.reach or np.array_equal(known, step.reach)), -1)
        if at < 0:
            at = len(distinct)
            distinct.append(step.reach)
        index.append(at)
    return [np.where(present, reach, 0) for reach in distinct], index


def _ranks(step: Step) -> list[tuple[fmpq | None, Mask]]:
    """The fillings of a round: one, or one for each distinct score, highest first."""
    if step.divide != "ranked" or step.score is None:
        return [(None, step.members)]
    column = step.score
    scored = {fmpq(*value.as_integer_ratio()): code for code, value in enumerate(column.values) if _is_score(value)}  # type: ignore[union-attr]
    return [(score, step.members & (column.codes == scored[score])) for score in sorted(scored, reverse=True)]


def _is_score(value: object) -> bool:
    return value is not None and not isinstance(value, bool | str)


def _pool_prices(step: Step, merged: Merged) -> Sum:
    inside = np.zeros(len(merged.types), dtype=bool)
    inside[merged.of[step.members]] = True
    return tuple(ONE if member else ZERO for member in inside.tolist())


def _pool(step: Step, merged: Merged, before: Sequence[fmpq]) -> Bound | None:
    """A round's own limit: what its members have after it is at most what they had and the pool."""
    if step.pool is None:
        return None
    prices = _pool_prices(step, merged)
    had = sum((price * units for price, units in zip(prices, before, strict=True)), ZERO)
    return Bound(prices, step.pool + had)


def _curves(entrants: Entrants, types: int) -> tuple[list[Curve], list[bool]]:
    """What each type is to have at each level, and which types take part."""
    base = entrants.cohorts.totals(types)
    parts: list[list[tuple[fmpq, object]]] = [[] for _ in range(types)]
    for cohort, path in enumerate(entrants.paths):
        if path is not None:
            remaining = entrants.remaining(cohort)
            if remaining > 0:
                parts[entrants.cohorts.type_of[cohort]].append((remaining, path))
    return [Curve(units, part) for units, part in zip(base, parts, strict=True)], [bool(part) for part in parts]  # type: ignore[arg-type]
