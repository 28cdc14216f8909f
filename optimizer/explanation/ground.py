"""Ground: a plan and its scenario in, what explanations ask of them out, worked out again once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast

import numpy as np
from flint import fmpq

from optimizer.claims import Claims, exact
from optimizer.entitling.maximum import with_pool
from optimizer.entitling.pricing import Cut, priced
from optimizer.errors import InputError, Problem
from optimizer.model.merging import Merged, merge
from optimizer.model.steps import Step, steps
from optimizer.plans import Award, Bottleneck, Drop, LotStop, Plan, RowUse
from optimizer.quantities import ONE, ZERO, figure
from optimizer.rows import Row, Rows
from optimizer.rules import write_rows
from optimizer.scenario import Scenario
from optimizer.screening import screen
from optimizer.writing.limits import responsible

Kept = TypeVar("Kept")


@dataclass(frozen=True)
class Ground:
    """A plan of a scenario, to be asked about its parts."""

    plan: Plan
    scenario: Scenario

    @classmethod
    def of(cls, plan: Plan, scenario: Scenario) -> Ground:
        """The ground of a plan.

        Raises:
            InputError: if the plan is for another scenario.
        """
        if plan.scenario_digest != scenario.digest:
            seen = f"the plan is for scenario {plan.scenario_digest}, and this one is {scenario.digest}"
            raise InputError([Problem((), seen, "name the scenario that the plan was made from")])
        return cls(plan, scenario)

    @cached_property
    def claims(self) -> Claims:
        """The applications that meet every requirement."""
        return screen(self.scenario).claims

    @cached_property
    def at(self) -> Mapping[str, int]:
        """The place of each claim."""
        return {name: at for at, name in enumerate(self.claims.ids)}

    @cached_property
    def rows(self) -> Rows:
        """Every row, whether it can bind or not."""
        return write_rows(self.scenario.policy.rules, self.claims)

    @cached_property
    def steps(self) -> Mapping[str, Step]:
        """The rounds by name, in their order."""
        return {step.name: step for step in steps(self.scenario.policy.rounds, self.claims)}

    @cached_property
    def merged(self) -> Merged:
        """The model in types."""
        return merge(self.claims, self.rows, tuple(self.steps.values()))

    @cached_property
    def named(self) -> Mapping[str, Row]:
        """Caps and supplies by name, and what else can bind."""
        caps = {row.name: row for cap in self.rows.caps for label in cap.rows for row in label}
        return caps | {row.name: row for row in (*self.rows.supply, *self.merged.rows)}

    @cached_property
    def uses(self) -> Mapping[str, RowUse]:
        """How much of each row is used."""
        return {use.row: use for use in self.plan.rows}

    @cached_property
    def dropped(self) -> Mapping[str, tuple[int, Drop]]:
        """Who dropped out, and as which one."""
        return {drop.application: (place, drop) for place, drop in enumerate(self.plan.dropped, start=1)}

    @cached_property
    def blocked(self) -> Mapping[str, LotStop]:
        """Who was next in the list of lots and got none, with what kept it from one."""
        return {name: stop for stop in self.plan.lot_stops for name in stop.blocked}

    @cached_property
    def stops(self) -> Mapping[tuple[str, str], int]:
        """(application, round) to the bottleneck that stopped it there, as an index."""
        found: dict[tuple[str, str], int] = {}
        for index, stop in enumerate(self.plan.bottlenecks):
            for name in stop.stopped:
                found.setdefault((name, stop.round), index)
        return found

    def once(self, of: tuple[str, int | str], make: Callable[[], Kept]) -> Kept:
        """Something about a bottleneck or a row that several explanations ask for, made when it is first asked for."""
        if of not in self._kept:
            self._kept[of] = make()
        return cast("Kept", self._kept[of])

    @cached_property
    def _kept(self) -> dict[tuple[str, int | str], object]:
        return {}

    def firms(self, names: Iterable[str], but: str | None = None) -> int:
        """How many firms have some applications, one of them left out."""
        return len({self.scenario.applications[name].firm for name in names} - {but})

    def proof(self, index: int) -> tuple[Merged, Cut]:
        """The prices of a bottleneck, and the model that they are about: with its pool, without its best total."""
        return self._proofs[index]

    @cached_property
    def _proofs(self) -> list[tuple[Merged, Cut]]:
        return [self._proof(stop) for stop in self.plan.bottlenecks]

    def _proof(self, stop: Bottleneck) -> tuple[Merged, Cut]:
        merged, step = self.merged, self.steps[stop.round]
        if step.pool is not None:
            inside = np.zeros(len(merged.types), dtype=bool)
            inside[merged.of[step.members]] = True
            merged = with_pool(merged, step.name, [ONE if member else ZERO for member in inside.tolist()], step.pool)
        index = {row.name: at for at, row in enumerate(merged.rows)}
        prices = {index[row]: figure(price) for row, price in stop.rows.items() if row in index}
        return merged, priced(merged, prices)

    def price(self, index: int, name: str) -> fmpq:
        """What one unit of an application costs at the prices of a bottleneck."""
        stop, (merged, cut) = self.plan.bottlenecks[index], self.proof(index)
        price = cut.unit[int(merged.of[self.at[name]])]
        best = stop.rows.get(f"best[{stop.round}]")
        if best is None:
            return price
        return max(ZERO, price - figure(best) * self.score(stop.round, name))

    def score(self, round_name: str, name: str) -> fmpq:
        """What one unit of an application counts in a round that maximises; 0 where it does not take part."""
        step = self.steps[round_name]
        value = None if step.score is None else step.score.values[step.score.codes[self.at[name]]]
        found = exact(value) if step.members[self.at[name]] else None
        return ZERO if found is None else found

    def shares(self, index: int, name: str) -> dict[str, str]:
        """The rows that made up a stop of an application, with the part that each had in it."""
        merged, cut = self.proof(index)
        return {item.row: item.share for item in responsible(merged, cut, int(merged.of[self.at[name]]))}

    def draws(self, name: str) -> set[str]:
        """The rows of which one unit of an application takes some, itself or by what it obliges to buy."""
        merged = self.merged
        item = merged.types[int(merged.of[self.at[name]])]
        drawn = {merged.rows[row].name for row, amount in item.caps if amount > 0}
        if item.classed >= 0:
            products = {product for product, worth in merged.worth[item.classed].items() if worth > 0}
            drawn |= {merged.rows[row].name for (product, _), row in merged.supply.items() if product in products}
            firm = merged.classes[item.classed].firm
            drawn |= {merged.rows[row].name for (owner, _), row in merged.credit.items() if owner == firm}
        pools = (step for step in self.steps.values() if step.pool is not None and step.members[self.at[name]])
        return drawn | {f"pool[{step.name}]" for step in pools}

    def earlier(self, name: str, round_name: str) -> fmpq:
        """What an application held before a round."""
        given = self.award(name).given
        order = list(self.steps)
        return sum((figure(given[step]) for step in order[: order.index(round_name)] if step in given), ZERO)

    def left(self, name: str, round_name: str) -> fmpq:
        """What an application could still get in a round."""
        return int(self.steps[round_name].reach[self.at[name]]) - self.earlier(name, round_name)

    def award(self, name: str) -> Award:
        """The award of a claim."""
        return self.plan.awards[name]

    def entrants(self, round_name: str, rank: str | None) -> list[str]:
        """Who took part in a filling: in a round, or in one rank of it."""
        inside = [name for name, award in self.plan.awards.items() if round_name in award.given]
        if rank is None:
            return inside
        return [name for name in inside if self.score(round_name, name) == figure(rank)]
