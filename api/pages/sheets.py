"""What the desk hands to a screen: a scenario beside its plan, a line of the list of scenarios."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from api.pages.address import Address
from optimizer.explanation import explain
from optimizer.plans import Plan
from optimizer.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Sheet:
    """A scenario beside its plan, and the address that leads to both."""

    address: Address
    scenario: Scenario
    plan: Plan

    def reasons(self, name: str, language: str = "en") -> list[str]:
        """Why an application got what it got, in sentences for a planner."""
        return explain(self.plan, self.scenario, name, kind="application").sentences("planner", language)


@dataclass(frozen=True, slots=True)
class Standing:
    """What one application got in a plan that is kept."""

    address: Address
    title: str
    made: datetime
    claim: int | None
    """Units that counted; None if it was refused."""
    units: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One line in the list of scenarios."""

    address: Address
    title: str
    applications: int
    origin: str
    """Where it comes from."""
