"""Division: the rounds gone through again by their bottlenecks alone, which gives every entitlement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from optimizer.certificate.entrants import enter, fillings
from optimizer.certificate.exact import Flaw, figure, total
from optimizer.certificate.facts import Facts
from optimizer.certificate.filling import Filling, Passage, Queue
from optimizer.certificate.ground import Ground
from optimizer.certificate.limits import Limits
from optimizer.certificate.prices import PriceList
from optimizer.plans import Bottleneck


@dataclass(frozen=True)
class Division:
    """What each claim is entitled to, in the order of the claims."""

    units: tuple[Fraction, ...]
    passages: tuple[Passage | None, ...]
    """How each claim went through the last round that it took part in."""
    pools: Mapping[str, Fraction]
    """Row of each pool to the units that its members may have from it and from other rounds."""
    in_pools: tuple[frozenset[str], ...]
    """For each claim, the pools that it takes part in."""


def divide(facts: Facts, limits: Limits, bottlenecks: Sequence[Bottleneck], dropped: frozenset[str]) -> Division:
    """Raise the claims round by round, checking every bottleneck on the way.

    Raises:
        Flaw: where a bottleneck does not prove its stop.
    """
    queue: Queue = list(enumerate(bottlenecks))
    units = [Fraction(0)] * len(facts.claims)
    passages: list[Passage | None] = [None] * len(facts.claims)
    prices = PriceList(limits, facts.periods)
    pooled: dict[str, tuple[list[int], Fraction]] = {}
    for name, rule in sorted(facts.policy["rounds"].items(), key=lambda item: int(item[1]["order"])):
        ground = Ground(facts, limits, prices, name, rule, units)
        gained = Fraction(0)
        for rank, members in fillings(facts, rule, ground.members):
            present = [index for index in members if facts.claims[index].id not in dropped]
            raised = Filling(ground, facts.claims, enter(facts, rule, units, rank, present)).run(queue)
            for index, gain in raised.gains.items():
                units[index] += gain
                passages[index] = raised.passages[index]
            gained += total(raised.gains.values())
        if rule["pool"] is not None:
            pooled[f"pool[{name}]"] = ground.members, figure(rule["pool"]) - gained
    if queue:
        at, left = queue[0]
        raise Flaw(f"bottleneck {at + 1} of the plan is not in its place: round {left.round} stops nobody by it there")
    in_pools = _in_pools(pooled, len(units))
    pools = {row: left + total(units[index] for index in members) for row, (members, left) in pooled.items()}
    return Division(tuple(units), tuple(passages), pools, in_pools)


def _in_pools(pooled: Mapping[str, tuple[list[int], Fraction]], count: int) -> tuple[frozenset[str], ...]:
    rows: list[list[str]] = [[] for _ in range(count)]
    for row, (members, _) in pooled.items():
        for index in members:
            rows[index].append(row)
    known: dict[tuple[str, ...], frozenset[str]] = {}
    return tuple(known.setdefault(tuple(names), frozenset(names)) for names in rows)
