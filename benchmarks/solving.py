"""Solving: the plain programme by the algorithms of HiGHS, and by CBC through PuLP."""

from __future__ import annotations

import highspy
import numpy as np
import pulp

from benchmarks.plain import Programme
from optimizer.programme import Solver

ROWWISE, MINIMISE = int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize)


class UnavailableError(Exception):
    """An algorithm that is not installed here."""


class UnsolvedError(Exception):
    """A solver that ended without an optimum."""


def by_highs(programme: Programme, algorithm: str) -> float:
    """The largest worth, by one algorithm of HiGHS; interior point methods need not end in a corner.

    Raises:
        UnavailableError: if the algorithm is not installed.
        UnsolvedError: if it ends without an optimum.
    """
    model = highs(algorithm)
    passed(model, programme)
    model.run()
    status = model.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        raise UnsolvedError(f"{algorithm} ended with status {model.modelStatusToString(status)}")
    return -float(model.getObjectiveValue())


def highs(algorithm: str, *, corner: bool = False) -> highspy.Highs:
    """HiGHS with one of its algorithms.

    Args:
        corner: whether interior point methods have to end in a corner (by a crossover).

    Raises:
        UnavailableError: if the algorithm is not installed.
    """
    model = highspy.Highs()
    model.silent()
    if model.setOptionValue("solver", algorithm) != highspy.HighsStatus.kOk:
        raise UnavailableError(f"{algorithm} is not part of this HiGHS; install highspy with its extras")
    model.setOptionValue("run_crossover", "on" if corner else "off")
    return model


def passed(model: highspy.Highs, programme: Programme) -> None:
    """Hand a programme over to HiGHS, from its arrays."""
    columns, rows = len(programme.worth), len(programme.limit)
    infinite = highspy.kHighsInf
    model.passModel(
        columns,
        rows,
        len(programme.value),
        ROWWISE,
        MINIMISE,
        0.0,
        -programme.worth,
        np.zeros(columns),
        np.full(columns, infinite),
        np.full(rows, -infinite),
        programme.limit,
        programme.start.astype(np.int32),
        programme.column.astype(np.int32),
        programme.value,
        np.zeros(columns, dtype=np.int32),
    )


def declared(programme: Programme) -> pulp.LpProblem:
    """The programme in PuLP."""
    problem = pulp.LpProblem("plain", pulp.LpMinimize)
    columns = [problem.add_variable(f"c{index:07d}", lowBound=0) for index in range(len(programme.worth))]
    worth = [(columns[index], -float(programme.worth[index])) for index in np.flatnonzero(programme.worth).tolist()]
    problem.setObjective(pulp.LpAffineExpression(worth))
    start, column, value = programme.start.tolist(), programme.column.tolist(), programme.value.tolist()
    for row, limit in enumerate(programme.limit.tolist()):
        span = range(start[row], start[row + 1])
        terms = pulp.LpAffineExpression([(columns[column[at]], value[at]) for at in span])
        problem.addConstraint(pulp.LpConstraint(terms, pulp.LpConstraintLE, f"r{row:07d}", limit))
    return problem


def by_cbc(problem: pulp.LpProblem) -> float:
    """The largest worth, by CBC.

    Raises:
        UnsolvedError: if it ends without an optimum.
    """
    problem.solve(Solver("CBC").fresh())
    if problem.sol_status != pulp.LpSolutionOptimal:
        raise UnsolvedError(f"CBC ended with status {pulp.LpStatus[problem.status]}")
    return -float(pulp.value(problem.objective))
