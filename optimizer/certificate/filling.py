"""Filling: entrants are raised together, each until a bottleneck stops it or it has all that it may reach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from optimizer.certificate.entrants import Entrant, Entrants
from optimizer.certificate.exact import Flaw, exact, total
from optimizer.certificate.facts import Claim
from optimizer.certificate.ground import Bound, Ground
from optimizer.certificate.paths import ONE, ZERO
from optimizer.plans import Bottleneck

Queue = list[tuple[int, Bottleneck]]
"""Bottlenecks still to come, each with its index in the plan."""


class Stop(NamedTuple):
    """Where a group of entrants stopped."""

    level: Fraction
    bottleneck: int | None
    """Index of the bottleneck; None for a group that went all the way."""


END = Stop(ONE, None)


class Passage(NamedTuple):
    """How a claim went through a filling."""

    round: str
    level: Fraction
    """The highest level at which it gets no more than it has."""
    stop: Stop
    """Where it was stopped; the end for one that has all that it may reach."""
    footprint: int
    """What the claim takes of the limits."""


@dataclass(frozen=True)
class Raised:
    """What entrants gained, and how, by index of the claim."""

    gains: Mapping[int, Fraction]
    passages: Mapping[int, Passage]


class Filling:
    """One filling in the making."""

    def __init__(self, ground: Ground, claims: Sequence[Claim], entrants: Entrants) -> None:
        self._ground, self._claims = ground, claims
        self._entrants = entrants
        self._by_group: dict[int, list[Entrant]] = defaultdict(list)
        for entrant in entrants.listed:
            self._by_group[ground.groups[entrant.claim]].append(entrant)
        self._rising = {group: self._parts(those) for group, those in self._by_group.items()}
        for group, parts in self._rising.items():
            ground.most[group] = ground.held[group] + total(units for _, units in parts)
        self._stops: dict[int, Stop] = {}
        self._shares: tuple[Fraction, dict[int, Fraction]] = ZERO, {}

    def run(self, queue: Queue) -> Raised | Fraction:
        """Take the bottlenecks of this filling off the queue, check each and stop whom it names.

        Returns:
            What everybody gained; or, where a guarantee cannot be met, by how much it falls short.

        Raises:
            Flaw: where a bottleneck does not prove its stop.
        """
        best = self._best(queue) if self._ground.maximises else None
        lowest = ZERO
        while queue and self._owns(queue[0][1]):
            at, bottleneck = queue.pop(0)
            if self._ground.guaranteed:
                return self._shortfall(at, bottleneck)
            lowest = self._stop(at, bottleneck, lowest)
        for group in list(self._rising):
            self._freeze(group, END)
        if best is not None and best != self._ground.score:
            raise Flaw(
                f"round {self._ground.name} gives a total score of {self._ground.score}, "
                f"and what it states about the best total proves no more than that it is at most {best}"
            )
        return self._raised()

    def _shortfall(self, at: int, bottleneck: Bottleneck) -> Fraction:
        """By how many units, at the dearest price, all that is asked for here costs more than the rows are worth."""
        what = _named(at, bottleneck)
        if exact(bottleneck.level) != 1:
            raise Flaw(f"{what}: this round is guaranteed in full, so nobody may stop below level 1")
        bound = self._priced(what, bottleneck)
        self._check_names(what, bottleneck, bound.prices, ZERO)
        excess = self._cost(bound.prices, ONE) - bound.worth
        if excess <= 0:
            raise Flaw(f"{what}: what everybody is to have in this round costs no more than the rows are worth")
        return excess / max(bound.prices.values())

    def _owns(self, bottleneck: Bottleneck) -> bool:
        """Whether a bottleneck belongs to this filling."""
        rank = None if bottleneck.rank is None else exact(bottleneck.rank)
        return bottleneck.round == self._ground.name and rank == self._entrants.rank

    def _best(self, queue: Queue) -> Fraction:
        """The largest score-weighted total, by the first bottleneck of a round that maximises."""
        if not queue or not self._owns(queue[0][1]) or queue[0][1].stopped:
            raise Flaw(f"nothing shows that no plan has a larger total score in round {self._ground.name}")
        at, bottleneck = queue.pop(0)
        try:
            return self._ground.hold_best(bottleneck.rows)
        except Flaw as flaw:
            raise Flaw(f"{_named(at, bottleneck)}: {flaw}") from None

    def _share(self, path: int, level: Fraction) -> Fraction:
        """The share on a path at a level."""
        if self._shares[0] != level:
            self._shares = level, {}
        if path not in self._shares[1]:
            self._shares[1][path] = self._entrants.paths[path].share(level)
        return self._shares[1][path]

    def _parts(self, entrants: Sequence[Entrant]) -> list[tuple[int, Fraction]]:
        """The paths in a group, by index, each with the units that may be gained on it."""
        left: dict[int, list[Fraction]] = defaultdict(list)
        for entrant in entrants:
            left[entrant.path].append(entrant.left)
        return [(path, total(units)) for path, units in left.items()]

    def _stop(self, at: int, bottleneck: Bottleneck, lowest: Fraction) -> Fraction:
        """Check one bottleneck and freeze the groups it stops; its level."""
        what = _named(at, bottleneck)
        level = exact(bottleneck.level)
        if not lowest <= level < 1:
            raise Flaw(f"{what}: its level must be below 1 and not below the {lowest} of the one before it")
        bound = self._priced(what, bottleneck)
        self._check_names(what, bottleneck, bound.prices, level)
        cost = self._cost(bound.prices, level)
        if cost != bound.worth:
            relation = "less" if cost < bound.worth else "more"
            raise Flaw(
                f"{what}: what everybody has there costs {cost} at its prices, {relation} than the {bound.worth} that "
                "the rows are worth, so it does not show why anybody has to stop there"
            )
        for group in bound.prices.keys() & self._rising.keys():
            self._freeze(group, Stop(level, at))
        return level

    def _priced(self, what: str, bottleneck: Bottleneck) -> Bound:
        try:
            return self._ground.priced(bottleneck.rows)
        except Flaw as flaw:
            raise Flaw(f"{what}: {flaw}") from None

    def _cost(self, prices: Mapping[int, Fraction], level: Fraction) -> Fraction:
        """What everybody's units cost, the rising ones at what they are to have at a level."""
        by_price: dict[Fraction, list[Fraction]] = defaultdict(list)
        for group, price in prices.items():
            amounts = by_price[price]
            amounts.append(self._ground.held[group])
            amounts += [units * self._share(path, level) for path, units in self._rising.get(group, ())]
        return total(price * total(amounts) for price, amounts in by_price.items())

    def _check_names(self, what: str, bottleneck: Bottleneck, prices: Mapping[int, Fraction], level: Fraction) -> None:
        """Whom a bottleneck names is exactly whom its prices keep from more, each at its price."""
        expected = {
            self._claims[entrant.claim].id: prices[group]
            for group in prices.keys() & self._rising.keys()
            for entrant in self._by_group[group]
            if self._share(entrant.path, level) < 1
        }
        named = {name: exact(price) for name, price in bottleneck.stopped.items()}
        if not expected:
            raise Flaw(f"{what}: it stops nobody")
        for name in sorted(expected.keys() | named.keys()) if named != expected else ():
            if name not in named:
                raise Flaw(f"{what}: it stops {name} as well, at a price of {expected[name]}, and does not name it")
            if name not in expected:
                raise Flaw(f"{what}: it names {name}, which it does not stop")
            if named[name] != expected[name]:
                raise Flaw(f"{what}: the price of a unit of {name} is {expected[name]}, not {bottleneck.stopped[name]}")

    def _freeze(self, group: int, stop: Stop) -> None:
        gained = (units * self._share(path, stop.level) for path, units in self._rising.pop(group))
        self._ground.held[group] += total(gained)
        self._stops[group] = stop

    def _raised(self) -> Raised:
        """What each entrant gained: the share of its claimant's path at the level where its group stopped."""
        gains: dict[int, Fraction] = {}
        passages: dict[int, Passage] = {}
        known: dict[tuple[int, int | None], tuple[Fraction, Fraction]] = {}
        for group, entrants in self._by_group.items():
            stop, footprint = self._stops[group], self._ground.footprint(group)
            ended: dict[int, Passage] = {}
            for entrant in entrants:
                key = (entrant.path, stop.bottleneck)
                if key not in known:
                    path = self._entrants.paths[entrant.path]
                    share = path.share(stop.level)
                    known[key] = share, path.level(share)
                share, level = known[key]
                if entrant.path not in ended:
                    end = END if share == 1 else stop
                    ended[entrant.path] = Passage(self._ground.name, level, end, footprint)
                passages[entrant.claim] = ended[entrant.path]
                gains[entrant.claim] = entrant.left * share
        return Raised(gains, passages)


def _named(at: int, bottleneck: Bottleneck) -> str:
    return f"bottleneck {at + 1} of the plan (round {bottleneck.round}, level {bottleneck.level})"
