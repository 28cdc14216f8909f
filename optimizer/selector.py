"""Selectors: `where` and `require` of the policy, answered for all applications at once."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from optimizer.claims import Claims, Mask, Value

Scalar = (
    Annotated[bool, Field(strict=True)]
    | Annotated[int, Field(strict=True)]
    | Annotated[Decimal, Field(strict=True)]
    | Annotated[str, Field(strict=True)]
)


class Range(BaseModel):
    """A closed range of figures, or of texts in alphabetical order (dates as YYYY-MM-DD)."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", use_attribute_docstrings=True)

    at_least: int | Decimal | str | None = None
    """Smallest value that matches. Absent: no lower bound."""
    at_most: int | Decimal | str | None = None
    """Largest value that matches. Absent: no upper bound."""

    @model_validator(mode="after")
    def _has_a_bound(self) -> Range:
        if self.at_least is None and self.at_most is None:
            raise ValueError("a range needs at_least or at_most")
        return self


def _ordered(low: Value, high: Value) -> bool:
    if isinstance(low, bool) or isinstance(high, bool):
        return False
    if isinstance(low, str) and isinstance(high, str):
        return low <= high
    if isinstance(low, int | Decimal) and isinstance(high, int | Decimal):
        return low <= high
    return False


Match = Scalar | list[Scalar] | Range
Where = dict[str, Match]
"""A map from an attribute of the application, or `firm.<attribute>`, to what it must be. Empty: everybody."""


def holds(match: Match, value: Value) -> bool:
    """Whether one attribute's value is what the selector asks for. `true` is not `1`."""
    if isinstance(match, Range):
        if isinstance(value, bool) or value is None:
            return False
        below = match.at_least is None or _ordered(match.at_least, value)
        above = match.at_most is None or _ordered(value, match.at_most)
        return below and above
    wanted = match if isinstance(match, list) else [match]
    return any(value == item and isinstance(value, bool) == isinstance(item, bool) for item in wanted)


def in_words(where: Where) -> str:
    """A selector as a planner says it: "exemption is none or rnd, and substitutability is at least 0.8"."""
    return ", and ".join(f"{_attribute(name)} is {_match(match)}" for name, match in where.items())


def select(where: Where, claims: Claims) -> Mask:
    """The applications for which every entry of a selector holds, as a mask of shape (applications,)."""
    chosen = np.ones(len(claims), dtype=bool)
    for attribute, match in where.items():
        chosen &= claims.attributes[attribute].where(partial(holds, match))
    return chosen


def _attribute(name: str) -> str:
    return f"the firm's {name.removeprefix('firm.')}" if name.startswith("firm.") else name


def _match(match: Match) -> str:
    if isinstance(match, Range):
        bounds = (("at least", match.at_least), ("at most", match.at_most))
        return " and ".join(f"{side} {bound}" for side, bound in bounds if bound is not None)
    return " or ".join(map(_value, match if isinstance(match, list) else [match]))


def _value(value: Value) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
