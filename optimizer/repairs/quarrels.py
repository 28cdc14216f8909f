"""Quarrels: a guaranteed round that cannot be met in, the single figures with which it might be out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer.claims import Claims
from optimizer.entitling.filled import Shortfall
from optimizer.repairs.changes import Change, lowered_by_hundredths
from optimizer.repairs.levers import Levers
from optimizer.rows import Row
from optimizer.scenario import Round, Scenario
from optimizer.selector import select

MOST_APPLICATIONS = 3
"""No more applications than this are asked to do with less: those that would have to give up the smallest part."""


def changes(scenario: Scenario, claims: Claims, shortfall: Shortfall) -> list[tuple[Change, ...]]:
    """What could be changed so that a guaranteed round can be met, figure by figure.

    Each item holds one figure, and those to turn to if that one does not help.
    """
    quarrel = _Quarrel(scenario, claims, shortfall)
    listed = [*quarrel.reaches(), *quarrel.applications(), *quarrel.ratios(), *quarrel.limits()]
    able = (tuple(change for change in item if change.most > 0) for item in listed)
    found: dict[tuple[str, ...], tuple[Change, ...]] = {}
    for item in able:
        if item:
            found.setdefault(item[0].path, item)
    return list(found.values())


@dataclass(frozen=True)
class _Quarrel:
    """A guaranteed round, and the rows that stand in its way."""

    scenario: Scenario
    claims: Claims
    shortfall: Shortfall

    @property
    def _round(self) -> Round:
        return self.scenario.policy.rounds[self.shortfall.round]

    @cached_property
    def _levers(self) -> Levers:
        return Levers(self.scenario, self.claims)

    @cached_property
    def _rows(self) -> list[int]:
        """The rows that quarrel, first those that are worth most."""
        proof = self.shortfall.proof
        prices, rows = proof.cut.prices, proof.merged.rows
        named = [index for index in prices if index not in proof.merged.tops]
        return sorted(named, key=lambda index: (-prices[index] * rows[index].limit, rows[index].name))

    def limits(self) -> Iterator[tuple[Change, ...]]:
        """Limits of caps, supplies and the pool of the round, to be raised."""
        merged = self.shortfall.proof.merged
        supplied = {index: product for (product, _), index in merged.supply.items()}
        credited = set(merged.credit.values())
        for index in self._rows:
            row = merged.rows[index]
            if index in supplied:
                yield from self._supply(supplied[index], row)
            elif row.name == f"pool[{row.rule}]" and row.rule == self.shortfall.round:
                yield from self._levers.pool(row.rule)
            elif index not in credited and row.rule in self._levers.caps:
                yield from self._levers.cap(row)

    def ratios(self) -> Iterator[tuple[Change, ...]]:
        """Ratios of the co-purchase rules that draw on what is scarce, to be lowered."""
        merged, unit = self.shortfall.proof.merged, self.shortfall.proof.cut.unit
        drawn = {*merged.supply.values(), *merged.credit.values()}
        names = {merged.rows[index].rule for index in self._rows}
        if drawn & set(self._rows):
            obliged = [item.classed for item, price in zip(merged.types, unit, strict=True) if price > 0]
            names |= {merged.classes[classed].rule for classed in obliged if classed >= 0}
        for name in sorted(names):
            yield from self._levers.ratio(name)

    def reaches(self) -> Iterator[tuple[Change, ...]]:
        """What each application may reach in the round, to be lowered."""
        name, each = self.shortfall.round, self._round.each
        path, words = ("policy", "rounds", name, "each"), f"what each application may reach in {name}"
        if isinstance(each, int):
            members = select(self._round.where, self.claims)
            lot = int(self.claims.lot[members].min())
            top = min(each, int(self.claims.units[members].max())) // lot
            yield (Change(path, each, top * lot, -lot, 1, top - 1, f"lower {words}", "units"),)
        elif each is not None:
            words = f"the share of its claim that {words.removeprefix('what ')}"
            yield (lowered_by_hundredths((*path, "share"), each.share, 1, words),)

    def applications(self) -> Iterator[tuple[Change, ...]]:
        """Units of single applications, to be lowered."""
        claims, each = self.claims, self._round.each
        unit, of = self.shortfall.proof.cut.unit, self.shortfall.proof.merged.of
        units = claims.units if not isinstance(each, int) else np.minimum(claims.units, each)
        costs = {at: unit[int(of[at])] * int(units[at]) for at in self.shortfall.members}
        dearest = sorted((at for at, cost in costs.items() if cost > 0), key=lambda at: (-costs[at], claims.ids[at]))
        for at in dearest[:MOST_APPLICATIONS]:
            name, lot = claims.ids[at], int(claims.lot[at])
            top, least = int(units[at]) // lot, max(1, -(-int(claims.minimum[at]) // lot))
            now = self.scenario.applications[name].units
            path = ("applications", name, "units")
            yield (Change(path, now, top * lot, -lot, 1, top - least, f"lower {name}'s units"),)

    def _supply(self, product: str, row: Row) -> Iterator[tuple[Change, ...]]:
        proof = self.shortfall.proof
        owed = max(item.owed for item in proof.merged.types)
        worth = min(worth[product] for worth in proof.merged.worth if worth.get(product, 0) > 0)
        yield from self._levers.supply(product, row, self._levers.all_of("units") * owed / worth)
