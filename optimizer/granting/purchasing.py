"""Purchasing: deliveries to co-purchases, in whole units, firm by firm, in time and within the supplies.

What a firm owes is rounded up to whole units by the end of each period. Where units are counted, the choice among
products is then a flow with whole numbers and comes out whole; where TPP is counted, each firm's purchases are rounded
down and topped up unit by unit, and taken out of the supplies before the rest is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from flint import fmpq

from optimizer.claims import Claims, Integers
from optimizer.codes import distinct, sums
from optimizer.granting.baskets import Basket, Bought, collected, together
from optimizer.granting.ordering import Due, Places, places
from optimizer.granting.topping import top_up
from optimizer.granting.trimming import Needs, trimmed
from optimizer.programme import Order, Purchase, Solver, even_purchases
from optimizer.quantities import ZERO
from optimizer.rows import PurchaseRows

ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Overdrawn:
    """Whole purchases that supplies cannot meet: (firm, product) to keep back; firm "" for the makers' supply."""

    short: frozenset[tuple[str, str]]


def purchase(claims: Claims, rows: PurchaseRows, delivered: Integers, seed: str, solver: Solver) -> Bought | Overdrawn:
    """What each firm buys for what it imports.

    Args:
        delivered: units, of shape (applications, periods).
        seed: the text that ties are drawn with.
        solver: what is asked which purchases are best.
    """
    dues = falling_due(claims, rows, delivered)
    if not dues:
        return {}
    place = places(claims, rows, dues, seed)
    dues = place.sorted(dues)
    supply = {name: list(claims.domestic[name].supply) for name in place.products}
    credit = place.credit(rows)
    choose = partial(even_purchases, seed=seed, solver=solver)
    measured = [due for due in dues if rows.classes[due.classed].basis != "units"]
    counted = [due for due in dues if rows.classes[due.classed].basis == "units"]
    baskets: dict[tuple[int, str], Basket] = {}
    if measured:
        plans = _chosen(choose, rows, dues, [due.amounts for due in dues], supply, credit)
        if plans is None:
            return _overdrawn(rows, dues)
        for due in measured:
            own = top_up(due.amounts, rows.worth[due.classed], plans[due.classed, due.firm], supply, credit, due.firm)
            if own is None:
                return _overdrawn(rows, [due])
            baskets[due.classed, due.firm] = own
    if counted:
        plans = _chosen(choose, rows, counted, [due.whole() for due in counted], supply, credit)
        if plans is None:
            return _overdrawn(rows, counted)
        baskets |= {key: {spot: round(units) for spot, units in plan.units.items()} for key, plan in plans.items()}
    return collected(claims, _needed(rows, dues, baskets, place))


def _needed(
    rows: PurchaseRows, dues: Sequence[Due], baskets: Mapping[tuple[int, str], Basket], place: Places
) -> dict[tuple[int, str], Basket]:
    """One basket for each firm, without units that it does not need: every class rounds up for itself."""
    past = place.past(rows)
    owed: dict[str, dict[int, Sequence[fmpq]]] = {}
    for due in dues:
        owed.setdefault(due.firm, {})[due.classed] = due.amounts
    return {
        (0, firm): trimmed(Needs(owed[firm], past.get(firm, {}), rows, firm), basket, place.products)
        for firm, basket in together(baskets).items()
    }


def _overdrawn(rows: PurchaseRows, dues: Sequence[Due]) -> Overdrawn:
    short = {("", product) for due in dues for product in rows.worth[due.classed]}
    firms = {rows.classes[due.classed].firm for due in dues}
    return Overdrawn(frozenset(short | {(firm, product) for firm, product, _ in rows.credit if firm in firms}))


def falling_due(claims: Claims, rows: PurchaseRows, delivered: Integers) -> list[Due]:
    """What falls due by class and firm."""
    owing = np.flatnonzero((rows.classed >= 0) & (delivered.sum(axis=1) > 0))
    firms = claims.attributes["firm"]
    measures, count = max(1, len(rows.coefficients)), len(firms.values)
    key = (rows.classed[owing] * count + firms.codes[owing]) * measures + rows.coefficient[owing]
    keys = distinct(key)
    amounts: dict[tuple[int, str], list[fmpq]] = {}
    periods = range(len(claims.periods))
    by_period = [sums(keys.of, delivered[owing, t], len(keys.values)) for t in periods]
    for at, value in enumerate(keys.values.tolist()):
        pair, measure = divmod(value, measures)
        k, firm = divmod(pair, count)
        each = amounts.setdefault((k, str(firms.values[firm])), [ZERO for _ in periods])
        for t in periods:
            each[t] += rows.coefficients[measure] * by_period[t][at]
    return [Due(k, firm, tuple(each)) for (k, firm), each in amounts.items() if any(each)]


def _chosen(
    choose: Callable[..., list[Purchase] | None],
    rows: PurchaseRows,
    dues: Sequence[Due],
    amounts: Sequence[Sequence[fmpq | int]],
    supply: Mapping[str, Sequence[int]],
    credit: Mapping[tuple[str, str], fmpq],
) -> dict[tuple[int, str], Purchase] | None:
    """What each class and firm buys, shares of products alike inside a class; None if the supplies cannot."""
    members: dict[int, list[int]] = {}
    for at, due in enumerate(dues):
        members.setdefault(due.classed, []).append(at)
    orders = [
        Order(
            tuple(float(sum((amounts[at][t] for at in mine), ZERO)) for t in range(len(amounts[0]))),
            {product: float(value) for product, value in rows.worth[k].items()},
            rows.classes[k].firm,
        )
        for k, mine in members.items()
    ]
    credits_left = {key: float(units) for key, units in credit.items() if units > 0}
    found = choose(orders, {name: [float(x) for x in units] for name, units in supply.items()}, credits_left)
    if found is None:
        return None
    plans: dict[tuple[int, str], Purchase] = {}
    for (k, mine), bought in zip(members.items(), found, strict=True):
        whole = rows.classes[k].basis == "units"
        worth = {product: float(value) for product, value in rows.worth[k].items()}
        owed = [[float(amount) for amount in amounts[at]] for at in mine]
        parts = _shared(owed, bought, worth, list(supply), whole=whole)
        for at, units in zip(mine, parts, strict=True):
            plans[k, dues[at].firm] = Purchase(units, bought.credited)
    return plans


def _shared(
    owed: list[list[float]], bought: Purchase, worth: Mapping[str, float], products: Sequence[str], *, whole: bool
) -> list[dict[tuple[str, int], float]]:
    """Share what a class buys among its firms: the earliest purchases for what is due first, in proportion to it."""
    parts: list[dict[tuple[str, int], float]] = [{} for _ in owed]
    parcels = {spot: units * worth[spot[0]] for spot, units in bought.units.items() if units > ROUNDING}
    in_order = sorted(parcels, key=lambda spot: (spot[1], products.index(spot[0])))
    covered = sum(units * worth[product] for product, units in bought.credited.items())
    for t in range(len(owed[0])):
        due = [own[t] for own in owed]
        total = sum(due)
        taken = min(covered, total)
        covered -= taken
        due = [amount - taken * amount / total if taken else amount for amount in due]
        lots: list[tuple[tuple[str, int], float]] = []
        need = sum(due)
        for spot in in_order:
            used = min(parcels[spot], need)
            if used > ROUNDING and spot[1] <= t:
                parcels[spot], need = parcels[spot] - used, need - used
                lots.append((spot, used))
        for own, units in zip(parts, _split(due, [units for _, units in lots], whole=whole), strict=True):
            for (spot, _), amount in zip(lots, units, strict=True):
                if amount > 0:
                    own[spot] = own.get(spot, 0.0) + amount / worth[spot[0]]
    return parts


def _split(due: Sequence[float], lots: Sequence[float], *, whole: bool) -> list[list[float]]:
    """Split lots of goods so that each gets its due, in proportion; in whole units by largest remainder."""
    left = [float(round(units)) if whole else units for units in lots]
    shares: list[list[float]] = []
    for amount in due:
        total = sum(left)
        part = [units * amount / total if total > 0 else 0.0 for units in left]
        if whole:
            floor = [float(int(units + ROUNDING)) for units in part]
            rest = round(amount - sum(floor))
            if rest > 0:
                order = sorted(range(len(part)), key=lambda at: (floor[at] - part[at], at))
                for at in [at for at in order if floor[at] < left[at]][:rest]:
                    floor[at] += 1
            part = floor
        left = [units - used for units, used in zip(left, part, strict=True)]
        shares.append(part)
    return shares
