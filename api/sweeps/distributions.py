"""Distributions: a share of the chances between 0 and 1 in, the value below which that share lies out.

Values are drawn by their quantiles, so that one stream of numbers serves every distribution, and a draw does not depend
on which others are made.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from statistics import NormalDist
from types import MappingProxyType
from typing import Protocol

from optimizer.quantities import LARGEST


class Distribution(Protocol):
    """Where a figure may lie, and how likely."""

    def at(self, share: float) -> float:
        """The value below which a share of the chances lies, strictly between 0 and 1."""


@dataclass(frozen=True, slots=True)
class Uniform:
    """Anywhere from `low` to `high`, equally likely."""

    low: float
    high: float

    def __post_init__(self) -> None:
        """Refuse bounds in the wrong order."""
        _ascending(self.low, self.high)

    def at(self, share: float) -> float:
        """Low + share (high - low)."""
        return self.low + share * (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Triangular:
    """From `low` to `high`, most likely `mode`, falling off in straight lines."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        """Refuse figures in the wrong order."""
        _ascending(self.low, self.mode, self.high)

    def at(self, share: float) -> float:
        """Inverse of ((x - low)^2) / ((high - low)(mode - low)) up to the mode, and mirrored above it."""
        width = self.high - self.low
        if width == 0:
            return self.mode
        if share * width <= self.mode - self.low:
            return self.low + math.sqrt(share * width * (self.mode - self.low))
        return self.high - math.sqrt((1 - share) * width * (self.high - self.mode))


@dataclass(frozen=True, slots=True)
class Normal:
    """The normal distribution."""

    mean: float
    deviation: float

    def __post_init__(self) -> None:
        """Refuse a deviation that is none."""
        if self.deviation < 0:
            raise ValueError("the deviation is negative")

    def at(self, share: float) -> float:
        """The mean and so many deviations as the share stands for."""
        return self.mean + self.deviation * NormalDist().inv_cdf(share)


def _ascending(*figures: float) -> None:
    if list(figures) != sorted(figures):
        raise ValueError(f"{', '.join(f'{figure:g}' for figure in figures)} do not ascend")


DISTRIBUTIONS: Mapping[str, type[Uniform | Triangular | Normal]] = MappingProxyType(
    {"uniform": Uniform, "triangular": Triangular, "normal": Normal}
)


def distribution(word: str, figures: list[float]) -> Distribution:
    """The distribution of a word and its figures.

    Raises:
        ValueError: if their number, their size or their order is wrong, in words.
    """
    kind = DISTRIBUTIONS[word]
    names = [field.name for field in fields(kind)]
    if len(figures) != len(names):
        raise ValueError(f"{word} takes {', '.join(names)}")
    if not all(abs(figure) <= LARGEST for figure in figures):
        raise ValueError(f"a figure is not between {-LARGEST:,} and {LARGEST:,}")
    return kind(*figures)
