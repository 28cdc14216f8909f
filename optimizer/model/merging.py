"""Merging: like applications become one type, so the programme does not grow with the number of applicants.

Two applications are alike if they have the same window, lot, co-purchase and coefficient in every row that can bind,
and take part in the same rounds. A row that the claims cannot exceed is left out first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from flint import fmpq

from optimizer.claims import Claims, Integers
from optimizer.codes import coded, distinct, sums, totals
from optimizer.model.steps import Step
from optimizer.quantities import ZERO
from optimizer.rows import CapRows, PurchaseClass, PurchaseRows, Row, Rows

Limits = dict[int, fmpq]
"""Index of a row to the limit that stands instead of its own."""


@dataclass(frozen=True, slots=True)
class Type:
    """Applications that no row and no round can tell apart."""

    first: int
    last: int
    lot: int
    caps: tuple[tuple[int, fmpq], ...]
    """(index of a row, amount of its measure in one unit), for each cap row that can bind."""
    classed: int
    """Index of the purchase class; -1 for none that can bind."""
    owed: fmpq
    """Obligation of one unit in the basis of the class."""
    units: int
    """Claimed units of all its members."""


@dataclass(frozen=True)
class Merged:
    """The model in types.

    Rows have one index space: first cap rows, then supply rows, then credit rows.
    """

    of: Integers
    """Shape (applications,): the type of each application."""
    types: tuple[Type, ...]
    rows: tuple[Row, ...]
    """Every row that can bind."""
    classes: tuple[PurchaseClass, ...]
    worth: tuple[dict[str, fmpq], ...]
    """For each class, what one unit of each accepted domestic product counts."""
    supply: dict[tuple[str, int], int]
    """(domestic product, period) to the index of its supply row."""
    credit: dict[tuple[str, str], int]
    """(firm, domestic product) to the index of its credit row."""
    periods: int
    plenty: frozenset[str] = frozenset()
    """Domestic products of which there is enough for all who accept them."""
    tops: tuple[int, ...] = ()
    """For each type, the index of the row that holds it to its claims, where there is one."""

    @cached_property
    def takers(self) -> tuple[tuple[tuple[int, fmpq], ...], ...]:
        """For each row, the types of which one unit takes some of it by itself, with how much it takes."""
        found: list[list[tuple[int, fmpq]]] = [[] for _ in self.rows]
        for k, item in enumerate(self.types):
            for row, amount in item.caps:
                found[row].append((k, amount))
        return tuple(map(tuple, found))

    def under(self, limits: Limits) -> Merged:
        """The same model with other limits on some rows."""
        rows = [replace(row, limit=limits.get(at, row.limit)) for at, row in enumerate(self.rows)]
        return replace(self, rows=tuple(rows))

    def totals(self, per_application: Integers) -> list[int]:
        """Exact sums of an integer array of shape (applications,) over the members of each type."""
        return sums(self.of, per_application, len(self.types))


def merge(claims: Claims, rows: Rows, rounds: Sequence[Step]) -> Merged:
    """The model in types; their order does not depend on names where figures can tell them apart."""
    due = obligations(claims, rows.purchases)
    plenty = _plenty(claims, rows, due)
    purchases = _scarce(rows.purchases, plenty, due)
    kept = [_binding(cap, claims) for cap in rows.caps]
    keys = [
        claims.first,
        claims.last,
        claims.lot,
        purchases.classed,
        np.where(purchases.classed < 0, 0, purchases.coefficient),
    ]
    for cap in kept:
        keys.append(cap.label)
        if len(cap.coefficients) > 1:
            keys.append(np.where(cap.label < 0, 0, cap.coefficient))
    for step in rounds:
        keys.append(step.members.astype(np.int64))
        if step.score is not None:
            keys.append(np.where(step.members, step.score.codes, -1))
    found = coded(keys, len(claims))
    cap_rows, index = _ordered_rows(kept)
    supply, credit, used = _purchase_rows(rows, purchases, len(cap_rows))
    hopeless, idle = _hopeless(purchases, len(cap_rows) + len(used), len(claims.periods) - 1)
    units = sums(found.of, claims.units, len(found.values))
    binding = _Binding(kept, index, purchases, hopeless)
    types = [_type(claims, binding, at, total) for at, total in zip(found.example.tolist(), units, strict=True)]
    counts = np.bincount(found.of, minlength=len(types)).tolist()
    every = (*cap_rows, *used, *idle)
    order = sorted(range(len(types)), key=lambda k: (*_figures(types[k], every), counts[k], k))
    place = np.empty(len(types), dtype=np.int64)
    place[order] = np.arange(len(types))
    return Merged(
        of=place[found.of],
        types=tuple(types[k] for k in order),
        rows=every,
        classes=purchases.classes,
        worth=purchases.worth,
        supply=supply,
        credit=credit,
        periods=len(claims.periods),
        plenty=plenty,
    )


def _binding(cap: CapRows, claims: Claims) -> CapRows:
    """The same cap without the rows that the claims cannot exceed; labels that keep none become -1."""
    periods, measures = len(claims.periods), len(cap.coefficients)
    on = cap.label >= 0
    window = claims.first * periods + claims.last
    key = (cap.label * measures + cap.coefficient) * periods**2 + window
    demand: dict[tuple[int, int, int], fmpq] = {}
    for value, units in zip(*totals(key[on], claims.units[on]), strict=True):
        pair, span = divmod(value, periods**2)
        label, measure = divmod(pair, measures)
        spot = (label, *divmod(span, periods))
        demand[spot] = demand.get(spot, ZERO) + cap.coefficients[measure] * units
    by_label: dict[int, list[tuple[int, int, fmpq]]] = {}
    for (label, first, last), amount in demand.items():
        by_label.setdefault(label, []).append((first, last, amount))
    kept = []
    for label, rows in enumerate(cap.rows):
        spans = by_label.get(label, [])
        kept.append(
            tuple(
                row
                for row in rows
                if sum((a for first, last, a in spans if first <= row.last and last >= row.first), ZERO) > row.limit
            )
        )
    alive = np.array([bool(rows) for rows in kept] + [False], dtype=bool)
    return replace(cap, label=np.where(alive[cap.label], cap.label, -1), rows=tuple(kept))


def obligations(claims: Claims, purchases: PurchaseRows) -> dict[tuple[int, int], fmpq]:
    """What each class owes for its whole claims, by (class, first period of the window)."""
    periods, measures = len(claims.periods), max(1, len(purchases.coefficients))
    on = purchases.classed >= 0
    keys = (purchases.classed * measures + purchases.coefficient) * periods + claims.first
    due: dict[tuple[int, int], fmpq] = {}
    for key, units in zip(*totals(keys[on], claims.units[on]), strict=True):
        pair, first = divmod(key, periods)
        classed, measure = divmod(pair, measures)
        due[classed, first] = due.get((classed, first), ZERO) + purchases.coefficients[measure] * units
    return due


def _plenty(claims: Claims, rows: Rows, due: Mapping[tuple[int, int], fmpq]) -> frozenset[str]:
    """The products of which there is enough for all who accept them, whatever else they buy.

    Enough leaves room for purchases in whole units: one more of each accepted product for each firm and class.
    """
    worth, plenty = rows.purchases.worth, set()
    firms = len(claims.attributes["firm"].values)
    for product in claims.domestic:
        able = [row for row in rows.supply if row.label == product]
        users = [k for k in range(len(worth)) if worth[k].get(product, ZERO) > 0]
        rounding = firms * sum(len(worth[k]) + 1 for k in users)
        need = [(first, amount / worth[k][product]) for (k, first), amount in due.items() if k in users]
        if all(
            sum((units for first, units in need if first <= row.last), ZERO) + rounding <= row.limit for row in able
        ):
            plenty.add(product)
    return frozenset(plenty)


def _scarce(purchases: PurchaseRows, plenty: Collection[str], due: Mapping[tuple[int, int], fmpq]) -> PurchaseRows:
    """The same purchases without classes that owe nothing, or accept a product of which there is plenty."""
    free = np.array(
        [
            any(product in plenty and value > 0 for product, value in worth.items())
            or all(amount == 0 for (classed, _), amount in due.items() if classed == k)
            for k, worth in enumerate(purchases.worth)
        ]
        + [True],
        dtype=bool,
    )
    return replace(purchases, classed=np.where(free[purchases.classed], -1, purchases.classed))


def _ordered_rows(kept: Sequence[CapRows]) -> tuple[list[Row], dict[tuple[int, int], list[int]]]:
    """Cap rows by figures first and name last, and the indices of each cap's rows by label."""
    listed = [(row, c, label) for c, cap in enumerate(kept) for label, rows in enumerate(cap.rows) for row in rows]
    listed.sort(key=lambda item: (item[0].last - item[0].first, item[0].first, item[0].limit, item[0].name))
    index: dict[tuple[int, int], list[int]] = {}
    for at, (_, c, label) in enumerate(listed):
        index.setdefault((c, label), []).append(at)
    return [row for row, _, _ in listed], index


def _purchase_rows(
    rows: Rows, purchases: PurchaseRows, start: int
) -> tuple[dict[tuple[str, int], int], dict[tuple[str, str], int], list[Row]]:
    """Supply rows and credit rows that some class needs, with their indices."""
    live = set(distinct(purchases.classed).values.tolist()) - {-1}
    wanted = {product for k in live for product, value in purchases.worth[k].items() if value > 0}
    firms = {purchases.classes[k].firm for k in live}
    supply: dict[tuple[str, int], int] = {}
    credit: dict[tuple[str, str], int] = {}
    used: list[Row] = []
    for row in rows.supply:
        if row.label in wanted:
            supply[str(row.label), row.last] = start + len(used)
            used.append(row)
    for firm, product, units in purchases.credit:
        if firm in firms and product in wanted:
            credit[firm, product] = start + len(used)
            used.append(Row(f"credit[{firm},{product}]", "credit", firm, 0, 0, fmpq(units), "units"))
    return supply, credit, used


def _hopeless(purchases: PurchaseRows, start: int, end: int) -> tuple[dict[int, int], list[Row]]:
    """A row of limit 0 for each class that no domestic product can serve, with its index by class."""
    index: dict[int, int] = {}
    used: list[Row] = []
    for k in sorted(set(distinct(purchases.classed).values.tolist()) - {-1}):
        if not any(value > 0 for value in purchases.worth[k].values()):
            item = purchases.classes[k]
            index[k] = start + len(used)
            used.append(
                Row(f"{item.rule}[{item.label or 'accepts nothing'}]", item.rule, item.label, 0, end, ZERO, item.basis)
            )
    return index, used


@dataclass(frozen=True, slots=True)
class _Binding:
    """What can bind, and where its rows are."""

    caps: Sequence[CapRows]
    index: dict[tuple[int, int], list[int]]
    """(cap, label) to indices of rows."""
    purchases: PurchaseRows
    hopeless: dict[int, int]
    """Purchase class that nothing can serve to the index of its row."""


def _type(claims: Claims, binding: _Binding, at: int, units: int) -> Type:
    """The type of one application."""
    purchases, hopeless = binding.purchases, binding.hopeless
    first, last, classed = int(claims.first[at]), int(claims.last[at]), int(purchases.classed[at])
    caps: list[tuple[int, fmpq]] = []
    for c, cap in enumerate(binding.caps):
        label = int(cap.label[at])
        amount = cap.coefficients[int(cap.coefficient[at])]
        if label >= 0 and amount > 0:
            caps += [(row, amount) for row in binding.index[c, label]]
    owed = purchases.coefficients[int(purchases.coefficient[at])] if classed >= 0 else ZERO
    if classed in hopeless and owed > 0:
        caps.append((hopeless[classed], owed))
    classed = classed if owed > 0 and classed not in hopeless else -1
    return Type(first, last, int(claims.lot[at]), tuple(sorted(caps)), classed, owed, units)


def _figures(item: Type, rows: Sequence[Row]) -> tuple[object, ...]:
    limits = tuple(sorted((rows[row].last, rows[row].first, rows[row].limit, amount) for row, amount in item.caps))
    return item.first, item.last, item.lot, item.units, limits, item.owed
