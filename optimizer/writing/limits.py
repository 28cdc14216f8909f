"""Limits: what stopped an award, row by row, and how much of every row the awards use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from flint import fmpq

from optimizer.claims import Claims, Integers
from optimizer.codes import sums
from optimizer.entitling.filled import Filling
from optimizer.entitling.pricing import Cut, obligations
from optimizer.granting.baskets import Bought
from optimizer.model.merging import Merged
from optimizer.plans import Limitation, RowUse
from optimizer.quantities import ZERO, figure, written
from optimizer.rows import CapRows, Row, Rows


def responsible(merged: Merged, cut: Cut, k: int) -> list[Limitation]:
    """The rows that make up the price of a type in its cheapest periods, with their parts of it, largest first."""
    item = merged.types[k]
    owing = obligations(merged, item.classed, cut.prices) if item.classed >= 0 else []
    by_period: list[dict[int, fmpq]] = []
    for t in range(item.first, item.last + 1):
        own = {
            row: cut.prices[row] * amount
            for row, amount in item.caps
            if row in cut.prices and amount > 0 and merged.rows[row].first <= t <= merged.rows[row].last
        }
        if owing:
            for row, price in owing[t].items():
                own[row] = own.get(row, ZERO) + item.owed * price
        by_period.append(own)
    unit = min(sum(own.values(), ZERO) for own in by_period)
    cheapest = [own for own in by_period if sum(own.values(), ZERO) == unit]
    parts: dict[int, fmpq] = {}
    for own in cheapest:
        for row, price in own.items():
            parts[row] = parts.get(row, ZERO) + price / unit / len(cheapest)
    shares = [(merged.rows[row].name, share) for row, share in parts.items() if share > 0]
    return [Limitation(row=name, share=written(share)) for name, share in sorted(shares, key=lambda s: (-s[1], s[0]))]


def stopping(filling: Filling, merged: Merged, chosen: Iterable[int]) -> tuple[str, ...]:
    """Rows that stop some applications in the round in which each last took part."""
    last = np.full(len(merged.of), -1, dtype=np.int64)
    for passage in filling.passages:
        ends = passage.ends()
        last = np.where(ends.members, ends.stop, last)
    spots = {(int(last[at]), int(merged.of[at])) for at in chosen if last[at] >= 0}
    proofs = {stop: filling.stops[stop].proof for stop, _ in spots}
    return tuple(
        sorted({item.row for stop, k in spots for item in responsible(proofs[stop].merged, proofs[stop].cut, k)})
    )


def uses(claims: Claims, rows: Rows, delivered: Integers, bought: Bought, named: frozenset[str]) -> list[RowUse]:
    """How much of every row is used, caps first; `named` rows stopped somebody.

    A cap written `per` something has rows for the labels of the claims that it selects, and for no others.
    """
    found = [use for cap in rows.caps for use in _cap_uses(cap, claims, delivered, named)]
    period = {name: t for t, name in enumerate(claims.periods)}
    by_product: dict[str, list[int]] = {}
    for products in bought.values():
        for product, units in products.items():
            spread = by_product.setdefault(product, [0] * len(claims.periods))
            for name, count in units.items():
                spread[period[name]] += count
    for row in rows.supply:
        spread = by_product.get(str(row.label), [0] * len(claims.periods))
        found.append(_use(row, fmpq(sum(spread[: row.last + 1])), named))
    return found


def broken(found: list[RowUse], limits: Mapping[str, fmpq]) -> list[str]:
    """Names of rows of which more is used than there is."""
    return [use.row for use in found if figure(use.used) > limits[use.row]]


def _cap_uses(cap: CapRows, claims: Claims, delivered: Integers, named: frozenset[str]) -> list[RowUse]:
    on = np.flatnonzero(cap.label >= 0)
    measures, size = len(cap.coefficients), len(cap.rows) * len(cap.coefficients)
    key = cap.label[on] * measures + cap.coefficient[on]
    by_period = [sums(key, delivered[on, t], size) for t in range(len(claims.periods))]
    found, carried = [], set(cap.label[on].tolist())
    for label, rows in enumerate(cap.rows):
        for row in rows:
            if row.label is not None and label not in carried:
                continue
            used = ZERO
            for measure, amount in enumerate(cap.coefficients):
                used += amount * sum(by_period[t][label * measures + measure] for t in range(row.first, row.last + 1))
            found.append(_use(row, used, named))
    return found


def _use(row: Row, used: fmpq, named: frozenset[str]) -> RowUse:
    return RowUse(
        row=row.name,
        rule=row.rule,
        used=_figure(used),
        limit=_figure(row.limit),
        unit=row.unit,
        binding=row.name in named or (used == row.limit and used > 0),
    )


def _figure(value: fmpq) -> int | str:
    return int(value.p) if value.q == 1 else written(value)
