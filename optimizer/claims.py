"""Claims: the applications that passed screening, as arrays of one row each, sorted by id.

Rules and rounds see nothing else of the facts, so a rule works on a million applications as on three. An attribute is
held as codes into its few distinct values: a question is answered once for each value, never once for each application.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from flint import fmpq
from numpy.typing import NDArray

from optimizer.quantities import Figure, rational

Value = bool | int | Decimal | str | None
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]


def exact(value: Value) -> fmpq | None:
    """A value as a fraction; None if it is no figure."""
    return rational(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


@dataclass(frozen=True, slots=True)
class Column:
    """One attribute of every application: application i has the value `values[codes[i]]`; None where it has none."""

    codes: Integers
    values: tuple[Value, ...]

    @classmethod
    def of(cls, items: Iterable[Value]) -> Column:
        """Code a sequence of values. `True`, `1` and `"1"` are three different values."""
        index: dict[tuple[type[object], Value], int] = {}
        codes = [index.setdefault((type(item), item), len(index)) for item in items]
        return cls(np.array(codes, dtype=np.int64), tuple(value for _, value in index))

    def where(self, holds: Callable[[Value], bool]) -> Mask:
        """The applications whose value passes `holds`, asked once for each distinct value."""
        return np.array([holds(value) for value in self.values], dtype=bool)[self.codes]


@dataclass(frozen=True, slots=True)
class Product:
    """A controlled accelerator: units of one lot, US dollars a unit, total processing performance of a unit."""

    lot: int
    price_usd: int | Decimal | None
    tpp: int | Decimal | None


@dataclass(frozen=True, slots=True)
class DomesticProduct:
    """A home-made accelerator and the units that its makers add in each period."""

    tpp: int | Decimal | None
    supply: tuple[int, ...]


@dataclass(frozen=True)
class Claims:
    """What is to be divided among whom.

    Every array has shape (applications,) and follows the order of `ids`, which is sorted.
    """

    ids: tuple[str, ...]
    units: Integers
    """Claimed units, whole lots."""
    lot: Integers
    """Units of one lot of the application's product."""
    first: Integers
    """Index of the first period of the window."""
    last: Integers
    """Index of the last period of the window."""
    minimum: Integers
    """Fewest units that are of any use; 0 where any number is."""
    submitted: Integers
    """Day of submission as a proleptic ordinal; the latest possible where none is given."""
    accepts: Integers
    """Index into `acceptable`."""
    acceptable: tuple[tuple[str, ...], ...]
    """Distinct sets of domestic products that a co-purchase may be met with, each sorted."""
    periods: tuple[str, ...]
    products: Mapping[str, Product]
    domestic: Mapping[str, DomesticProduct]
    attributes: Mapping[str, Column]
    """Every attribute by name, `firm.<attribute>` for those of the firm; an unknown name gives a column of None."""
    firm_numbers: Callable[[str, str, str], Figure]
    """`(per, label, attribute)` to the figure of a firm, or the sum over the firms of a group."""
    past_purchases: Mapping[str, Mapping[str, int]]
    """Firm to domestic product to units bought before the first period."""

    def __len__(self) -> int:
        return len(self.ids)
