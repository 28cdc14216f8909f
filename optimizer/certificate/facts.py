"""Facts: from a scenario to the claims that are to be divided, and the requirements that the others fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from optimizer.scenario import Application, Firm, Scenario

Value = bool | int | Decimal | str | None
Reader = Callable[[str], Value]
"""Application to the value of one attribute."""
Chosen = Callable[[str], bool]
"""Whether a selector holds for an application."""

DECLARED = {
    "firm": "firm", "product": "product", "use_case": "use_case", "units": "units", "from": "from_", "to": "to",
    "minimum_units": "minimum_units", "submitted": "submitted",
}  # fmt: skip
"""Attributes of an application that the format names, by the field that holds each; all others are free."""


class Claim(NamedTuple):
    """The part of an application that counts: whole lots, a window of periods, what its co-purchase may be."""

    id: str
    firm: str
    group: str
    product: str
    lot: int
    units: int
    first: int
    last: int
    minimum: int
    submitted: str
    accepts: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """What a plan is about. Policy is held as plain maps, as the scenario's JSON has them."""

    scenario: Scenario
    policy: Mapping[str, Any]
    periods: tuple[str, ...]
    claims: tuple[Claim, ...]
    """Claims of the applications that meet every requirement, by id."""
    failed: Mapping[str, list[str]]
    """Application to the requirements that it fails, in alphabetical order."""

    @classmethod
    def of(cls, scenario: Scenario) -> Facts:
        """Screen the applications of a scenario."""
        policy = scenario.policy.model_dump(by_alias=True)
        facts = cls(scenario, policy, tuple(scenario.periods), (), {})
        failed: dict[str, list[str]] = {}
        for name, requirement in sorted(policy["eligibility"].items()):
            where, require = facts.selector(requirement["where"]), facts.selector(requirement["require"])
            for application in scenario.applications:
                if where(application) and not require(application):
                    failed.setdefault(application, []).append(name)
        claims = tuple(facts._claim(name) for name in sorted(scenario.applications) if name not in failed)
        return cls(scenario, policy, facts.periods, claims, failed)

    def reader(self, attribute: str) -> Reader:
        """How to read one attribute of an application."""
        applications, firms = self.scenario.applications, self.scenario.firms
        if attribute == "id":
            return lambda application: application
        if attribute in {"group", "firm.group"}:
            return lambda application: self.group(applications[application].firm)
        if attribute.startswith("firm."):
            field = attribute.removeprefix("firm.")
            of_firm = _reading(Firm, field, field)
            return lambda application: of_firm(firms[applications[application].firm])
        of_application = _reading(Application, DECLARED.get(attribute, ""), attribute)
        return lambda application: of_application(applications[application])

    def selector(self, where: Mapping[str, Any]) -> Chosen:
        """The applications for which every entry of a selector holds."""
        entries = [(self.reader(attribute), _matcher(match)) for attribute, match in where.items()]
        if not entries:
            return lambda _: True
        if len(entries) == 1:
            read, matches = entries[0]
            return lambda application: matches(read(application))
        return lambda application: all(matches(read(application)) for read, matches in entries)

    def group(self, firm: str) -> str:
        """The owner of a firm."""
        return self.scenario.firms[firm].group or firm

    def _claim(self, name: str) -> Claim:
        item = self.scenario.applications[name]
        lot = self.scenario.products[item.product].lot
        accepts = self.scenario.domestic if item.accepts is None else item.accepts
        return Claim(
            id=name,
            firm=item.firm,
            group=self.group(item.firm),
            product=item.product,
            lot=lot,
            units=item.units // lot * lot,
            first=0 if item.from_ is None else self.periods.index(item.from_),
            last=len(self.periods) - 1 if item.to is None else self.periods.index(item.to),
            minimum=item.minimum_units or 0,
            submitted=(item.submitted or date.max).isoformat(),
            accepts=tuple(sorted(set(accepts))),
        )


def _reading(kind: type[Application | Firm], field: str, free: str) -> Callable[[Application | Firm], Value]:
    """How to read a declared field of a fact, or else a free attribute."""
    if field not in kind.model_fields:
        return lambda fact: (fact.__pydantic_extra__ or {}).get(free)

    def declared(fact: Application | Firm) -> Value:
        value: Any = getattr(fact, field)
        return value.isoformat() if isinstance(value, date) else value

    return declared


def _matcher(match: Any) -> Callable[[Value], bool]:
    """One entry of a selector as a question about a value. `true` is not `1`; no value matches nothing."""
    if isinstance(match, Mapping):
        low, high = match.get("at_least"), match.get("at_most")
        return lambda value: (low is None or _ordered(low, value)) and (high is None or _ordered(value, high))
    wanted = {(isinstance(item, bool), item) for item in (match if isinstance(match, list) else [match])}
    return lambda value: (isinstance(value, bool), value) in wanted


def _ordered(low: Value, high: Value) -> bool:
    if isinstance(low, str) and isinstance(high, str):
        return low <= high
    if isinstance(low, int | Decimal) and isinstance(high, int | Decimal):
        return low <= high and not isinstance(low, bool) and not isinstance(high, bool)
    return False
