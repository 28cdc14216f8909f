"""Baskets: purchases of domestic products, by class and firm while they are chosen, by firm in the end."""

from __future__ import annotations

from collections.abc import Mapping

from optimizer.claims import Claims

Bought = dict[str, dict[str, dict[str, int]]]
"""Firm to domestic product to period to units."""

Basket = dict[tuple[str, int], int]
"""(product, period) to units."""


def collected(claims: Claims, baskets: Mapping[tuple[int, str], Basket]) -> Bought:
    """Baskets by class and firm as what each firm buys."""
    bought: Bought = {}
    for firm, own in together(baskets).items():
        for (product, t), units in sorted(own.items()):
            if units:
                bought.setdefault(firm, {}).setdefault(product, {})[claims.periods[t]] = units
    return bought


def together(baskets: Mapping[tuple[int, str], Basket]) -> dict[str, Basket]:
    """Baskets by class and firm as one for each firm, by name."""
    found: dict[str, Basket] = {}
    for (_, firm), own in sorted(baskets.items(), key=lambda item: item[0][1]):
        basket = found.setdefault(firm, {})
        for spot, units in own.items():
            basket[spot] = basket.get(spot, 0) + units
    return found
