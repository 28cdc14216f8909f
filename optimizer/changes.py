"""Changes: the single figures that stand behind a conflict, each with the steps by which it may be moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
from flint import fmpq
from pydantic import BaseModel

from optimizer.claims import Claims
from optimizer.filling import Shortfall
from optimizer.quantities import LARGEST, MOST_UNITS, ONE, ZERO, Figure, exact_number, rational, written
from optimizer.rows import Row
from optimizer.rules import Cap, CoPurchase
from optimizer.rules.cap import AttributeLimit, Share, measured
from optimizer.scenario import Round, Scenario
from optimizer.selector import select

HUNDREDTHS = 100
"""Ratios and shares move by hundredths."""

MOST_APPLICATIONS = 3
"""No more applications than this are asked to do with less: those that would have to give up the smallest part."""

UNIT_WORDS = {"tpp": "TPP", "price_usd": "US dollars"}


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of a scenario that could be another.

    After k steps, at least one, it is (start + k step) / parts.
    """

    path: tuple[str, ...]
    now: Figure
    start: int
    """What stands there now, in parts, cut towards the first step."""
    step: int
    parts: int
    most: int
    """Steps after which more would change nothing, or would no longer make sense."""
    words: str
    """What is done to which figure: 'raise national_quota'."""
    unit: str = ""

    def figure(self, steps: int) -> Figure:
        """What the figure is after some steps."""
        return exact_number(written(fmpq(self.start + steps * self.step, self.parts))) if steps else self.now


def with_figure(scenario: Scenario, path: Sequence[str], figure: Figure) -> Scenario:
    """A scenario with another figure at a path, which is not checked again and need not be a decimal."""
    changed: Scenario = _with(scenario, path, figure)
    return changed


def _with(part: Any, path: Sequence[str], figure: Figure) -> Any:
    if not path:
        return figure
    name, rest = path[0], path[1:]
    if isinstance(part, BaseModel):
        return part.model_copy(update={name: _with(getattr(part, name), rest, figure)})
    return {**part, name: _with(part.get(name), rest, figure)}


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


def _raised(path: tuple[str, ...], now: Figure, bound: fmpq, words: str, unit: str) -> Change:
    """A figure that may go up to a bound, one by one."""
    start = int(rational(now).floor())
    most = int(min(bound, fmpq(LARGEST)).ceil()) - start
    return Change(path, now, start, 1, 1, most, f"raise {words}", UNIT_WORDS.get(unit, unit))


def _lowered_by_hundredths(path: tuple[str, ...], now: int | Decimal, least: int, words: str) -> Change:
    """A ratio or a share that may go down to some hundredths."""
    start = int((rational(now) * HUNDREDTHS).ceil())
    return Change(path, now, start, -1, HUNDREDTHS, start - least, f"lower {words}")


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
    def _caps(self) -> Mapping[str, Cap]:
        return {name: rule for name, rule in self.scenario.policy.rules.items() if isinstance(rule, Cap)}

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
            elif row.name == f"pool[{row.rule}]" and row.rule == self.shortfall.round and self._round.pool is not None:
                path = ("policy", "rounds", row.rule, "pool")
                yield (_raised(path, self._round.pool, self._all("units"), f"the pool of {row.rule}", "units"),)
            elif index not in credited and row.rule in self._caps:
                yield from self._cap(row)

    def ratios(self) -> Iterator[tuple[Change, ...]]:
        """Ratios of the co-purchase rules that draw on what is scarce, to be lowered."""
        merged, unit = self.shortfall.proof.merged, self.shortfall.proof.cut.unit
        drawn = {*merged.supply.values(), *merged.credit.values()}
        names = {merged.rows[index].rule for index in self._rows}
        if drawn & set(self._rows):
            obliged = [item.classed for item, price in zip(merged.types, unit, strict=True) if price > 0]
            names |= {merged.classes[classed].rule for classed in obliged if classed >= 0}
        for name in sorted(names):
            rule = self.scenario.policy.rules.get(name)
            if isinstance(rule, CoPurchase):
                path = ("policy", "rules", name, "ratio")
                yield (_lowered_by_hundredths(path, rule.ratio, 0, f"the ratio of {name}"),)

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
            yield (_lowered_by_hundredths((*path, "share"), each.share, 1, words),)

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

    def _all(self, measure: str) -> fmpq:
        """More than all claims can take up of a measure."""
        return max(measured(measure, self.claims)[1]) * int(self.claims.units.sum())

    def _supply(self, product: str, row: Row) -> Iterator[tuple[Change, ...]]:
        """The supply of a domestic product up to the period in which it is short."""
        proof, supply = self.shortfall.proof, self.scenario.domestic[product].supply
        owed = max(item.owed for item in proof.merged.types)
        worth = min(worth[product] for worth in proof.merged.worth if worth.get(product, 0) > 0)
        bound = min(self._all("units") * owed / worth, fmpq(MOST_UNITS))
        for period in self._periods(supply, row):
            path, words = ("domestic", product, "supply", period), f"the supply of {product} in {period}"
            yield (_raised(path, supply.get(period, 0), bound, words, "units"),)

    def _periods(self, figures: Mapping[str, int | Decimal], row: Row) -> list[str]:
        """Where to raise figures by period that count for a row: where most stands already, and in its last period."""
        counted = self.scenario.periods[row.first : row.last + 1]
        return list(dict.fromkeys([max(counted, key=lambda period: figures.get(period, 0)), counted[-1]]))

    def _cap(self, row: Row) -> Iterator[tuple[Change, ...]]:
        rule = self._caps[row.rule]
        if rule.share is not None:
            root, factor = self._root(row.rule)
            yield (*(self._figures(root, row) if factor > 0 else ()), self._share(row.rule, rule.share))
        elif isinstance(rule.limit, AttributeLimit):
            yield (self._brought(row, rule.limit.attribute, str(rule.per), self._all(rule.measure)),)
        else:
            yield from ((change,) for change in self._figures(row.rule, row))

    def _root(self, name: str) -> tuple[str, fmpq]:
        """The cap whose figures a cap is in the end a share of, and what part of them; for a share of claims, none."""
        factor, share = ONE, self._caps[name].share
        while share is not None:
            if share.of == "claims":
                return name, ZERO
            name, factor = share.of, factor * rational(share.ratio)
            share = self._caps[name].share
        return name, factor

    def _figures(self, name: str, row: Row) -> Iterator[Change]:
        """The limit of a cap that has figures of its own: one for the horizon, or those by period that count.

        They may go up to where all claims fit under this cap, and under those that are a share of it.
        """
        limit, path = self._caps[name].limit, ("policy", "rules", name, "limit")
        roots = ((self._all(rule.measure), *self._root(other)) for other, rule in self._caps.items())
        bound = max(claimed / factor for claimed, root, factor in roots if root == name and factor > 0)
        if isinstance(limit, dict):
            for period in self._periods(limit, row):
                yield _raised((*path, period), limit[period], bound, f"{name} in {period}", row.unit)
        elif isinstance(limit, int | Decimal):
            yield _raised(path, limit, bound, name, row.unit)

    def _brought(self, row: Row, attribute: str, per: str, bound: fmpq) -> Change:
        """The limit that a firm brings itself; of a group, the one of the firm that brings most."""
        brought = {
            name: self.claims.firm_numbers("firm", name, attribute)
            for name, firm in sorted(self.scenario.firms.items())
            if (name if per == "firm" else firm.group or name) == row.label
        }
        most = max(brought, key=lambda name: brought[name])
        return _raised(("firms", most, attribute), brought[most], bound, f"{most}'s {attribute}", row.unit)

    def _share(self, name: str, share: Share) -> Change:
        """The ratio of a share, which may go up to the whole."""
        start = int((rational(share.ratio) * HUNDREDTHS).floor())
        path = ("policy", "rules", name, "share", "ratio")
        return Change(path, share.ratio, start, 1, HUNDREDTHS, HUNDREDTHS - start, f"raise the share of {name}")
