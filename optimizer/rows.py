"""Rows: the linear inequalities that rules write, as arrays over applications.

A row says: over the periods `first` to `last`, the sum of coefficient times units of the applications that carry its
label is at most its limit. An application carries at most one label of a rule, so a rule's rows for all its labels are
one array of labels and one of coefficients, however many applications there are.
"""

from __future__ import annotations

from dataclasses import dataclass

from flint import fmpq

from optimizer.claims import Integers


@dataclass(frozen=True, slots=True)
class Row:
    """One limit, named in policy words."""

    name: str
    rule: str
    label: str | None
    first: int
    """Index of the first period that counts."""
    last: int
    """Index of the last period that counts."""
    limit: fmpq
    unit: str


@dataclass(frozen=True, slots=True)
class CapRows:
    """What one cap rule writes."""

    label: Integers
    """Shape (applications,): index into `rows`, -1 for an application that the rule does not select."""
    coefficient: Integers
    """Shape (applications,): index into `coefficients`."""
    coefficients: tuple[fmpq, ...]
    """Distinct amounts of the measure in one unit."""
    rows: tuple[tuple[Row, ...], ...]
    """The rows of each label: one for the horizon, or one for each period."""


@dataclass(frozen=True, slots=True)
class PurchaseClass:
    """Applications whose co-purchases are interchangeable: same rule, same accepted products, same credit."""

    rule: str
    basis: str
    """What is counted: "units" or "tpp"."""
    accepts: tuple[str, ...]
    firm: str | None
    """The firm, where its purchases of the past count; None for all firms that have none."""

    @property
    def label(self) -> str:
        """The class in the name of its rows."""
        return "+".join(self.accepts) + (f" by {self.firm}" if self.firm else "")


@dataclass(frozen=True, slots=True)
class PurchaseRows:
    """What the co-purchase rules write together: the first that matches an application obliges it."""

    classed: Integers
    """Shape (applications,): index into `classes`, -1 for an application that owes no co-purchase."""
    coefficient: Integers
    """Shape (applications,): index into `coefficients`."""
    coefficients: tuple[fmpq, ...]
    """Distinct obligations of one unit, in the basis of the class."""
    classes: tuple[PurchaseClass, ...]
    worth: tuple[dict[str, fmpq], ...]
    """For each class, what one unit of each accepted domestic product counts, in the basis of the class."""
    credit: tuple[tuple[str, str, int], ...]
    """(firm, domestic product, units bought before the first period) that some class may use."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything that limits the awards."""

    caps: tuple[CapRows, ...]
    purchases: PurchaseRows
    supply: tuple[Row, ...]
    """Cumulative supply of each domestic product up to each period; `label` is the product."""
