"""Ground: where everybody stands in a round, in groups of claims that no price can tell apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from optimizer.certificate.alike import Alike, alike
from optimizer.certificate.exact import Flaw, figure, positive, total, weighted
from optimizer.certificate.facts import Facts
from optimizer.certificate.histories import History
from optimizer.certificate.limits import Limits
from optimizer.certificate.prices import PriceList

ZERO = Fraction(0)


class Group(NamedTuple):
    """Claims that any prices treat alike in a round."""

    footprint: int
    member: bool
    """Whether they take part in the round."""
    score: Fraction
    """What one unit counts in a round that maximises; 0 elsewhere."""


class Bound(NamedTuple):
    """An inequality on the units of groups: at their prices they cost at most `worth`."""

    prices: Mapping[int, Fraction]
    """Index of a group to the price of one unit."""
    worth: Fraction


class Ground:
    """The groups of one round, and the units that each holds; raised as the round goes on."""

    def __init__(
        self,
        facts: Facts,
        limits: Limits,
        prices: PriceList,
        name: str,
        rule: Mapping[str, Any],
        histories: Alike[History],
    ) -> None:
        self.name = name
        self.guaranteed = bool(rule["guarantee"])
        self.maximises = isinstance(rule["divide"], Mapping) and "maximize" in rule["divide"]
        self._prices = prices
        groups = _grouped(facts, limits, rule)
        self._kinds = groups.distinct
        self.groups = groups.of
        """Index of each claim's group."""
        parts: list[list[tuple[Fraction, int]]] = [[] for _ in self._kinds]
        for (group, history), count in Counter(zip(groups.of, histories.of, strict=True)).items():
            parts[group].append((histories.distinct[history].units, count))
        self.held = [weighted(amounts) for amounts in parts]
        """Units of each group."""
        self.most = list(self.held)
        """Units that each group may have in this round."""
        self._of: dict[int, list[int]] = defaultdict(list)
        for at, kind in enumerate(self._kinds):
            self._of[kind.footprint].append(at)
        self._inside = [at for at, group in enumerate(self._kinds) if group.member]
        self._pool = None
        if rule["pool"] is not None:
            self._pool = figure(rule["pool"]) + total(self.held[at] for at in self._inside)
        self._best: Fraction | None = None

    @property
    def members(self) -> list[int]:
        """Who takes part, as indices of claims."""
        return [index for index, at in enumerate(self.groups) if self._kinds[at].member]

    def footprint(self, group: int) -> int:
        """What a unit of a group takes of the limits."""
        return self._kinds[group].footprint

    @property
    def score(self) -> Fraction:
        """The score-weighted total of what the members hold."""
        return total(self._kinds[at].score * self.held[at] for at in self._inside)

    def hold_best(self, rows: Mapping[str, str]) -> Fraction:
        """Keep the score-weighted total at the largest that prices of rows allow; that total.

        Raises:
            Flaw: if the prices are none.
        """
        self._best = ZERO
        bound = self.priced(dict(rows) | {f"best[{self.name}]": "1"})
        self._best = bound.worth - total(price * self.held[at] for at, price in bound.prices.items())
        return self._best

    def priced(self, rows: Mapping[str, str]) -> Bound:
        """What prices of rows prove here.

        What a unit counts towards a total that is held at its best is taken off its price. A price that would fall
        below nothing is nothing: what is missing is paid for all that the group may have.

        Raises:
            Flaw: if a price is not positive or a row is not one of this scenario.
        """
        given = positive(rows)
        pool, best = given.pop(f"pool[{self.name}]", ZERO), given.pop(f"best[{self.name}]", ZERO)
        for price, limit, what in ((pool, self._pool, "pool"), (best, self._best, "best")):
            if price and limit is None:
                raise Flaw(f"{what}[{self.name}] has a price, but is not a row of round {self.name}")
        proved = self._prices.inequality(given)
        worth = proved.worth + pool * (self._pool or ZERO) - best * (self._best or ZERO)
        touched = {at for footprint in proved.units for at in self._of[footprint]}
        touched.update(self._inside if pool or best else ())
        prices: dict[int, Fraction] = {}
        for at in touched:
            group = self._kinds[at]
            price = proved.units.get(group.footprint, ZERO) + (pool if group.member else ZERO) - best * group.score
            if price > 0:
                prices[at] = price
            else:
                worth -= price * self.most[at]
        return Bound(prices, worth)


def _grouped(facts: Facts, limits: Limits, rule: Mapping[str, Any]) -> Alike[Group]:
    """The group of each claim."""
    member, divide = facts.said.chosen(rule["where"]), rule["divide"]
    if not isinstance(divide, Mapping) or "maximize" not in divide:
        return alike(zip(limits.of, member, strict=True)).by(lambda part: Group(*part, ZERO))
    scores = facts.said.of(divide["maximize"])
    score = [figure(value) for value in scores.distinct]
    parts = alike(zip(limits.of, member, scores.of, strict=True))
    return parts.by(lambda part: Group(part[0], part[1], score[part[2]] if part[1] else ZERO))
