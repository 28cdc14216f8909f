"""Levers: rows in, the single figures of a scenario behind them out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from flint import fmpq

from optimizer.claims import Claims
from optimizer.quantities import MOST_UNITS, ONE, ZERO, rational
from optimizer.repairs.changes import HUNDREDTHS, Change, lowered_by_hundredths, raised
from optimizer.rows import Row
from optimizer.rules import Cap, CoPurchase
from optimizer.rules.cap import AttributeLimit, Share, measured
from optimizer.scenario import Scenario


@dataclass(frozen=True)
class Levers:
    """The figures that limits are made from.

    Each item holds one figure, and those to turn to if that one does not help.
    """

    scenario: Scenario
    claims: Claims

    @cached_property
    def caps(self) -> Mapping[str, Cap]:
        """The caps of the policy."""
        return {name: rule for name, rule in self.scenario.policy.rules.items() if isinstance(rule, Cap)}

    def pool(self, name: str) -> Iterator[tuple[Change, ...]]:
        """The pool of a round, to be raised."""
        pool = self.scenario.policy.rounds[name].pool
        if pool is not None:
            path = ("policy", "rounds", name, "pool")
            yield (raised(path, pool, self.all_of("units"), f"the pool of {name}", "units"),)

    def ratio(self, name: str) -> Iterator[tuple[Change, ...]]:
        """The ratio of a co-purchase rule, to be lowered."""
        rule = self.scenario.policy.rules.get(name)
        if isinstance(rule, CoPurchase):
            path = ("policy", "rules", name, "ratio")
            yield (lowered_by_hundredths(path, rule.ratio, 0, f"the ratio of {name}"),)

    def all_of(self, measure: str) -> fmpq:
        """More than all claims can take up of a measure."""
        return max(measured(measure, self.claims)[1]) * int(self.claims.units.sum())

    def supply(self, product: str, row: Row, bound: fmpq) -> Iterator[tuple[Change, ...]]:
        """The supply of a domestic product up to the period in which it is short."""
        supply = self.scenario.domestic[product].supply
        for period in self._periods(supply, row):
            path, words = ("domestic", product, "supply", period), f"the supply of {product} in {period}"
            yield (raised(path, supply.get(period, 0), min(bound, fmpq(MOST_UNITS)), words, "units"),)

    def _periods(self, figures: Mapping[str, int | Decimal], row: Row) -> list[str]:
        """Where to raise figures by period that count for a row: where most stands already, and in its last period."""
        counted = self.scenario.periods[row.first : row.last + 1]
        return list(dict.fromkeys([max(counted, key=lambda period: figures.get(period, 0)), counted[-1]]))

    def cap(self, row: Row) -> Iterator[tuple[Change, ...]]:
        """The figures that a row of a cap is made from."""
        rule = self.caps[row.rule]
        if rule.share is not None:
            root, factor = self._root(row.rule)
            yield (*(self._figures(root, row) if factor > 0 else ()), self._share(row.rule, rule.share))
        elif isinstance(rule.limit, AttributeLimit):
            yield (self._brought(row, rule.limit.attribute, str(rule.per), self.all_of(rule.measure)),)
        else:
            yield from ((change,) for change in self._figures(row.rule, row))

    def _root(self, name: str) -> tuple[str, fmpq]:
        """The cap whose figures a cap is in the end a share of, and what part of them; for a share of claims, none."""
        factor, share = ONE, self.caps[name].share
        while share is not None:
            if share.of == "claims":
                return name, ZERO
            name, factor = share.of, factor * rational(share.ratio)
            share = self.caps[name].share
        return name, factor

    def _figures(self, name: str, row: Row) -> Iterator[Change]:
        """The limit of a cap that has figures of its own: one for the horizon, or those by period that count.

        They may go up to where all claims fit under this cap, and under those that are a share of it.
        """
        limit, path = self.caps[name].limit, ("policy", "rules", name, "limit")
        roots = ((self.all_of(rule.measure), *self._root(other)) for other, rule in self.caps.items())
        bound = max(claimed / factor for claimed, root, factor in roots if root == name and factor > 0)
        if isinstance(limit, dict):
            for period in self._periods(limit, row):
                yield raised((*path, period), limit[period], bound, f"{name} in {period}", row.unit)
        elif isinstance(limit, int | Decimal):
            yield raised(path, limit, bound, name, row.unit)

    def _brought(self, row: Row, attribute: str, per: str, bound: fmpq) -> Change:
        """The limit that a firm brings itself; of a group, the one of the firm that brings most."""
        brought = {
            name: self.claims.firm_numbers("firm", name, attribute)
            for name, firm in sorted(self.scenario.firms.items())
            if (name if per == "firm" else firm.group or name) == row.label
        }
        most = max(brought, key=lambda name: brought[name])
        return raised(("firms", most, attribute), brought[most], bound, f"{most}'s {attribute}", row.unit)

    def _share(self, name: str, share: Share) -> Change:
        """The ratio of a share, which may go up to the whole."""
        start = int((rational(share.ratio) * HUNDREDTHS).floor())
        path = ("policy", "rules", name, "share", "ratio")
        return Change(path, share.ratio, start, 1, HUNDREDTHS, HUNDREDTHS - start, f"raise the share of {name}")
