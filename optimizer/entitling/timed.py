"""Timed: a merged model in, the part of it that needs a linear programme out.

A row that counts every period of whoever it limits says something about totals only: whether given totals keep it is
one sum. What is left decides when units can be delivered, and types that only such rows told apart are one there:
whatever serves their demands together can be shared out so that each is served in time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from flint import fmpq

from optimizer.claims import Floats, Integers
from optimizer.model.merging import Merged, Type
from optimizer.quantities import ZERO

NEAR = 1e-9
"""Sums closer to a limit than this part of it are compared exactly."""


@dataclass(frozen=True)
class Timed:
    """A merged model, taken apart."""

    whole: Merged
    model: Merged
    """Rows that tell periods apart, domestic supply and credit, over the types that they tell apart."""
    type_of: tuple[int, ...]
    """For each type of `whole`, the one that it is in `model`."""
    row_of: tuple[int, ...]
    """For each row of `model`, the one that it is in `whole`."""
    over_time: tuple[int, ...]
    """The rows of `whole` that are not in `model`: they count every period of whoever they limit."""

    def demand(self, demand: Mapping[tuple[int, int], fmpq]) -> dict[tuple[int, int], fmpq]:
        """Units that must be delivered by the end of a period, by type of `whole`: the same by type of `model`."""
        more: dict[tuple[int, int], fmpq] = {}
        had: dict[int, fmpq] = {}
        for (k, t), units in sorted(demand.items(), key=_by_time):
            new = units - had[k] if k in had else units
            if new.p > 0:
                had[k] = units
                spot = self.type_of[k], t
                more[spot] = more[spot] + new if spot in more else new
        found: dict[tuple[int, int], fmpq] = {}
        for (k, t), units in sorted(more.items()):
            so_far = found[k, t - 1] + units if (k, t - 1) in found else units
            found |= {(k, s): so_far for s in range(t, self.model.types[k].last + 1)}
        return found

    def in_all(self, units: Sequence[fmpq]) -> dict[tuple[int, int], fmpq]:
        """Units of each type of `whole` in all, whenever delivered: the demand by type of `model`."""
        totals = [ZERO] * len(self.model.types)
        for k, value in zip(self.type_of, units, strict=True):
            totals[k] += value
        return {(k, item.last): value for k, (item, value) in enumerate(zip(self.model.types, totals, strict=True))}

    def limits(self, limits: Mapping[int, fmpq]) -> dict[int, fmpq]:
        """Limits by row of `whole`: the same by row of `model`."""
        return {at: limits[row] for at, row in enumerate(self.row_of) if row in limits}

    def broken(self, totals: Sequence[fmpq | int], limits: Mapping[int, fmpq]) -> int | None:
        """The first of the rows over time that totals of each type of `whole` break; None if they keep them all."""
        place, types, amounts = self._takers
        about = np.array([float(units) for units in totals])
        used = np.bincount(place, weights=amounts * about[types], minlength=len(self.over_time))
        least = np.array([float(limits.get(row, self.whole.rows[row].limit)) for row in self.over_time]) * (1 - NEAR)
        for row in (self.over_time[at] for at in np.flatnonzero(used >= least).tolist()):
            exact = sum((amount * totals[k] for k, amount in self.whole.takers[row]), ZERO)
            if exact > limits.get(row, self.whole.rows[row].limit):
                return row
        return None

    @cached_property
    def _takers(self) -> tuple[Integers, Integers, Floats]:
        """Of each term of the rows over time, the place of its row among them, its type, and its amount."""
        terms = [
            (at, k, float(amount)) for at, row in enumerate(self.over_time) for k, amount in self.whole.takers[row]
        ]
        place, types, amounts = zip(*terms, strict=True) if terms else ((), (), ())
        return np.array(place, dtype=np.int64), np.array(types, dtype=np.int64), np.array(amounts, dtype=float)


def _by_time(item: tuple[tuple[int, int], fmpq]) -> int:
    return item[0][1]


def timed(merged: Merged) -> Timed:
    """Take a merged model apart; where a row is not of the packing kind, everything stays in the programme."""
    packing = all(amount >= 0 for item in merged.types for _, amount in item.caps)
    over_time = tuple(row for row in range(len(merged.rows)) if packing and _counts_all(merged, row))
    row_of = tuple(row for row in range(len(merged.rows)) if row not in over_time)
    place = {row: at for at, row in enumerate(row_of)}
    known: dict[object, int] = {}
    types: list[Type] = []
    units: dict[int, int] = {}
    type_of = []
    for item in merged.types:
        caps = tuple((place[row], amount) for row, amount in item.caps if row in place)
        alike = item.first, item.last, tuple((row, id(amount)) for row, amount in caps), item.classed, id(item.owed)
        k = known.setdefault(alike, len(types))
        if k == len(types):
            types.append(Type(item.first, item.last, 1, caps, item.classed, item.owed, 0))
        units[k] = units.get(k, 0) + item.units
        type_of.append(k)
    model = replace(
        merged,
        types=tuple(replace(item, units=units[k]) for k, item in enumerate(types)),
        rows=tuple(merged.rows[row] for row in row_of),
        supply={key: place[row] for key, row in merged.supply.items()},
        credit={key: place[row] for key, row in merged.credit.items()},
        tops=(),
    )
    return Timed(merged, model, tuple(type_of), row_of, over_time)


def _counts_all(merged: Merged, row: int) -> bool:
    """Whether a row limits somebody, and counts every period of the windows of whoever it limits."""
    span, takers = merged.rows[row], merged.takers[row]
    return bool(takers) and all(
        span.first <= merged.types[k].first and merged.types[k].last <= span.last for k, _ in takers
    )
