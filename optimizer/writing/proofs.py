"""Proofs: a division in, what shows its stops, its whole lots and its timing out, as the plan states it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from optimizer import entitling
from optimizer.codes import distinct
from optimizer.dividing import Division
from optimizer.entitling.filled import Ends, Shortfall
from optimizer.entitling.pricing import Cut
from optimizer.model.merging import Merged
from optimizer.plans import Bottleneck, Drop, Evidence, Halt, LotStop, Timing
from optimizer.quantities import written
from optimizer.writing.witness import otherwise

UNPRICED = (
    "No prices show it: whole lots in every period, or purchases in whole units, leave less room than prices can tell."
)


def bottlenecks(division: Division, ends: Sequence[Ends]) -> Iterator[Bottleneck]:
    """The stops of all rounds, each with its proof."""
    claims, filling, of = division.entitled.claims, division.entitled.filling, division.entitled.merged.of
    stopped: dict[int, list[int]] = {}
    for end in ends:
        for stop in distinct(end.stop[end.members & (end.stop >= 0)]).values.tolist():
            stopped[stop] = np.flatnonzero(end.members & (end.stop == stop)).tolist()
    for index, stop in enumerate(filling.stops):
        unit = {k: written(stop.proof.cut.unit[k]) for k in stop.stopped}
        yield Bottleneck.model_construct(
            round=stop.round,
            rank=None if stop.rank is None else written(stop.rank),
            level=written(stop.level),
            stopped={claims.ids[at]: unit[int(of[at])] for at in stopped.get(index, [])},
            rows=named(stop.proof.merged, stop.proof.cut),
        )


def drops(division: Division) -> Iterator[Drop]:
    """Who dropped out, each with what shows that it had to, where that is known."""
    claims = division.entitled.claims
    for item in division.entitled.dropped:
        yield Drop(
            application=claims.ids[item.application],
            entitlement=written(item.entitlement),
            minimum_units=int(claims.minimum[item.application]),
            evidence=None if item.evidence is None else _evidence(division, item.evidence),
        )


def _evidence(division: Division, found: entitling.Evidence) -> Evidence:
    """The division of an earlier time, as far as it is not that of the plan."""
    halts = [
        Halt(
            round=stop.round,
            rank=None if stop.rank is None else written(stop.rank),
            level=written(stop.level),
            rows=named(stop.proof.merged, stop.proof.cut),
        )
        for stop in found.stops
    ]
    return Evidence(halts=halts, deliverable=otherwise(division.entitled, found.delivered, division.delivered))


def lot_stops(division: Division) -> Iterator[LotStop]:
    """Why lots were not granted: by an inequality, a pool, or the rows that one more would overdraw."""
    entitled, grants = division.entitled, division.grants
    ids, pools = entitled.claims.ids, entitled.filling.pools
    overdrawn = {at: stuck.rows for stuck in grants.stuck for at in stuck.applications}
    for stop in grants.handout.stops if grants.handout is not None else ():
        cut = grants.lot_cuts[stop.bound]
        by_rows: dict[tuple[tuple[str, str], ...], list[str]] = {}
        for at in stop.blocked.tolist():
            if cut is not None:
                rows = named(entitled.merged, cut)
            else:
                names = (f"pool[{pools[stop.bound][0]}]",) if stop.bound < len(pools) else overdrawn[at]
                rows = dict.fromkeys(names, "1")
            by_rows.setdefault(tuple(rows.items()), []).append(ids[at])
        yield from (LotStop(rows=dict(rows), blocked=blocked) for rows, blocked in by_rows.items())


def timing(division: Division) -> Iterator[Timing]:
    """Why what comes late cannot come earlier."""
    for late in division.grants.late:
        yield Timing(
            period=division.entitled.claims.periods[late.period],
            rows={} if late.cut is None else named(division.entitled.merged, late.cut),
            blocked=[division.entitled.claims.ids[at] for at in late.applications.tolist()],
            because=UNPRICED if late.cut is None else "",
        )


def stuck(division: Division) -> Iterator[LotStop]:
    """Who is short of its entitlement, and the rows that one more lot would overdraw."""
    ids = division.entitled.claims.ids
    for stuck in division.grants.stuck:
        yield LotStop(rows=dict.fromkeys(stuck.rows, "1"), blocked=[ids[at] for at in stuck.applications])


def unmet(division: Division, shortfall: Shortfall) -> Bottleneck:
    """What shows that a guarantee cannot be met: at level 1 its claims cost more than the rows are worth."""
    unit = shortfall.proof.cut.unit
    prices = {at: unit[int(division.entitled.merged.of[at])] for at in shortfall.members}
    return Bottleneck(
        round=shortfall.round,
        rank=None if shortfall.rank is None else written(shortfall.rank),
        level="1",
        stopped={division.entitled.claims.ids[at]: written(price) for at, price in prices.items() if price > 0},
        rows=named(shortfall.proof.merged, shortfall.proof.cut),
    )


def named(merged: Merged, cut: Cut) -> dict[str, str]:
    """Rows by name with their prices; what holds a type to its own claims follows from the others."""
    priced = {merged.rows[row].name: written(price) for row, price in cut.prices.items() if row not in merged.tops}
    return dict(sorted(priced.items()))
