"""Bounds: inequalities over types, exact one by one, and in floating point all at once for a first look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from flint import fmpq

from optimizer.claims import Floats, Integers
from optimizer.quantities import ZERO


def in_floats(values: Iterable[fmpq]) -> Floats:
    """Exact figures in floating point."""
    return np.array([float(value) for value in values], dtype=float)


@dataclass(frozen=True)
class Bound:
    """An inequality over types: the sum of price times units is at most `worth`."""

    prices: tuple[tuple[int, fmpq], ...]
    """The types with a price, which is positive, in their order."""
    worth: fmpq

    @classmethod
    def of(cls, prices: Iterable[fmpq], worth: fmpq) -> Bound:
        """The inequality of a price for each type."""
        return cls(tuple((k, price) for k, price in enumerate(prices) if price), worth)

    def cost(self, units: Sequence[fmpq | int]) -> fmpq:
        """What units of each type cost."""
        return sum((price * units[k] for k, price in self.prices if units[k]), ZERO)

    @cached_property
    def types(self) -> Integers:
        """The types with a price."""
        return np.array([k for k, _ in self.prices], dtype=np.int64)

    @cached_property
    def about(self) -> Floats:
        """Their prices in floating point."""
        return in_floats([price for _, price in self.prices])

    @cached_property
    def numbers(self) -> tuple[tuple[int, int, int], ...]:
        """The types with the numerators and denominators of their prices."""
        return tuple((k, int(price.p), int(price.q)) for k, price in self.prices)


class Bounds:
    """Some inequalities together."""

    def __init__(self, each: Sequence[Bound], types: int) -> None:
        self.each = each
        self.prices = np.zeros((len(each), types))
        """Shape (inequalities, types)."""
        for row, bound in enumerate(each):
            self.prices[row, bound.types] = bound.about
        self.worth = in_floats(bound.worth for bound in each)
        """Shape (inequalities,)."""

    def __len__(self) -> int:
        return len(self.each)
