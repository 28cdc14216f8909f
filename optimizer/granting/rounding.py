"""Rounding: exact shares become whole lots, by largest remainder, as far as every limit still holds.

Everyone first gets the whole lots of its share. Then a list is drawn up: largest remainder first, ties by day of
submission, then by lot. Each on the list gets one further lot if every row still holds with it. Both times that lots
are handed out, among applications and among periods, it is this list.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import pairwise

import numpy as np
from flint import fmpq

from optimizer.claims import Claims, Floats, Integers, Mask
from optimizer.codes import combined, distinct, ordered
from optimizer.entitling.bounds import Bound
from optimizer.entitling.pricing import Cut
from optimizer.lottery import lot_number
from optimizer.model.merging import Limits, Merged
from optimizer.quantities import ZERO

CLOSE = 2.0**-46
"""Shares closer than this, relative to their size, are told apart exactly; their rounding is a few times 2^-53."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Exact shares in lots, split into whole lots and a rank of what remains."""

    whole: Integers
    """Shape (applications,): whole lots."""
    rank: Integers
    """Shape (applications,): 0 where nothing remains, higher for larger remainders, equal for equal ones."""


@dataclass(frozen=True, slots=True)
class LotStop:
    """An inequality in whole lots that left no room for one more lot of some applications."""

    bound: int
    """Index of the inequality among those handed in and found."""
    blocked: Integers
    """Indices of the applications on the list that got no further lot for this reason."""


@dataclass(frozen=True, slots=True)
class Handout:
    """Whole lots of each application, and who got no further one, and why."""

    lots: Integers
    stops: tuple[LotStop, ...]
    bounds: tuple[Bound, ...]


def shares(about: Floats, certain: Mask, exact: Callable[[int], fmpq], codes: Integers) -> Shares:
    """Split shares into whole lots and remainders; only what floating point leaves in doubt is computed exactly.

    Args:
        about: distinct shares, in lots.
        certain: which of them are whole numbers as they stand.
        exact: the exact share at an index.
        codes: shape (applications,), the share of each.
    """
    whole = np.floor(about).astype(np.int64)
    rest = about - whole
    rest[certain] = 0.0
    size = CLOSE * np.maximum(1.0, about)
    known: dict[int, fmpq] = {}
    for at in np.flatnonzero(~certain & ((rest < size) | (rest > 1 - size))).tolist():
        share = exact(at)
        whole[at] = int(share.floor())
        known[at] = share - int(share.floor())
        rest[at] = float(known[at])

    def remainder(at: int) -> fmpq:
        if at not in known:
            known[at] = exact(at) - int(whole[at])
        return known[at]

    nothing = certain.copy()
    nothing[[at for at, left in known.items() if left == 0]] = True
    order = np.flatnonzero(~nothing)
    order = order[np.argsort((rest - size)[order])]
    reach = np.maximum.accumulate((rest + size)[order])
    new = np.append(True, (rest - size)[order][1:] > reach[:-1])[: len(order)]
    starts = np.flatnonzero(new)
    ends = np.append(starts[1:], len(order))
    several = ends - starts > 1
    for start, end in zip(starts[several].tolist(), ends[several].tolist(), strict=True):
        run = sorted(order[start:end].tolist(), key=remainder)
        order[start:end] = run
        new[start + 1 : end] = [remainder(before) != remainder(at) for before, at in pairwise(run)]
    rank = np.zeros(len(about), dtype=np.int64)
    rank[order] = np.cumsum(new)
    return Shares(whole[codes], rank[codes])


def lot_limits(merged: Merged) -> Limits:
    """The limit of each cap row, cut to what whole lots can use of it."""
    grains: dict[int, list[fmpq]] = {}
    for item in merged.types:
        for row, amount in item.caps:
            grains.setdefault(row, []).append(amount * item.lot)
    return {row: _cut_to(merged.rows[row].limit, _common(amounts)) for row, amounts in grains.items()}


def in_lots(merged: Merged, bound: Bound) -> Bound:
    """The same inequality, its worth cut to what whole lots can use of it."""
    grains = [price * merged.types[k].lot for k, price in bound.prices]
    return Bound(bound.prices, _cut_to(bound.worth, _common(grains))) if grains else bound


def _common(values: Sequence[fmpq]) -> fmpq:
    """The largest rational of which all values are whole multiples."""
    denominator = math.lcm(*(int(value.q) for value in values))
    return fmpq(math.gcd(*(int((value * denominator).p) for value in values)), denominator)


def _cut_to(value: fmpq, grain: fmpq) -> fmpq:
    return (value / grain).floor() * grain


def hand_out(
    claims: Claims,
    merged: Merged,
    seed: str,
    wanted: Shares,
    bounds: list[Bound],
    oracle: Callable[[list[int]], Bound | None],
) -> Handout:
    """Hand out whole lots by the list.

    Args:
        seed: the text that ties are drawn with.
        wanted: what each application should have, in lots.
        bounds: inequalities in whole lots, on units of each type; what the oracle finds is added.
        oracle: whether units of each type can be delivered: None, or an inequality that shows why not.
    """
    table = _List(claims, merged, seed, wanted)
    while True:
        handout = table.run(bounds)
        found = oracle(merged.totals(handout.lots * claims.lot))
        if found is None:
            return handout
        bounds.append(found)


@dataclass(frozen=True, slots=True)
class _Refusal:
    """From this item on, an inequality has no room for a lot of a type."""

    item: int
    type: int
    bound: int


class _Tally:
    """One inequality along the list, in whole numbers."""

    def __init__(self, cost: Integers, room: int, types: Integers) -> None:
        self.cost, self._room = cost, room
        self._at = np.flatnonzero((cost > 0)[types])
        self._types = types[self._at]
        self._costs = cost[self._types]

    def first_over(self, ends: Integers) -> tuple[int | None, int]:
        """The first item for which there is no room, and the room before it; types end where they were refused.

        Ends never move back: what lies beyond one is forgotten.
        """
        going = self._at < ends[self._types]
        if not going.all():
            self._at, self._types, self._costs = self._at[going], self._types[going], self._costs[going]
        spent = np.cumsum(self._costs)
        if not len(spent) or spent[-1] <= self._room:
            return None, 0
        first = int(np.searchsorted(spent, self._room, side="right"))
        return int(self._at[first]), self._room - (int(spent[first - 1]) if first else 0)


class _List:
    """The list of further lots, with ties drawn only where they decide."""

    def __init__(self, claims: Claims, merged: Merged, seed: str, wanted: Shares) -> None:
        self._claims, self._merged, self._seed, self._wanted = claims, merged, seed, wanted
        self._lot = np.array([item.lot for item in merged.types], dtype=np.int64)
        self._tied: set[tuple[int, int]] = set()
        self._order = self._in_order(np.flatnonzero(wanted.rank > 0))

    def run(self, bounds: Sequence[Bound]) -> Handout:
        """Go through the list under some inequalities."""
        depth = 0
        while True:
            base = np.maximum(self._wanted.whole - depth, 0)
            used = self._merged.totals(base * self._claims.lot)
            rooms = [bound.worth - bound.cost(used) for bound in bounds]
            if all(room >= 0 for room in rooms) or not base.any():
                break
            depth += 1
        if depth and len(self._order) < len(self._claims):
            self._order, self._tied = self._in_order(np.arange(len(self._claims))), set()
        while True:
            items = self._items(depth)
            granted, refusals = self._greedy(bounds, rooms, items)
            if not self._draw({items[refusal.item] for refusal in refusals}):
                break
        lots = base + np.bincount(items[granted], minlength=len(base))
        why = np.full(len(self._lot), -1, dtype=np.int64)
        why[[refusal.type for refusal in refusals]] = [refusal.bound for refusal in refusals]
        late = items[~granted]
        reason = why[self._merged.of[late]]
        stops = [LotStop(bound, distinct(late[reason == bound]).values) for bound in distinct(reason).values.tolist()]
        return Handout(lots, tuple(stops), tuple(bounds))

    def _in_order(self, listed: Integers) -> Integers:
        """Applications in the order of the list, those that tie as they come."""
        keys = [-self._wanted.rank[listed], self._claims.submitted[listed]]
        return listed[ordered(combined(keys, len(listed)))]

    def _items(self, depth: int) -> Integers:
        """Applications in the order of the list: first whole lots that are in doubt, then further ones."""
        order = self._order
        parts = [order[self._wanted.whole[order] > level] for level in range(depth - 1, -1, -1)]
        return np.concatenate([*parts, order[self._wanted.rank[order] > 0]])

    def _greedy(self, bounds: Sequence[Bound], rooms: Sequence[fmpq], items: Integers) -> tuple[Mask, list[_Refusal]]:
        """Which items are granted, and where each type was first refused."""
        types = self._merged.of[items]
        listed = np.bincount(types, minlength=len(self._lot))
        ends = np.full(len(self._lot), len(items), dtype=np.int64)
        last = np.full(len(self._lot), -1, dtype=np.int64)
        last[types] = np.arange(len(items))
        refusals = self._refused_alone(bounds, rooms, types, listed, ends)
        tallies = {}
        for index, (bound, room) in enumerate(zip(bounds, rooms, strict=True)):
            if len(bound.prices) > 1:
                cost, units = self._whole_numbers(bound, room, len(items))
                if int(np.dot(cost, listed)) > units:
                    tallies[index] = _Tally(cost, units, types)
        waiting = [(at, index) for index, tally in tallies.items() if (at := tally.first_over(ends)[0]) is not None]
        heapify(waiting)
        while waiting:
            _, index = heappop(waiting)
            at, left = tallies[index].first_over(ends)
            if at is None:
                continue
            if waiting and (at, index) > waiting[0]:
                heappush(waiting, (at, index))
                continue
            over = np.flatnonzero((tallies[index].cost > left) & (ends > at))
            ends[over] = at
            refusals |= {k: _Refusal(at, k, index) for k in over[last[over] >= at].tolist()}
            heappush(waiting, (at, index))
        return np.arange(len(items)) < ends[types], list(refusals.values())

    def _refused_alone(
        self, bounds: Sequence[Bound], rooms: Sequence[fmpq], types: Integers, listed: Integers, ends: Integers
    ) -> dict[int, _Refusal]:
        """Where inequalities about one type only refuse it, whatever the others get; `ends` is lowered to that."""
        most: dict[int, tuple[int, int]] = {}
        for index, (bound, room) in enumerate(zip(bounds, rooms, strict=True)):
            for k, price in bound.prices if len(bound.prices) == 1 else ():
                lots = int((room / (price * int(self._lot[k]))).floor())
                if lots < listed[k] and (k not in most or lots < most[k][0]):
                    most[k] = lots, index
        if not most:
            return {}
        order, start = np.argsort(types, kind="stable"), np.append(0, np.cumsum(listed))
        for k, (lots, _) in most.items():
            ends[k] = order[start[k] + lots]
        return {k: _Refusal(int(ends[k]), k, index) for k, (_, index) in most.items()}

    def _whole_numbers(self, bound: Bound, room: fmpq, most: int) -> tuple[Integers, int]:
        """The cost of a lot of each type and the room, as whole numbers in one unit; `most` lots can be added up."""
        costs = [price * int(lot) for (_, price), lot in zip(bound.prices, self._lot[bound.types], strict=True)]
        common = math.lcm(*(int(cost.q) for cost in costs))
        numbers = [int(cost.p) * (common // int(cost.q)) for cost in costs]
        small = max(numbers, default=0) * (most + 1) < 2**62
        found = np.zeros(len(self._lot), dtype=np.int64 if small else object)
        found[bound.types] = numbers
        return found, int((room * common).floor())

    def _draw(self, decided: set[int]) -> bool:
        """Draw the order among the applications that tie with some; whether any tie was new and had more than one."""
        drawn = False
        ties = {(int(self._wanted.rank[at]), int(self._claims.submitted[at])) for at in decided}
        for rank, submitted in ties - self._tied:
            self._tied.add((rank, submitted))
            among = np.flatnonzero((self._wanted.rank == rank) & (self._claims.submitted == submitted))
            if len(among) > 1:
                drawn = True
                order = sorted(among.tolist(), key=lambda at: lot_number(self._seed, self._claims.ids[at]))
                self._order[np.isin(self._order, among)] = order
        return drawn


def cut_in_lots(merged: Merged, cut: Cut, limits: Limits) -> Bound:
    """A priced inequality in whole lots: with limits cut to whole lots, and its worth as well."""
    worth = sum((price * limits.get(row, merged.rows[row].limit) for row, price in cut.prices.items()), ZERO)
    return in_lots(merged, Bound(cut.bound.prices, worth))
