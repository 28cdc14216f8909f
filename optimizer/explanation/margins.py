"""Margins: what entitlements would be with one unit more or less of a limit, by dividing again.

Between two bends of the exact curve both are the same figure with opposite signs; at a bend, and where somebody would
drop out or come back, they are not. Neither is estimated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from flint import fmpq

from optimizer.entitling import Entitled, entitle
from optimizer.explanation.ground import Ground
from optimizer.explanation.limits import counted
from optimizer.explanation.reasons import Reason, Worth
from optimizer.explanation.subjects import RowWorth
from optimizer.model.steps import Step
from optimizer.quantities import ZERO, figure, written
from optimizer.rows import CapRows, Row, Rows

Gains = Mapping[str, fmpq]
"""Application to the units by which its entitlement would change."""


@dataclass(frozen=True)
class Margins:
    """What one unit of each limit is worth, worked out once for each."""

    ground: Ground
    _known: dict[tuple[str, int], Gains | str | None] = field(default_factory=dict)

    def of(self, row: str, by: int) -> Gains | str | None:
        """How entitlements would change with a limit changed by some units.

        Returns:
            The changes; or the round whose guarantee could not be met; or None if no such limit can be.
        """
        if (row, by) not in self._known:
            self._known[row, by] = self._run(row, by)
        return self._known[row, by]

    def _run(self, row: str, by: int) -> Gains | str | None:
        changed = _changed(self.ground, row, fmpq(by))
        if changed is None:
            return None
        rows, rounds = changed
        entitled = entitle(self.ground.claims, self.ground.scenario.policy, rows=rows, rounds=rounds)
        if entitled.filling.shortfall is not None:
            return entitled.filling.shortfall.round
        return {name: units - figure(self.ground.award(name).entitlement) for name, units in _units(entitled)}


def worth(ground: Ground, name: str, margins: Margins) -> Iterator[Reason]:
    """What one unit more or less of each limit that stopped an application would change for it."""
    award = ground.award(name)
    for item in award.limited_by:
        more, less = margins.of(item.row, 1), margins.of(item.row, -1)
        if isinstance(more, Mapping):
            stop = ground.plan.bottlenecks[ground.stops[name, award.round or ""]]
            yield Worth(
                row=item.row,
                unit=ground.named[item.row].unit if item.row in ground.named else "units",
                more=written(more[name]),
                less=written(less[name]) if isinstance(less, Mapping) else None,
                broken=less if isinstance(less, str) else None,
                firms=ground.firms(stop.stopped, award.firm),
            )


def row_worth(ground: Ground, row: str, margins: Margins) -> Iterator[Reason]:
    """What one more unit of a row would change, and for whom."""
    found = margins.of(row, 1)
    if isinstance(found, Mapping):
        changed = {name: units for name, units in found.items() if units}
        yield RowWorth(
            row=row,
            firms=ground.firms(changed),
            counted=ground.firms(counted(ground, row) or changed),
            unit=ground.named[row].unit,
            total=written(sum(changed.values(), ZERO)),
            more={name: written(units) for name, units in sorted(changed.items())},
        )


def _units(entitled: Entitled) -> Iterator[tuple[str, fmpq]]:
    exact, codes = entitled.filling.cohorts.cells(np.arange(len(entitled.claims)))
    yield from ((name, exact[code]) for name, code in zip(entitled.claims.ids, codes.tolist(), strict=True))


def _changed(ground: Ground, name: str, by: fmpq) -> tuple[Rows, tuple[Step, ...]] | None:
    """All rows and rounds with one limit changed; None where no limit of that name can be so."""
    rows, rounds = ground.rows, tuple(ground.steps.values())
    for step in rounds:
        if name == f"pool[{step.name}]" and step.pool is not None:
            other = replace(step, pool=step.pool + by)
            return (rows, tuple(other if item is step else item for item in rounds)) if step.pool + by >= 0 else None
    for firm, product, units in rows.purchases.credit:
        if name == f"credit[{firm},{product}]":
            credit = tuple(
                (owner, bought, units + int(by) if (owner, bought) == (firm, product) else count)
                for owner, bought, count in rows.purchases.credit
            )
            changed = replace(rows, purchases=replace(rows.purchases, credit=credit))
            return (changed, rounds) if units + int(by) >= 0 else None
    if name in ground.uses and ground.named[name].limit + by >= 0:
        caps = tuple(_cap(cap, name, by) for cap in rows.caps)
        return replace(rows, caps=caps, supply=_rows(rows.supply, name, by)), rounds
    return None


def _cap(cap: CapRows, name: str, by: fmpq) -> CapRows:
    return replace(cap, rows=tuple(_rows(label, name, by) for label in cap.rows))


def _rows(rows: tuple[Row, ...], name: str, by: fmpq) -> tuple[Row, ...]:
    return tuple(replace(row, limit=row.limit + by) if row.name == name else row for row in rows)
