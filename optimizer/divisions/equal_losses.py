"""Equal losses: everyone gives up the same number of units (divided by its weight), but nobody more than it claims."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.division import Claimant, Path, path, slopes
from optimizer.quantities import ZERO


def equal_losses(claimants: Sequence[Claimant]) -> list[Path]:
    """phi(lambda, C) = max(0, C - (1 - lambda) M / w), M the largest claim times weight (constrained equal losses)."""
    largest = max(claimant.claim * claimant.weight for claimant in claimants)
    steep = slopes(claimants, lambda claimant: largest / (claimant.weight * claimant.claim))
    return [path((1 - 1 / value, ZERO)) for value in steep]
