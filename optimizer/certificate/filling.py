"""Filling: entrants are raised together, each until a bottleneck stops it or it has all that it may reach."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from optimizer.certificate.alike import alike
from optimizer.certificate.entrants import Entrants
from optimizer.certificate.exact import Flaw, exact, states, total, weighted
from optimizer.certificate.facts import Claim
from optimizer.certificate.ground import Bound, Ground
from optimizer.certificate.histories import END, Passage, Stop
from optimizer.certificate.paths import ONE, ZERO
from optimizer.plans import Bottleneck, Halt

Stated = Bottleneck | Halt
"""A stop as the plan states it, with or without whom it stopped."""
Queue = list[tuple[int, Stated]]
"""Bottlenecks still to come, each with its index in the plan."""


@dataclass(frozen=True)
class Raised:
    """What entrants gained, and how: once for all of one past that stopped alike."""

    of: Sequence[int]
    """For each entrant, which of the following is its own."""
    pasts: Sequence[int]
    """The place of its history before."""
    gains: Sequence[Fraction]
    passages: Sequence[Passage]
    together: Fraction
    """What all entrants gained together."""


class Filling:
    """One filling in the making.

    Entrants of one group on one path are a spot: they have the same share of what they may gain at every level.
    """

    def __init__(self, ground: Ground, claims: Sequence[Claim], entrants: Entrants) -> None:
        self._ground, self._entrants = ground, entrants
        spots = alike(zip((ground.groups[claim] for claim in entrants.claims), entrants.path_of, strict=True))
        self._spots = spots.distinct
        self._cells = alike(zip(spots.of, entrants.pasts.of, strict=True))
        self._spot_of = {claims[claim].id: spot for claim, spot in zip(entrants.claims, spots.of, strict=True)}
        self._sizes = Counter(spots.of)
        parts: dict[int, list[tuple[Fraction, int]]] = defaultdict(list)
        for cell, count in Counter(self._cells.of).items():
            spot, past = self._cells.distinct[cell]
            parts[spot].append((entrants.left[past], count))
        self._units = [weighted(parts[spot]) for spot in range(len(self._spots))]
        self._rising: dict[int, list[int]] = defaultdict(list)
        for spot, (group, _) in enumerate(self._spots):
            self._rising[group].append(spot)
        for group, own in self._rising.items():
            ground.most[group] = ground.held[group] + total(self._units[spot] for spot in own)
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

    def _shortfall(self, at: int, bottleneck: Stated) -> Fraction:
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

    def _owns(self, bottleneck: Stated) -> bool:
        """Whether a bottleneck belongs to this filling."""
        rank = None if bottleneck.rank is None else exact(bottleneck.rank)
        return bottleneck.round == self._ground.name and rank == self._entrants.rank

    def _best(self, queue: Queue) -> Fraction:
        """The largest score-weighted total, by the first bottleneck of a round that maximises."""
        if not queue or not self._owns(queue[0][1]) or (isinstance(queue[0][1], Bottleneck) and queue[0][1].stopped):
            raise Flaw(f"nothing shows that no plan has a larger total score in round {self._ground.name}")
        at, bottleneck = queue.pop(0)
        try:
            return self._ground.hold_best(bottleneck.rows)
        except Flaw as flaw:
            raise Flaw(f"{_named(at, bottleneck)}: {flaw}") from None

    def _share(self, spot: int, level: Fraction) -> Fraction:
        """The share of a spot at a level."""
        if self._shares[0] != level:
            self._shares = level, {}
        path = self._spots[spot][1]
        if path not in self._shares[1]:
            self._shares[1][path] = self._entrants.paths[path].share(level)
        return self._shares[1][path]

    def _gained(self, group: int, level: Fraction) -> list[Fraction]:
        """The units that each spot of a group that is still rising has gained at a level."""
        return [self._units[spot] * self._share(spot, level) for spot in self._rising.get(group, ())]

    def _stop(self, at: int, bottleneck: Stated, lowest: Fraction) -> Fraction:
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

    def _priced(self, what: str, bottleneck: Stated) -> Bound:
        try:
            return self._ground.priced(bottleneck.rows)
        except Flaw as flaw:
            raise Flaw(f"{what}: {flaw}") from None

    def _cost(self, prices: Mapping[int, Fraction], level: Fraction) -> Fraction:
        """What everybody's units cost, the rising ones at what they are to have at a level."""
        by_price: dict[Fraction, list[Fraction]] = defaultdict(list)
        for group, price in prices.items():
            by_price[price] += [self._ground.held[group], *self._gained(group, level)]
        return total(price * total(amounts) for price, amounts in by_price.items())

    def _check_names(self, what: str, bottleneck: Stated, prices: Mapping[int, Fraction], level: Fraction) -> None:
        """Whom a bottleneck names is exactly whom its prices keep from more, each at its price."""
        price_of = {
            spot: prices[group]
            for group in prices.keys() & self._rising.keys()
            for spot in self._rising[group]
            if self._share(spot, level) < 1
        }
        if not price_of:
            raise Flaw(f"{what}: it stops nobody")
        if isinstance(bottleneck, Halt):
            return
        named = bottleneck.stopped
        stated = alike((self._spot_of.get(name), price) for name, price in named.items()).distinct
        true = all(spot in price_of and states(price, price_of[spot]) for spot, price in stated)
        if true and len(named) == sum(self._sizes[spot] for spot in price_of):
            return
        for name in sorted(self._spot_of.keys() | named.keys()):
            expected = price_of.get(self._spot_of.get(name, -1))
            if expected is not None and name not in named:
                raise Flaw(f"{what}: it stops {name} as well, at a price of {expected}, and does not name it")
            if expected is None and name in named:
                raise Flaw(f"{what}: it names {name}, which it does not stop")
            if expected is not None and not states(named[name], expected):
                raise Flaw(f"{what}: the price of a unit of {name} is {expected}, not {named[name]}")

    def _freeze(self, group: int, stop: Stop) -> None:
        self._ground.held[group] += total(self._gained(group, stop.level))
        del self._rising[group]
        self._stops[group] = stop

    def _raised(self) -> Raised:
        """What each entrant gained: the share of its claimant's path at the level where its group stopped."""
        ends = alike((path, self._stops[group].bottleneck) for group, path in self._spots)
        stops = {stop.bottleneck: stop for stop in self._stops.values()}
        shares = [self._entrants.paths[path].share(stops[at].level) for path, at in ends.distinct]
        levels = [
            self._entrants.paths[path].level(share) for (path, _), share in zip(ends.distinct, shares, strict=True)
        ]
        passages = [
            Passage(
                self._ground.name,
                levels[end],
                END if shares[end] == 1 else self._stops[group],
                self._ground.footprint(group),
            )
            for (group, _), end in zip(self._spots, ends.of, strict=True)
        ]
        left, cells = self._entrants.left, self._cells
        gains = alike((past, ends.of[spot]) for spot, past in cells.distinct)
        gained = [left[past] * shares[end] for past, end in gains.distinct]
        return Raised(
            of=cells.of,
            pasts=[self._entrants.pasts.distinct[past][0] for _, past in cells.distinct],
            gains=[gained[at] for at in gains.of],
            passages=[passages[spot] for spot, _ in cells.distinct],
            together=total(units * shares[end] for units, end in zip(self._units, ends.of, strict=True)),
        )


def _named(at: int, bottleneck: Stated) -> str:
    return f"bottleneck {at + 1} of the plan (round {bottleneck.round}, level {bottleneck.level})"
