"""Witness: deliveries and purchases that would meet every entitlement, held against every row.

Bottlenecks show that nobody can have more. That all entitlements can be delivered shows that nobody need have less.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate

from optimizer.certificate.alike import Alike
from optimizer.certificate.exact import Flaw, exact, total, weighted
from optimizer.certificate.facts import Facts
from optimizer.certificate.histories import History
from optimizer.certificate.limits import Limits
from optimizer.plans import Acquisition, Deliverable, Spread

ZERO, ONE = Fraction(0), Fraction(1)

Shares = tuple[tuple[int, Fraction], ...]
"""Periods with the parts of an entitlement that are delivered in them."""
Bulk = Mapping[tuple[int, Shares], Fraction]
"""(what one unit takes, how it is spread) to units."""


def check_deliverable(facts: Facts, limits: Limits, histories: Alike[History], found: Deliverable | None) -> int:
    """Check that what everybody holds can be delivered in full; how many rows that keeps.

    Raises:
        Flaw: where the plan does not show it.
    """
    if found is None:
        raise Flaw(
            "the plan does not say how the entitlements can be delivered, so nothing shows that nobody was stopped too "
            "early"
        )
    bulk = _bulk(limits, histories, _spread(facts, found.spreads))
    used = dict(_taken(limits, bulk))
    used.update(_bought(facts, limits, found.purchases, _due(limits, bulk)))
    for name, amount in used.items():
        row = limits.rows[name]
        if amount > row.amount:
            raise Flaw(f"{name} allows {row.amount} {row.unit}; delivering the entitlements as shown takes {amount}")
    return len(used)


def _spread(facts: Facts, spreads: Sequence[Spread]) -> Alike[Shares]:
    """How the entitlement of each claim is spread; in the last period of its window where nothing is said."""
    place = {claim.id: index for index, claim in enumerate(facts.claims)}
    shares: list[Shares] = [((t, ONE),) for t in range(len(facts.periods))]
    of = [claim.last for claim in facts.claims]
    named: set[str] = set()
    for number, spread in enumerate(spreads, start=1):
        what = f"spread {number} of the entitlements"
        parts = _positive(what, spread.shares)
        if strange := sorted(parts.keys() - set(facts.periods)):
            raise Flaw(f"{what}: {strange[0]} is not a period of this scenario")
        if total(parts.values()) != 1:
            raise Flaw(f"{what}: its shares add up to {total(parts.values())}, not to 1")
        shares.append(tuple((t, parts[period]) for t, period in enumerate(facts.periods) if period in parts))
        first, last = shares[-1][0][0], shares[-1][-1][0]
        for name in spread.applications:
            claim = facts.claims[place[name]] if name in place else None
            if claim is None or name in named:
                raise Flaw(f"{what}: {name} {'stands in two of them' if claim else 'has no claim'}")
            if not claim.first <= first <= last <= claim.last:
                raise Flaw(f"{what}: it has units of {name} outside the periods that it asked for")
            of[place[name]] = len(shares) - 1
            named.add(name)
    return Alike(of, shares)


def _bulk(limits: Limits, histories: Alike[History], spread: Alike[Shares]) -> Bulk:
    """All units held by what they take and how they are spread."""
    parts: dict[tuple[int, int], list[tuple[Fraction, int]]] = defaultdict(list)
    for (footprint, way, history), count in Counter(zip(limits.of, spread.of, histories.of, strict=True)).items():
        if units := histories.distinct[history].units:
            parts[footprint, way].append((units, count))
    return {(footprint, spread.distinct[way]): weighted(amounts) for (footprint, way), amounts in parts.items()}


def _taken(limits: Limits, bulk: Bulk) -> Iterator[tuple[str, Fraction]]:
    """How much of each cap row they take that they take anything of."""
    parts: dict[int, dict[Shares, list[Fraction]]] = defaultdict(lambda: defaultdict(list))
    for (footprint, shares), units in bulk.items():
        for use in limits.footprints[footprint].uses:
            parts[use][shares].append(units)
    used: dict[str, list[Fraction]] = defaultdict(list)
    for use, by_shares in parts.items():
        for shares, amounts in by_shares.items():
            taken = limits.uses[use].amount * total(amounts)
            for row in limits.uses[use].rows:
                if part := total(share for t, share in shares if row.first <= t <= row.last):
                    used[row.name].append(taken * part)
    return ((name, total(figures)) for name, figures in used.items())


def _due(limits: Limits, bulk: Bulk) -> dict[tuple[int, int], Fraction]:
    """What each purchase class owes for what is delivered in each period."""
    due: dict[tuple[int, int], list[Fraction]] = defaultdict(list)
    for (footprint, shares), units in bulk.items():
        if (classed := limits.footprints[footprint].classed) >= 0:
            for t, share in shares:
                due[classed, t].append(limits.footprints[footprint].owed * units * share)
    return {spot: total(amounts) for spot, amounts in due.items()}


def _bought(
    facts: Facts, limits: Limits, purchases: Sequence[Acquisition], due: Mapping[tuple[int, int], Fraction]
) -> Iterator[tuple[str, Fraction]]:
    """How much of each supply and credit row is used by purchases that cover what is due in time.

    Raises:
        Flaw: if something is not covered in time, or bought for nobody.
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
        for product, t, units in _stock(facts, what, bought):
            worth = dict(limits.classes[k].worth).get(product)
            rows = [f"supply[{product},{period}]" for period in facts.periods[t:]]
            rows = [f"credit[{bought.firm},{product}]"] if t < 0 else rows
            if worth is None or not limits.rows.keys() >= set(rows):
                raise Flaw(f"{what}: {product} cannot count for it")
            covered[k, max(t, 0)].append(worth * units)
            for row in rows:
                used[row].append(units)
    for k, item in enumerate(limits.classes):
        over = (total(covered[k, t]) - due.get((k, t), ZERO) for t in range(len(facts.periods)))
        for period, left in zip(facts.periods, accumulate(over), strict=True):
            if left < 0:
                raise Flaw(f"{item.row} owes {-left} more for the entitlements by {period} than is bought for it")
    return ((row, total(amounts)) for row, amounts in used.items())


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
