"""Oracle: whether units can be delivered in time, answered with a proof where they cannot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flint import fmpq

from optimizer.merging import Merged
from optimizer.pricing import Cut, cost, recovered
from optimizer.programme import Delivery, Solver
from optimizer.rounding import Limits

DENOMINATORS = (10**4, 10**7, 10**12)
"""Denominators tried for exact prices, the simplest first."""


class Oracle:
    """Asks the linear programme, and turns its prices into an inequality that needs no belief in a solver."""

    def __init__(self, merged: Merged, solver: Solver) -> None:
        self.merged = merged
        self._delivery = Delivery(merged, solver)

    @property
    def solves(self) -> int:
        """How often the programme was solved."""
        return self._delivery.solves

    def in_time(self, demand: Mapping[tuple[int, int], fmpq], limits: Limits) -> Cut | None:
        """Whether units by (type, period) can be delivered: None, or a valid inequality that they break."""
        hints = self._delivery.shortage({spot: float(value) for spot, value in demand.items()}, limits)
        if hints is None:
            return None
        for largest in DENOMINATORS:
            cut = recovered(self.merged, hints, largest)
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
        return self._delivery.best([float(score) for score in scores], demand)
