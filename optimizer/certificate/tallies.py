"""Tallies: inequalities over whole lots, kept as lots are handed out one by one.

The same prices prove more about whole lots and whole purchases than about any units. A limit counts only as far as
whole lots can use it; and what a firm buys costs a whole multiple of what single purchases cost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Protocol

from optimizer.certificate.division import Division
from optimizer.certificate.exact import positive
from optimizer.certificate.facts import Facts
from optimizer.certificate.limits import Limits
from optimizer.certificate.prices import PriceList, Prices

ZERO = Fraction(0)


@dataclass(frozen=True, eq=False, slots=True)
class Kind:
    """Claims of which a lot takes the same of all limits; one object for all that are of a kind."""

    footprint: int
    lot: int
    pools: frozenset[str]
    firm: str
    """Who has to buy something for it; empty where nobody has, as far as prices can tell."""


class Tally(Protocol):
    """What lots handed out have used up of the worth of some priced rows."""

    @property
    def kinds(self) -> Collection[Kind]:
        """The kinds of which a lot costs anything."""

    def start(self, lots: Mapping[Kind, int]) -> bool:
        """Begin with some lots; whether there is room for them."""

    def charge(self, kind: Kind) -> None:
        """Count one more lot."""

    def fits(self, kind: Kind) -> bool:
        """Whether there is room for one more lot."""


def grains(limits: Limits, lots: Iterable[tuple[int, int]]) -> dict[str, Fraction]:
    """For each cap row, the largest fraction of which what any lot takes of it is a whole multiple.

    Args:
        lots: footprints, each with the units of a lot.
    """
    amounts: dict[str, set[Fraction]] = defaultdict(set)
    for footprint, lot in lots:
        for taken in limits.footprints[footprint].uses:
            for row in limits.uses[taken].rows:
                amounts[row.name].add(limits.uses[taken].amount * lot)
    return {row: _common(taken) for row, taken in amounts.items()}


def in_lots(limit: Fraction, grain: Fraction | None) -> Fraction:
    """A limit as far as whole lots can use it."""
    return limit if grain is None else limit // grain * grain


class Tallies:
    """Makes the tallies that prices of rows prove."""

    def __init__(
        self,
        facts: Facts,
        limits: Limits,
        division: Division,
        kinds: Collection[Kind],
        accepted: Mapping[str, set[str]],
    ) -> None:
        """Prepare for some kinds; `accepted` holds the domestic products that each firm may buy for what it owes."""
        self._limits, self._pools, self._accepted = limits, division.pools, accepted
        self._prices = PriceList(limits, facts.periods)
        self._grain = grains(limits, {(kind.footprint, kind.lot) for kind in kinds})
        self._firms = {kind.firm for kind in kinds} | accepted.keys()
        self._leaving: dict[int, list[Kind]] = defaultdict(list)
        """The kinds of each footprint."""
        self._members: dict[str, list[Kind]] = defaultdict(list)
        """The kinds that take part in each pool."""
        for kind in kinds:
            self._leaving[kind.footprint].append(kind)
            for row in kind.pools:
                self._members[row].append(kind)

    def of(self, rows: Mapping[str, str]) -> list[Tally]:
        """One tally of units; another of purchases, where any have a price.

        Raises:
            Flaw: if a price is not positive or a row is not one of this scenario.
        """
        given = positive(rows)
        pools = {row: given.pop(row) for row in rows if row in self._pools}
        whole = self._costs(given, pools)
        worth = {row: price * self._cut(row) for row, price in given.items()}
        worth |= {row: price * self._pools[row] for row, price in pools.items()}
        bought = {row: price for row, price in given.items() if row not in self._grain}
        tallies: list[Tally] = [_Units(whole, sum(worth.values(), ZERO))]
        if bought:
            credit = {firm: self._credit(firm, bought) for firm in self._firms}
            rest = {row: price for row, price in given.items() if row in self._grain}
            tallies.append(
                _Purchases(
                    self._costs(rest, pools),
                    self._costs(bought, {}),
                    {firm: _common(self._single(firm, bought)) for firm in self._firms},
                    credit,
                    sum(worth.values(), ZERO) - sum(credit.values(), ZERO),
                )
            )
        return tallies

    def _costs(self, prices: Prices, pools: Prices) -> dict[Kind, Fraction]:
        """What one lot of each kind costs, where it costs anything."""
        costs: dict[Kind, Fraction] = {}
        for footprint, price in self._prices.inequality(prices).units.items():
            costs |= dict.fromkeys(self._leaving[footprint], price)
        for row, price in pools.items():
            costs |= {kind: costs.get(kind, ZERO) + price for kind in self._members[row]}
        return {kind: price * kind.lot for kind, price in costs.items()}

    def _cut(self, row: str) -> Fraction:
        """A limit as far as whole lots can use it."""
        return in_lots(self._limits.rows[row].amount, self._grain.get(row))

    def _credit(self, firm: str, prices: Prices) -> Fraction:
        """What a firm's past purchases are worth."""
        rows = (f"credit[{firm},{product}]" for product in self._accepted.get(firm, ()))
        return sum((prices[row] * self._limits.rows[row].amount for row in rows if row in prices), ZERO)

    def _single(self, firm: str, prices: Prices) -> set[Fraction]:
        """What single purchases of a firm may cost."""
        return {
            cost for product in self._accepted.get(firm, ()) for cost in self._prices.bought(product, prices) if cost
        }


class _Units:
    """Every lot costs its units; all costs are whole multiples of one grain."""

    def __init__(self, costs: Mapping[Kind, Fraction], worth: Fraction) -> None:
        grain = _common(costs.values())
        self._costs = {kind: int(cost / grain) for kind, cost in costs.items()}
        self._worth = self._room = int(worth // grain)

    @property
    def kinds(self) -> Collection[Kind]:
        return self._costs.keys()

    def start(self, lots: Mapping[Kind, int]) -> bool:
        self._room = self._worth - sum(cost * lots.get(kind, 0) for kind, cost in self._costs.items())
        return self._room >= 0

    def charge(self, kind: Kind) -> None:
        self._room -= self._costs.get(kind, 0)

    def fits(self, kind: Kind) -> bool:
        return self._costs.get(kind, 0) <= self._room


class _Purchases:
    """Lots cost what they take of caps; each firm's purchases cost its obligations, less credit, in whole purchases."""

    def __init__(
        self,
        caps: Mapping[Kind, Fraction],
        owed: Mapping[Kind, Fraction],
        single: Mapping[str, Fraction],
        credit: Mapping[str, Fraction],
        worth: Fraction,
    ) -> None:
        figures = (*caps.values(), *owed.values(), *single.values(), *credit.values(), worth)
        unit = lcm(*(value.denominator for value in figures))
        self._caps = {kind: int(cost * unit) for kind, cost in caps.items()}
        self._owed = {kind: int(cost * unit) for kind, cost in owed.items()}
        self._single = {firm: int(cost * unit) for firm, cost in single.items()}
        self._credit = {firm: int(cost * unit) for firm, cost in credit.items()}
        self._worth = self._room = int(worth * unit)
        self._due: dict[str, int] = {}

    @property
    def kinds(self) -> Collection[Kind]:
        return self._caps.keys() | self._owed.keys()

    def start(self, lots: Mapping[Kind, int]) -> bool:
        self._due = dict.fromkeys(self._single, 0)
        for kind, cost in self._owed.items():
            self._due[kind.firm] += cost * lots.get(kind, 0)
        self._room = self._worth - sum(cost * lots.get(kind, 0) for kind, cost in self._caps.items())
        self._room -= sum(self._whole(firm, due) for firm, due in self._due.items())
        return self._room >= 0

    def charge(self, kind: Kind) -> None:
        self._room -= self._more(kind)
        self._due[kind.firm] += self._owed.get(kind, 0)

    def fits(self, kind: Kind) -> bool:
        more = self._more(kind)
        return more == 0 or more <= self._room

    def _more(self, kind: Kind) -> int:
        due = self._due[kind.firm]
        rise = self._whole(kind.firm, due + self._owed.get(kind, 0)) - self._whole(kind.firm, due)
        return self._caps.get(kind, 0) + rise

    def _whole(self, firm: str, due: int) -> int:
        """The cost of whole purchases that meet what is due."""
        single = self._single[firm]
        return -(min(0, self._credit[firm] - due) // single) * single


def _common(amounts: Iterable[Fraction]) -> Fraction:
    """The largest fraction of which all amounts are whole multiples; 1 if there are none."""
    amounts = list(amounts)
    unit = lcm(*(amount.denominator for amount in amounts))
    return Fraction(gcd(*(int(amount * unit) for amount in amounts)) or 1, unit)
