"""Crowds: what is the same for everybody that stopped at one bottleneck, worked out once for all their explanations."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from flint import fmpq

from optimizer.explanation.ground import Ground
from optimizer.quantities import ZERO, figure


@dataclass(frozen=True)
class Crowd:
    """Some applications, in the order of their names, with their firms."""

    names: tuple[str, ...]
    firms: frozenset[str]

    def without(self, name: str) -> list[str]:
        """All but one."""
        at = bisect_left(self.names, name)
        return [*self.names[:at], *self.names[at + (self.names[at : at + 1] == (name,)) :]]


def crowds(ground: Ground, index: int) -> Crowds:
    """Everybody, as they stand to a bottleneck."""
    return ground.once(("crowds", index), lambda: Crowds(ground, index))


@dataclass(frozen=True)
class Crowds:
    """Everybody, as they stand to one bottleneck.

    At the prices of the stop, the units of all together cost no more than the limits are worth, in every plan, and they
    cost just that. So to give one of the stopped more, one whose units have a price has to get less; those are who
    shares its limits. Whoever stopped before has come less far, and who has all it may reach is past no level; who went
    further has no price.
    """

    ground: Ground
    index: int

    @cached_property
    def entrants(self) -> tuple[str, ...]:
        """Who took part in the filling that ended here."""
        stop = self.ground.plan.bottlenecks[self.index]
        return tuple(self.ground.entrants(stop.round, stop.rank))

    @cached_property
    def beside(self) -> Crowd:
        """Who stopped here."""
        return self._crowd(name for name in self.entrants if self._after(name) == self.index)

    @cached_property
    def sharing(self) -> Crowd:
        """Who draws on the same limits, and came to no stop up to here."""
        return self._crowd(name for name in self._beyond if self.ground.price(self.index, name) > 0)

    @cached_property
    def free(self) -> Crowd:
        """Who draws on none of them, and came to no stop up to here."""
        return self._crowd(name for name in self._beyond if self.ground.price(self.index, name) == 0)

    @cached_property
    def before(self) -> Crowd:
        """Who held units of a price before this filling began."""
        return self._crowd(self.held)

    @cached_property
    def held(self) -> Mapping[str, fmpq]:
        """The units of these."""
        return {name: units for name, (units, _) in self._served.items()}

    @cached_property
    def held_by_all(self) -> fmpq:
        """The units of all of these."""
        return sum(self.held.values(), ZERO)

    @cached_property
    def gave(self) -> Mapping[str, tuple[str, ...]]:
        """The rounds that gave them."""
        return {name: rounds for name, (_, rounds) in self._served.items()}

    @cached_property
    def gave_to(self) -> Mapping[str, int]:
        """To how many of them each round gave something, the rounds in their order."""
        counts = Counter(step for rounds in self.gave.values() for step in rounds)
        return {step: counts[step] for step in self.ground.steps if counts[step]}

    @cached_property
    def claimed(self) -> Mapping[int, fmpq]:
        """What each claimant could still get in the round, by the claimant's number."""
        step = self.ground.steps[self.ground.plan.bottlenecks[self.index].round]
        claimed: dict[int, fmpq] = defaultdict(lambda: ZERO)
        for name in self.entrants:
            claimed[int(step.claimant[self.ground.at[name]])] += self.ground.left(name, step.name)
        return claimed

    @cached_property
    def most(self) -> tuple[fmpq, fmpq]:
        """The largest claim of one claimant, per weight and times weight."""
        weight = self.ground.steps[self.ground.plan.bottlenecks[self.index].round].weight
        return (
            max(claim / weight[claimant] for claimant, claim in self.claimed.items()),
            max(claim * weight[claimant] for claimant, claim in self.claimed.items()),
        )

    @cached_property
    def owned(self) -> Mapping[int, frozenset[str]]:
        """The firms of each claimant."""
        step = self.ground.steps[self.ground.plan.bottlenecks[self.index].round]
        firms: dict[int, set[str]] = defaultdict(set)
        for name in self.entrants:
            firms[int(step.claimant[self.ground.at[name]])].add(self.ground.award(name).firm)
        return {claimant: frozenset(names) for claimant, names in firms.items()}

    def _after(self, name: str) -> int:
        """The bottleneck at which an application stopped in this round; one past the last if at none."""
        plan = self.ground.plan
        return self.ground.stops.get((name, plan.bottlenecks[self.index].round), len(plan.bottlenecks))

    @property
    def _beyond(self) -> Iterable[str]:
        return (name for name in self.entrants if self._after(name) > self.index)

    @cached_property
    def _served(self) -> dict[str, tuple[fmpq, tuple[str, ...]]]:
        """Units of a price held before, and the rounds that gave them, by application."""
        ground, stop = self.ground, self.ground.plan.bottlenecks[self.index]
        order, taking_part = list(ground.steps), set(self.entrants)
        earlier = set(order[: order.index(stop.round)])
        served = {}
        for name, award in ground.plan.awards.items():
            given = {step: figure(award.given[step]) for step in award.given if step in earlier}
            if stop.round in award.given and name not in taking_part and self._outranks(name):
                given[stop.round] = figure(award.given[stop.round])
            units = sum(given.values(), ZERO)
            if units > 0 and ground.price(self.index, name) > 0:
                served[name] = units, tuple(step for step, count in given.items() if count > 0)
        return served

    def _outranks(self, name: str) -> bool:
        """Whether an application was served in this round for a higher score."""
        stop = self.ground.plan.bottlenecks[self.index]
        return stop.rank is not None and self.ground.score(stop.round, name) > figure(stop.rank)

    def _crowd(self, names: Iterable[str]) -> Crowd:
        listed = tuple(sorted(names))
        return Crowd(listed, frozenset(self.ground.scenario.applications[name].firm for name in listed))
