"""Timing: awards to deliveries by period, each as early as the limits of this and all later periods allow.

Period by period, what is delivered by its end is raised for everybody by the same part of what is still owed, as far as
it goes; then whole lots by the list of `rounding`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from flint import fmpq

from optimizer.claims import Claims, Integers
from optimizer.codes import coded
from optimizer.division import path
from optimizer.entitling.bounds import Bound, Bounds, in_floats
from optimizer.entitling.curves import Curves, Fan, Parts
from optimizer.entitling.descent import descend
from optimizer.entitling.pricing import Cut
from optimizer.granting.rounding import Shares, hand_out, in_lots, shares
from optimizer.model.merging import Limits, Merged
from optimizer.programme import whole_schedule
from optimizer.quantities import ONE, ZERO

Demand = dict[tuple[int, int], int]
InTime = Callable[[dict[tuple[int, int], fmpq]], Cut | None]
"""Whether units by (type, period) can be delivered in time: None, or an inequality that shows why not."""

STRAIGHT = Fan.of([path()])


@dataclass
class Timetable:
    """Turns whole lots into deliveries, a period at a time."""

    claims: Claims
    merged: Merged
    seed: str
    limits: Limits
    """Limits of rows cut to whole lots."""
    cuts: list[Cut]
    in_time: InTime

    def schedule(self, lots: Integers) -> Integers | None:
        """Units delivered, of shape (applications, periods); None if whole lots cannot be delivered in time."""
        delivered = self._by_the_list(lots)
        if self._fits(delivered):
            return delivered
        by_type = whole_schedule(self.merged, self.merged.totals(lots * self.claims.lot), self.limits)
        return None if by_type is None else self._spread(lots, by_type)

    def _by_the_list(self, lots: Integers) -> Integers:
        merged, periods = self.merged, self.merged.periods
        total = merged.totals(lots * self.claims.lot)
        delivered = np.zeros((len(lots), periods), dtype=np.int64)
        so_far = np.zeros_like(lots)
        demand = {(k, item.last): units for k, (item, units) in enumerate(zip(merged.types, total, strict=True))}
        for t in range(periods - 1):
            now = self._advance(t, lots, so_far, demand) if (lots > so_far).any() else so_far
            now = np.where(self.claims.last == t, lots, now)
            delivered[:, t] = (now - so_far) * self.claims.lot
            so_far = now
            for k, units in enumerate(merged.totals(so_far * self.claims.lot)):
                if merged.types[k].first <= t < merged.types[k].last:
                    demand[k, t] = units
        delivered[:, -1] = (lots - so_far) * self.claims.lot
        return delivered

    def _fits(self, delivered: Integers) -> bool:
        """Whether deliveries keep every cap; what is bought by the end of a period, later deliveries cannot raise."""
        by_period = [self.merged.totals(delivered[:, t]) for t in range(self.merged.periods)]
        used: dict[int, fmpq] = {}
        for k, item in enumerate(self.merged.types):
            for row, amount in item.caps:
                span = self.merged.rows[row]
                units = sum(by_period[t][k] for t in range(span.first, span.last + 1))
                used[row] = used.get(row, ZERO) + amount * units
        return bool((delivered >= 0).all()) and all(units <= self.merged.rows[row].limit for row, units in used.items())

    def _spread(self, lots: Integers, by_type: Sequence[Sequence[int]]) -> Integers:
        """Share what each type is delivered in a period among its members, in proportion to what is still owed."""
        merged = self.merged
        delivered = np.zeros((len(lots), merged.periods), dtype=np.int64)
        so_far = np.zeros_like(lots)
        for t in range(merged.periods):
            still = lots - so_far
            owed = merged.totals(still * self.claims.lot)
            level = [fmpq(now[t], due) if due else ZERO for now, due in zip(by_type, owed, strict=True)]
            before = merged.totals(so_far * self.claims.lot)
            bounds = [
                Bound(((k, ONE),), fmpq(had + now[t])) for k, (had, now) in enumerate(zip(before, by_type, strict=True))
            ]
            now = hand_out(
                self.claims, merged, self.seed, self._owing(so_far, still, level), bounds, lambda _: None
            ).lots
            delivered[:, t] = (now - so_far) * self.claims.lot
            so_far = now
        return delivered

    def _owing(self, so_far: Integers, still: Integers, level: Sequence[fmpq]) -> Shares:
        """What each application should have had by the end of a period, if its type gets a part of what it is owed."""
        found = coded([self.merged.of, still], len(still))
        types, owed = self.merged.of[found.example], still[found.example]
        part = in_floats(level)[types]
        certain = np.array([value in (ZERO, ONE) for value in level], dtype=bool)[types]
        more = shares(part * owed, certain, lambda at: level[types[at]] * int(owed[at]), found.of)
        return Shares(so_far + more.whole, more.rank)

    def _advance(self, t: int, lots: Integers, so_far: Integers, demand: Demand) -> Integers:
        """Lots delivered by the end of a period."""
        merged = self.merged
        before = merged.totals(so_far * self.claims.lot)
        total = merged.totals(lots * self.claims.lot)
        opened = [item.first <= t < item.last for item in merged.types]
        active = [opened[k] and total[k] > before[k] for k in range(len(total))]
        if not any(active):
            return so_far
        owner = np.flatnonzero(active)
        owed = [total[k] - before[k] for k in owner.tolist()]
        parts = Parts(owner, np.zeros_like(owner), owed, [1] * len(owed))
        curves = Curves([fmpq(had) for had in before], STRAIGHT, parts)
        asked = _Asked(self, t, demand, opened)
        while True:
            course = descend(curves, Bounds(asked.bounds(), len(total)))
            if asked.fits([units if live else None for units, live in zip(course.units, active, strict=True)]):
                break
        level = [course.levels[at] if live else ZERO for at, live in zip(course.halt_of.tolist(), active, strict=True)]
        wanted = self._owing(so_far, lots - so_far, level)
        bounds = [in_lots(merged, bound) for bound in asked.bounds()]
        return hand_out(self.claims, merged, self.seed, wanted, bounds, asked.whole).lots


@dataclass
class _Asked:
    """One period's question: can this be delivered by its end, and all the rest in time?"""

    table: Timetable
    t: int
    demand: Demand
    opened: Sequence[bool]
    known: dict[int, Bound | None] = field(default_factory=dict)
    """What each inequality, by its identity, leaves."""

    def bounds(self) -> list[Bound]:
        """What the known inequalities leave for deliveries up to this period."""
        return [bound for cut in self.table.cuts if (bound := self._bound(cut)) is not None]

    def _bound(self, cut: Cut) -> Bound | None:
        if id(cut) not in self.known:
            self.known[id(cut)] = self._written(cut)
        return self.known[id(cut)]

    def _written(self, cut: Cut) -> Bound | None:
        merged, t = self.table.merged, self.t
        steps = {
            k: step
            for k in cut.hurried
            if self.opened[k] and (step := cut.cheapest[k][t - merged.types[k].first] - cut.cheapest[k][-1])
        }
        if not steps:
            return None
        spent: dict[int, tuple[fmpq, int]] = {}

        def spend(price: fmpq, units: int) -> None:
            spent[id(price)] = price, spent.get(id(price), (price, 0))[1] + units

        for k in cut.priced:
            prices, item, had = cut.cheapest[k], merged.types[k], 0
            for s in range(item.first, min(t, item.last)):
                by_then = self.demand.get((k, s), 0)
                spend(prices[s - item.first], by_then - had)
                had = by_then
            spend(prices[-1], self.demand[k, item.last] - had)
            if k in steps:
                spend(steps[k], -had)
        cost = sum((price * units for price, units in spent.values()), ZERO)
        return Bound(tuple(steps.items()), cut.worth_under(merged, self.table.limits) - cost)

    def fits(self, units: Sequence[fmpq | None]) -> bool:
        """Whether deliveries up to this period fit; what shows that they do not is kept."""
        demand = {spot: fmpq(value) for spot, value in self.demand.items()}
        for k, value in enumerate(units):
            if value is not None:
                demand[k, self.t] = value
        cut = self.table.in_time(demand)
        if cut is not None:
            self.table.cuts.append(cut)
        return cut is None

    def whole(self, units: Sequence[int]) -> Bound | None:
        """The same question for whole lots."""
        known = len(self.table.cuts)
        if self.fits([fmpq(value) if live else None for value, live in zip(units, self.opened, strict=True)]):
            return None
        bound = self._bound(self.table.cuts[known])
        return None if bound is None else in_lots(self.table.merged, bound)
