"""Writing: a division becomes a plan, figure by figure, in the words of the policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.codes import coded
from optimizer.dividing import Division
from optimizer.entitling.filled import Ends, Shortfall
from optimizer.errors import CheckError
from optimizer.plans import (
    Award,
    Checks,
    Conflict,
    Deliverable,
    Drop,
    Engine,
    Limitation,
    Plan,
    Refusal,
    RowUse,
    Totals,
)
from optimizer.quantities import written
from optimizer.scenario import Scenario
from optimizer.screening import Screening
from optimizer.writing.gains import Gains, gains
from optimizer.writing.limits import broken, responsible, uses
from optimizer.writing.proofs import bottlenecks, drops, lot_stops, named, stuck, timing, unmet
from optimizer.writing.totals import totals, unallocated
from optimizer.writing.witness import deliverable

_STATED = set(Award.model_fields)
"""What every award states: one set for all of them."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What every plan of a scenario says, whatever its outcome."""

    digest: str
    engine: Engine
    refused: dict[str, list[Refusal]]
    dropped: list[Drop]
    deliverable: Deliverable


def write_plan(
    scenario: Scenario, screening: Screening, division: Division, engine: Engine, *, searched: bool = False
) -> Plan:
    """The plan of a division.

    Args:
        searched: whether lots that were not granted are shown to overdraw a row with all others as they stand, instead
            of by inequalities.

    Raises:
        CheckError: if the awards use more of a row than there is.
    """
    draft = Draft(
        scenario.digest,
        engine,
        dict(screening.refused),
        list(drops(division)),
        deliverable(division.entitled, division.delivered),
    )
    if division.entitled.filling.shortfall is not None:
        return _infeasible(division, division.entitled.filling.shortfall, draft)
    ends = [passage.ends() for passage in division.entitled.filling.passages]
    stops = list(bottlenecks(division, ends))
    blocked = list(stuck(division) if searched else lot_stops(division))
    binding = frozenset(row for rows in [stop.rows for stop in stops] + [stop.rows for stop in blocked] for row in rows)
    entitled, grants = division.entitled, division.grants
    rows = uses(entitled.claims, entitled.rows, grants.delivered, grants.bought, binding)
    _check(division, rows)
    gained = gains(division.entitled.filling)
    awards = _awards(division, ends, gained)
    return Plan(
        scenario_digest=draft.digest,
        engine=draft.engine,
        refused=draft.refused,
        outcome="allocated",
        awards=awards,
        dropped=draft.dropped,
        co_purchases=division.grants.bought,
        rows=rows,
        unallocated=unallocated(scenario, division),
        bottlenecks=stops,
        deliverable=draft.deliverable,
        lot_stops=blocked,
        timing=list(timing(division)),
        checks=Checks(rows="proved", certificate="none", lots="none"),
        totals=totals(scenario, division, gained),
    )


def _infeasible(division: Division, shortfall: Shortfall, draft: Draft) -> Plan:
    rows = sorted(named(shortfall.proof.merged, shortfall.proof.cut))
    short, excess = written(shortfall.excess), shortfall.excess
    units = f"{int(excess):,}" if excess.q == 1 else f"about {float(excess):,.1f}"
    sentence = (
        f"The round {shortfall.round} guarantees its claims in full, but {', '.join(rows)} "
        f"{'leaves' if len(rows) == 1 else 'together leave'} them {units} {'unit' if units == '1' else 'units'} short."
    )
    ends = [passage.ends() for passage in division.entitled.filling.passages]
    return Plan(
        scenario_digest=draft.digest,
        engine=draft.engine,
        refused=draft.refused,
        outcome="infeasible",
        dropped=draft.dropped,
        bottlenecks=[*bottlenecks(division, ends), unmet(division, shortfall)],
        deliverable=draft.deliverable,
        conflict=Conflict(round=shortfall.round, short_by=short, rows=rows, sentence=sentence),
        checks=Checks(rows="none", certificate="none", lots="none"),
        totals=Totals(claimed=int(division.entitled.claims.units.sum()), awarded=0),
    )


def _check(division: Division, rows: Sequence[RowUse]) -> None:
    """Every row recomputed in exact arithmetic, every award whole lots within its claim, delivered in its window."""
    claims, delivered = division.entitled.claims, division.grants.delivered
    units = delivered.sum(axis=1)
    limits = {row.name: row.limit for cap in division.entitled.rows.caps for label in cap.rows for row in label}
    limits |= {row.name: row.limit for row in division.entitled.rows.supply}
    over = broken(list(rows), limits)
    if over:
        raise CheckError(f"The awards use more of {over[0]} than there is.")
    period = np.arange(delivered.shape[1])
    outside = (period < claims.first[:, None]) | (period > claims.last[:, None])
    if (delivered < 0).any() or delivered[outside].any() or (delivered % claims.lot[:, None]).any():
        raise CheckError("An award is not a number of whole lots inside its window.")
    if (units > claims.units).any():
        raise CheckError("An award is larger than its claim.")


def _awards(division: Division, ends: Sequence[Ends], gained: Gains) -> dict[str, Award]:
    claims, filling = division.entitled.claims, division.entitled.filling
    last = np.full(len(claims), -1, dtype=np.int64)
    for index, end in enumerate(ends):
        last[end.members] = index
    passages = [
        (passage.name, end.level.tolist(), [written(level) for level in end.levels], end.stop.tolist())
        for passage, end in zip(filling.passages, ends, strict=True)
    ]
    firms, groups = claims.attributes["firm"], claims.attributes["group"]
    firm, group = firms.codes.tolist(), groups.codes.tolist()
    types = division.entitled.merged.of.tolist()
    known: dict[tuple[int, int], list[Limitation]] = {}
    delivered, periods_of = division.grants.delivered, _periods(division)
    units, claimed, places = delivered.sum(axis=1).tolist(), claims.units.tolist(), last.tolist()
    awards = {}
    for at, (name, cell) in enumerate(zip(claims.ids, gained.of.tolist(), strict=True)):
        place, limited, level, round_name = places[at], [], None, None
        if place >= 0:
            round_name, level_of, levels, stop_of = passages[place]
            level = levels[level_of[at]]
            if stop_of[at] >= 0:
                key = (stop_of[at], types[at])
                if key not in known:
                    proof = filling.stops[key[0]].proof
                    known[key] = responsible(proof.merged, proof.cut, key[1])
                limited = known[key]
        awards[name] = Award.model_construct(
            _STATED,
            firm=firms.values[firm[at]],
            group=groups.values[group[at]],
            claim=claimed[at],
            entitlement=gained.entitlement[cell],
            given=gained.given[cell],
            units=units[at],
            periods=periods_of[at],
            round=round_name,
            level=level,
            limited_by=limited,
        )
    return awards


def _periods(division: Division) -> list[dict[str, int]]:
    """The units of each award by period: one map for all that get the same."""
    periods, delivered = division.entitled.claims.periods, division.grants.delivered
    found = coded(list(delivered.T), len(delivered))
    maps = [
        {period: count for period, count in zip(periods, counts, strict=True) if count}
        for counts in delivered[found.example].tolist()
    ]
    return [maps[at] for at in found.of.tolist()]
