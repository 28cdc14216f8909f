"""Peers: who stopped with an application, who went further and why that is fair, and who had been served before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from optimizer.explanation.ground import Ground, figure
from optimizer.explanation.reasons import Reason
from optimizer.explanation.stops import HaveAll, ServedBefore, StoppedWith, WentFurther
from optimizer.quantities import ZERO, written


def peers(ground: Ground, name: str, index: int) -> Iterator[Reason]:
    """How the others stand to the stop of an application.

    At the prices of the stop, the units of all together cost no more than the limits are worth, in every plan, and they
    cost just that. So to give it more, one whose units have a price has to get less; those are who shares its limits.
    Whoever stopped before it has come less far, and who has all it may reach is past no level; who went further has no
    price.

    Args:
        index: the bottleneck.
    """
    stop, firm = ground.plan.bottlenecks[index], ground.award(name).firm
    rivals = [other for other in ground.entrants(stop.round, stop.rank) if other != name]
    after = {other: ground.stops.get((other, stop.round), len(ground.plan.bottlenecks)) for other in rivals}
    beside = [other for other in rivals if after[other] == index]
    if beside:
        yield StoppedWith(**_told(ground, stop.round, beside, firm))
    beyond = [other for other in rivals if after[other] > index]
    sharing = [other for other in beyond if ground.price(index, other) > 0]
    if sharing:
        yield HaveAll(**_told(ground, stop.round, sharing, firm))
    free = [other for other in beyond if ground.price(index, other) == 0]
    if free:
        rows = [item.row for item in ground.award(name).limited_by]
        yield WentFurther(**_told(ground, stop.round, free, firm), rows=rows)
    yield from _served_before(ground, name, index, [name, *rivals])


def _served_before(ground: Ground, name: str, index: int, inside: Sequence[str]) -> Iterator[Reason]:
    """Who had units of a price before this filling began."""
    stop, taking_part = ground.plan.bottlenecks[index], set(inside)
    order = list(ground.steps)
    held, rounds = {}, set()
    for other, award in ground.plan.awards.items():
        before = {step for step in award.given if order.index(step) < order.index(stop.round)}
        if stop.round in award.given and other not in taking_part and _outranks(ground, stop.round, other, stop.rank):
            before.add(stop.round)
        units = sum((figure(award.given[step]) for step in before), ZERO)
        if other != name and units > 0 and ground.price(index, other) > 0:
            held[other] = units
            rounds |= {step for step in before if figure(award.given[step]) > 0}
    if held:
        yield ServedBefore(
            **_told(ground, stop.round, list(held), ground.award(name).firm),
            rounds=sorted(rounds, key=order.index),
            units=written(sum(held.values(), ZERO)),
        )


def _outranks(ground: Ground, round_name: str, other: str, rank: str | None) -> bool:
    """Whether an application was served in this round for a higher score."""
    return rank is not None and ground.score(round_name, other) > figure(rank)


def _told(ground: Ground, round_name: str, names: Sequence[str], firm: str) -> dict[str, Any]:
    return {
        "round": round_name,
        "applications": sorted(names),
        "count": len(names),
        "firms": ground.firms(names, firm),
    }
