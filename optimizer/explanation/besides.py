"""Besides: a stop in, the limits out that had no part in its proof and are used up as well.

Where several limits are reached at once, a proof names one of them, and which one says nothing about the case. All of
this is read from the entitlements and the rows, so it is the same whatever they are called.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flint import fmpq

from optimizer.division import Claimant
from optimizer.divisions import DIVISIONS
from optimizer.divisions.proportional import proportional
from optimizer.entitling.pricing import priced
from optimizer.explanation.crowds import crowds
from optimizer.explanation.ground import Ground, figure
from optimizer.explanation.reasons import Reason
from optimizer.explanation.stops import StopsToo, UsedUpToo
from optimizer.quantities import ONE, ZERO


def besides(ground: Ground, name: str, index: int) -> Iterator[Reason]:
    """The other limits that every unit of an application draws on and that are used up.

    Args:
        index: the bottleneck.
    """
    limits = [item.row for item in ground.award(name).limited_by]
    round_name = ground.plan.bottlenecks[index].round
    found = {}
    others = {f"pool[{step}]" for step in ground.steps if step != round_name}
    for row in sorted(ground.draws(name).difference(limits, others)):
        drawn = _drawn(ground, row)
        if drawn is not None and name in drawn:
            found[row] = _alone(ground, index, row, drawn)
    alone = [row for row, by_itself in found.items() if by_itself]
    used_up = [row for row, by_itself in found.items() if not by_itself]
    if alone:
        yield StopsToo(round=round_name, rows=alone, limits=limits)
    if used_up:
        yield UsedUpToo(round=round_name, rows=used_up, limits=limits)


def _drawn(ground: Ground, row: str) -> Mapping[str, fmpq] | None:
    """What one unit of each application takes of a row however it is delivered; None if the row is not used up so."""
    return ground.once(("drawn", row), lambda: _used_up(ground, row))


def _used_up(ground: Ground, row: str) -> Mapping[str, fmpq] | None:
    for step in ground.steps.values():
        if row == f"pool[{step.name}]":
            inside = [name for name, award in ground.plan.awards.items() if step.name in award.given]
            given = sum((figure(ground.award(name).given[step.name]) for name in inside), ZERO)
            return dict.fromkeys(inside, ONE) if given == step.pool else None
    merged = ground.merged
    at = next((at for at, item in enumerate(merged.rows) if item.name == row and at not in merged.tops), None)
    if at is None:
        return None
    cut = priced(merged, {at: ONE})
    units = ground.once(("units of types", 0), lambda: _units(ground))
    if sum((cut.unit[k] * count for k, count in units.items()), ZERO) != cut.worth:
        return None
    of = merged.of.tolist()
    return {name: cut.unit[of[ground.at[name]]] for name in ground.plan.awards if cut.unit[of[ground.at[name]]]}


def _units(ground: Ground) -> Mapping[int, fmpq]:
    """Units that each type is entitled to, of those that are entitled to any."""
    units: dict[int, fmpq] = {}
    for name, award in ground.plan.awards.items():
        if award.entitlement != "0":
            k = int(ground.merged.of[ground.at[name]])
            units[k] = units.get(k, ZERO) + figure(award.entitlement)
    return units


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
