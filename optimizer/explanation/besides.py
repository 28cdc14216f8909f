"""Besides: a stop in, the limits out that had no part in its proof and are used up as well.

Where several limits are reached at once, a proof names one of them, and which one says nothing about the case. All of
this is read from the entitlements and the rows, so it is the same whatever they are called.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flint import fmpq

from optimizer.division import Claimant
from optimizer.divisions import DIVISIONS
from optimizer.divisions.proportional import proportional
from optimizer.entitling.pricing import priced
from optimizer.explanation.crowds import crowds
from optimizer.explanation.ground import Ground
from optimizer.explanation.reasons import Reason
from optimizer.explanation.stops import StopsToo, UsedUpToo
from optimizer.model.merging import Merged
from optimizer.quantities import ONE, ZERO, figure


def besides(ground: Ground, name: str, index: int) -> Iterator[Reason]:
    """The other limits that every unit of an application draws on and that are used up.

    What was bought before is never among them: in its place, supply can be bought.

    Args:
        index: the bottleneck.
    """
    limits = [item.row for item in ground.award(name).limited_by]
    round_name = ground.plan.bottlenecks[index].round
    found = {}
    for row in sorted(_candidates(ground, name, round_name).difference(limits)):
        drawn = _drawn(ground, row)
        if name in drawn:
            found[row] = _alone(ground, index, row, drawn)
    alone = [row for row, by_itself in found.items() if by_itself]
    used_up = [row for row, by_itself in found.items() if not by_itself]
    if alone:
        yield StopsToo(round=round_name, rows=alone, limits=limits)
    if used_up:
        yield UsedUpToo(round=round_name, rows=used_up, limits=limits)


def _candidates(ground: Ground, name: str, round_name: str) -> set[str]:
    """The caps and supplies on which an application may draw, and the pool of a round."""
    merged = ground.merged
    item = merged.types[int(merged.of[ground.at[name]])]
    rows = {row for row, _ in item.caps if row not in merged.tops}
    if item.classed >= 0:
        worth = merged.worth[item.classed]
        rows |= {row for (product, _), row in merged.supply.items() if worth.get(product, ZERO) > 0}
    pool = {f"pool[{round_name}]"} if ground.steps[round_name].pool is not None else set()
    return {merged.rows[row].name for row in rows} | pool


def _drawn(ground: Ground, row: str) -> Mapping[str, fmpq]:
    """What one unit of each application takes of a row, however it is delivered; nothing if it is not used up so."""
    return ground.once(("drawn", row), lambda: _used_up(ground, row))


def _used_up(ground: Ground, row: str) -> Mapping[str, fmpq]:
    for step in ground.steps.values():
        if row == f"pool[{step.name}]":
            inside = [name for name, award in ground.plan.awards.items() if step.name in award.given]
            given = sum((figure(ground.award(name).given[step.name]) for name in inside), ZERO)
            return dict.fromkeys(inside, ONE) if given == step.pool else {}
    types = ground.once(("types", 0), lambda: _Types.of(ground))
    prices = _prices(ground.merged, types.rows[row])
    used = sum((price * types.units[k] for k, price in prices.items()), ZERO)
    full = used == ground.merged.rows[types.rows[row]].limit
    return {name: price for k, price in prices.items() for name in types.names[k]} if full else {}


def _prices(merged: Merged, row: int) -> dict[int, fmpq]:
    """What one unit of each type takes of a row at the least."""
    if row in merged.supply.values():
        return {k: price for k, price in enumerate(priced(merged, {row: ONE}).unit) if price}
    first, last = merged.rows[row].first, merged.rows[row].last
    takers = ((k, amount, merged.types[k]) for k, amount in merged.takers[row] if amount > 0)
    return {k: amount for k, amount, item in takers if first <= item.first and item.last <= last}


@dataclass(frozen=True, slots=True)
class _Types:
    """Rows by name, and for each type who is of it and the units that these are entitled to."""

    rows: Mapping[str, int]
    names: Mapping[int, Sequence[str]]
    units: Mapping[int, fmpq]

    @classmethod
    def of(cls, ground: Ground) -> _Types:
        merged = ground.merged
        names: dict[int, list[str]] = defaultdict(list)
        units: dict[int, fmpq] = defaultdict(lambda: ZERO)
        for name, award in ground.plan.awards.items():
            k = int(merged.of[ground.at[name]])
            names[k].append(name)
            units[k] += figure(award.entitlement)
        return cls({row.name: at for at, row in enumerate(merged.rows) if at not in merged.tops}, names, units)


def _alone(ground: Ground, index: int, row: str, drawn: Mapping[str, fmpq]) -> bool:
    """Whether nobody who draws on a row came further than a stop, so that the row alone makes the same stop there."""
    return ground.once((f"alone {row}", index), lambda: _none_beyond(ground, index, row, drawn))


def _none_beyond(ground: Ground, index: int, row: str, drawn: Mapping[str, fmpq]) -> bool:
    stop, inside = ground.plan.bottlenecks[index], frozenset(crowds(ground, index).entrants)
    order = list(ground.steps)
    later = [] if row == f"pool[{stop.round}]" else order[order.index(stop.round) + 1 :]
    targets = ground.once(("targets", index), lambda: _targets(ground, index))
    for name in drawn:
        given = ground.award(name).given
        here = figure(given.get(stop.round, "0"))
        if any(figure(given[step]) for step in later if step in given):
            return False
        if name in inside:
            if here > targets[name]:
                return False
        elif here and (stop.rank is None or ground.score(stop.round, name) < figure(stop.rank)):
            return False
    return True


def _targets(ground: Ground, index: int) -> Mapping[str, fmpq]:
    """The units that a round is to give each who takes part in a filling, at the level of a stop."""
    stand, stop = crowds(ground, index), ground.plan.bottlenecks[index]
    step, level = ground.steps[stop.round], figure(stop.level)
    claiming = {owner: Claimant(claim, step.weight[owner]) for owner, claim in stand.claimed.items() if claim}
    paths = DIVISIONS.get(step.divide, proportional)(list(claiming.values())) if claiming else []
    share = {owner: path.share(level) for owner, path in zip(claiming, paths, strict=True)}
    owners = step.claimant.tolist()
    return {name: ground.left(name, stop.round) * share.get(owners[ground.at[name]], ZERO) for name in stand.entrants}
