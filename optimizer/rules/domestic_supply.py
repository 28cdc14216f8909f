"""Domestic supply: what makers can deliver. Written from the facts, always on."""

from __future__ import annotations

from optimizer.claims import Claims
from optimizer.quantities import rational
from optimizer.rows import Row

SUPPLY = "supply"
"""What the rows of domestic supply are called, as those of a rule are called after it."""


def supply_rows(claims: Claims) -> tuple[Row, ...]:
    """For each domestic product and period, purchases up to then are at most the supply up to then.

    Inequality: sum over k, s <= t of y[k,d,s] <= sum over s <= t of supply[d,s]. Unsold stock keeps.
    """
    rows = []
    for product, facts in sorted(claims.domestic.items()):
        total = 0
        for t, period in enumerate(claims.periods):
            total += facts.supply[t]
            rows.append(Row(f"{SUPPLY}[{product},{period}]", SUPPLY, product, 0, t, rational(total), "units"))
    return tuple(rows)


def explain(row: Row) -> str:
    """The row in one sentence."""
    return f"Makers can deliver at most {float(row.limit):,.0f} units of {row.label} up to the period of {row.name}."
