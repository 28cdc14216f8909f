"""Layout: a merged model as a programme in exact rationals; which column and which row stands for what.

Columns: first the shortage v, then x[k,t] units of type k delivered in period t, y[c,d,t] units of domestic product d
bought for class c, z[c,d] units of past purchases credited to class c. Rows are at most their bound:

    demand[k,t]    - sum of x[k,s] for s <= t - claim[k] v  <=  - what is demanded by t
    limit[i]       what deliveries and purchases take of row i  <=  its limit
    owed[c,t]      what deliveries up to t owe - what purchases up to t and credits count  <=  0
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flint import fmpq

from optimizer.linear import Settled, System
from optimizer.model.merging import Merged
from optimizer.quantities import ONE

SHORTAGE = 0
"""The column of the shortage."""

Terms = list[tuple[int, fmpq]]


@dataclass(frozen=True, slots=True)
class Layout:
    """The programme, and where its parts are."""

    system: System
    delivered: tuple[tuple[int, ...], ...]
    """For each type, the columns of what is delivered in each period of its window."""
    demands: Mapping[tuple[int, int], int]
    """(type, period) to the row of what is demanded by then."""
    limits: range
    """The rows of the limits, in the order of the merged model."""
    bought: Mapping[tuple[int, str, int], int]
    """(class, domestic product, period) to the column of what is bought then."""
    credited: Mapping[tuple[int, str], int]
    """(class, domestic product) to the column of past purchases."""

    def bounds(
        self, merged: Merged, demand: Mapping[tuple[int, int], fmpq], limits: Mapping[int, fmpq]
    ) -> dict[int, fmpq]:
        """What each row of a demand or of a limit may come to; all others 0."""
        found = {self.demands[spot]: -units for spot, units in demand.items()}
        for index, row in enumerate(self.limits):
            found[row] = limits.get(index, merged.rows[index].limit)
        return found

    def prices(self, found: Settled) -> dict[int, fmpq]:
        """The prices of limits, by row of the merged model."""
        return {row - self.limits.start: price for row, price in found.prices.items() if row in self.limits}


def lay_out(merged: Merged) -> Layout:
    """The programme of a model, columns and rows in its order."""
    sketch = _Sketch(merged)
    demands: dict[tuple[int, int], int] = {}
    rows: list[Terms] = []
    delivered = []
    for k, item in enumerate(merged.types):
        so_far: Terms = [(SHORTAGE, fmpq(-max(item.units, 1)))]
        own = []
        for t in range(item.first, item.last + 1):
            own.append(sketch.deliver(k, t))
            so_far.append((own[-1], -ONE))
            demands[k, t] = len(rows)
            rows.append(list(so_far))
        delivered.append(tuple(own))
    sketch.purchase()
    start = len(rows)
    rows += sketch.limits
    rows += [sketch.owed[spot] for spot in sorted(sketch.owed)]
    return Layout(
        System.of(rows, sketch.columns),
        tuple(delivered),
        demands,
        range(start, start + len(sketch.limits)),
        sketch.bought,
        sketch.credited,
    )


class _Sketch:
    """Columns as they are added, and what each takes of the rows."""

    def __init__(self, merged: Merged) -> None:
        self._merged = merged
        self.columns = SHORTAGE + 1
        self.limits: list[Terms] = [[] for _ in merged.rows]
        self.owed: dict[tuple[int, int], Terms] = {}
        """(class, period) to what is owed by then."""
        self.bought: dict[tuple[int, str, int], int] = {}
        self.credited: dict[tuple[int, str], int] = {}

    def _column(self) -> int:
        self.columns += 1
        return self.columns - 1

    def deliver(self, k: int, t: int) -> int:
        """Add the column of what a type is delivered in a period."""
        item, x = self._merged.types[k], self._column()
        for row, amount in item.caps:
            if self._merged.rows[row].first <= t <= self._merged.rows[row].last:
                self.limits[row].append((x, amount))
        if item.classed >= 0:
            for due in range(t, self._merged.periods):
                self.owed.setdefault((item.classed, due), []).append((x, item.owed))
        return x

    def purchase(self) -> None:
        """Add the columns of purchases and credits of every class that owes something."""
        merged = self._merged
        for k in sorted({item.classed for item in merged.types} - {-1}):
            firm = merged.classes[k].firm
            for product, value in sorted(merged.worth[k].items()):
                if value == 0:
                    continue
                for bought in range(merged.periods):
                    y = self.bought[k, product, bought] = self._column()
                    for t in range(bought, merged.periods):
                        self.limits[merged.supply[product, t]].append((y, ONE))
                    self._cover(k, bought, y, value)
                if firm is not None and (firm, product) in merged.credit:
                    z = self.credited[k, product] = self._column()
                    self.limits[merged.credit[firm, product]].append((z, ONE))
                    self._cover(k, 0, z, value)

    def _cover(self, k: int, since: int, column: int, value: fmpq) -> None:
        for t in range(since, self._merged.periods):
            if (k, t) in self.owed:
                self.owed[k, t].append((column, -value))
