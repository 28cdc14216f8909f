"""Alternatives: a scenario in, what each division rule would give each firm out, side by side with the policy's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from flint import fmpq

from optimizer.divisions import DIVISIONS
from optimizer.planning import plan
from optimizer.plans import Exact, Part, Plan
from optimizer.progress import Progress, silent
from optimizer.quantities import written
from optimizer.scenario import Scenario
from optimizer.screening import screen

POLICY = "policy"
"""The alternative that is none: every round divides as the policy says."""


class Share(Part):
    """A firm and its part of something."""

    firm: str
    share: Exact


class Measures(Part):
    """How a division spreads the units, among the firms that have a claim."""

    firms: int
    """Firms with a claim."""
    served: int
    """Firms that get anything."""
    smallest: Share | None
    """The smallest part of its claim that a firm gets."""
    largest: Share | None
    """The largest part of its claim that a firm gets."""
    largest_of_all: Share | None
    """The largest part of all units that one firm gets."""
    awarded: int
    dropped: int
    """Applications that drop out below their minimum."""


class Alternative(Part):
    """What one division rule gives."""

    divide: str
    """The division rule of the rounds that were changed, or `policy`."""
    as_policy: bool
    """Whether the policy divides so already."""
    outcome: Literal["allocated", "infeasible"]
    units: dict[str, int]
    """Firm to units granted; firms that have no claim are left out."""
    measures: Measures
    conflict: str | None = None
    """Why there is no plan."""


class Alternatives(Part):
    """The policy's own division, and that by each of the other rules."""

    format: Literal[1] = 1
    scenario_digest: str
    rounds: dict[str, str]
    """Rounds in which the division rule was changed, with the rule that the policy has there."""
    kept: list[str]
    """Rounds that rank or maximise a score, and stay as they are."""
    claims: dict[str, int]
    """Firm to claimed units."""
    alternatives: list[Alternative]


def alternatives(scenario: Scenario, *, solver: str = "HiGHS", progress: Progress = silent) -> Alternatives:
    """What the policy gives each firm, and what it would give with each division rule in all rounds that may have one.

    Raises:
        CheckError: if a plan does not pass its checks.
    """
    rounds = divided_by_rule(scenario)
    rules = [rule for rule in DIVISIONS if rounds]
    same = set(rounds.values())
    names = rules if len(same) == 1 else [POLICY, *rules]
    plans: dict[str, Plan] = {}
    for number, name in enumerate(names):
        progress(f"dividing: {name.replace('_', ' ')}", number, len(names))
        ruled = scenario if {name} == same else with_division(scenario, name)
        plans[name] = plan(ruled, solver=solver, drop_outs=False)
    claims = _claims(scenario)
    return Alternatives(
        scenario_digest=scenario.digest,
        rounds=rounds,
        kept=sorted(scenario.policy.rounds.keys() - rounds.keys()),
        claims=claims,
        alternatives=[
            _alternative(name, found, claims, as_policy=name == POLICY or {name} == same)
            for name, found in plans.items()
        ],
    )


def divided_by_rule(scenario: Scenario) -> dict[str, str]:
    """The rounds that divide by one of the division rules, each with its rule, in their order."""
    rounds = sorted(scenario.policy.rounds.items(), key=lambda item: item[1].order)
    return {name: item.divide for name, item in rounds if isinstance(item.divide, str)}


def with_division(scenario: Scenario, rule: str) -> Scenario:
    """The scenario in which every round that divides by a rule divides by this one; `policy` changes nothing."""
    if rule == POLICY:
        return scenario
    changed = {
        name: scenario.policy.rounds[name].model_copy(update={"divide": rule}) for name in divided_by_rule(scenario)
    }
    policy = scenario.policy.model_copy(update={"rounds": scenario.policy.rounds | changed})
    return scenario.having(policy=policy)


def division_patch(scenario: Scenario, rule: str) -> dict[str, Any]:
    """What `with_division` changes, as a merge patch."""
    rounds = {name: {"divide": rule} for name in divided_by_rule(scenario)} if rule != POLICY else {}
    return {"policy": {"rounds": rounds}} if rounds else {}


def _claims(scenario: Scenario) -> dict[str, int]:
    """Claimed units of each firm that has a claim."""
    claims = screen(scenario).claims
    firms = claims.attributes["firm"]
    sums = np.bincount(firms.codes, weights=claims.units, minlength=len(firms.values))
    return {name: units for name, units in sorted(zip(map(str, firms.values), map(int, sums), strict=True)) if units}


def _alternative(name: str, found: Plan, claims: Mapping[str, int], *, as_policy: bool) -> Alternative:
    units = dict.fromkeys(claims, 0)
    for award in found.awards.values():
        if award.firm in units:
            units[award.firm] += award.units
    return Alternative(
        divide=name,
        as_policy=as_policy,
        outcome=found.outcome,
        units=units,
        measures=_measures(found, units, claims),
        conflict=None if found.conflict is None else found.conflict.sentence,
    )


def _measures(found: Plan, units: Mapping[str, int], claims: Mapping[str, int]) -> Measures:
    awarded = sum(units.values())
    parts = [(fmpq(units[firm], claim), firm) for firm, claim in claims.items()]
    of_all = [(fmpq(count, awarded), firm) for firm, count in units.items() if awarded]
    return Measures(
        firms=len(claims),
        served=sum(count > 0 for count in units.values()),
        smallest=_share(min(parts, default=None)),
        largest=_share(max(parts, key=_first, default=None)),
        largest_of_all=_share(max(of_all, key=_first, default=None)),
        awarded=awarded,
        dropped=len(found.dropped),
    )


def _first(part: tuple[fmpq, str]) -> fmpq:
    return part[0]


def _share(part: tuple[fmpq, str] | None) -> Share | None:
    return None if part is None else Share(firm=part[1], share=written(part[0]))
