"""Talmud: equal awards up to half of every claim, equal losses above it."""

from __future__ import annotations

from collections.abc import Sequence

from flint import fmpq

from optimizer.division import Claimant, Path, path, slopes

HALF = fmpq(1, 2)


def talmud(claimants: Sequence[Claimant]) -> list[Path]:
    """phi(lambda, C) = min(lambda M w, C / 2) up to lambda = 1/2, then max(C / 2, C - (1 - lambda) N / w).

    M is the largest claim per weight, N the largest claim times weight (Aumann and Maschler 1985).
    """
    most = max(claimant.claim / claimant.weight for claimant in claimants)
    heaviest = max(claimant.claim * claimant.weight for claimant in claimants)
    up = slopes(claimants, lambda claimant: most * claimant.weight / claimant.claim)
    down = slopes(claimants, lambda claimant: heaviest / (claimant.weight * claimant.claim))
    return [path((HALF / rise, HALF), (1 - HALF / fall, HALF)) for rise, fall in zip(up, down, strict=True)]
