"""Oracle: whether units can be delivered in time, answered with a proof where they cannot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flint import fmpq

from optimizer.merging import Merged
from optimizer.pricing import Cut, cost, normal, recovered
from optimizer.programme import Delivery, Solver
from optimizer.quantities import ONE, ZERO
from optimizer.rounding import Limits
from optimizer.timed import timed

DENOMINATORS = (10**4, 10**7, 10**12)
"""Denominators tried for exact prices, the simplest first."""


class Oracle:
    """Asks the linear programme, and turns its prices into an inequality that needs no belief in a solver."""

    def __init__(self, merged: Merged, solver: Solver) -> None:
        self.merged = merged
        self._solver = solver
        self._timed = timed(merged)
        self._delivery = Delivery(self._timed.model, solver)

    @property
    def solves(self) -> int:
        """How often the programme was solved."""
        return self._delivery.solves

    def in_time(self, demand: Mapping[tuple[int, int], fmpq], limits: Limits) -> Cut | None:
        """Whether units by (type, period) can be delivered: None, or a valid inequality that they break."""
        totals = [demand.get((k, item.last), ZERO) for k, item in enumerate(self.merged.types)]
        broken = self._timed.broken(totals, limits)
        if broken is not None:
            return normal(self.merged, {broken: ONE})
        hints = self._delivery.shortage(self._timed.demand(demand), self._timed.limits(limits))
        if hints is None:
            return None
        for largest in DENOMINATORS:
            cut = recovered(self.merged, self._timed.prices(hints), largest)
            if cost(cut, self.merged, demand) > cut.worth_under(self.merged, limits):
                return cut
        return None

    def at_all(self, units: Sequence[fmpq | int], limits: Limits | None = None) -> Cut | None:
        """The same for units of each type, delivered whenever it suits."""
        demand = {
            (k, item.last): fmpq(value) for k, (item, value) in enumerate(zip(self.merged.types, units, strict=True))
        }
        return self.in_time(demand, limits or {})

    def best(self, scores: Sequence[fmpq], base: Sequence[fmpq]) -> Sequence[float]:
        """About the prices of the rows at which no plan with at least `base` has a larger score-weighted total."""
        demand = {
            (k, item.last): float(value) for k, (item, value) in enumerate(zip(self.merged.types, base, strict=True))
        }
        return Delivery(self.merged, self._solver).best([float(score) for score in scores], demand)
