"""Witness: deliveries and purchases that would meet every entitlement, held against every row.

Bottlenecks show that no entitlement is too small. That all can be delivered at once shows that none is too large.
What even whole claims keep is not looked at again: entitlements are no larger, and their figures are long.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from optimizer.certificate.alike import Alike
from optimizer.certificate.exact import Flaw, exact, total, weighted
from optimizer.certificate.facts import Facts
from optimizer.certificate.histories import History
from optimizer.certificate.limits import Limits
from optimizer.plans import Acquisition, Deliverable, Spread

ZERO, ONE = Fraction(0), Fraction(1)

Shares = Mapping[int, Fraction]
"""Period to the part of an entitlement that is delivered in it."""
By = Mapping[tuple[int, int], Fraction]
"""(purchase class, period) to what falls due in it, or is covered from it on."""


class Taking(NamedTuple):
    """What one unit takes of the rows and classes that are in doubt."""

    uses: tuple[int, ...]
    classed: int
    """Index of the purchase class; -1 for none."""
    owed: Fraction


Bulk = Mapping[tuple[Taking, int], Fraction]
"""(what one unit takes, how it is spread) to units."""


def check_deliverable(facts: Facts, limits: Limits, histories: Alike[History], found: Deliverable | None) -> int:
    """Check that what everybody holds can be delivered in full; how many of the caps whole claims might break.

    Raises:
        Flaw: where the plan does not show it.
    """
    if found is None:
        raise Flaw("nothing in the plan shows that the entitlements can be delivered, all of them at once")
    spread = _spread(facts, found.spreads)
    covered, bought = _bought(facts, limits, found.purchases)
    claimed = [0] * len(limits.footprints)
    for footprint, claim in zip(limits.of, facts.claims, strict=True):
        claimed[footprint] += claim.units
    rows = _in_doubt(limits, claimed)
    due = _due_for_claims(limits, claimed)
    classes = {k for k in {k for k, _ in due} if _missing(facts, k, due, covered)}
    bulk = _bulk(limits, rows, classes, spread, histories)
    for name, amount in (*bought.items(), *_taken(limits, rows, spread.distinct, bulk)):
        row = limits.rows[name]
        if amount > row.amount:
            raise Flaw(f"{name} allows {row.amount} {row.unit}; delivering the entitlements as shown takes {amount}")
    due = _due(spread.distinct, bulk)
    for k in sorted(classes):
        for period, missing in _missing(facts, k, due, covered).items():
            owing = limits.classes[k].row
            raise Flaw(f"{owing} owes {missing} more for the entitlements by {period} than is bought for it")
    return len(rows)


def _spread(facts: Facts, spreads: Sequence[Spread]) -> Alike[Shares]:
    """How the entitlement of each claim is spread; in the last period of its window where nothing is said."""
    place = {claim.id: index for index, claim in enumerate(facts.claims)}
    shares: list[Shares] = [{t: ONE} for t in range(len(facts.periods))]
    of = [claim.last for claim in facts.claims]
    for number, spread in enumerate(spreads, start=1):
        what = f"spread {number} of the entitlements"
        parts = _positive(what, spread.shares)
        if strange := sorted(parts.keys() - set(facts.periods)):
            raise Flaw(f"{what}: {strange[0]} is not a period of this scenario")
        if total(parts.values()) != 1:
            raise Flaw(f"{what}: its shares add up to {total(parts.values())}, not to 1")
        shares.append({t: parts[period] for t, period in enumerate(facts.periods) if period in parts})
        first, last = min(shares[-1]), max(shares[-1])
        for name in spread.applications:
            index = place.pop(name, None)
            if index is None:
                raise Flaw(f"{what}: {name} has no claim, or stands in two of them")
            if not facts.claims[index].first <= first <= last <= facts.claims[index].last:
                raise Flaw(f"{what}: it has units of {name} outside the periods that it asked for")
            of[index] = len(shares) - 1
    return Alike(of, shares)


def _bought(
    facts: Facts, limits: Limits, purchases: Sequence[Acquisition]
) -> tuple[dict[tuple[int, int], Fraction], dict[str, Fraction]]:
    """What each purchase class has from each period on, and how much of each supply and credit row that uses.

    Raises:
        Flaw: if something is bought for nobody, or counts for nothing.
    """
    classes = {(item.rule, item.accepts, item.firm): k for k, item in enumerate(limits.classes)}
    covered: dict[tuple[int, int], list[Fraction]] = defaultdict(list)
    used: dict[str, list[Fraction]] = defaultdict(list)
    for number, bought in enumerate(purchases, start=1):
        what = f"purchase {number} for the entitlements"
        k = classes.get((bought.rule, tuple(bought.accepts), bought.firm))
        if k is None:
            raise Flaw(
                f"{what}: {bought.rule} obliges nobody who accepts just {', '.join(bought.accepts) or 'nothing'}"
            )
        worth = dict(limits.classes[k].worth)
        for product, t, units in _stock(facts, what, bought):
            rows = [f"supply[{product},{period}]" for period in facts.periods[t:]]
            rows = [f"credit[{bought.firm},{product}]"] if t < 0 else rows
            if product not in worth or not all(row in limits.rows for row in rows):
                raise Flaw(f"{what}: {product} cannot count for it")
            covered[k, max(t, 0)].append(worth[product] * units)
            for row in rows:
                used[row].append(units)
    return (
        {spot: total(amounts) for spot, amounts in covered.items()},
        {row: total(amounts) for row, amounts in used.items()},
    )


def _stock(facts: Facts, what: str, item: Acquisition) -> Iterator[tuple[str, int, Fraction]]:
    """Products with the period in which they are bought, -1 for before the first, and units."""
    places = {period: t for t, period in enumerate(facts.periods)}
    for product, by_period in item.units.items():
        for period, units in _positive(what, by_period).items():
            if period not in places:
                raise Flaw(f"{what}: {period} is not a period of this scenario")
            yield product, places[period], units
    yield from ((product, -1, units) for product, units in _positive(what, item.credited).items())


def _positive(what: str, parts: Mapping[str, str]) -> dict[str, Fraction]:
    """Figures of a part of the plan."""
    found = {name: exact(text) for name, text in parts.items()}
    for name, value in found.items():
        if value <= 0:
            raise Flaw(f"{what}: {name} stands there with {parts[name]}, which is no part of anything")
    return found


def _in_doubt(limits: Limits, claimed: Sequence[int]) -> set[str]:
    """The cap rows that whole claims would break, or might."""
    units = [0] * len(limits.uses)
    for footprint, count in zip(limits.footprints, claimed, strict=True):
        for at in footprint.uses:
            units[at] += count
    taken: dict[str, Fraction] = {}
    for use, count in zip(limits.uses, units, strict=True):
        amount = use.amount * count
        for row in use.rows:
            taken[row.name] = taken[row.name] + amount if row.name in taken else amount
    return {name for name, amount in taken.items() if amount > limits.rows[name].amount}


def _due_for_claims(limits: Limits, claimed: Sequence[int]) -> By:
    """What each class would owe for whole claims, all of it as early as can be."""
    due: dict[tuple[int, int], Fraction] = defaultdict(Fraction)
    for footprint, count in zip(limits.footprints, claimed, strict=True):
        if footprint.classed >= 0:
            due[footprint.classed, footprint.first] += footprint.owed * count
    return due


def _bulk(limits: Limits, rows: set[str], classes: set[int], spread: Alike[Shares], histories: Alike[History]) -> Bulk:
    """All units held, by what they take of rows and classes in doubt, and how they are spread."""
    uses = {at for at, use in enumerate(limits.uses) if any(row.name in rows for row in use.rows)}
    takings = Alike(limits.of, limits.footprints).by(
        lambda footprint: Taking(
            tuple(use for use in footprint.uses if use in uses),
            *(footprint[3:] if footprint.classed in classes else (-1, ZERO)),
        )
    )
    parts: dict[tuple[int, int], list[tuple[Fraction, int]]] = defaultdict(list)
    for (taking, way, history), count in Counter(zip(takings.of, spread.of, histories.of, strict=True)).items():
        if takings.distinct[taking] != ((), -1, ZERO):
            parts[taking, way].append((histories.distinct[history].units, count))
    return {(takings.distinct[taking], way): weighted(amounts) for (taking, way), amounts in parts.items()}


def _taken(limits: Limits, rows: set[str], ways: Sequence[Shares], bulk: Bulk) -> Iterator[tuple[str, Fraction]]:
    """How much of each row in doubt is taken."""

    @cache
    def within(way: int, first: int, last: int) -> Fraction:
        return total(share for t, share in ways[way].items() if first <= t <= last)

    parts: dict[tuple[int, int], list[Fraction]] = defaultdict(list)
    for (taking, way), units in bulk.items():
        for use in taking.uses:
            parts[use, way].append(units)
    used: dict[str, list[Fraction]] = defaultdict(list)
    for (use, way), amounts in parts.items():
        taken = limits.uses[use].amount * total(amounts)
        for row in limits.uses[use].rows:
            if row.name in rows and (part := within(way, row.first, row.last)):
                used[row.name].append(taken if part == 1 else taken * part)
    return ((name, total(figures)) for name, figures in used.items())


def _due(ways: Sequence[Shares], bulk: Bulk) -> By:
    """What each class in doubt owes for what is delivered in each period."""
    due: dict[tuple[int, int], list[Fraction]] = defaultdict(list)
    for (taking, way), units in bulk.items():
        if taking.classed >= 0:
            owed = taking.owed * units
            for t, share in ways[way].items():
                due[taking.classed, t].append(owed if share == 1 else owed * share)
    return {spot: total(amounts) for spot, amounts in due.items()}


def _missing(facts: Facts, k: int, due: By, covered: By) -> dict[str, Fraction]:
    """The periods by which a class owes more than it has, and how much more."""
    missing, left = {}, ZERO
    for t, period in enumerate(facts.periods):
        if (k, t) in due:
            left += due[k, t]
        if (k, t) in covered:
            left -= covered[k, t]
        if left > 0:
            missing[period] = left
    return missing
