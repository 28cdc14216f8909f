"""Equal awards: everyone gets the same number of units (per weight), but nobody more than it claims."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flint import fmpq

from optimizer.division import Claimant, Path, path, slopes
from optimizer.quantities import ONE


def equal_awards(claimants: Sequence[Claimant]) -> list[Path]:
    """phi(lambda, C) = min(lambda M w, C), M the largest claim per weight (constrained equal awards)."""
    largest = max(claimant.claim / claimant.weight for claimant in claimants)
    return gains(claimants, lambda claimant: largest * claimant.weight / claimant.claim)


def gains(claimants: Sequence[Claimant], slope: Callable[[Claimant], fmpq]) -> list[Path]:
    """Paths that rise from level 0 at a slope of at least 1 until the whole claim is reached."""
    return [path((1 / value, ONE)) for value in slopes(claimants, slope)]
