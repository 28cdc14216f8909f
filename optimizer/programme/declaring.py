"""Declaring: a programme in exact rationals, declared in PuLP under ordinals; names in policy words stay with us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulp
from flint import fmpq

from optimizer.model.merging import Merged
from optimizer.programme.layout import SHORTAGE, Layout, lay_out


@dataclass(frozen=True, slots=True)
class Declared:
    """The problem, and where its parts are."""

    problem: pulp.LpProblem
    layout: Layout
    columns: list[pulp.LpVariable]
    rows: list[pulp.LpConstraint]
    """In the order of the layout; those of demands are turned round, at least what is demanded."""
    scale: list[float]
    """What each row of the layout was divided by: its largest coefficient, with the sign of a row turned round."""


def declare(merged: Merged) -> Declared:
    """Declare the programme that asks whether units can be delivered: as little short of the demand as can be."""
    layout = lay_out(merged)
    problem = pulp.LpProblem("deliver", pulp.LpMinimize)
    columns = [problem.add_variable(f"c{at:07d}", lowBound=0) for at in range(len(layout.system.columns))]
    problem.setObjective(pulp.LpAffineExpression([(columns[SHORTAGE], 1)]))
    rows, scale = [], []
    for at, terms in enumerate(layout.system.rows):
        demand = at < layout.limits.start
        scale.append(-1.0 if demand else max((abs(float(value)) for _, value in terms), default=0.0) or 1.0)
        declared = pulp.LpAffineExpression([(columns[column], float(value) / scale[at]) for column, value in terms])
        sense = pulp.LpConstraintGE if demand else pulp.LpConstraintLE
        rows.append(pulp.LpConstraint(declared, sense, f"r{at:07d}", 0))
        problem.addConstraint(rows[-1])
    return Declared(problem, layout, columns, rows, scale)


def declared_with(merged: Merged, limits: Mapping[int, fmpq]) -> Declared:
    """A fresh programme in which some rows have other limits, and nothing is demanded."""
    found = declare(merged)
    for row, bound in found.layout.bounds(merged, {}, limits).items():
        found.rows[row].changeRHS(float(bound) / found.scale[row])
    return found
