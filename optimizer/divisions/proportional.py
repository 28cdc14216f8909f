"""Proportional: everyone gets the same share of its claim, or of claim times weight."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.division import Claimant, Path
from optimizer.divisions.equal_awards import gains


def proportional(claimants: Sequence[Claimant]) -> list[Path]:
    """phi(lambda, C) = lambda C; with weights, min(C, lambda C w / w_min)."""
    least = min(claimant.weight for claimant in claimants)
    return gains(claimants, lambda claimant: claimant.weight / least)
