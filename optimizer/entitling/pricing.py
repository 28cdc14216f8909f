"""Pricing: non-negative prices on rows become an inequality that every feasible plan obeys.

Put a price on every limit. A unit of an application in a period then costs what it takes of each row, and the cheapest
way to meet its co-purchase; the price of the application is its cheapest period. Whatever plan is made, its awards at
these prices cost no more than all limits are worth. That is weak duality, and it needs no solver to check.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from flint import fmpq

from optimizer.entitling.bounds import Bound
from optimizer.model.merging import Merged, Type
from optimizer.quantities import ONE, ZERO
from optimizer.rows import Row

Prices = Mapping[int, fmpq]
"""Index of a row to its price; rows without one have none."""


@dataclass(frozen=True)
class Cut:
    """An inequality that every feasible plan obeys: awards at their prices cost at most `worth`."""

    prices: Prices
    worth: fmpq
    """What all limits are worth at their prices."""
    cheapest: tuple[tuple[fmpq, ...], ...]
    """For each type and each period of its window, the price of a unit delivered up to then: it never rises."""

    @cached_property
    def bound(self) -> Bound:
        """The inequality on units of each type, whenever delivered."""
        return Bound.of(self.unit, self.worth)

    @cached_property
    def unit(self) -> tuple[fmpq, ...]:
        """The price of one unit of each type, whenever delivered."""
        return tuple(prices[-1] for prices in self.cheapest)

    @cached_property
    def dearest(self) -> fmpq:
        """The price of the dearest type, whenever delivered; if that is 0, if delivered at once."""
        each = {id(prices): prices for prices in self.cheapest}.values()
        return max((prices[-1] for prices in each), default=ZERO) or max((prices[0] for prices in each), default=ZERO)

    @cached_property
    def priced(self) -> tuple[int, ...]:
        """The types that cost something in some period."""
        return tuple(k for k, prices in enumerate(self.cheapest) if prices[0])

    @cached_property
    def hurried(self) -> tuple[int, ...]:
        """The types of which a unit costs less if it may be delivered later."""
        return tuple(k for k in self.priced if self.cheapest[k][0] != self.cheapest[k][-1])

    def worth_under(self, merged: Merged, limits: Mapping[int, fmpq]) -> fmpq:
        """What the limits are worth if some rows have other limits."""
        return sum((price * limits.get(row, merged.rows[row].limit) for row, price in self.prices.items()), ZERO)


def priced(merged: Merged, prices: Prices, at_least: Sequence[fmpq] | None = None) -> Cut:
    """The inequality that prices on rows prove.

    Args:
        at_least: for each type, what its price must come to, 0 at least; the row of its own claims makes up for what is
            missing.
    """
    owing = not prices.keys().isdisjoint({*merged.supply.values(), *merged.credit.values()})
    obligation = [
        [sum(parts.values(), ZERO) for parts in obligations(merged, k, prices)] if owing else [ZERO] * merged.periods
        for k in range(len(merged.classes))
    ]
    taken: dict[int, list[tuple[int, fmpq]]] = {
        k: [] for k, item in enumerate(merged.types) if owing and item.classed >= 0
    }
    for row in prices:
        for k, amount in merged.takers[row]:
            taken.setdefault(k, []).append((row, amount))
    nothing = [(ZERO,) * length for length in range(merged.periods + 1)]
    cheapest = [nothing[item.last - item.first + 1] for item in merged.types]
    known: dict[object, tuple[fmpq, ...]] = {}
    for k, caps in taken.items():
        item = merged.types[k]
        owes = (item.classed, id(item.owed)) if owing else ()
        alike = item.first, item.last, owes, *[(row, id(amount)) for row, amount in caps]
        if alike not in known:
            known[alike] = _cheapest(item, [(merged.rows[row], prices[row] * by) for row, by in caps], obligation)
        cheapest[k] = known[alike]
    full = dict(prices)
    for k, top in enumerate(merged.tops):
        missing = (ZERO if at_least is None else max(ZERO, at_least[k])) - cheapest[k][-1]
        if missing > 0:
            full[top] = full.get(top, ZERO) + missing
            cheapest[k] = tuple(price + missing for price in cheapest[k])
    worth = sum((price * merged.rows[row].limit for row, price in full.items()), ZERO)
    return Cut(full, worth, tuple(cheapest))


def _cheapest(item: Type, taken: Sequence[tuple[Row, fmpq]], obligation: list[list[fmpq]]) -> tuple[fmpq, ...]:
    """For each period of a type's window, the price of a unit delivered up to then; `taken` has what rows cost it."""
    costs = []
    least: fmpq | None = None
    for t in range(item.first, item.last + 1):
        cost = ZERO
        for row, price in taken:
            if row.first <= t <= row.last:
                cost += price
        if item.classed >= 0:
            cost += item.owed * obligation[item.classed][t]
        least = cost if least is None or cost < least else least
        costs.append(least)
    return tuple(costs)


def obligations(merged: Merged, k: int, prices: Prices) -> list[dict[int, fmpq]]:
    """For each period, the rows that make up the price of one unit of obligation of a purchase class due then.

    It is met by its cheapest product; products that are equally cheap count equally.
    """
    ways: list[tuple[fmpq, list[int]]]
    found: list[dict[int, fmpq]] = []
    for t in range(merged.periods):
        ways = []
        for product, value in merged.worth[k].items():
            if value > 0 and (product, t) in merged.supply:
                ways.append((value, [merged.supply[product, s] for s in range(t, merged.periods)]))
                credit = merged.credit.get((merged.classes[k].firm or "", product))
                if credit is not None:
                    ways.append((value, [credit]))
        costs = [sum((prices.get(row, ZERO) for row in rows), ZERO) / value for value, rows in ways]
        least = min(costs, default=ZERO)
        cheapest = [way for way, each in zip(ways, costs, strict=True) if each == least]
        parts: dict[int, fmpq] = {}
        for value, rows in cheapest:
            for row in rows:
                if row in prices:
                    parts[row] = parts.get(row, ZERO) + prices[row] / value / len(cheapest)
        found.append(parts)
    return found


def seeds(merged: Merged) -> list[Cut]:
    """The inequalities that need no solver: each row by itself, and each rule's neighbouring periods together."""
    limited = {row for item in merged.types for row, _ in item.caps}
    spans: dict[tuple[str, str | None], list[int]] = {}
    for index, row in enumerate(merged.rows):
        if index in limited:
            spans.setdefault((row.rule, row.label), []).append(index)
    found: list[Cut] = []
    for rows in spans.values():
        in_time = sorted(rows, key=lambda row: merged.rows[row].last)
        for start in range(len(in_time)):
            for end in range(start, len(in_time)):
                together = in_time[start : end + 1]
                if all(merged.rows[a].last < merged.rows[b].first for a, b in pairwise(together)):
                    found.append(normal(merged, dict.fromkeys(together, ONE)))
    return [cut for cut in found if any(steps[0] for steps in cut.cheapest)]


def cost(cut: Cut, merged: Merged, demand: Mapping[tuple[int, int], fmpq]) -> fmpq:
    """What it costs to deliver units by (type, period), each by the end of its period."""
    total = ZERO
    had = [ZERO] * len(merged.types)
    for k, t in sorted(demand, key=lambda spot: spot[1]):
        more = demand[k, t] - had[k]
        if more > 0:
            total += cut.cheapest[k][t - merged.types[k].first] * more
            had[k] = demand[k, t]
    return total


def normal(merged: Merged, prices: Prices) -> Cut:
    """The inequality of some prices, scaled so that the dearest type costs 1 a unit."""
    cut = priced(merged, prices)
    dearest = cut.dearest
    if dearest in (ZERO, ONE):
        return cut
    known: dict[int, tuple[fmpq, ...]] = {}
    for steps in cut.cheapest:
        if id(steps) not in known:
            known[id(steps)] = tuple(price / dearest for price in steps) if steps[0] else steps
    scaled = {row: price / dearest for row, price in cut.prices.items()}
    return Cut(scaled, cut.worth / dearest, tuple(known[id(steps)] for steps in cut.cheapest))


def simple_prices(merged: Merged, hints: Sequence[float], largest: int) -> dict[int, fmpq]:
    """Floating-point prices of rows, each as the nearest simple fraction of the price of the dearest type.

    The inequality that they prove is valid whatever the hints are; only how tight it is depends on them.

    Args:
        hints: a price for each row.
        largest: the largest denominator to try, relative to the price of the dearest type.
    """
    top = max(hints, default=0.0)
    rough = {row: fmpq(*float(hint).as_integer_ratio()) for row, hint in enumerate(hints) if hint > top * 1e-12}
    scale = float(priced(merged, rough).dearest) or 1.0
    simple = {}
    for row in rough:
        fraction = Fraction(hints[row] / scale).limit_denominator(largest)
        if fraction > 0:
            simple[row] = fmpq(fraction.numerator, fraction.denominator)
    return simple
