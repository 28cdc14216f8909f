"""Moves: what one figure of a scenario might give an application, the nearest to its stop first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from flint import fmpq

from optimizer.explanation.ground import Ground
from optimizer.quantities import MOST_UNITS, ZERO, rational
from optimizer.repairs.changes import HUNDREDTHS, Change, raised, with_period
from optimizer.repairs.levers import Levers
from optimizer.rules.domestic_supply import SUPPLY
from optimizer.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Shift:
    """One end of a window that could be another period."""

    path: tuple[str, ...]
    now: str
    periods: tuple[str, ...]
    """What it could be, the nearest first."""
    words: str
    all_periods: int

    @property
    def most(self) -> int:
        """Steps after which there are no more periods."""
        return len(self.periods)

    def figure(self, steps: int) -> str:
        """What it is after some steps."""
        return self.periods[steps - 1] if steps else self.now

    def made(self, scenario: Scenario, steps: int) -> Scenario:
        """A scenario after some steps."""
        return with_period(scenario, self.path, self.figure(steps))

    def extent(self, steps: int) -> tuple[bool, fmpq, tuple[str, ...]]:
        """How large some steps are, to compare by: a part of all periods."""
        return False, fmpq(steps, self.all_periods), self.path


Move = Change | Shift


@dataclass(frozen=True)
class Moves:
    """What might give some applications more."""

    ground: Ground
    """A plan in which they do not have it."""

    @cached_property
    def _levers(self) -> Levers:
        return Levers(self.ground.scenario, self.ground.claims)

    def of(self, names: Iterable[str], beyond: Iterable[str] = ()) -> list[Move]:
        """What might give some applications more, each figure once.

        Args:
            beyond: rows that would stop them if they had not dropped out.
        """
        listed: list[Move] = []
        chosen = list(names)
        for name in chosen:
            listed += self._stops(name)
        listed += (move for row in beyond for name in chosen[:1] for move in self._row(name, row))
        for kind in (self._own, self._ceilings, self._others):
            for name in chosen:
                listed += kind(name)
        found: dict[tuple[str, ...], Move] = {}
        for move in listed:
            if move.most > 0:
                found.setdefault(move.path, move)
        return list(found.values())

    def own_units(self, name: str) -> Change:
        """The units that an application asks for, to be raised by lots."""
        item = self.ground.scenario.applications[name]
        lot = self.ground.scenario.products[item.product].lot
        top, path = item.units // lot, ("applications", name, "units")
        return Change(path, item.units, top * lot, lot, 1, MOST_UNITS // lot - top, f"raise {name}'s units", "units")

    def _own(self, name: str) -> Iterator[Move]:
        """Its minimum, where that made it drop out; its units, its window."""
        scenario, item = self.ground.scenario, self.ground.scenario.applications[name]
        if name in self.ground.dropped and item.minimum_units:
            path = ("applications", name, "minimum_units")
            least = item.minimum_units
            yield Change(path, least, least, -1, 1, least, f"lower {name}'s minimum", "units")
        yield self.own_units(name)
        first, last = item.from_ or scenario.periods[0], item.to or scenario.periods[-1]
        at, end, count = scenario.periods.index(first), scenario.periods.index(last), len(scenario.periods)
        earlier, later = tuple(reversed(scenario.periods[:at])), tuple(scenario.periods[end + 1 :])
        yield Shift(("applications", name, "from"), first, earlier, f"open {name}'s window earlier:", count)
        yield Shift(("applications", name, "to"), last, later, f"close {name}'s window later:", count)

    def _stops(self, name: str) -> Iterator[Move]:
        """The limits that stopped it, last round first, and those that left no room for a lot."""
        ground = self.ground
        award = ground.award(name)
        rows = [item.row for item in award.limited_by]
        for step in reversed(list(ground.steps)):
            index = ground.stops.get((name, step))
            if index is not None and step != award.round:
                rows += ground.shares(index, name)
        stop = ground.blocked.get(name)
        if stop is not None:
            rows += [row for row in stop.rows if row in ground.draws(name)]
        for row in dict.fromkeys(rows):
            yield from self._row(name, row)

    def _row(self, name: str, row: str) -> Iterator[Move]:
        """The figures behind one row, and the ratio of what it obliges to buy, where it is about purchases."""
        ground, levers = self.ground, self._levers
        firm, named = ground.scenario.applications[name].firm, ground.named.get(row)
        classed = int(ground.rows.purchases.classed[ground.at[name]])
        rule = ground.rows.purchases.classes[classed].rule if classed >= 0 else ""
        choices: list[tuple[Change, ...]] = []
        if named is None:
            choices += levers.pool(row.removeprefix("pool[").removesuffix("]"))
        elif named.rule == SUPPLY:
            choices += [*levers.supply(str(named.label), named, self._owed(str(named.label))), *levers.ratio(rule)]
        elif named.rule in levers.caps:
            choices += levers.cap(named)
        elif named.rule in ground.scenario.policy.rules:
            choices += levers.ratio(named.rule)
        else:
            choices += [*self._credit(firm, row), *levers.ratio(rule)]
        for choice in choices:
            yield from choice

    def _owed(self, product: str) -> fmpq:
        """More units of a domestic product than all claims can oblige to buy."""
        purchases = self.ground.rows.purchases
        worth = min(item[product] for item in purchases.worth if item.get(product, ZERO) > 0)
        return self._levers.all_of("units") * max(purchases.coefficients) / worth

    def _credit(self, firm: str, row: str) -> Iterator[tuple[Change, ...]]:
        """What a firm bought before."""
        for product, units in self.ground.scenario.firms[firm].domestic_purchases.items():
            if row == f"credit[{firm},{product}]":
                path, words = ("firms", firm, "domestic_purchases", product), f"{firm}'s past purchases of {product}"
                yield (raised(path, units, min(self._owed(product), fmpq(MOST_UNITS)), words, "units"),)

    def _ceilings(self, name: str) -> Iterator[Move]:
        """What it may reach in a round, where it has that."""
        ground = self.ground
        for step in reversed(list(ground.steps)):
            each = ground.scenario.policy.rounds[step].each
            given = ground.award(name).given
            if each is None or step not in given or (name, step) in ground.stops:
                continue
            path, words = ("policy", "rounds", step, "each"), f"what each application may reach in {step}"
            if isinstance(each, int):
                yield raised(path, each, fmpq(ground.award(name).claim), words, "units")
            else:
                start = int((rational(each.share) * HUNDREDTHS).floor())
                words = f"raise the share of its claim that {words.removeprefix('what ')}"
                yield Change((*path, "share"), each.share, start, 1, HUNDREDTHS, HUNDREDTHS - start, words)

    def _others(self, name: str) -> Iterator[Move]:
        """Pools of the rounds that served others before it, to be lowered."""
        ground = self.ground
        order = list(ground.steps)
        own = [step for step in order if ground.steps[step].members[ground.at[name]]]
        last = ground.award(name).round or (own[-1] if own else None)
        for step in reversed(order[: order.index(last)] if last is not None else []):
            pool = ground.scenario.policy.rounds[step].pool
            if pool is not None and not ground.steps[step].members[ground.at[name]]:
                path, top = ("policy", "rounds", step, "pool"), int(rational(pool).ceil())
                yield Change(path, pool, top, -1, 1, top, f"lower the pool of {step}", "units")
