"""Caps: a national quota, a tranche per firm or group, inspection capacity, a ceiling on a site, a TPP limit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import numpy as np
from flint import fmpq
from pydantic import Field, model_validator

from optimizer.claims import Claims, Column, Integers, Value
from optimizer.quantities import NonNegative, Ratio, rational
from optimizer.rows import CapRows, Row
from optimizer.rule import PolicyModel, Rule
from optimizer.selector import in_words, select

MEASURES = {"units": "Units", "tpp": "TPP", "price_usd": "Value in US dollars"}
"""What is counted, as a sentence begins with it."""


class AttributeLimit(PolicyModel):
    """A limit that each firm brings itself."""

    attribute: str
    """The firm's attribute that holds the figure; for a group, the sum over its firms."""


class Share(PolicyModel):
    """A limit as a part of something else."""

    of: str
    """Another cap, whose limit over the whole horizon counts, or `claims` for all that is claimed."""
    ratio: Ratio
    """The part of it."""


class Cap(Rule):
    """For the selected applications, the sum of measure times units is at most the limit.

    Inequality: sum over a in S, t in H of m[a] x[a,t] <= L, for each label of `per` and each span of periods H.
    """

    kind: Literal["cap"]
    measure: str = "units"
    """What is counted: `units`, or a number per unit of the product (tpp, price_usd) or of the application."""
    limit: NonNegative | Annotated[dict[str, NonNegative], Field(min_length=1)] | AttributeLimit | None = None
    """One figure for the horizon, one for each period, or an attribute of what `per` names; unit of the measure."""
    share: Share | None = None
    """The limit as a share of another cap, or of all claims. Stands instead of `limit`."""
    per: str | None = None
    """Write one row for each value of this attribute: group, firm, use_case or any other."""
    carry_over: bool = False
    """What a period leaves unused counts in the next."""

    @model_validator(mode="after")
    def _one_limit(self) -> Cap:
        if (self.limit is None) == (self.share is None):
            raise ValueError("a cap needs either limit or share, and not both")
        if isinstance(self.limit, AttributeLimit) and self.per not in {"firm", "group"}:
            raise ValueError("a limit by attribute needs per: firm or per: group")
        if self.carry_over and not isinstance(self.limit, dict):
            raise ValueError("carry_over needs a limit for each period")
        return self

    def rows(self, name: str, claims: Claims, caps: Mapping[str, Cap]) -> CapRows:
        """The rows of this rule over the claims; `caps` holds all caps of the policy, by name, for `share`."""
        labels, values = self._labels(claims)
        coefficient, coefficients = measured(self.measure, claims)
        written = tuple(self._rows_of(name, self._label(value), claims, caps) for value in values)
        return CapRows(labels, coefficient, coefficients, written)

    def total(self, claims: Claims, caps: Mapping[str, Cap]) -> fmpq:
        """The limit over the whole horizon, of one label.

        Raises:
            ValueError: for a limit by attribute, which has no single total.
        """
        if self.share is not None:
            if self.share.of == "claims":
                return rational(self.share.ratio) * _all_claims(self, claims)
            return rational(self.share.ratio) * caps[self.share.of].total(claims, caps)
        if isinstance(self.limit, dict):
            return sum((rational(value) for value in self.limit.values()), fmpq(0))
        if isinstance(self.limit, AttributeLimit) or self.limit is None:
            raise ValueError("a limit by attribute has no single total")
        return rational(self.limit)

    def statement(self) -> str:
        """The rule in one sentence, whatever the applications are."""
        whom = f"each {self.per.removeprefix('firm.')}" if self.per else "all together"
        among = f", where {in_words(self.where)}" if self.where else ""
        keeps = "; what a period leaves keeps" if self.carry_over else ""
        return f"{MEASURES.get(self.measure, self.measure)} of {whom}{among}: at most {self._bound()}{keeps}."

    def _bound(self) -> str:
        match self.limit:
            case AttributeLimit(attribute=attribute):
                return f"its {attribute}"
            case dict():
                return ", ".join(f"{limit:,} in {period}" for period, limit in self.limit.items())
            case None if self.share is not None:
                of = "all that is claimed" if self.share.of == "claims" else self.share.of
                return f"{self.share.ratio:.10%}".rstrip("%").rstrip("0").rstrip(".") + f" % of {of}"
            case limit:
                return f"{limit:,}"

    def explain(self, row: Row) -> str:
        """The row in one sentence."""
        whom = f" of {self.per.removeprefix('firm.')} {row.label}" if self.per else ""
        return f"Awards{whom} may take up at most {float(row.limit):,.10g} {row.unit} under {row.name}."

    def _labels(self, claims: Claims) -> tuple[Integers, tuple[Value, ...]]:
        column = (
            Column(np.zeros(len(claims), dtype=np.int64), (None,)) if self.per is None else claims.attributes[self.per]
        )
        return np.where(select(self.where, claims), column.codes, -1), column.values

    def _label(self, value: Value) -> str | None:
        if self.per is None:
            return None
        if value is None:
            return f"no {self.per}"
        return str(value).lower() if isinstance(value, bool) else str(value)

    def _rows_of(self, name: str, label: str | None, claims: Claims, caps: Mapping[str, Cap]) -> tuple[Row, ...]:
        unit = "units" if self.measure == "units" else self.measure
        end = len(claims.periods) - 1
        if isinstance(self.limit, dict):
            rows, before = [], fmpq(0)
            for t, period in enumerate(claims.periods):
                limit = rational(self.limit[period])
                before += limit
                tag = ",".join(part for part in (label, period) if part is not None)
                first, bound = (0, before) if self.carry_over else (t, limit)
                rows.append(Row(f"{name}[{tag}]", name, label, first, t, bound, unit))
            return tuple(rows)
        if isinstance(self.limit, AttributeLimit):
            limit = rational(claims.firm_numbers(str(self.per), str(label), self.limit.attribute))
        else:
            limit = self.total(claims, caps)
        return (Row(name if label is None else f"{name}[{label}]", name, label, 0, end, limit, unit),)


def measured(measure: str, claims: Claims) -> tuple[Integers, tuple[fmpq, ...]]:
    """How much of a measure one unit of each application is: indices of shape (applications,), and distinct amounts."""
    if measure == "units":
        return np.zeros(len(claims), dtype=np.int64), (fmpq(1),)
    if measure in {"tpp", "price_usd"}:
        column = claims.attributes["product"]
        amounts = [getattr(claims.products[str(value)], measure) for value in column.values]
    else:
        column = claims.attributes[measure]
        amounts = list(column.values)
    return column.codes, tuple(rational(0 if amount is None else amount) for amount in amounts)


def _all_claims(cap: Cap, claims: Claims) -> fmpq:
    coefficient, coefficients = measured(cap.measure, claims)
    sums = np.bincount(coefficient, weights=claims.units, minlength=len(coefficients))
    return sum((amount * int(units) for amount, units in zip(coefficients, sums, strict=True)), fmpq(0))
