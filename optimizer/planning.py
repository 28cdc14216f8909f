"""Planning: one scenario in, one plan out."""

from __future__ import annotations

from optimizer.dividing import Progress, divide, silent
from optimizer.plans import Plan
from optimizer.scenario import Scenario
from optimizer.screening import screen
from optimizer.writing import write_plan


def plan(scenario: Scenario, *, solver: str = "HiGHS", progress: Progress = silent) -> Plan:
    """Divide the quota of a scenario.

    Args:
        solver: any solver that PuLP knows.
        progress: called with the stage, what is done of it, and how much there is, if known.

    Raises:
        SolverError: if the solver gives no answer that can be checked.
        CheckError: if the finished plan fails one of its own checks.
    """
    progress("screening", 0, None)
    screening = screen(scenario)
    division = divide(screening.claims, scenario.policy, solver=solver, progress=progress)
    return write_plan(scenario, screening, division, solver)
