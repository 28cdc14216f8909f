"""The plain programme: the rows of the policy over every application and period, nothing merged, as one sparse matrix.

Columns are the units of each application in each period of its window, then the units of each domestic product that
each purchase class buys in each period. One of two questions is asked: how many units can be awarded at most (`total`),
or which part of its claim can everybody have (`share`). Neither answer is a division; the second is where one round,
proportional and for everybody, would stop somebody first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from optimizer.claims import Claims, Integers
from optimizer.rows import CapRows, PurchaseRows, Rows

Floats = NDArray[np.float64]
Question = Literal["total", "share"]
Entries = tuple[Integers, Integers, Floats]
"""Row, column and value of some entries of the matrix."""


@dataclass(frozen=True)
class Programme:
    """Maximise worth times columns, all columns at least 0, rows at most their limits."""

    worth: Floats
    """Shape (columns,)."""
    limit: Floats
    """Shape (rows,)."""
    start: Integers
    """Shape (rows + 1,): where the entries of each row start."""
    column: Integers
    """Shape (entries,), in the order of the rows."""
    value: Floats
    application: Integers
    """The application of each of the first columns; the others are no awards."""
    period: Integers
    """Their periods."""


def plain(claims: Claims, rows: Rows, question: Question) -> Programme:
    """The programme of some claims under the rows that the rules wrote for them."""
    period = np.arange(len(claims.periods))
    window = (period >= claims.first[:, None]) & (period <= claims.last[:, None])
    spots = np.nonzero(window)
    builder = _Builder(application=spots[0], period=spots[1], columns=len(spots[0]))
    builder.claims(claims.units)
    for cap in rows.caps:
        builder.cap(cap)
    builder.purchases(rows.purchases, rows, len(period))
    if question == "share":
        builder.share(claims.units)
    return builder.programme()


@dataclass
class _Builder:
    """Rows are added block by block; limits and entries are joined at the end."""

    application: Integers
    period: Integers
    columns: int

    def __post_init__(self) -> None:
        self._awards = self.columns
        self._worth = np.ones(self._awards)
        self._limits: list[Floats] = []
        self._entries: list[Entries] = []
        self._rows = 0

    def claims(self, units: Integers) -> None:
        """One row for each application: no more than it claims."""
        every = np.arange(self._awards)
        self._add(units.astype(float), (self.application, every, np.ones(self._awards)))

    def cap(self, cap: CapRows) -> None:
        """The rows of one rule, of each label that some application carries."""
        label = cap.label[self.application]
        amounts = np.array([float(amount) for amount in cap.coefficients])
        used = np.unique(label[label >= 0]).tolist()
        for first, last, place, limit in _spans(cap, used):
            on = np.flatnonzero((label >= 0) & (self.period >= first[label]) & (self.period <= last[label]))
            self._add(limit, (place[label[on]], on, amounts[cap.coefficient[self.application[on]]]))

    def purchases(self, purchases: PurchaseRows, rows: Rows, periods: int) -> None:
        """What falls due by each period is bought by then, and what is bought by each period is supplied by then."""
        due = np.flatnonzero(purchases.classed[self.application] >= 0)
        owed = np.array([float(amount) for amount in purchases.coefficients])
        classed = purchases.classed[self.application[due]]
        amount = owed[purchases.coefficient[self.application[due]]]
        bought = [
            (k, product, float(worth), t)
            for k, products in enumerate(purchases.worth)
            for product, worth in products.items()
            for t in range(periods)
        ]
        first = self.columns
        self.columns += len(bought)
        for t in range(periods):
            by_then = self.period[due] <= t
            paid = [(k, first + at, -worth) for at, (k, _, worth, s) in enumerate(bought) if s <= t]
            terms = [(classed[by_then], due[by_then], amount[by_then]), _entries(paid)]
            self._add(np.zeros(len(purchases.classes)), *terms)
        for row in rows.supply:
            mine = [at for at, (_, product, _, s) in enumerate(bought) if product == row.label and s <= row.last]
            self._add(np.array([float(row.limit)]), _entries([(0, first + at, 1.0) for at in mine]))

    def share(self, units: Integers) -> None:
        """One more column, and one row for each application: no less than that part of its claim."""
        every, level = np.arange(len(units)), np.full(len(units), self.columns)
        self.columns += 1
        self._worth = np.append(np.zeros(self.columns - 1), 1.0)
        self._add(
            np.zeros(len(units)),
            (every, level, units.astype(float)),
            (self.application, np.arange(self._awards), np.full(self._awards, -1.0)),
        )

    def programme(self) -> Programme:
        """Everything added, sorted by row."""
        row, column, value = (np.concatenate(parts) for parts in zip(*self._entries, strict=True))
        order = np.argsort(row, kind="stable")
        return Programme(
            worth=np.append(self._worth, np.zeros(self.columns - len(self._worth))),
            limit=np.concatenate(self._limits),
            start=np.append(0, np.cumsum(np.bincount(row, minlength=self._rows))),
            column=column[order],
            value=value[order],
            application=self.application,
            period=self.period,
        )

    def _add(self, limit: Floats, *terms: Entries) -> None:
        """Add rows; the rows of the terms are counted from the first of them."""
        self._entries += [(row + self._rows, column, value) for row, column, value in terms]
        self._limits.append(limit)
        self._rows += len(limit)


def _entries(terms: list[tuple[int, int, float]]) -> Entries:
    row, column, value = zip(*terms, strict=True) if terms else ((), (), ())
    return np.array(row, dtype=np.int64), np.array(column, dtype=np.int64), np.array(value, dtype=float)


def _spans(cap: CapRows, used: list[int]) -> Iterator[tuple[Integers, Integers, Integers, Floats]]:
    """The first row of every label, then the second, and so on.

    Yields:
        First and last period and place of the row by label, a span that no period lies in where there is none; limits
        by place.
    """
    for turn in range(max((len(cap.rows[label]) for label in used), default=0)):
        first, last = np.ones(len(cap.rows), dtype=np.int64), np.zeros(len(cap.rows), dtype=np.int64)
        place = np.zeros(len(cap.rows), dtype=np.int64)
        limits: list[float] = []
        for label in used:
            if turn < len(cap.rows[label]):
                row = cap.rows[label][turn]
                first[label], last[label], place[label] = row.first, row.last, len(limits)
                limits.append(float(row.limit))
        yield first, last, place, np.array(limits)
