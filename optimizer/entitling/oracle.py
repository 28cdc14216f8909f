"""Oracle: whether units can be delivered in time, answered with exact deliveries or with a proof that they cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass

from flint import fmpq

from optimizer.entitling.pricing import Cut, Prices, cost, normal, simple_prices
from optimizer.entitling.timed import timed
from optimizer.errors import SolverError
from optimizer.linear import Factors, Settled, settle, still
from optimizer.model.merging import Limits, Merged
from optimizer.programme import SHORTAGE, Answer, Delivery, Solver
from optimizer.quantities import ONE, ZERO

DENOMINATOR = 10**4
"""The largest denominator of prices that are read off a solver's figures; others are solved for."""

BASES = 3
"""So many bases are kept."""

Demand = Mapping[tuple[int, int], fmpq]
"""(type, period) to units that must be delivered by the end of that period."""

TIGHT = 1e-6
"""Part of what is missing that prices read off a solver's figures may leave unsaid; if more, they are solved for."""

MISSING = {SHORTAGE: ONE}
"""What costs something where the question is whether units can be delivered: what is missing."""


@dataclass
class Effort:
    """What was asked of a solver."""

    solves: int = 0
    """How often a programme was solved."""
    mended: int = 0
    """How often the solver's last basis was not exactly optimal, and was mended by exact exchanges."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What meets units of each type in time, for types that no row tells apart which counts some periods only."""

    type_of: tuple[int, ...]
    """For each type, the one that it is here."""
    units: tuple[Mapping[int, fmpq], ...]
    """For each type here, period to units, the same part of every member's; none where any periods will do."""
    bought: Mapping[tuple[int, str, int], fmpq]
    """(class, domestic product, period) to units."""
    credited: Mapping[tuple[int, str], fmpq]
    """(class, domestic product) to units bought before the first period."""


class Oracle:
    """Asks the linear programme, and settles what it says in exact rationals: no belief in a solver is needed."""

    def __init__(self, merged: Merged, solver: Solver, effort: Effort | None = None) -> None:
        self.merged = merged
        self.effort = effort or Effort()
        self.solver = solver
        self._timed = timed(merged)
        self._delivery = Delivery(self._timed.model, solver)
        self._bases: list[Factors] = []
        """What the last answers rest on, the last one first: one of them often answers the next question as well."""
        self._limits: Limits = {}

    def under(self, limits: Limits) -> Oracle:
        """The same with other limits on some rows; the programme is shared, so only one may be asked at a time."""
        other = copy(self)
        other.merged, other._limits = self.merged.under(limits), limits  # noqa: SLF001 - its own
        return other

    def about(self, merged: Merged) -> Oracle:
        """An oracle for another model, with the same solver; its effort is counted together."""
        return Oracle(merged, self.solver, self.effort)

    def in_time(self, demand: Demand, limits: Limits) -> Cut | None:
        """Whether units by (type, period) can be delivered: None, or a valid inequality that they break.

        None rests on exact deliveries that keep every row.

        Raises:
            SolverError: if neither can be had.
        """
        totals = [demand.get((k, item.last), ZERO) for k, item in enumerate(self.merged.types)]
        broken = self._timed.broken(totals, {**self._limits, **limits})
        if broken is not None:
            return normal(self.merged, {broken: ONE})
        return self._answer(demand, self._timed.demand(demand), limits)

    def at_all(self, units: Sequence[fmpq | int], limits: Limits | None = None) -> Cut | None:
        """The same for units of each type that keep each row over time by itself, delivered whenever it suits."""
        whole = [fmpq(value) for value in units]
        demand = {(k, item.last): value for k, (item, value) in enumerate(zip(self.merged.types, whole, strict=True))}
        return self._answer(demand, self._timed.in_all(whole), limits or {})

    def delivered(self, units: Sequence[fmpq]) -> Delivered:
        """Exact deliveries that meet units of each type and keep every row.

        Raises:
            SolverError: if there are none.
        """
        if self.at_all(units) is not None:
            raise SolverError("What was entitled to cannot be delivered, though it was said that it can.")
        layout, model = self._delivery.layout, self._timed.model
        bounds = layout.bounds(model, self._timed.in_all(units), self._timed.limits(self._limits))
        values = {column: value for column, value in self._bases[0].columns(bounds) if value}
        return Delivered(
            self._timed.type_of,
            tuple(
                {
                    t: values[x]
                    for t, x in enumerate(columns, start=item.first)
                    if x in values and (item.caps or item.classed >= 0)
                }
                for item, columns in zip(model.types, layout.delivered, strict=True)
            ),
            {spot: values[y] for spot, y in layout.bought.items() if y in values},
            {spot: values[z] for spot, z in layout.credited.items() if z in values},
        )

    def _answer(self, demand: Demand, asked: Demand, limits: Limits) -> Cut | None:
        """Whether a demand can be delivered, which the linear programme is asked in its own types."""
        limits = {**self._limits, **limits}
        layout, there = self._delivery.layout, self._timed.limits(limits)
        bounds = layout.bounds(self._timed.model, asked, there)
        if self._deliver(bounds):
            return None
        self.effort.solves += 1
        answer = self._delivery.shortage(asked, there)
        if answer.short > 0 and any(answer.prices):
            cut = self._priced(simple_prices(self._timed.model, answer.prices, DENOMINATOR))
            over = cost(cut, self.merged, demand) - cut.worth_under(self.merged, limits)
            if over > 0 and self._says_all(over, cut, answer):
                return cut
        found = self._settled(
            answer,
            lambda: self._delivery.afresh(asked, there),
            lambda said: settle(layout.system, bounds, MISSING, said.basis, enough=ZERO),
        )
        if found.cost == 0:
            self._bases = [found.factors, *self._bases[: BASES - 1]]
            return None
        return self._priced(layout.prices(found))

    def _deliver(self, bounds: Mapping[int, fmpq]) -> bool:
        """Whether a basis that is known keeps the rows of the programme under other bounds, with nothing missing."""
        for at, known in enumerate(self._bases):
            if still(known, bounds, MISSING, ZERO):
                self._bases = [known, *self._bases[:at], *self._bases[at + 1 :]]
                return True
        return False

    def _priced(self, prices: Prices) -> Cut:
        """The inequality of prices on rows of the programme."""
        return normal(self.merged, {self._timed.row_of[at]: price for at, price in sorted(prices.items())})

    def best(self, scores: Sequence[fmpq], base: Sequence[fmpq]) -> Prices:
        """The prices of the rows at which no plan with at least `base` has a larger score-weighted total.

        Raises:
            SolverError: if they cannot be had.
        """
        self.effort.solves += 1
        delivery = Delivery(self.merged, self.solver)
        layout = delivery.layout
        demand = {(k, item.last): value for k, (item, value) in enumerate(zip(self.merged.types, base, strict=True))}
        bounds = layout.bounds(self.merged, demand, {})
        costs = {x: -score for columns, score in zip(layout.delivered, scores, strict=True) if score for x in columns}
        found = self._settled(
            delivery.best([float(score) for score in scores], demand),
            lambda: delivery.afresh(demand, {}),
            lambda said: settle(layout.system, bounds, costs, said.basis, closed=(SHORTAGE,)),
        )
        return layout.prices(found)

    def _says_all(self, over: fmpq, cut: Cut, answer: Answer) -> bool:
        """Whether an inequality read off prices shows all that the solver says is missing, but for rounding."""
        at = max(range(len(answer.prices)), key=answer.prices.__getitem__)
        scale = answer.prices[at] / float(cut.prices.get(self._timed.row_of[at], ONE))
        return float(over) * scale >= answer.short * (1 - TIGHT)

    def _settled(self, answer: Answer, again: Callable[[], Answer], exactly: Callable[[Answer], Settled]) -> Settled:
        """The exact optimum from where a solver ended; if that is too far away, from where it ends on a cold start."""
        try:
            found = exactly(answer)
        except SolverError:
            self.effort.solves += 1
            self.effort.mended += 1
            return exactly(again())
        self.effort.mended += found.exchanges > 0
        return found
