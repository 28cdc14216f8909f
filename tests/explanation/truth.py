"""What is the case, worked out again from a plan and its scenario by the certificate's arithmetic.

Nothing of what makes explanations is used here.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property
from typing import Any

from optimizer import plan
from optimizer.certificate.exact import figure, total
from optimizer.certificate.facts import Claim, Facts
from optimizer.certificate.limits import Limits
from optimizer.certificate.prices import PriceList
from optimizer.plans import Award, Bottleneck, Plan
from optimizer.scenario import Scenario
from tests.explanation.exploded import with_limit


class Truth:
    """A plan beside its scenario, to be asked."""

    def __init__(self, found: Plan, scenario: Scenario) -> None:
        self.plan, self.scenario = found, scenario
        self._changed: dict[tuple[str, int], Plan | None] = {}
        self.facts = Facts.of(scenario)
        rows = {row for bottleneck in found.bottlenecks for row in bottleneck.rows}
        self.limits = Limits.of_facts(self.facts).seen_by(rows, self.facts)
        self.every = Limits.of_facts(self.facts)
        self.every_row = self.every.rows
        self.claims: dict[str, Claim] = {claim.id: claim for claim in self.facts.claims}
        self._place = {claim.id: at for at, claim in enumerate(self.facts.claims)}
        rounds = self.facts.policy["rounds"]
        self.order: list[str] = sorted(rounds, key=lambda name: rounds[name]["order"])

    @cached_property
    def _list(self) -> PriceList:
        return PriceList(self.limits, self.facts.periods)

    def with_limit(self, row: str, by: int) -> Plan | None:
        """The plan with the limit of one row changed; None where no scenario says that."""
        if (row, by) not in self._changed:
            scenario = with_limit(self.scenario, self.facts, self.every_row, row, by)
            self._changed[row, by] = None if scenario is None else plan(scenario)
        return self._changed[row, by]

    def rule(self, round_name: str) -> Any:
        return self.facts.policy["rounds"][round_name]

    def selects(self, where: Any, name: str) -> bool:
        return self.facts.every.chosen(where)[self.facts.every.ids.index(name)]

    def member(self, round_name: str, name: str) -> bool:
        return self.selects(self.rule(round_name)["where"], name)

    def value(self, name: str, attribute: str) -> Any:
        return self.facts.every.of(attribute).each[self.facts.every.ids.index(name)]

    def score(self, round_name: str, name: str) -> Fraction:
        divide = self.rule(round_name)["divide"]
        return figure(self.value(name, next(iter(divide.values())))) if isinstance(divide, dict) else Fraction(0)

    def stop(self, round_name: str, name: str) -> Bottleneck | None:
        """The bottleneck that stopped an application in a round."""
        return next((b for b in self.plan.bottlenecks if b.round == round_name and name in b.stopped), None)

    def place(self, bottleneck: Bottleneck | None) -> int:
        stops = self.plan.bottlenecks
        return len(stops) if bottleneck is None else next(at for at, b in enumerate(stops) if b is bottleneck)

    def prices(self, bottleneck: Bottleneck) -> dict[str, Fraction]:
        """What one unit of every claim costs at the prices of a bottleneck."""
        given = {row: Fraction(price) for row, price in bottleneck.rows.items()}
        pool, best = (given.pop(f"{kind}[{bottleneck.round}]", Fraction(0)) for kind in ("pool", "best"))
        proved = self._list.inequality(given).units
        prices = {}
        for name, at in self._place.items():
            price = proved.get(self.limits.of[at], Fraction(0))
            if self.member(bottleneck.round, name):
                price += pool - best * self.score(bottleneck.round, name)
            prices[name] = max(Fraction(0), price)
        return prices

    def alone(self, row: str) -> dict[str, Fraction]:
        """What one unit of every claim costs where one row costs 1 and all others nothing."""
        limits = self.every.seen_by({row}, self.facts)
        proved = PriceList(limits, self.facts.periods).inequality({row: Fraction(1)}).units
        return {name: proved.get(limits.of[at], Fraction(0)) for name, at in self._place.items()}

    def award(self, name: str) -> Award:
        return self.plan.awards[name]

    def given(self, name: str, round_name: str) -> Fraction:
        return Fraction(self.award(name).given.get(round_name, "0"))

    def held(self, name: str, round_name: str) -> Fraction:
        """What an application held before a round."""
        return total(self.given(name, step) for step in self.order[: self.order.index(round_name)])

    def reach(self, name: str, round_name: str) -> int:
        claim, each = self.claims[name], self.rule(round_name)["each"]
        if each is None:
            return claim.units
        most = claim.units * figure(each["share"]) // 1 if isinstance(each, dict) else min(claim.units, each)
        return int(most) // claim.lot * claim.lot

    def left(self, name: str, round_name: str) -> Fraction:
        return self.reach(name, round_name) - self.held(name, round_name)

    def filling(self, round_name: str, rank: str | None) -> list[str]:
        """Who took part in a round, or in one rank of it."""
        inside = [name for name, award in self.plan.awards.items() if round_name in award.given]
        if rank is None:
            return inside
        return [name for name in inside if self.score(round_name, name) == Fraction(rank)]

    def claimant(self, name: str, round_name: str) -> tuple[Any, Fraction]:
        rule = self.rule(round_name)
        whose = {"application": "id"}.get(rule["claimant"], rule["claimant"])
        weight = figure(self.value(name, rule["weight"])) or Fraction(1) if rule["weight"] else Fraction(1)
        return self.value(name, whose), weight

    def firm(self, name: str) -> str:
        return self.scenario.applications[name].firm

    def firms(self, names: Iterable[str], but: str | None = None) -> int:
        return len({self.scenario.applications[name].firm for name in names} - {but})

    def obliging(self, name: str) -> str | None:
        """The co-purchase rule that obliges an application."""
        rules = self.facts.policy["rules"]
        duties = sorted((r for r in rules if rules[r]["kind"] == "co_purchase"), key=lambda r: rules[r]["order"])
        return next((rule for rule in duties if self.selects(rules[rule]["where"], name)), None)
