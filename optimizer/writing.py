"""Writing: a division becomes a plan, figure by figure, in the words of the policy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from flint import fmpq

from optimizer.claims import Claims
from optimizer.dividing import Division
from optimizer.errors import CheckError
from optimizer.filled import Ends, Shortfall
from optimizer.gains import Gains, gains
from optimizer.limits import broken, responsible, uses
from optimizer.merging import Merged
from optimizer.plans import (
    Award,
    Bottleneck,
    Checks,
    Conflict,
    Drop,
    Engine,
    Limitation,
    LotStop,
    Plan,
    Refusal,
    RowUse,
    Timing,
    Totals,
)
from optimizer.pricing import Cut
from optimizer.quantities import ONE, ZERO, rational, written
from optimizer.rules.cap import Cap
from optimizer.scenario import Scenario
from optimizer.screening import Screening


@dataclass(frozen=True, slots=True)
class Draft:
    """What every plan of a scenario says, whatever its outcome."""

    digest: str
    engine: Engine
    refused: dict[str, list[Refusal]]


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
    )
    if division.filling.shortfall is not None:
        return _infeasible(division, division.filling.shortfall, draft)
    ends = [passage.ends() for passage in division.filling.passages]
    bottlenecks = list(_bottlenecks(division, ends))
    lot_stops = list(_stuck(division) if searched else _lot_stops(division))
    named = frozenset(row for stop in bottlenecks for row in stop.rows)
    named |= frozenset(row for blocked in lot_stops for row in blocked.rows)
    rows = uses(division.claims, division.rows, division.delivered, division.bought, named)
    _check(division, rows)
    gained = gains(division.filling)
    awards = _awards(division, ends, gained)
    return Plan(
        scenario_digest=draft.digest,
        engine=draft.engine,
        refused=draft.refused,
        outcome="allocated",
        awards=awards,
        dropped=[
            Drop(
                application=division.claims.ids[item.application],
                entitlement=written(item.entitlement),
                minimum_units=int(division.claims.minimum[item.application]),
            )
            for item in division.dropped
        ],
        co_purchases=division.bought,
        rows=rows,
        unallocated=_unallocated(scenario, division),
        bottlenecks=bottlenecks,
        lot_stops=lot_stops,
        timing=list(_timing(division)),
        checks=Checks(rows="proved", certificate="none", lots="none"),
        totals=_totals(scenario, division, gained),
    )


def _infeasible(division: Division, shortfall: Shortfall, draft: Draft) -> Plan:
    rows = sorted(_named(shortfall.proof.merged, shortfall.proof.cut))
    short, excess = written(shortfall.excess), shortfall.excess
    units = f"{int(excess):,}" if excess.q == 1 else f"about {float(excess):,.1f}"
    sentence = (
        f"The round {shortfall.round} guarantees its claims in full, but {', '.join(rows)} "
        f"{'leaves' if len(rows) == 1 else 'together leave'} them {units} {'unit' if units == '1' else 'units'} short."
    )
    ends = [passage.ends() for passage in division.filling.passages]
    return Plan(
        scenario_digest=draft.digest,
        engine=draft.engine,
        refused=draft.refused,
        outcome="infeasible",
        bottlenecks=[*_bottlenecks(division, ends), _unmet(division, shortfall)],
        conflict=Conflict(round=shortfall.round, short_by=short, rows=rows, sentence=sentence),
        checks=Checks(rows="none", certificate="none", lots="none"),
        totals=Totals(claimed=int(division.claims.units.sum()), awarded=0),
    )


def _unmet(division: Division, shortfall: Shortfall) -> Bottleneck:
    """What shows that a guarantee cannot be met: at level 1 its claims cost more than the rows are worth."""
    unit = shortfall.proof.cut.unit
    prices = {at: unit[int(division.merged.of[at])] for at in shortfall.members}
    return Bottleneck(
        round=shortfall.round,
        rank=None if shortfall.rank is None else written(shortfall.rank),
        level="1",
        stopped={division.claims.ids[at]: written(price) for at, price in prices.items() if price > 0},
        rows=_named(shortfall.proof.merged, shortfall.proof.cut),
    )


def _check(division: Division, rows: Sequence[RowUse]) -> None:
    """Every row recomputed in exact arithmetic, every award whole lots within its claim, delivered in its window."""
    claims, delivered = division.claims, division.delivered
    units = delivered.sum(axis=1)
    limits = {row.name: row.limit for cap in division.rows.caps for label in cap.rows for row in label}
    limits |= {row.name: row.limit for row in division.rows.supply}
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
    claims, filling = division.claims, division.filling
    last = np.full(len(claims), -1, dtype=np.int64)
    for index, end in enumerate(ends):
        last[end.members] = index
    passages = [
        (passage.name, end.level.tolist(), [written(level) for level in end.levels], end.stop.tolist())
        for passage, end in zip(filling.passages, ends, strict=True)
    ]
    firms, groups = claims.attributes["firm"], claims.attributes["group"]
    firm, group = firms.codes.tolist(), groups.codes.tolist()
    types = division.merged.of.tolist()
    known: dict[tuple[int, int], list[Limitation]] = {}
    delivered, periods = division.delivered.tolist(), claims.periods
    units, claimed, places = division.delivered.sum(axis=1).tolist(), claims.units.tolist(), last.tolist()
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
            firm=firms.values[firm[at]],
            group=groups.values[group[at]],
            claim=claimed[at],
            entitlement=gained.entitlement[cell],
            given=gained.given[cell],
            units=units[at],
            periods={period: count for period, count in zip(periods, delivered[at], strict=True) if count},
            round=round_name,
            level=level,
            limited_by=limited,
        )
    return awards


def _named(merged: Merged, cut: Cut) -> dict[str, str]:
    """Rows by name with their prices; what holds a type to its own claims follows from the others."""
    priced = {merged.rows[row].name: written(price) for row, price in cut.prices.items() if row not in merged.tops}
    return dict(sorted(priced.items()))


def _bottlenecks(division: Division, ends: Sequence[Ends]) -> Iterator[Bottleneck]:
    claims, filling, of = division.claims, division.filling, division.merged.of
    stopped: dict[int, list[int]] = {}
    for end in ends:
        for stop in np.unique(end.stop[end.members & (end.stop >= 0)]).tolist():
            stopped[stop] = np.flatnonzero(end.members & (end.stop == stop)).tolist()
    for index, stop in enumerate(filling.stops):
        unit = {k: written(stop.proof.cut.unit[k]) for k in stop.stopped}
        yield Bottleneck.model_construct(
            round=stop.round,
            rank=None if stop.rank is None else written(stop.rank),
            level=written(stop.level),
            stopped={claims.ids[at]: unit[int(of[at])] for at in stopped.get(index, [])},
            rows=_named(stop.proof.merged, stop.proof.cut),
        )


def _lot_stops(division: Division) -> Iterator[LotStop]:
    """Why lots were not granted: by an inequality, a pool, or the rows that one more would overdraw."""
    handout, ids, pools = division.handout, division.claims.ids, division.filling.pools
    overdrawn = {at: stuck.rows for stuck in division.stuck for at in stuck.applications}
    for stop in handout.stops if handout is not None else ():
        cut = division.lot_cuts[stop.bound]
        by_rows: dict[tuple[tuple[str, str], ...], list[str]] = {}
        for at in stop.blocked.tolist():
            if cut is not None:
                rows = _named(division.merged, cut)
            else:
                named = (f"pool[{pools[stop.bound][0]}]",) if stop.bound < len(pools) else overdrawn[at]
                rows = dict.fromkeys(named, "1")
            by_rows.setdefault(tuple(rows.items()), []).append(ids[at])
        yield from (LotStop(rows=dict(rows), blocked=blocked) for rows, blocked in by_rows.items())


UNPRICED = (
    "No prices show it: whole lots in every period, or purchases in whole units, leave less room than prices can tell."
)


def _timing(division: Division) -> Iterator[Timing]:
    for late in division.late:
        yield Timing(
            period=division.claims.periods[late.period],
            rows={} if late.cut is None else _named(division.merged, late.cut),
            blocked=[division.claims.ids[at] for at in late.applications.tolist()],
            because=UNPRICED if late.cut is None else "",
        )


def _stuck(division: Division) -> Iterator[LotStop]:
    ids = division.claims.ids
    for stuck in division.stuck:
        yield LotStop(rows=dict.fromkeys(stuck.rows, "1"), blocked=[ids[at] for at in stuck.applications])


def _unallocated(scenario: Scenario, division: Division) -> dict[str, int]:
    """What caps on all units of a product leave; where there is none, what its claims went without."""
    claims = division.claims
    products = claims.attributes["product"]
    whole = {
        name
        for name, rule in scenario.policy.rules.items()
        if isinstance(rule, Cap) and rule.per is None and rule.measure == "units" and not rule.where
    }
    left: dict[str, int] = {}
    for code, name in enumerate(products.values):
        mine = products.codes == code
        awarded = int(division.delivered[mine].sum())
        totals = [_total(scenario, division, rule) for rule in sorted(whole)]
        short = int(claims.units[mine].sum()) - awarded
        everything = int(division.delivered.sum())
        left[str(name)] = min((int(total.floor()) - everything for total in totals), default=short)
    return dict(sorted(left.items()))


def _total(scenario: Scenario, division: Division, name: str) -> fmpq:
    caps = {rule: item for rule, item in scenario.policy.rules.items() if isinstance(item, Cap)}
    return caps[name].total(division.claims, caps)


def _totals(scenario: Scenario, division: Division, gained: Gains) -> Totals:
    claims = division.claims
    units = division.delivered.sum(axis=1)
    duty, landed = _cost(scenario, claims, units)
    return Totals(
        claimed=int(claims.units.sum()),
        awarded=int(units.sum()),
        by_round=gained.by_round(units, claims.lot),
        by_use_case=_by(claims, "use_case", units),
        by_kind=_by(claims, "firm.kind", units),
        by_period={
            name: int(total) for name, total in zip(claims.periods, division.delivered.sum(axis=0), strict=True)
        },
        duty_usd=duty,
        landed_cost_usd=landed,
    )


def _by(claims: Claims, attribute: str, units: np.ndarray[tuple[int], np.dtype[np.int64]]) -> dict[str, int]:
    column = claims.attributes[attribute]
    total = np.bincount(column.codes, weights=units, minlength=len(column.values))
    return dict(
        sorted((str(name), int(count)) for name, count in zip(column.values, total, strict=True) if name is not None)
    )


def _cost(
    scenario: Scenario, claims: Claims, units: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> tuple[str | None, str | None]:
    """Duty, and price with duty, of all awards in US dollars; None where a product has no price."""
    products = claims.attributes["product"]
    duty = landed = ZERO
    for code, name in enumerate(products.values):
        product = scenario.products[str(name)]
        if product.price_usd is None:
            return None, None
        value = rational(product.price_usd) * int(units[products.codes == code].sum())
        rate = rational(product.duty or 0)
        duty, landed = duty + value * rate, landed + value * (ONE + rate)
    return written(duty), written(landed)
