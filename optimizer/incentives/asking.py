"""Asking: for more units than are needed, or for fewer."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from optimizer.incentives.manipulations import Applicants, Kind, Manipulation, Ranges
from optimizer.quantities import MOST_UNITS


def asking(applicants: Applicants, group: str, ranges: Ranges) -> Iterator[Manipulation]:
    """Another number of units in all applications of a group at once."""
    for factor in ranges.more:
        yield from _asking(applicants, group, factor, "asking for more")
    for factor in ranges.less:
        yield from _asking(applicants, group, factor, "asking for less")


def _asking(applicants: Applicants, group: str, factor: Fraction, kind: Kind) -> Iterator[Manipulation]:
    """One manipulation, unless it changes nothing. Nobody asks for less than is of any use, nor for nothing."""
    patch = {}
    for name in applicants.applications(group):
        item = applicants.scenario.applications[name]
        units = min(max(int(item.units * factor), item.minimum_units or 1), MOST_UNITS)
        if units != item.units:
            patch[name] = {"units": units}
    if patch:
        words = f"{group} asks for {float(factor):g} times what it needs"
        yield Manipulation((group,), kind, words, {"applications": patch})
