"""Incentives: a scenario and what is to be tried into what applicants could gain, each gain by an ordinary run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import dataclass

import optimizer
from api.sweeps.pools import Pool
from api.terminal import Tell
from inputs import patch_scenario
from optimizer.alternatives import POLICY, divided_by_rule, division_patch
from optimizer.divisions import DIVISIONS
from optimizer.errors import QuotaplanError
from optimizer.incentives import (
    Applicants,
    Incentives,
    Manipulation,
    Patch,
    Ranges,
    Trial,
    Use,
    best,
    manipulations,
    use,
)
from optimizer.scenario import Scenario

Groups = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """One plan that is to be made, under a division rule: of what some groups file, or of what all truly need."""

    divide: str
    patch: Patch
    counted: tuple[Groups, ...]
    """The groups whose units of use are counted, alone or together."""
    manipulation: Manipulation | None = None


def divides(scenario: Scenario) -> list[str]:
    """The policy's own division, and the division rules that it does not follow throughout."""
    rounds = set(divided_by_rule(scenario).values())
    return [POLICY, *(rule for rule in DIVISIONS if rounds and rounds != {rule})]


def searched(
    scenario: Scenario, groups: Sequence[str], ranges: Ranges, rules: Sequence[str], pool: Pool, tell: Tell
) -> Incentives:
    """The most that each group could gain by each kind of manipulation, under each division rule.

    Args:
        groups: those whose manipulations are tried.
        rules: division rules, `policy` for its own.
    """
    runs = list(_runs(scenario, groups, ranges, rules))
    found = _made(scenario, runs, pool, tell)
    truths: dict[tuple[str, Groups], Use] = {}
    trials: list[Trial] = []
    failed: list[str] = []
    for run, uses in zip(runs, found, strict=True):
        what = run.manipulation
        if isinstance(uses, str):
            failed.append(f"{run.divide}: {what.words if what else 'what everybody needs'}: {uses}")
        elif what is None:
            truths |= {(run.divide, groups): item for groups, item in zip(run.counted, uses, strict=True)}
        elif (run.divide, what.groups) in truths:
            trials.append(Trial(what, run.divide, run.patch, truths[run.divide, what.groups], uses[0]))
    return Incentives(
        scenario_digest=scenario.digest,
        divides=list(rules),
        groups=list(groups),
        runs=len(runs),
        failed=failed,
        findings=best(trials),
    )


def _runs(scenario: Scenario, groups: Sequence[str], ranges: Ranges, rules: Sequence[str]) -> list[Run]:
    """Everything that is run: under each rule first what everybody truly needs."""
    tried = list(manipulations(Applicants.of(scenario), groups, ranges))
    together = tuple(dict.fromkeys(item.groups for item in tried))
    runs = []
    for rule in rules:
        ground = division_patch(scenario, rule)
        runs.append(Run(rule, ground, together))
        runs += [Run(rule, ground | item.patch, (item.groups,), item) for item in tried]
    return runs


def _made(scenario: Scenario, runs: Sequence[Run], pool: Pool, tell: Tell) -> list[list[Use] | str]:
    """What each run came to, in their order."""
    tell("trying", 0, len(runs))
    places: dict[Future[list[Use] | str], int] = {}
    for place, run in enumerate(runs):
        filed = dict(run.manipulation.filed) if run.manipulation else {}
        places[pool.executor.submit(made, scenario, run.patch, run.counted, filed)] = place
    found: list[list[Use] | str] = [""] * len(runs)
    for done, future in enumerate(as_completed(places), start=1):
        found[places[future]] = future.result()
        tell("trying", done, len(runs))
    return found


def made(
    scenario: Scenario, patch: Patch, counted: Sequence[Groups], filed: Mapping[str, tuple[str, ...]]
) -> list[Use] | str:
    """What groups have of the plan of a patched scenario, each in turn; the reason if there is no such plan."""
    try:
        plan = optimizer.plan(patch_scenario(scenario, patch), drop_outs=False)
    except QuotaplanError as error:
        return " ".join(str(error).split())
    applicants = Applicants.of(scenario)
    return [use(plan, applicants, groups, filed) for groups in counted]
