"""Searching: how much is missing after some steps of a change in, the fewest steps with which nothing is out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flint import fmpq

Missing = Callable[[int], fmpq | None]
"""Units that are missing after some steps; None if none are."""


def fewest(missing: Missing, most: int, now: fmpq, affordable: Callable[[], bool], too_few: int = 0) -> int | None:
    """Steps that are enough, one less not being enough; None if all of them are not, or it can no longer be afforded.

    Between a number of steps that is too few and one that is enough, what is missing falls along few straight lines:
    follow the last one to where it ends, and halve the range every third time. Where what is missing grows again in
    between, since somebody comes back or lots fall differently, fewer steps than these may be enough as well.

    Args:
        most: the most steps that there are.
        now: what is missing after no steps.
        too_few: steps that are known not to be enough.
        affordable: whether to go on.
    """
    if missing(most) is not None:
        return None
    enough, turn = most, 0
    known = [(0, now)] if not too_few else [(too_few, missing(too_few) or now)]
    while enough - known[-1][0] > 1:
        if not affordable():
            return None
        turn += 1
        low = known[-1][0]
        count = (low + enough) // 2 if turn % 3 == 0 else min(_next(known), enough - 1)
        short = missing(count)
        if short is None:
            enough = count
        else:
            known.append((count, short))
    return enough


def _next(known: Sequence[tuple[int, fmpq]]) -> int:
    """Where the line through the last two points ends; one step further where there is no such line."""
    low, short = known[-1]
    if len(known) == 1 or known[-2][1] <= short:
        return low + 1
    before, more = known[-2]
    return low + max(1, int((short * (low - before) / (more - short)).ceil()))
