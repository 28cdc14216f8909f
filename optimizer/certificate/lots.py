"""Lots: the list by which entitlements became whole lots, gone through again with the proof of every refusal."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import NamedTuple

from optimizer.certificate.division import Division
from optimizer.certificate.exact import Flaw, positive
from optimizer.certificate.facts import Facts
from optimizer.certificate.limits import Limits
from optimizer.certificate.prices import PriceList
from optimizer.plans import LotStop, Plan

ZERO = Fraction(0)


class Kind(NamedTuple):
    """Claims of which a lot takes the same of all limits."""

    footprint: int
    lot: int
    pools: frozenset[str]


class Bound(NamedTuple):
    """An inequality in whole lots, in whole numbers of one unit."""

    costs: Mapping[Kind, int]
    """What one lot costs."""
    room: int


def check_lots(facts: Facts, limits: Limits, division: Division, plan: Plan) -> int:
    """Check that whole lots were handed out by the list, and that a lot not handed out could not be; how many were not.

    Raises:
        Flaw: at the first lot for which that is not so.
    """
    kinds = [
        Kind(footprint, claim.lot, pools)
        for footprint, claim, pools in zip(limits.of, facts.claims, division.in_pools, strict=True)
    ]
    bounds, blocking = _bounds(plan.lot_stops, _Lots(limits, division, facts.periods, set(kinds)))
    handout = _Handout(facts, division, kinds, [plan.awards[claim.id].units // claim.lot for claim in facts.claims])
    return handout.replay(bounds, blocking)


def _bounds(stops: Sequence[LotStop], lots: _Lots) -> tuple[list[Bound], dict[str, set[int]]]:
    """The distinct inequalities, and for each application those that are said to have blocked it."""
    index: dict[tuple[tuple[str, str], ...], int] = {}
    bounds: list[Bound] = []
    blocking: dict[str, set[int]] = defaultdict(set)
    for number, stop in enumerate(stops):
        key = tuple(sorted(stop.rows.items()))
        if key not in index:
            index[key] = len(bounds)
            try:
                bounds.append(lots.bound(stop.rows))
            except Flaw as flaw:
                raise Flaw(f"lot stop {number + 1} of the plan: {flaw}") from None
        for name in stop.blocked:
            blocking[name].add(index[key])
    return bounds, blocking


class _Lots:
    """Draws inequalities in whole lots from prices: a limit counts only as far as whole lots can use it."""

    def __init__(self, limits: Limits, division: Division, periods: tuple[str, ...], kinds: set[Kind]) -> None:
        self._limits, self._pools, self._kinds = limits, division.pools, kinds
        self._prices = PriceList(limits, periods)
        amounts: dict[str, set[Fraction]] = defaultdict(set)
        for kind in kinds:
            for taken in limits.footprints[kind.footprint].uses:
                use = limits.uses[taken]
                for row in use.rows:
                    amounts[row.name].add(use.amount * kind.lot)
        self._grain = {row: _common(taken) for row, taken in amounts.items()}

    def bound(self, rows: Mapping[str, str]) -> Bound:
        """What prices of rows prove.

        Raises:
            Flaw: if a price is not positive or a row is not one of this scenario.
        """
        given = positive(rows)
        pools = {row: given.pop(row) for row in rows if row in self._pools}
        proved = self._prices.inequality(given)
        worth = sum((price * self._cut(row) for row, price in given.items()), ZERO)
        worth += sum((price * self._pools[row] for row, price in pools.items()), ZERO)
        costs = {}
        for kind in self._kinds:
            price = sum((pools[row] for row in kind.pools & pools.keys()), proved.units.get(kind.footprint, ZERO))
            if price:
                costs[kind] = price * kind.lot
        grain = _common(costs.values())
        return Bound({kind: int(cost / grain) for kind, cost in costs.items()}, int(worth // grain))

    def _cut(self, row: str) -> Fraction:
        limit, grain = self._limits.rows[row].amount, self._grain.get(row)
        return limit if grain is None else limit // grain * grain


def _common(amounts: Iterable[Fraction]) -> Fraction:
    """The largest fraction of which all amounts are whole multiples; 1 if there are none."""
    amounts = list(amounts)
    unit = lcm(*(amount.denominator for amount in amounts))
    return Fraction(gcd(*(int(amount * unit) for amount in amounts)) or 1, unit)


class _Handout:
    """The whole lots of each claim: those of its entitlement, and what it was granted."""

    def __init__(self, facts: Facts, division: Division, kinds: list[Kind], granted: list[int]) -> None:
        self._claims, self._kinds, self._granted = facts.claims, kinds, granted
        shares = [units / claim.lot for units, claim in zip(division.units, facts.claims, strict=True)]
        self._whole = [share.numerator // share.denominator for share in shares]
        self._rest = [share - whole for share, whole in zip(shares, self._whole, strict=True)]
        self._seed = facts.policy["tie_break_seed"]

    def replay(self, bounds: Sequence[Bound], blocking: Mapping[str, set[int]]) -> int:
        """Go through the list; how many lots on it were not granted."""
        depth, room = self._start(bounds)
        base = [max(whole - depth, 0) for whole in self._whole]
        left = [granted - sure for granted, sure in zip(self._granted, base, strict=True)]
        costs = self._costs(bounds)
        refused = 0
        for index in self._listed(depth):
            claim, taken = self._claims[index], costs[self._kinds[index]]
            if left[index] > 0:
                left[index] -= 1
                for at, cost in taken:
                    room[at] -= cost
            elif any(at in blocking.get(claim.id, ()) and cost > room[at] for at, cost in taken):
                refused += 1
            else:
                raise Flaw(
                    f"{claim.id} is next in the list of lots, and nothing in the plan shows that no lot is left for it"
                )
        for claim, more in zip(self._claims, left, strict=True):
            if more:
                raise Flaw(
                    f"{claim.id} gets {abs(more)} lots {'more than the list has' if more > 0 else 'too few'} for it"
                )
        return refused

    def _start(self, bounds: Sequence[Bound]) -> tuple[int, list[int]]:
        """How many whole lots of each entitlement are in doubt, and the room that the others leave."""
        depth = 0
        while True:
            lots: dict[Kind, int] = defaultdict(int)
            for kind, whole in zip(self._kinds, self._whole, strict=True):
                lots[kind] += max(whole - depth, 0)
            room = [bound.room - sum(cost * lots[kind] for kind, cost in bound.costs.items()) for bound in bounds]
            if min(room, default=0) >= 0 or not any(lots.values()):
                return depth, room
            depth += 1

    def _costs(self, bounds: Sequence[Bound]) -> dict[Kind, list[tuple[int, int]]]:
        """For each kind, the inequalities in which a lot of it has a cost, and that cost."""
        costs: dict[Kind, list[tuple[int, int]]] = {kind: [] for kind in self._kinds}
        for at, bound in enumerate(bounds):
            for kind, cost in bound.costs.items():
                costs[kind].append((at, cost))
        return costs

    def _listed(self, depth: int) -> Iterable[int]:
        """The list: first the whole lots in doubt, a layer at a time, then one further lot for each remainder."""

        def place(index: int) -> tuple[Fraction, str, bytes]:
            name = f"{self._seed}:{self._claims[index].id}"
            return -self._rest[index], self._claims[index].submitted, hashlib.sha256(name.encode()).digest()

        order = sorted((at for at, whole in enumerate(self._whole) if whole or self._rest[at]), key=place)
        for layer in reversed(range(depth)):
            yield from (index for index in order if self._whole[index] > layer)
        yield from (index for index in order if self._rest[index])
