"""Further lots and earlier ones: single lots that still fit a plan as it stands, where no prices show that none does.

In: what was granted. Out: what is granted in the end, and for each application that is still short of its entitlement
the rows that one more lot would overdraw, in every period of its window, with all others as they stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import NamedTuple

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
    """Grant further lots as long as any fits, each as early as it fits and in the order of the list.

    Where a firm gives up purchases for others, those who went without before are asked again first.

    Args:
        seed: the text that ties are drawn with.
        wanted: what each application should have, in lots.
        granted: what it has.
    """
    stand = Stand(claims, rows, pools, seed, granted)
    while True:
        stuck: dict[tuple[str, ...], list[int]] = {}
        more = False
        queue = _listed(claims, seed, wanted, stand.lots)
        while queue:
            next_ = heappop(queue)
            way = stand.further(next_.application)
            if way is not None:
                stuck.setdefault(way, []).append(next_.application)
                continue
            more = True
            if (after := _next_lot(next_, wanted)) is not None:
                heappush(queue, after)
            if stand.freed:
                queue, stuck = _listed(claims, seed, wanted, stand.lots), {}
        if not more:
            break
    return stand.granted, [Stuck(way, tuple(sorted(who))) for way, who in sorted(stuck.items())]


class _Listed(NamedTuple):
    """A lot on the list: the whole lots of entitlements first, the last but most first, then one for each remainder."""

    layer: int
    """Minus the whole lots that the application is short of; 0 for the one further lot."""
    rank: int
    submitted: int
    drawn: bytes
    application: int


def _listed(claims: Claims, seed: str, wanted: Shares, lots: Integers) -> list[_Listed]:
    """The next lot of everybody who is short of its entitlement, as a heap in the order of the list."""
    short = np.flatnonzero((lots < wanted.whole) | ((lots == wanted.whole) & (wanted.rank > 0))).tolist()
    queue = [
        _Listed(
            int(lots[at] - wanted.whole[at]),
            -int(wanted.rank[at]),
            int(claims.submitted[at]),
            lot_number(seed, claims.ids[at]),
            at,
        )
        for at in short
    ]
    heapify(queue)
    return queue


def _next_lot(had: _Listed, wanted: Shares) -> _Listed | None:
    """The lot after one that was granted; none if the application is no longer short."""
    after = had._replace(layer=had.layer + 1)
    return after if after.layer < 0 or (after.layer == 0 and wanted.rank[had.application] > 0) else None


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
