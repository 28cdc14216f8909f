"""Reasons: that each award states the entitlement, the round, the level and the limits that the division gave it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from optimizer.certificate.division import Division
from optimizer.certificate.exact import Flaw, exact, positive, states
from optimizer.certificate.facts import Facts
from optimizer.certificate.histories import History, Passage
from optimizer.certificate.limits import Footprint, Limits, PurchaseClass
from optimizer.plans import Award, Bottleneck, Plan

ZERO = Fraction(0)
Parts = dict[str, Fraction]
"""Row to its part of a price."""


def check_awards(facts: Facts, limits: Limits, division: Division, plan: Plan) -> None:
    """Check what every award says about how it came about, once for all of one history that say the same.

    Raises:
        Flaw: at the first award that says something else than the division gave.
    """
    reasons = _Reasons(facts, limits, plan)
    checked = set()
    for claim, history in zip(facts.claims, division.histories.of, strict=True):
        award = plan.awards[claim.id]
        limited_by = tuple((item.row, item.share) for item in award.limited_by)
        stated = (history, award.entitlement, award.round, award.level, tuple(award.given.items()), limited_by)
        if stated not in checked:
            checked.add(stated)
            _check(claim.id, award, division.histories.distinct[history])
            reasons.check(claim.id, award, division.histories.distinct[history].passage)


def _check(name: str, award: Award, history: History) -> None:
    """Check what an award says that it was given, and how far it came."""
    units, given, passage = history
    if award.given.keys() != given.keys() or not all(states(text, given[at]) for at, text in award.given.items()):
        true = ", ".join(f"{gain} in {at}" for at, gain in given.items()) or "nothing in any round"
        raise Flaw(f"{name} was given {true}; the plan says {award.given}")
    if not states(award.entitlement, units):
        raise Flaw(f"{name} is entitled to {units} units; the plan says {award.entitlement}")
    if award.round != (passage.round if passage else None):
        raise Flaw(f"{name} took part last in {passage.round if passage else 'no round'}, not in {award.round}")
    if (award.level is None) != (passage is None) or (passage and not states(award.level or "", passage.level)):
        raise Flaw(f"{name} came to level {passage.level if passage else 'nothing'}, not {award.level}")


class _Reasons:
    """What limited each award, worked out once for all that stopped alike."""

    def __init__(self, facts: Facts, limits: Limits, plan: Plan) -> None:
        self._stops = [_Stop(facts, limits, bottleneck) for bottleneck in plan.bottlenecks]
        self._known: dict[tuple[int, int], Parts] = {}

    def check(self, name: str, award: Award, passage: Passage | None) -> None:
        """Check that an award is limited by what stopped it, each row by its part of the price."""
        stated = {item.row: item.share for item in award.limited_by}
        if passage is None or passage.stop.bottleneck is None:
            if stated:
                raise Flaw(f"{name} got all that it may reach; the plan says that {min(stated)} limited it")
            return
        key = (passage.stop.bottleneck, passage.footprint)
        if key not in self._known:
            self._known[key] = self._stops[passage.stop.bottleneck].shares(passage.footprint)
        expected = self._known[key]
        if len(award.limited_by) != len(stated) or {row: exact(share) for row, share in stated.items()} != expected:
            true = ", ".join(f"{row} by {share}" for row, share in sorted(expected.items()))
            raise Flaw(f"{name} was limited by {true}; the plan says {stated}")


class _Stop:
    """The prices of one bottleneck, taken apart."""

    def __init__(self, facts: Facts, limits: Limits, bottleneck: Bottleneck) -> None:
        self._facts, self._limits, self._prices = facts, limits, positive(bottleneck.rows)
        self._pool = f"pool[{bottleneck.round}]"
        self._obligations: dict[tuple[int, int], Parts] = {}

    def shares(self, index: int) -> Parts:
        """The part of each row in the price of one unit: of its cheapest periods, counted alike."""
        footprint = self._limits.footprints[index]
        every = [self._parts(footprint, t) for t in range(footprint.first, footprint.last + 1)]
        unit = min(sum(parts.values()) for parts in every)
        cheapest = [parts for parts in every if sum(parts.values()) == unit]
        return _mean([{row: part / unit for row, part in parts.items()} for parts in cheapest])

    def _parts(self, footprint: Footprint, period: int) -> Parts:
        """What the price of one unit in a period is made of."""
        parts: Parts = defaultdict(Fraction)
        parts[self._pool] = self._prices.get(self._pool, ZERO)
        for taken in footprint.uses:
            use = self._limits.uses[taken]
            for row in use.rows:
                if row.first <= period <= row.last and row.name in self._prices:
                    parts[row.name] += self._prices[row.name] * use.amount
        if footprint.classed >= 0:
            key = (footprint.classed, period)
            if key not in self._obligations:
                self._obligations[key] = self._obligation(self._limits.classes[footprint.classed], period)
            for name, part in self._obligations[key].items():
                parts[name] += footprint.owed * part
        return parts

    def _obligation(self, item: PurchaseClass, period: int) -> Parts:
        """What the price of one unit of obligation is made of: the cheapest products, equally cheap ones equally."""
        if not item.worth:
            return {item.row: self._prices.get(item.row, ZERO)}
        ways: list[Parts] = []
        for product, value in item.worth:
            rows = [[f"supply[{product},{later}]" for later in self._facts.periods[period:]]]
            if (credit := f"credit[{item.firm},{product}]") in self._limits.rows:
                rows.append([credit])
            ways += [{row: self._prices[row] / value for row in way if row in self._prices} for way in rows]
        least = min(sum(way.values()) for way in ways)
        return _mean([way for way in ways if sum(way.values()) == least])


def _mean(every: Sequence[Parts]) -> Parts:
    """The average of some parts, without what is nothing."""
    sums: Parts = defaultdict(Fraction)
    for parts in every:
        for row, part in parts.items():
            sums[row] += part / len(every)
    return {row: part for row, part in sums.items() if part}
