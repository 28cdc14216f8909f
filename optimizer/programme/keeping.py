"""Keeping: whether the values that a solver found keep the rows, recomputed without it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pulp

ROUNDING = 1e-6
"""Part of a row's figures by which rounding may overstep it."""


class Rows:
    """The rows of a declared programme as arrays."""

    def __init__(self, constraints: Sequence[pulp.LpConstraint], columns: Sequence[pulp.LpVariable]) -> None:
        place = {column.name: at for at, column in enumerate(columns)}
        entries = [
            (row, place[column.name], value)
            for row, constraint in enumerate(constraints)
            for column, value in constraint.items()
        ]
        self._constraints = constraints
        self._row = np.array([row for row, _, _ in entries], dtype=np.int64)
        self._column = np.array([column for _, column, _ in entries], dtype=np.int64)
        self._value = np.array([value for _, _, value in entries], dtype=float)
        self._at_least = np.array([constraint.sense == pulp.LpConstraintGE for constraint in constraints], dtype=bool)

    def kept(self, values: Sequence[float]) -> bool:
        """Whether finite, non-negative values keep every row, but for rounding."""
        found = np.array(values, dtype=float)
        if not np.isfinite(found).all() or (found < -ROUNDING).any():
            return False
        terms = self._value * found[self._column]
        activity = np.bincount(self._row, weights=terms, minlength=len(self._constraints))
        size = np.bincount(self._row, weights=np.abs(terms), minlength=len(self._constraints))
        bound = np.array([-constraint.constant for constraint in self._constraints])
        over = np.where(self._at_least, bound - activity, activity - bound)
        return bool((over <= ROUNDING * np.maximum(1.0, size)).all())
