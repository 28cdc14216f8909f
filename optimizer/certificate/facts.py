"""Facts: from a scenario to the claims that are to be divided, and the requirements that the others fail."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import compress
from typing import Any, NamedTuple

from optimizer.certificate.attributes import Attributes
from optimizer.scenario import Scenario


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
    every: Attributes
    """What all applications say, by id."""
    said: Attributes
    """What those say that have claims."""
    claims: tuple[Claim, ...]
    """Claims of the applications that meet every requirement, by id."""
    failed: Mapping[str, list[str]]
    """Application to the requirements that it fails, in alphabetical order."""

    @classmethod
    def of(cls, scenario: Scenario) -> Facts:
        """Screen the applications of a scenario."""
        policy = scenario.policy.model_dump(by_alias=True)
        every = Attributes(scenario, sorted(scenario.applications))
        failed: dict[str, list[str]] = {}
        for name, requirement in sorted(policy["eligibility"].items()):
            where, met = every.chosen(requirement["where"]), every.chosen(requirement["require"])
            for application in compress(every.ids, (a and not b for a, b in zip(where, met, strict=True))):
                failed.setdefault(application, []).append(name)
        said = every.those([name not in failed for name in every.ids])
        periods = tuple(scenario.periods)
        return cls(scenario, policy, periods, every, said, _claims(scenario, periods, said), failed)

    def drawn(self, application: str) -> bytes:
        """The number that an application draws in a tie: the lower goes first."""
        return hashlib.sha256(f"{self.policy['tie_break_seed']}:{application}".encode()).digest()

    def group(self, firm: str) -> str:
        """The owner of a firm."""
        return self.scenario.firms[firm].group or firm


def _claims(scenario: Scenario, periods: tuple[str, ...], said: Attributes) -> tuple[Claim, ...]:
    first: dict[str | None, int] = {period: t for t, period in enumerate(periods)}
    last = first | {None: len(periods) - 1}
    first[None] = 0
    lots = {name: product.lot for name, product in scenario.products.items()}
    groups = {name: firm.group or name for name, firm in scenario.firms.items()}
    accepted: dict[tuple[str, ...] | None, tuple[str, ...]] = {None: tuple(sorted(scenario.domestic))}
    claims = []
    for name in said.ids:
        item = scenario.applications[name]
        accepts, lot = None if item.accepts is None else tuple(item.accepts), lots[item.product]
        if accepts not in accepted:
            accepted[accepts] = tuple(sorted(set(accepts or ())))
        claims.append(
            Claim(
                id=name,
                firm=item.firm,
                group=groups[item.firm],
                product=item.product,
                lot=lot,
                units=item.units // lot * lot,
                first=first[item.from_],
                last=last[item.to],
                minimum=item.minimum_units or 0,
                submitted=(item.submitted or date.max).isoformat(),
                accepts=accepted[accepts],
            )
        )
    return tuple(claims)
