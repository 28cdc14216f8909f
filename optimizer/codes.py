"""Codes: whole numbers that stand for combinations of values; which are there, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer.claims import Integers

DENSE, SMALL = 4, 4096
"""Codes within so many times their number, or within so few, are looked up in a table."""
BITS = 62
"""Codes that fit into so many bits together with their place are sorted with it, much faster than without."""


@dataclass(frozen=True)
class Distinct:
    """The distinct ones among some codes."""

    values: Integers
    """Lowest first."""
    of: Integers
    """For each place, the index of its code among `values`."""

    @cached_property
    def example(self) -> Integers:
        """The first place at which each stands."""
        first = np.empty(len(self.values), dtype=np.int64)
        first[self.of[::-1]] = np.arange(len(self.of) - 1, -1, -1)
        return first


def distinct(codes: Integers) -> Distinct:
    """The distinct ones among some codes."""
    size = len(codes)
    if size <= 1:
        return Distinct(codes, np.zeros(size, dtype=np.int64))
    low = int(codes.min())
    span = int(codes.max()) - low + 1
    if span <= max(SMALL, DENSE * size):
        there = np.zeros(span, dtype=bool)
        there[codes - low] = True
        return Distinct(np.flatnonzero(there) + low, (np.cumsum(there) - 1)[codes - low])
    place = ordered(codes)
    sequence = codes[place]
    new = np.append(True, sequence[1:] != sequence[:-1])
    of = np.empty(size, dtype=np.int64)
    of[place] = np.cumsum(new) - 1
    return Distinct(sequence[new], of)


def ordered(codes: Integers) -> Integers:
    """The places of some codes from the lowest to the highest; equal ones stay in their order."""
    low, high = (int(codes.min()), int(codes.max())) if len(codes) else (0, 0)
    bits = len(codes).bit_length()
    if (high - low).bit_length() + bits > BITS:
        return np.argsort(codes, kind="stable")
    return np.sort(((codes - low) << bits) | np.arange(len(codes))) & ((1 << bits) - 1)


def coded(keys: Sequence[Integers], size: int) -> Distinct:
    """The distinct combinations of some codes, of shape (size,) each."""
    return distinct(combined(keys, size) if size > 1 else np.zeros(size, dtype=np.int64))


def combined(keys: Sequence[Integers], size: int) -> Integers:
    """One code, of shape (size,), for each combination of some codes; the first of them counts most in its order."""
    codes, span = np.zeros(size, dtype=np.int64), 1
    for key in keys:
        low, high = (int(key.min()), int(key.max())) if size else (0, 0)
        if low == high:
            continue
        if span * (high - low + 1) >= 2**BITS:
            found = distinct(codes)
            codes, span = found.of, len(found.values)
        codes = codes * (high - low + 1) + (key - low)
        span *= high - low + 1
    return codes


def sums(codes: Integers, values: Integers, size: int = 0) -> list[int]:
    """Exact sums of integers by code; the total must stay below 2^53."""
    return [int(value) for value in np.bincount(codes, weights=values, minlength=size).tolist()]


def totals(codes: Integers, values: Integers) -> tuple[list[int], list[int]]:
    """The distinct codes whose values come to something, lowest first, and exactly to what; below 2^53 in all."""
    low = int(codes.min(initial=0))
    if int(codes.max(initial=0)) - low >= max(SMALL, DENSE * len(codes)):
        found = distinct(codes)
        return found.values.tolist(), sums(found.of, values, len(found.values))
    sizes = np.bincount(codes - low, weights=values)
    there = np.flatnonzero(sizes)
    return (there + low).tolist(), sizes[there].astype(np.int64).tolist()
