"""Searching: how much is missing after some steps of a change in, the fewest steps with which nothing is out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flint import fmpq

Missing = Callable[[int], fmpq | None]
"""Units that are missing after some steps; None if none are."""
Surplus = Callable[[int], fmpq]
"""Units that there are beyond what is wanted after steps that are enough."""


def fewest(
    missing: Missing,
    most: int,
    now: fmpq,
    affordable: Callable[[], bool],
    too_few: int = 0,
    surplus: Surplus | None = None,
) -> int | None:
    """Steps that are enough, one less not being enough; None if all of them are not, or it can no longer be afforded.

    Between a number of steps that is too few and one that is enough, what is missing falls along few straight lines:
    follow the line between them, or else that through the last two that are too few, to where nothing is missing. Halve
    the range where there is no such line, and after one that left more than half of it. Where what is missing grows
    again in between, since somebody comes back or lots fall differently, fewer steps than these may be enough as well.

    Args:
        most: the most steps that there are.
        now: what is missing after no steps.
        affordable: whether to go on.
        too_few: steps that are known not to be enough.
        surplus: where it is known as well.
    """
    if missing(most) is not None:
        return None
    enough, halve = most, False
    known = [(0, now), *([(too_few, missing(too_few) or now)] if too_few else [])]
    while (width := enough - known[-1][0]) > 1:
        if not affordable():
            return None
        end = None if halve else _between(known[-1], enough, surplus) if surplus else _beyond(known)
        count = enough - width // 2 if end is None else min(end, enough - 1)
        short = missing(count)
        if short is None:
            enough = count
        else:
            known.append((count, short))
        halve = end is not None and 2 * (enough - known[-1][0]) > width
    return enough


def _between(known: tuple[int, fmpq], enough: int, surplus: Surplus) -> int | None:
    """Where nothing is missing on the line from steps that are too few to steps that are enough."""
    low, short = known
    over = surplus(enough)
    return low + max(1, int((short * (enough - low) / (short + over)).ceil())) if over > 0 else None


def _beyond(known: Sequence[tuple[int, fmpq]]) -> int | None:
    """Where nothing is missing on the line through the last two steps that are too few; None if there is none."""
    low, short = known[-1]
    if len(known) == 1 or known[-2][1] <= short:
        return None
    before, more = known[-2]
    return low + max(1, int((short * (low - before) / (more - short)).ceil()))
