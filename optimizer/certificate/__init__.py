"""The certificate checker: a plan and its scenario in, what holds and what does not out.

Everything is derived again from the scenario, unmerged, in whole numbers and fractions. No solver has a say, and
nothing of what made the plan is used. What is checked, and what that shows, stands in docs/certificate.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.certificate.conflicts import check_conflict
from optimizer.certificate.division import divide
from optimizer.certificate.drops import check_drops
from optimizer.certificate.exact import Flaw
from optimizer.certificate.facts import Facts
from optimizer.certificate.grants import hold
from optimizer.certificate.limits import Limits
from optimizer.certificate.lots import check_lots
from optimizer.certificate.reasons import check_awards
from optimizer.certificate.screening import check_claims, check_minimums, check_refusals, dropped
from optimizer.certificate.searched import check_searched
from optimizer.certificate.statements import check_outcome, check_rows, check_totals
from optimizer.certificate.timing import check_timing
from optimizer.certificate.trial import Trial
from optimizer.certificate.verification import OPEN, Verification
from optimizer.certificate.witness import check_deliverable
from optimizer.plans import Plan
from optimizer.scenario import Scenario

__all__ = ["Verification", "verify"]


def verify(plan: Plan, scenario: Scenario) -> Verification:
    """Check a plan against its scenario; the first thing that fails ends the check."""
    steps: list[str] = []
    try:
        steps.extend(_steps(plan, scenario))
    except Flaw as flaw:
        return Verification(ok=False, failures=(f"{flaw}.",), steps=tuple(steps))
    return Verification(ok=True, failures=(), steps=tuple(steps))


def _steps(plan: Plan, scenario: Scenario) -> Iterator[str]:
    """Every check in turn, each said once it is passed."""
    if plan.scenario_digest != scenario.digest:
        raise Flaw(f"the plan is for another scenario: it says {plan.scenario_digest}, this one is {scenario.digest}")
    check_outcome(plan)
    yield "The plan is for this scenario."
    facts = Facts.of(scenario)
    check_refusals(facts, plan)
    yield f"Refused for requirements that they fail, and nobody else: {len(plan.refused)}."
    limits = Limits.of_facts(facts)
    if plan.outcome == "infeasible":
        check_conflict(facts, limits, plan)
        yield "The guaranteed round cannot be met, and is short by what the plan says."
        yield from _dropped(facts, limits, plan)
        return
    yield from _allocated(facts, limits, plan)


def _allocated(facts: Facts, limits: Limits, plan: Plan) -> Iterator[str]:
    check_claims(facts, plan)
    out = dropped(facts, plan)
    yield f"Claims in whole lots: {len(facts.claims)}; below their minimum and out: {len(out)}."
    seen = limits.seen_by({row for bottleneck in plan.bottlenecks for row in bottleneck.rows}, facts)
    division = divide(facts, seen, plan.bottlenecks, out)
    check_minimums(facts, division.histories)
    yield f"Bottlenecks that prove their stops: {len(plan.bottlenecks)}."
    kept = check_deliverable(facts, limits, division.histories, plan.deliverable)
    yield f"Entitlements can all be delivered; rows of caps that they keep, and whole claims might break: {kept}."
    yield from _dropped(facts, limits, plan)
    check_awards(facts, seen, division, plan)
    yield f"Entitlements, levels and reasons: {len(plan.awards)}."
    grants = hold(facts, limits, plan)
    yield f"Rows that hold, co-purchases in time: {len(grants.used)}."
    trial = Trial(facts, limits, grants)
    shown, tried = check_timing(facts, limits, grants, trial, plan)
    yield f"Deliveries that could not come earlier: {shown}."
    if tried:
        yield f"{OPEN}, but tried lot by lot: late deliveries that could not come earlier: {tried:,}."
    if plan.checks.lots == "searched":
        short = check_searched(facts, limits, division, trial, plan)
        yield f"Whole lots; no single one more fits for {short:,} that are short, nor one of those later on the list."
        yield f"{OPEN}, but searched: that no other choice would hand out more lots."
    else:
        refused = check_lots(facts, limits, division, plan)
        yield f"Lots by the list; lots on it for which there was no room: {refused}."
    check_rows(limits, grants, plan)
    check_totals(facts, division, plan)
    yield "Tables and totals add up."


def _dropped(facts: Facts, limits: Limits, plan: Plan) -> Iterator[str]:
    shown = check_drops(facts, limits, plan)
    if shown:
        yield f"Furthest below their minimum as they dropped out, one after the other: {shown:,}."
    if left := len(plan.dropped) - shown:
        last = "last" if left == 1 else f"last {left:,}"
        yield f"{OPEN}: that the {last} of those who dropped out had to, and in which order."
