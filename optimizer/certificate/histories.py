"""Histories: how claims went through the rounds, once for all that went alike."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from optimizer.certificate.paths import ONE


class Stop(NamedTuple):
    """Where a group of entrants stopped."""

    level: Fraction
    bottleneck: int | None
    """Index of the bottleneck; None for a group that went all the way."""


END = Stop(ONE, None)


class Passage(NamedTuple):
    """How a claim went through a filling."""

    round: str
    level: Fraction
    """The highest level at which it gets no more than it has."""
    stop: Stop
    """Where it was stopped; the end for one that has all that it may reach."""
    footprint: int
    """What the claim takes of the limits."""


class History(NamedTuple):
    """What a claim got so far."""

    units: Fraction
    given: Mapping[str, Fraction]
    """Each round that it took part in, with the units that it got there."""
    passage: Passage | None
    """How it went through the last of them."""
