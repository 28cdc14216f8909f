"""Division: the rounds gone through again by their bottlenecks alone, which gives every entitlement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from optimizer.certificate.alike import Alike, alike
from optimizer.certificate.entrants import enter, fillings
from optimizer.certificate.exact import Flaw, figure, weighted
from optimizer.certificate.facts import Facts
from optimizer.certificate.filling import Filling, Queue, Raised, Stated
from optimizer.certificate.ground import Ground
from optimizer.certificate.histories import History
from optimizer.certificate.limits import Limits
from optimizer.certificate.prices import PriceList


@dataclass(frozen=True)
class Division:
    """What each claim is entitled to, in the order of the claims."""

    histories: Alike[History]
    """How each claim went through the rounds."""
    pools: Mapping[str, Fraction]
    """Row of each pool to the units that its members may have from it and from other rounds."""
    in_pools: Alike[frozenset[str]]
    """For each claim, the pools that it takes part in."""


def divide(facts: Facts, limits: Limits, bottlenecks: Sequence[Stated], dropped: frozenset[str]) -> Division:
    """Raise the claims round by round, checking every bottleneck on the way.

    Raises:
        Flaw: where a bottleneck does not prove its stop.
    """
    course = _Course(facts, limits, bottlenecks, dropped)
    for name, rule in course.rounds:
        if course.run(name, rule) is not None:
            raise Flaw(f"round {name} is said to fall short, so nothing can be allocated")
    if course.queue:
        at, left = course.queue[0]
        raise Flaw(f"bottleneck {at + 1} of the plan is not in its place: round {left.round} stops nobody by it there")
    return course.division()


def shortfall(
    facts: Facts, limits: Limits, bottlenecks: Sequence[Stated], dropped: frozenset[str]
) -> tuple[str, Fraction, Alike[History]]:
    """The guaranteed round that cannot be met, by how many units, as the last bottleneck shows; what was held by then.

    Raises:
        Flaw: if the bottlenecks do not show that.
    """
    course = _Course(facts, limits, bottlenecks, dropped)
    for name, rule in course.rounds:
        short = course.run(name, rule)
        if short is not None and not course.queue:
            return name, short, course.histories
    raise Flaw("nothing in the plan shows that a guaranteed round cannot be met")


class _Course:
    """The rounds on their way."""

    def __init__(self, facts: Facts, limits: Limits, bottlenecks: Sequence[Stated], dropped: frozenset[str]) -> None:
        self._facts, self._limits, self._dropped = facts, limits, dropped
        self._prices = PriceList(limits, facts.periods)
        self.histories = Alike([0] * len(facts.claims), [History(Fraction(0), {}, None)])
        self._pooled: dict[str, tuple[list[int], Fraction]] = {}
        self.queue: Queue = list(enumerate(bottlenecks))
        self.rounds = sorted(facts.policy["rounds"].items(), key=lambda item: int(item[1]["order"]))

    def run(self, name: str, rule: Mapping[str, Any]) -> Fraction | None:
        """Go through one round; by how much it falls short if its guarantee cannot be met."""
        facts = self._facts
        ground = Ground(facts, self._limits, self._prices, name, rule, self.histories)
        gained = Fraction(0)
        for rank, members in fillings(facts, rule, ground.members):
            present = [index for index in members if facts.claims[index].id not in self._dropped]
            entrants = enter(facts, rule, self.histories, rank, present)
            raised = Filling(ground, facts.claims, entrants).run(self.queue)
            if isinstance(raised, Fraction):
                return raised
            self._add(name, entrants.claims, raised)
            gained += raised.together
        if rule["pool"] is not None:
            left = figure(rule["pool"]) - gained
            if left < 0:
                raise Flaw(f"round {name} gives {gained} units, and its pool is {figure(rule['pool'])}")
            self._pooled[f"pool[{name}]"] = ground.members, left
        return None

    def _add(self, name: str, claims: Sequence[int], raised: Raised) -> None:
        """Add what some claims gained in a round to their histories."""
        of, distinct = list(self.histories.of), list(self.histories.distinct)
        for claim, at in zip(claims, raised.of, strict=True):
            of[claim] = len(distinct) + at
        for past, gain, passage in zip(raised.pasts, raised.gains, raised.passages, strict=True):
            before = distinct[past]
            units = before.units + gain if before.units else gain
            distinct.append(History(units, {**before.given, name: gain}, passage))
        self.histories = Alike(of, distinct)

    def division(self) -> Division:
        """What the rounds came to."""
        of, distinct = self.histories
        pools = {
            row: left + weighted((distinct[at].units, n) for at, n in Counter(map(of.__getitem__, members)).items())
            for row, (members, left) in self._pooled.items()
        }
        return Division(self.histories, pools, _in_pools(self._pooled, len(of)))


def _in_pools(pooled: Mapping[str, tuple[list[int], Fraction]], count: int) -> Alike[frozenset[str]]:
    rows: list[list[str]] = [[] for _ in range(count)]
    for row, (members, _) in pooled.items():
        for index in members:
            rows[index].append(row)
    return alike(map(tuple, rows)).by(frozenset)
