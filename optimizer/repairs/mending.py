"""Repairs: the cheapest ways out of a conflict, each one figure of the scenario, found and proved by running it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from flint import fmpq

from optimizer.claims import Claims
from optimizer.dividing import Division, divide
from optimizer.entitling.filling import Filler
from optimizer.entitling.oracle import Oracle
from optimizer.entitling.pricing import seeds
from optimizer.errors import QuotaplanError
from optimizer.model.merging import merge
from optimizer.model.steps import steps
from optimizer.plans import Conflict, Repair
from optimizer.programme import Solver
from optimizer.progress import Progress, silent
from optimizer.repairs.changes import Change, stated
from optimizer.repairs.quarrels import changes
from optimizer.repairs.searching import fewest
from optimizer.rules import write_rows
from optimizer.scenario import Policy, Round, Scenario
from optimizer.screening import screen

MOST_REPAIRS = 6
"""No more repairs than this are told."""

MOST_CHANGES = 16
"""No more figures than this are tried."""

MOST_RUNS = 40
"""Divisions after which no more figures are tried: the search costs no more than this many plans."""

Found = tuple[Change, int]
"""A change and the fewest steps of it that help."""


def mended(conflict: Conflict, scenario: Scenario, division: Division, solver: Solver, progress: Progress) -> Conflict:
    """The conflict of a division with the ways out of it, the smallest relative change first."""
    shortfall = division.entitled.filling.shortfall
    if shortfall is None:
        return conflict
    trial = _Trial(scenario, division.entitled.claims, solver)
    listed = changes(scenario, division.entitled.claims, shortfall)[:MOST_CHANGES]
    found: list[Found] = []
    for number, choice in enumerate(listed):
        if trial.runs >= MOST_RUNS:
            break
        progress("ways out", number, len(listed))
        helping = ((change, _fewest(trial, change, shortfall.excess)) for change in choice)
        found += next(([(change, count)] for change, count in helping if count is not None), [])
    repairs: list[Repair] = []
    for change, count in sorted(found, key=lambda item: item[0].extent(item[1])):
        if len(repairs) < MOST_REPAIRS and trial.proves(change, count):
            repairs.append(_repair(change, count))
    return conflict.model_copy(update={"repairs": repairs, "sentence": f"{conflict.sentence} {_advice(repairs)}"})


@dataclass(slots=True)
class _Trial:
    """A scenario whose guarantees cannot be met, to be run with one figure changed."""

    scenario: Scenario
    claims: Claims
    solver: Solver
    runs: int = 0
    """Divisions made so far."""

    def short(self, change: Change, count: int) -> fmpq | None:
        """Units that a guarantee is short by after some steps of a change; None if all are met.

        Rounds after the last guarantee are left out: they take nothing from those before.
        """
        self.runs += 1
        changed = change.made(self.scenario, count)
        claims = self.claims if change.path[0] == "policy" else screen(changed).claims
        return _short(claims, changed.policy, self.solver)

    def proves(self, change: Change, count: int) -> bool:
        """Whether the whole scenario can be divided after some steps of a change."""
        changed = Scenario.parse(change.made(self.scenario, count).document())
        try:
            division = divide(screen(changed).claims, changed.policy, solver=self.solver)
        except QuotaplanError:
            return False
        return division.entitled.filling.shortfall is None


def _short(claims: Claims, policy: Policy, solver: Solver) -> fmpq | None:
    rounds = steps(_up_to_last_guarantee(policy), claims)
    merged = merge(claims, write_rows(policy.rules, claims), rounds)
    known = [cut for cut in seeds(merged) if any(cut.unit)]
    filler = Filler(merged, rounds, known, Oracle(merged, solver), silent)
    shortfall = filler.fill(np.ones(len(claims), dtype=bool)).shortfall
    return None if shortfall is None else shortfall.excess


def _up_to_last_guarantee(policy: Policy) -> dict[str, Round]:
    last = max(item.order for item in policy.rounds.values() if item.guarantee)
    return {name: item for name, item in policy.rounds.items() if item.order <= last}


def _fewest(trial: _Trial, change: Change, excess: fmpq) -> int | None:
    """The fewest steps of a change that help, one less not being enough; None if no number of steps helps."""
    try:
        return fewest(partial(trial.short, change), change.most, excess, lambda: trial.runs < MOST_RUNS)
    except QuotaplanError:
        return None


def _repair(change: Change, count: int) -> Repair:
    return Repair(
        path=".".join(change.path),
        from_=stated(change.now),
        to=stated(change.figure(count)),
        sentence=change.sentence(count),
    )


def _advice(repairs: Sequence[Repair]) -> str:
    """The best one or two repairs as a sentence."""
    if not repairs:
        return "No change of a single figure was found to be enough."
    advice = ", or ".join(repair.sentence for repair in repairs[:2])
    return f"{advice[0].upper()}{advice[1:]}."
