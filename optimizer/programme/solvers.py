"""Solvers: which one is asked, with which settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cbcbox
import highspy
import pulp

from optimizer.errors import InputError, Problem, SolverError, unknown

OPTIONS = {
    "presolve": "off",
    "solver": "simplex",
    "threads": 1,
    "random_seed": 0,
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
}


EXACTLY = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
"""The least that HiGHS can be told to let pass."""


def highs(*, exactly: bool = False) -> Any:
    """HiGHS as PuLP calls it: silent, simplex on one thread, so that the same question gets the same answer."""
    return pulp.HiGHS(msg=False, **OPTIONS | (EXACTLY if exactly else {}))


def run(model: highspy.Highs) -> None:
    """Solve a model again from where it stands.

    Raises:
        SolverError: if HiGHS breaks down.
    """
    try:
        model.run()
    except RuntimeError as error:
        raise SolverError(f"HiGHS broke down: {error}") from error


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


@dataclass(frozen=True, slots=True)
class Solver:
    """A solver by its short name in PuLP, and whether it goes on from its last basis."""

    name: str = "HiGHS"
    warm: bool = True

    def __post_init__(self) -> None:
        """Refuse a name that PuLP does not know, and a solver that is not installed.

        Raises:
            InputError: in both cases.
        """
        if self.name != "HiGHS":
            self.fresh()
            object.__setattr__(self, "warm", False)

    def __str__(self) -> str:
        """The solver with what is known of its version."""
        if self.name == "HiGHS":
            return f"HiGHS {highspy.Highs().version()}"
        return f"{self.name} through PuLP {pulp.__version__}"

    def solve(self, problem: pulp.LpProblem, *, exactly: bool = False) -> None:
        """Solve a problem afresh, as exactly as the solver can if asked to.

        Raises:
            SolverError: if the solver breaks down.
        """
        try:
            problem.solve(self.fresh(exactly=exactly))
        except (pulp.PulpError, RuntimeError, OSError) as error:
            raise SolverError(f"{self} broke down: {error}") from error

    def fresh(self, *, exactly: bool = False) -> Any:
        """The solver as PuLP calls it, silent."""
        if self.name == "HiGHS":
            return highs(exactly=exactly)
        if self.name == "CBC":
            return pulp.COIN_CMD(msg=False, path=cbcbox.cbc_bin_path())
        known = {name.removesuffix("_CMD").removesuffix("_PY"): name for name in pulp.listSolvers()} | {"CBC": "CBC"}
        if self.name not in known:
            seen, advice = unknown(self.name, known, "the solvers that PuLP knows")
            raise InputError([Problem(("solver",), seen, advice)])
        solver = pulp.getSolver(known[self.name], msg=False)
        if not solver.available():
            raise InputError([Problem(("solver",), f"{self.name} is not installed here", "HiGHS and CBC always are")])
        return solver


HIGHS = Solver()
"""HiGHS, restarted warm: what is used where nothing else is asked for."""
