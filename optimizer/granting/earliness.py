"""Earliness: deliveries by period in, the inequalities that show that none of them could come earlier out.

Prices on rows cost a unit the more the earlier it is delivered. If all that a plan delivers, with everybody served by
the end of each period up to one as it is, leaves less of what the rows are worth than a lot would cost to come by then
instead of later, then no schedule of the same awards that serves everybody as early gives anybody of that kind a lot
more by then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from flint import fmpq

from optimizer.claims import Claims, Floats, Integers
from optimizer.entitling.pricing import Cut, cost
from optimizer.model.merging import Limits, Merged
from optimizer.quantities import ZERO

MOST_QUESTIONS = 40
"""No more questions than this are put to the linear programme; the inequalities that timing met answer most."""

NEAR = 1e-6
"""Part of a row's worth within which a room in floating point is computed exactly."""

Demand = dict[tuple[int, int], fmpq]


@dataclass(frozen=True, slots=True)
class Late:
    """Applications of which units come after a period in which they could come, and why not by its end."""

    period: int
    cut: Cut | None
    """The inequality that leaves no room for one lot more by then; none if none was found."""
    applications: Integers


@dataclass
class Earliness:
    """Looks for inequalities, first among those that are known."""

    claims: Claims
    merged: Merged
    limits: Limits
    """Limits of rows cut to whole lots."""
    cuts: list[Cut]
    in_time: Callable[[Demand], Cut | None]
    """Whether units by (type, period) can be delivered: None, or an inequality that shows why not."""

    def proofs(self, delivered: Integers) -> list[Late]:
        """Who is late in each period, by the inequality that shows why.

        Args:
            delivered: units, of shape (applications, periods).
        """
        by_then = np.cumsum([self.merged.totals(units) for units in delivered.T], axis=0).T
        self._asked = 0
        self._known = [_Slope.of(self.merged, cut) for cut in self.cuts if cut.hurried]
        found: list[Late] = []
        for t in range(delivered.shape[1] - 1):
            open_ = (self.claims.first <= t) & (t < self.claims.last)
            late = np.flatnonzero(open_ & (delivered[:, t + 1 :].sum(axis=1) > 0))
            types = set(np.unique(self.merged.of[late]).tolist())
            for cut, stopped in self._stopped(t, by_then, types):
                found.append(Late(t, cut, late[np.isin(self.merged.of[late], sorted(stopped))]))
        return found

    def _stopped(self, t: int, by_then: Integers, types: set[int]) -> list[tuple[Cut | None, set[int]]]:
        """The late types of a period by what stops them."""
        demand = self._demand(t, by_then)
        found: list[tuple[Cut | None, set[int]]] = []
        left = set(types)
        for slope in self._known:
            stopped = self._by(slope, t, by_then, demand, left)
            if stopped:
                found.append((slope.cut, stopped))
                left -= stopped
        unproved: set[int] = set()
        while left:
            k = min(left)
            cut = self._ask({**demand, (k, t): demand.get((k, t), ZERO) + self.merged.types[k].lot})
            stopped = set()
            if cut is not None:
                self._known.append(_Slope.of(self.merged, cut))
                stopped = self._by(self._known[-1], t, by_then, demand, left)
            if k in stopped:
                found.append((cut, stopped))
                left -= stopped
            else:
                unproved.add(k)
                left.discard(k)
        return [*found, (None, unproved)] if unproved else found

    def _ask(self, demand: Demand) -> Cut | None:
        if self._asked >= MOST_QUESTIONS:
            return None
        self._asked += 1
        return self.in_time(demand)

    def _demand(self, t: int, by_then: Integers) -> Demand:
        """What everybody is delivered by the end of each period up to one, and in all."""
        demand = {}
        for k, item in enumerate(self.merged.types):
            for s in (*range(item.first, min(t, item.last - 1) + 1), item.last):
                demand[k, s] = fmpq(int(by_then[k, s]))
        return demand

    def _by(self, slope: _Slope, t: int, by_then: Integers, demand: Demand, types: set[int]) -> set[int]:
        """Which of some types an inequality leaves no room for one lot more by a period's end."""
        steps = slope.costs[:, t] - slope.costs[:, -1]
        able = [k for k in types if steps[k] > 0]
        about = float(slope.cut.worth_under(self.merged, self.limits))
        room = about - slope.spent(t, by_then)
        if not able or max(steps[k] * self.merged.types[k].lot for k in able) <= room - NEAR * abs(about):
            return set()
        left = slope.cut.worth_under(self.merged, self.limits) - cost(slope.cut, self.merged, demand)
        stopped = set()
        for k in able:
            item, prices = self.merged.types[k], slope.cut.cheapest[k]
            if (prices[t - item.first] - prices[-1]) * item.lot > left:
                stopped.add(k)
        return stopped


@dataclass(frozen=True, slots=True)
class _Slope:
    """An inequality with what a unit of each type costs if delivered up to each period, in floating point."""

    cut: Cut
    costs: Floats
    """Shape (types, periods); outside a window what it costs at its nearest end."""

    @classmethod
    def of(cls, merged: Merged, cut: Cut) -> _Slope:
        """The costs of an inequality as an array."""
        costs = np.zeros((len(merged.types), merged.periods))
        known: dict[tuple[int, int], list[float]] = {}
        for k in cut.priced:
            first, last, prices = merged.types[k].first, merged.types[k].last, cut.cheapest[k]
            if (id(prices), first) not in known:
                about = [float(price) for price in prices]
                known[id(prices), first] = [about[0]] * first + about + [about[-1]] * (merged.periods - 1 - last)
            costs[k] = known[id(prices), first]
        return cls(cut, costs)

    def spent(self, t: int, by_then: Integers) -> float:
        """What deliveries cost if all that comes after a period comes at the end."""
        units = np.diff(by_then[:, : t + 1], axis=1, prepend=0)
        later = by_then[:, -1] - by_then[:, t]
        return float((self.costs[:, : t + 1] * units).sum() + self.costs[:, -1] @ later)
