"""Affording: what a firm owes and what all others leave of the supplies in, what it could buy out; exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flint import fmpq

from optimizer.granting.baskets import Basket
from optimizer.linear import Basis, System, Terms, settle
from optimizer.lottery import draw
from optimizer.quantities import ONE, ZERO
from optimizer.rows import PurchaseRows

DRAWN = 10**6
"""Draws come in millionths of a millionth of a unit: they decide only between baskets that are as small."""

Owed = Mapping[int, Sequence[fmpq]]
"""Purchase class to what falls due in each period."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Units of a domestic product that could be used from a period on."""

    product: str
    since: int
    units: int
    past: bool
    """Whether they were bought before the first period."""


def parcels(left: Mapping[str, Sequence[int]], past: Mapping[str, int]) -> list[Parcel]:
    """What could be bought, each unit once, as early as it can be, and what was bought in the past.

    Args:
        left: for each product, what is left of its supply up to each period.
        past: product to units bought before the first period.
    """
    found = [Parcel(product, 0, units, past=True) for product, units in past.items() if units > 0]
    for product, room in left.items():
        before = 0
        for t in range(len(room)):
            able = max(0, min(room[t:]))
            if able > before:
                found.append(Parcel(product, t, able - before, past=False))
                before = able
    return found


def afford(owed: Owed, rows: PurchaseRows, firm: str, stock: Sequence[Parcel]) -> Basket | None:
    """The fewest units that a firm can buy to meet what it owes, in whole units; None if there are none.

    Where several baskets are as small, a draw by the places of what is handed in decides.

    Args:
        owed: what the firm owes in each of its classes.
        stock: what it could buy, and what it bought in the past.
    """
    duties = [(k, t, amount) for k, due in owed.items() for t, amount in enumerate(due) if amount > 0]
    uses = [
        (at, duty, rows.worth[k][parcel.product])
        for at, parcel in enumerate(stock)
        for duty, (k, t, _) in enumerate(duties)
        if rows.worth[k].get(parcel.product, ZERO) > 0
        and (rows.classes[k].firm == firm if parcel.past else parcel.since <= t)
    ]
    missing, count = range(len(duties)), len(duties)
    lines: list[Terms] = [[(duty, -ONE)] for duty in missing]
    lines += [[] for _ in stock]
    for column, (at, duty, worth) in enumerate(uses, start=count):
        lines[duty] = [*lines[duty], (column, -worth)]
        lines[count + at] = [*lines[count + at], (column, ONE)]
    system = System.of(lines, count + len(uses))
    bounds = dict(enumerate([*(-amount for _, _, amount in duties), *(fmpq(parcel.units) for parcel in stock)]))
    short = settle(system, bounds, dict.fromkeys(missing, ONE), Basis.of(missing, missing), enough=ZERO)
    if short.cost > 0:
        return None
    price = {
        column: ONE + fmpq(round(DRAWN * draw("", at, duty)), DRAWN**2)
        for column, (at, duty, _) in enumerate(uses, start=count)
        if not stock[at].past
    }
    cheapest = settle(system, bounds, price, Basis.of(short.values, missing), closed=missing)
    used: dict[int, list[tuple[int, fmpq]]] = {}
    for column, units in cheapest.values.items():
        at, duty, _ = uses[column - count]
        if not stock[at].past:
            used.setdefault(at, []).append((duties[duty][1], units))
    basket: Basket = {}
    for at, parts in used.items():
        spot = stock[at].product, min(t for t, _ in parts)
        basket[spot] = basket.get(spot, 0) + int(sum((units for _, units in parts), ZERO).ceil())
    return basket
