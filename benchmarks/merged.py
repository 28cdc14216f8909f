"""The plain programme after merging: one claim for each type of like applications, under the rows that can bind."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.plain import Programme, Question, plain
from optimizer.claims import Claims
from optimizer.model.merging import Merged, merge
from optimizer.model.steps import steps
from optimizer.rows import CapRows, PurchaseRows, Rows
from optimizer.rules import write_rows
from optimizer.scenario import Policy


def merged(claims: Claims, policy: Policy, question: Question) -> Programme:
    """The programme of the types of some claims, from the claims on."""
    model = merge(claims, write_rows(policy.rules, claims), steps(policy.rounds, claims))
    types = replace(
        claims,
        ids=tuple(map(str, range(len(model.types)))),
        units=np.array([item.units for item in model.types], dtype=np.int64),
        first=np.array([item.first for item in model.types], dtype=np.int64),
        last=np.array([item.last for item in model.types], dtype=np.int64),
    )
    return plain(types, _rows(model), question)


def _rows(model: Merged) -> Rows:
    """The rows of a model, over its types."""
    taken: dict[int, CapRows] = {}
    for k, item in enumerate(model.types):
        for row, amount in item.caps:
            if row not in taken:
                every = np.zeros(len(model.types), dtype=np.int64)
                taken[row] = CapRows(every - 1, every, (amount,), ((model.rows[row],),))
            taken[row].label[k] = 0
    place = {owed: at for at, owed in enumerate(dict.fromkeys(item.owed for item in model.types))}
    purchases = PurchaseRows(
        classed=np.array([item.classed for item in model.types], dtype=np.int64),
        coefficient=np.array([place[item.owed] for item in model.types], dtype=np.int64),
        coefficients=tuple(place),
        classes=model.classes,
        worth=model.worth,
        credit=(),
    )
    return Rows(tuple(taken.values()), purchases, tuple(model.rows[row] for row in model.supply.values()))
