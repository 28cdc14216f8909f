"""Further lots and earlier ones: single lots that still fit a plan as it stands, where no prices show that none does.

In: what was granted. Out: what is granted in the end, and for each application that is still short of its entitlement
the rows that one more lot would overdraw, in every period of its window, with all others as they stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.claims import Claims, Integers
from optimizer.granting.rounding import Shares
from optimizer.granting.standing import Granted, Pool, Stand
from optimizer.lottery import lot_number
from optimizer.rows import Rows


@dataclass(frozen=True, slots=True)
class Stuck:
    """Applications that got no further lot, and the rows that it would overdraw."""

    rows: tuple[str, ...]
    applications: tuple[int, ...]


def hand_further(
    claims: Claims, rows: Rows, pools: Sequence[Pool], seed: str, wanted: Shares, granted: Granted
) -> tuple[Granted, list[Stuck]]:
    """Grant further lots as long as any fits, each as early as it fits.

    Args:
        seed: the text that ties are drawn with.
        wanted: what each application should have, in lots.
        granted: what it has.
    """
    stand = Stand(claims, rows, pools, seed, granted)
    while True:
        stuck: dict[tuple[str, ...], list[int]] = {}
        more = False
        for at in _in_order(claims, seed, wanted, stand.lots):
            way = stand.further(at)
            if way is None:
                more = True
            else:
                stuck.setdefault(way, []).append(at)
        if not more:
            break
    return stand.granted, [Stuck(way, tuple(sorted(who))) for way, who in sorted(stuck.items())]


def _in_order(claims: Claims, seed: str, wanted: Shares, lots: Integers) -> list[int]:
    """Who is short of its entitlement, in the order of the list."""
    short = np.flatnonzero((lots < wanted.whole) | ((lots == wanted.whole) & (wanted.rank > 0)))

    def place(at: int) -> tuple[bool, int, int, bytes]:
        further = bool(lots[at] >= wanted.whole[at])
        return further, -int(wanted.rank[at]), int(claims.submitted[at]), lot_number(seed, claims.ids[at])

    return sorted(short.tolist(), key=place)


def pull_forward(
    claims: Claims, rows: Rows, seed: str, late: Sequence[tuple[int, Integers]], granted: Granted
) -> Granted | None:
    """Deliver single lots earlier as long as that can be done; None if none can.

    Args:
        seed: the text that ties are drawn with.
        late: periods, each with applications that might be delivered a lot more by its end.
        granted: what everybody has.
    """
    stand = Stand(claims, rows, (), seed, granted)
    moved = False
    for end, applications in late:
        in_order = sorted(
            applications.tolist(), key=lambda at: (int(claims.submitted[at]), lot_number(seed, claims.ids[at]))
        )
        for at in in_order:
            while stand.earlier(at, end):
                moved = True
    return stand.granted if moved else None
