"""Solvers: which one is asked, with which settings."""

from __future__ import annotations

from typing import Any

import highspy
import pulp

from optimizer.errors import SolverError

OPTIONS = {
    "presolve": "off",
    "solver": "simplex",
    "threads": 1,
    "random_seed": 0,
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
}


def highs() -> Any:
    """HiGHS as PuLP calls it: silent, simplex on one thread, so that the same question gets the same answer."""
    return pulp.HiGHS(msg=False, **OPTIONS)


def optimal(model: highspy.Highs, what: str) -> bool:
    """Whether HiGHS found an optimum; False if it proved that there is none.

    Raises:
        SolverError: for every other end.
    """
    status = model.getModelStatus()
    if status == highspy.HighsModelStatus.kOptimal:
        return True
    if status in {highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible}:
        return False
    raise SolverError(f"{what} ended with status {model.modelStatusToString(status)}, not with an optimum.")


def whole_highs() -> Any:
    """HiGHS for whole numbers, to a proved optimum."""
    return pulp.HiGHS(msg=False, threads=1, random_seed=0, gapRel=0.0, gapAbs=0.0)


def solver_named(name: str) -> Any:
    """A PuLP solver by its short name, silent.

    Raises:
        SolverError: if PuLP does not know it or it is not installed.
    """
    known = {solver.removesuffix("_CMD"): solver for solver in pulp.listSolvers()}
    known["CBC"] = "PULP_CBC_CMD"
    if name not in known and name not in known.values():
        raise SolverError(f'"{name}" is not a solver; allowed: {", ".join(sorted(known))}.')
    solver = pulp.getSolver(known.get(name, name), msg=False)
    if not solver.available():
        raise SolverError(f"The solver {name} is not installed here.")
    return solver


def version(solver: str) -> str:
    """The solver with its version, where it tells it."""
    if solver != "HiGHS":
        return f"{solver} through PuLP {pulp.__version__}"
    return f"HiGHS {highspy.Highs().version()}"
