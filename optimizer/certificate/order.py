"""Order: that where lots were searched, whoever went without one is not passed over for somebody later on the list.

Lots are listed as they are where they are proved: the whole lots of entitlements, of which the last but most comes
first, then one for each remainder. What a plan grants is the first lots of everybody, so of each application only the
last lot that it has and the first that it has not need be looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from optimizer.certificate.division import Division
from optimizer.certificate.exact import Flaw, places
from optimizer.certificate.facts import Facts
from optimizer.certificate.limits import Limits
from optimizer.certificate.trial import Trial
from optimizer.plans import Plan

Turn = tuple[int, int, str, bytes]
"""Where a lot stands on the list."""


class Position(NamedTuple):
    """What tells lots apart; the firm only where it has to buy something."""

    footprint: int
    lot: int
    pools: frozenset[str]
    firm: str


@dataclass(slots=True)
class _Position:
    """The applications in one position, by index: the last lot that each has, and the first that it went without."""

    kept: list[tuple[Turn, int]] = field(default_factory=list)
    lost: list[tuple[Turn, int]] = field(default_factory=list)


def check_order(
    facts: Facts, limits: Limits, division: Division, trial: Trial, full: Mapping[str, Fraction], plan: Plan
) -> None:
    """Check that nobody keeps a lot that somebody earlier on the list could have instead.

    Args:
        full: what is left of each pool.

    Raises:
        Flaw: at the first lot for which that is not so.
    """
    found = _positions(facts, limits, division, plan)
    rivals = _Rivals(facts, limits, trial, full, found)
    for position, one in found.items():
        if not one.lost:
            continue
        turn, index = min(one.lost)
        later, other = max(one.kept, default=(turn, index))
        if later <= turn:
            other = next(rivals.of(position, turn, index), index)
        if other != index:
            raise Flaw(
                f"{facts.claims[index].id} went without a lot that {facts.claims[other].id}, later on the list, has"
            )


def _positions(facts: Facts, limits: Limits, division: Division, plan: Plan) -> dict[Position, _Position]:
    found: dict[Position, _Position] = defaultdict(_Position)
    units = [history.units for history in division.histories.distinct]
    shares = [divmod(units[at], claim.lot) for at, claim in zip(division.histories.of, facts.claims, strict=True)]
    parts = [(rest, claim.lot) for (_, rest), claim in zip(shares, facts.claims, strict=True)]
    ranks = places([(rest.numerator, rest.denominator * lot) for rest, lot in parts])
    for index, (claim, pools) in enumerate(zip(facts.claims, division.in_pools.each, strict=True)):
        whole, rest = int(shares[index][0]), shares[index][1]
        owes = limits.footprints[limits.of[index]].classed >= 0
        one = found[Position(limits.of[index], claim.lot, pools, claim.firm if owes else "")]
        got = plan.awards[claim.id].units // claim.lot
        drawn = facts.drawn(claim.id)
        if got:
            one.kept.append(((got - whole, -ranks[index], claim.submitted, drawn), index))
        if got < whole or (got == whole and rest):
            one.lost.append(((got + 1 - whole, -ranks[index], claim.submitted, drawn), index))
    return found


class _Rivals:
    """Others who have a lot that one who went without could have instead."""

    def __init__(
        self,
        facts: Facts,
        limits: Limits,
        trial: Trial,
        full: Mapping[str, Fraction],
        found: Mapping[Position, _Position],
    ) -> None:
        self._facts, self._limits, self._trial, self._full, self._found = facts, limits, trial, full, found
        self._taking: dict[str, list[Position]] = defaultdict(list)
        """The positions of which a lot takes something of a row or pool."""
        self._like: dict[Position, list[Position]] = defaultdict(list)
        """The positions that differ in the firm alone."""
        for position, one in found.items():
            if one.kept:
                for row in self._rows(position):
                    self._taking[row].append(position)
                self._like[position._replace(firm="")].append(position)

    def of(self, position: Position, turn: Turn, index: int) -> Iterator[int]:
        """Who has a lot, later on the list, that would leave room for one of an application, whichever it did without.

        One that obliges to purchases is held against lots that are alike but for the firm, where one product and one
        period leave no choice; one that obliges to none against all. With a choice, one firm may need another product
        than the other can spare.
        """
        claim, choice = self._facts.claims[index], len(self._facts.periods) * len(self._facts.scenario.domestic) > 1
        if position.firm and choice:
            return
        for t in range(claim.first, claim.last + 1):
            for other in self._like[position._replace(firm="")] if position.firm else self._near(position, index, t):
                for last, rival in self._found[other].kept:
                    if last > turn and self._fits(position, index, t, other, rival):
                        yield rival

    def _near(self, position: Position, index: int, t: int) -> Sequence[Position]:
        """The positions that take of what stands against a lot: of the row that the fewest take of."""
        pools = (row for row in position.pools if self._full[row] < position.lot)
        ways = [self._taking[row] for row in (*pools, *self._trial.overdrawn(index, t))]
        return min(ways, key=len, default=())

    def _fits(self, position: Position, index: int, t: int, other: Position, rival: int) -> bool:
        freed = dict.fromkeys(other.pools, other.lot)
        if any(self._full[row] + freed.get(row, 0) < position.lot for row in position.pools):
            return False
        return all(self._trial.fits_for(index, t, rival, s) for s in self._trial.periods(rival))

    def _rows(self, position: Position) -> set[str]:
        uses = (self._limits.uses[at] for at in self._limits.footprints[position.footprint].uses)
        return {row.name for use in uses for row in use.rows if use.amount} | position.pools
