"""Topping up: purchases counted in TPP, in whole units for one firm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flint import fmpq

from optimizer.programme import Purchase
from optimizer.quantities import ZERO

CLOSE = 1e-4
"""Units within which a credit is taken to be all that is left, or all that is owed."""

ROUNDING = 1e-6


def top_up(
    amounts: Sequence[fmpq],
    worth: Mapping[str, fmpq],
    plan: Purchase,
    supply: dict[str, list[int]],
    credit: dict[tuple[str, str], fmpq],
    firm: str,
) -> dict[tuple[str, int], int] | None:
    """Whole units that meet what one firm owes: the plan rounded down, then one more where it is still short.

    Args:
        amounts: obligation that falls due in each period.
        supply: units added in each period by product, of equal ones the first is bought first; what is bought is
            taken out.
        credit: (firm, product) to units of past purchases left; what is credited is taken out.

    Returns:
        (product, period) to units; None if the supplies cannot meet it.
    """
    owed = -_credited(sum(amounts, ZERO), worth, plan, credit, firm)
    own: dict[tuple[str, int], int] = {}
    running: dict[str, float] = {}
    for (product, t), units in sorted(plan.units.items(), key=lambda item: item[0][1]):
        running[product] = running.get(product, 0.0) + units
        whole = int(running[product] + ROUNDING) - sum(n for (name, _), n in own.items() if name == product)
        whole = min(whole, _left(supply[product], t))
        if whole > 0:
            own[product, t] = whole
            _take(supply[product], t, whole)
    for t, amount in enumerate(amounts):
        owed += amount
        short = owed - sum((worth[product] * units for (product, s), units in own.items() if s <= t), ZERO)
        while short > 0:
            spot = _next(worth, supply, t, short)
            if spot is None:
                return None
            own[spot] = own.get(spot, 0) + 1
            _take(supply[spot[0]], spot[1], 1)
            short -= worth[spot[0]]
    return own


def _credited(
    owed: fmpq, worth: Mapping[str, fmpq], plan: Purchase, credit: dict[tuple[str, str], fmpq], firm: str
) -> fmpq:
    """Credit past purchases exactly: all that is left or all that is owed, where it comes to that."""
    total = ZERO
    for product, hint in plan.credited.items():
        most = min(credit[firm, product], (owed - total) / worth[product])
        units = most if hint >= float(most) - CLOSE else min(most, fmpq(round(hint * 10**6), 10**6))
        credit[firm, product] -= units
        total += units * worth[product]
    return total


def _next(worth: Mapping[str, fmpq], supply: Mapping[str, list[int]], t: int, short: fmpq) -> tuple[str, int] | None:
    """The unit to buy next: as late as possible, the smallest that is enough, else the largest; most is left of it."""
    accepted = [name for name in supply if worth.get(name, ZERO) > 0]
    spots = [(name, s) for name in accepted for s in range(t, -1, -1) if _left(supply[name], s) > 0]
    enough = [spot for spot in spots if worth[spot[0]] >= short]
    if enough:
        return max(enough, key=lambda spot: (spot[1], -worth[spot[0]], sum(supply[spot[0]])))
    return max(spots, key=lambda spot: (spot[1], worth[spot[0]], sum(supply[spot[0]])), default=None)


def _left(supply: Sequence[int], t: int) -> int:
    """Units that can be bought in a period without overdrawing what later periods count on."""
    return min(sum(supply[: s + 1]) for s in range(t, len(supply)))


def _take(supply: list[int], t: int, units: int) -> None:
    """Take units bought in a period out of the latest supply up to then."""
    for s in range(t, -1, -1):
        taken = min(units, supply[s])
        supply[s] -= taken
        units -= taken
