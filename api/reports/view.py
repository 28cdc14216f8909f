"""What a report is made from: a plan beside its scenario, one line for each application that takes part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from api.figures import exact, percent
from optimizer.plans import Award, Plan
from optimizer.scenario import Scenario

BELOW_MINIMUM = "below its minimum"
NO_ROUND = "no round takes it"
NO_KIND = "no kind"
NO_USE_CASE = "no use case"
WHOLE_CLAIM = "whole claim"
WHOLE_LOTS = "whole lots"
MOST_NAMED = 3
"""So many reasons are named; the rest are counted."""

Reasons = Mapping[str, float]
"""What stands between a claim and what was granted: a row or a few words, and the units that it took."""


@dataclass(frozen=True, slots=True)
class Line:
    """One application in the answer."""

    id: str
    firm: str
    kind: str
    use_case: str
    award: Award
    dropped: bool
    reasons: Reasons


@dataclass(frozen=True, slots=True)
class View:
    """A plan as a report reads it."""

    plan: Plan
    scenario: Scenario
    lines: tuple[Line, ...]

    @classmethod
    def of(cls, plan: Plan, scenario: Scenario) -> View:
        """The view of a plan of this scenario."""
        dropped = {drop.application for drop in plan.dropped}
        lines = (_line(name, award, scenario, dropped=name in dropped) for name, award in sorted(plan.awards.items()))
        return cls(plan, scenario, tuple(lines))


def together(lines: Iterable[Line]) -> Reasons:
    """The reasons of several applications, their units added up."""
    units: dict[str, float] = defaultdict(float)
    for line in lines:
        for reason, count in line.reasons.items():
            units[reason] += count
    return units


def in_words(reasons: Reasons) -> str:
    """Reasons by weight, each with its share where there are several; the loss to whole lots only where it is alone."""
    if not reasons:
        return WHOLE_CLAIM
    ordered = [item for item in by_weight(reasons) if item[0] != WHOLE_LOTS] or by_weight(reasons)
    if len(ordered) == 1:
        return ordered[0][0]
    total = sum(units for _, units in ordered)
    named = [f"{reason} {percent(units, total, places=0)}" for reason, units in ordered[:MOST_NAMED]]
    rest = len(ordered) - MOST_NAMED
    return ", ".join(named) + (f" and {rest} more" if rest > 0 else "")


def by_weight(reasons: Reasons) -> list[tuple[str, float]]:
    """Reasons with their units, most first."""
    return sorted(reasons.items(), key=lambda item: (-item[1], item[0]))


def _line(name: str, award: Award, scenario: Scenario, *, dropped: bool) -> Line:
    kind = scenario.firms[award.firm].kind or NO_KIND
    use_case = scenario.applications[name].use_case or NO_USE_CASE
    return Line(name, award.firm, kind, use_case, award, dropped, _reasons(award, dropped=dropped))


def _reasons(award: Award, *, dropped: bool) -> Reasons:
    """The units that an application claims and does not get, each put down to what took it."""
    missing = award.claim - award.units
    if missing <= 0:
        return {}
    if dropped:
        return {BELOW_MINIMUM: missing}
    if award.round is None:
        return {NO_ROUND: missing}
    cut = min(max(float(exact(award.entitlement) - award.units), 0.0), missing)
    reasons = {WHOLE_LOTS: cut} if cut else {}
    stopped = missing - cut
    if not stopped:
        return reasons
    if not award.limited_by:
        return reasons | {f"ceiling of round {award.round}": stopped}
    return reasons | {item.row: stopped * float(exact(item.share)) for item in award.limited_by}
