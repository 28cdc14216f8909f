"""Schedule: whole lots by type and period, found by an integer programme where rounding by the list does not fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulp
from flint import fmpq

from optimizer.errors import SolverError
from optimizer.model.merging import Merged
from optimizer.programme.declaring import declared_with
from optimizer.programme.layout import SHORTAGE
from optimizer.programme.solvers import whole_highs


def whole_schedule(merged: Merged, units: Sequence[int], limits: Mapping[int, fmpq]) -> list[list[int]] | None:
    """Units of each type in each period, whole lots, as early as possible in total; None if there are none."""
    declared = declared_with(merged, limits)
    problem = declared.problem
    declared.columns[SHORTAGE].upBound = 0
    lots: list[list[pulp.LpVariable]] = []
    late: list[tuple[pulp.LpVariable, float]] = []
    for k, (item, columns) in enumerate(zip(merged.types, declared.layout.delivered, strict=True)):
        own = []
        for t, x in enumerate((declared.columns[at] for at in columns), start=item.first):
            lot = problem.add_variable(
                f"n{k:06d}_{t:03d}", lowBound=0, upBound=units[k] // item.lot, cat=pulp.LpInteger
            )
            problem.addConstraint(pulp.LpAffineExpression([(x, 1), (lot, -item.lot)]) == 0, f"lots{k:06d}_{t:03d}")
            own.append(lot)
            late.append((x, float(t + 1)))
        problem.addConstraint(pulp.LpAffineExpression([(lot, 1) for lot in own]) == units[k] // item.lot, f"all{k:06d}")
        lots.append(own)
    problem.setObjective(pulp.LpAffineExpression(late))
    problem.solve(whole_highs())
    if problem.status == pulp.LpStatusInfeasible:
        return None
    if problem.status != pulp.LpStatusOptimal:
        raise SolverError(f"The search for a schedule in whole lots ended with {pulp.LpStatus[problem.status]}.")
    return [
        [0] * item.first
        + [round(lot.varValue or 0.0) * item.lot for lot in own]
        + [0] * (merged.periods - 1 - item.last)
        for item, own in zip(merged.types, lots, strict=True)
    ]
