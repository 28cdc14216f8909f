"""Purchases: what firms buy of domestic products, held against what their imports oblige them to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from operator import add

from optimizer.certificate.covering import Source, covers
from optimizer.certificate.exact import Flaw
from optimizer.certificate.facts import Facts
from optimizer.certificate.limits import Limits

Owed = Mapping[tuple[int, int], Fraction]
"""(purchase class, period) to what falls due."""
Spread = Mapping[tuple[str, int], Sequence[int]]
"""(firm, footprint) to the units delivered in each period."""
Stock = tuple[int, str, int]
"""Period of purchase, -1 for before the first; domestic product; units."""


def owed(limits: Limits, spread: Spread) -> dict[str, Owed]:
    """What each firm owes for what is delivered to it."""
    duties = limits.duties
    delivered: dict[tuple[str, int], Sequence[int]] = {}
    for (firm, footprint), units in spread.items():
        key = firm, duties.of[footprint]
        delivered[key] = list(map(add, delivered[key], units)) if key in delivered else units
    due: dict[str, dict[tuple[int, int], Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for (firm, duty), amounts in delivered.items():
        classed, each = duties.distinct[duty]
        for period, count in enumerate(amounts):
            if count and classed >= 0:
                due[firm][classed, period] += each * count
    return dict(due)


class Purchases:
    """The purchases of every firm."""

    def __init__(self, facts: Facts, limits: Limits, plan: Mapping[str, Mapping[str, Mapping[str, int]]]) -> None:
        """Read the purchases of a plan: firm to domestic product to period to units.

        Raises:
            Flaw: if one cannot be.
        """
        self._facts, self._limits = facts, limits
        self._worth = [dict(item.worth) for item in limits.classes]
        self._bought: dict[str, list[Stock]] = defaultdict(list)
        for firm, products in plan.items():
            for product, periods in products.items():
                for period, units in periods.items():
                    if product not in facts.scenario.domestic or period not in facts.periods or units <= 0:
                        raise Flaw(f"{firm} is to buy {units} units of {product} in {period}, which cannot be")
                    self._bought[firm].append((facts.periods.index(period), product, units))

    @property
    def used(self) -> dict[str, Fraction]:
        """How much of each supply row is used."""
        units: dict[str, list[int]] = {
            product: [0] * len(self._facts.periods) for product in self._facts.scenario.domestic
        }
        for stock in self._bought.values():
            for period, product, count in stock:
                units[product][period] += count
        return {
            f"supply[{product},{period}]": Fraction(sum(counts[: t + 1]))
            for product, counts in units.items()
            for t, period in enumerate(self._facts.periods)
        }

    def check(self, due: Mapping[str, Owed]) -> None:
        """Check that every firm buys what it owes, in time, and not one unit more; nobody without owing anything.

        Raises:
            Flaw: at the first firm for which that is not so.
        """
        for firm in sorted(self._bought.keys() - due.keys()):
            raise Flaw(f"{firm} is to buy domestic accelerators, but nothing obliges it to")
        for firm, amounts in sorted(due.items()):
            if not self.meet(firm, amounts):
                raise Flaw(f"{firm} does not buy the domestic accelerators that its imports oblige it to, in time")
            self._check_needed(firm, amounts)

    def _check_needed(self, firm: str, due: Owed) -> None:
        """Check that a firm could not do with one unit less of a purchase."""
        bought, owing = self._bought.get(firm, ()), {classed for classed, _ in due}
        best = {name: self._most(name, owing) for _, name, _ in bought}
        credited = [classed for classed in owing if self._limits.classes[classed].firm == firm]
        past = self._facts.scenario.firms[firm].domestic_purchases.items() if credited else ()
        spare = sum((best[name] * units for _, name, units in bought), Fraction(0)) - sum(due.values(), Fraction(0))
        spare += sum((self._most(name, credited) * units for name, units in past), Fraction(0))
        for at, (since, product, units) in enumerate(bought):
            if best[product] <= spare and self._covered(
                firm, due, (*bought[:at], (since, product, units - 1), *bought[at + 1 :])
            ):
                period = self._facts.periods[since]
                raise Flaw(
                    f"{firm} is to buy {units:,} of {product} in {period}, though one less would meet what it owes"
                )

    def _most(self, product: str, classes: Iterable[int]) -> Fraction:
        """The most that a unit of a product counts for any of some classes."""
        return max((self._worth[classed].get(product, Fraction(0)) for classed in classes), default=Fraction(0))

    def meet(self, firm: str, due: Owed) -> bool:
        """Whether what a firm bought covers what falls due."""
        return self._covered(firm, due, self._bought.get(firm, ()))

    def spared(self, firm: str, due: Owed) -> Iterator[Stock]:
        """For each purchase of a firm, as many units as it could do without and still cover what falls due."""
        bought = self._bought.get(firm, ())
        for at, (since, product, units) in enumerate(bought):
            rest = (*bought[:at], *bought[at + 1 :])
            low, high = 0, units
            while low < high:
                fewer = (low + high + 1) // 2
                if self._covered(firm, due, (*rest, (since, product, units - fewer))):
                    low = fewer
                else:
                    high = fewer - 1
            yield since, product, low

    def could_meet(self, firm: str, due: Owed, spared: Stock | None = None) -> bool:
        """Whether what a firm could buy covers what falls due, with all others as they stand.

        Args:
            spared: what somebody gives up for it.
        """
        able: list[Stock] = []
        for product, item in self._facts.scenario.domestic.items():
            room, left = 0, []
            for t, period in enumerate(self._facts.periods):
                others = (stock for buyer, bought in self._bought.items() if buyer != firm for stock in bought)
                room += item.supply.get(period, 0) - sum(
                    n for since, name, n in others if (since, name) == (t, product)
                )
                if spared is not None and spared[:2] == (t, product):
                    room += spared[2]
                left.append(room)
            before = 0
            for t in range(len(left)):
                most = max(before, min(left[t:]))
                able.append((t, product, most - before))
                before = most
        return self._covered(firm, due, able)

    def _covered(self, firm: str, due: Owed, bought: Iterable[Stock]) -> bool:
        """Whether purchases, and those of the past where they count, can be shared out over what falls due."""
        duties = sorted(due.items(), key=lambda item: item[0][::-1])
        past = self._facts.scenario.firms[firm].domestic_purchases.items()
        stocks: dict[tuple[tuple[int, Fraction], ...], int] = defaultdict(int)
        for since, product, units in (*((-1, product, units) for product, units in past), *bought):
            worth = []
            for index, ((classed, period), _) in enumerate(duties):
                value = self._worth[classed].get(product)
                if value and (period >= since if since >= 0 else self._limits.classes[classed].firm == firm):
                    worth.append((index, value))
            stocks[tuple(worth)] += units
        sources = [Source(Fraction(units), dict(worth)) for worth, units in stocks.items() if worth]
        owing = [amount for _, amount in duties]
        most = sum((source.units * max(source.worth.values()) for source in sources), Fraction(0))
        return most >= sum(owing, Fraction(0)) and covers(sources, owing)
