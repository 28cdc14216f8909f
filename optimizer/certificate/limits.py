"""Limits: every row of the policy over the claims, and what one unit of each claim takes of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import repeat
from typing import Any, NamedTuple

from optimizer.certificate.alike import Alike, alike
from optimizer.certificate.attributes import Value
from optimizer.certificate.exact import Flaw, figure, weighted
from optimizer.certificate.facts import Facts

Figure = int | Decimal
NO_DUTY = -1, Fraction(0)
"""The purchase class and the obligation of what owes nothing."""


class Limit(NamedTuple):
    """One row: over the periods `first` to `last`, at most `amount`."""

    name: str
    rule: str
    first: int
    last: int
    amount: Fraction
    unit: str


class Use(NamedTuple):
    """What one unit takes of a cap: `amount` of each row whose span holds its period."""

    rows: tuple[Limit, ...]
    amount: Fraction


class PurchaseClass(NamedTuple):
    """Claims whose co-purchases are interchangeable."""

    rule: str
    accepts: tuple[str, ...]
    firm: str | None
    """The firm, where its purchases of the past count."""
    worth: tuple[tuple[str, Fraction], ...]
    """What one unit of each product counts, where it counts."""

    @property
    def row(self) -> str:
        """The row that names a class for which nothing can be bought."""
        label = "+".join(self.accepts) + (f" by {self.firm}" if self.firm else "")
        return f"{self.rule}[{label or 'accepts nothing'}]"


class Footprint(NamedTuple):
    """What one unit of a claim takes of all limits; claims with the same footprint have the same price."""

    uses: tuple[int, ...]
    first: int
    last: int
    classed: int
    """Index of the purchase class; -1 for none."""
    owed: Fraction
    """Obligation of one unit."""


@dataclass(frozen=True)
class Limits:
    """All rows by name, and each claim's footprint."""

    rows: Mapping[str, Limit]
    uses: tuple[Use, ...]
    classes: tuple[PurchaseClass, ...]
    footprints: tuple[Footprint, ...]
    of: tuple[int, ...]
    """Index of each claim's footprint."""
    idle: frozenset[str]
    """Rows of caps written `per` something, for labels that no claim has that the cap selects."""

    @cached_property
    def duties(self) -> Alike[tuple[int, Fraction]]:
        """The purchase class and the obligation of one unit, for each footprint."""
        return alike((footprint.classed, footprint.owed) for footprint in self.footprints)

    @classmethod
    def of_facts(cls, facts: Facts) -> Limits:
        """Write every row of the policy, unmerged."""
        rules = facts.policy["rules"].items()
        caps = [_Cap(name, facts) for name, rule in sorted(rules) if rule["kind"] == "cap"]
        uses: dict[Use, int] = {}
        taken = [cap.uses(uses) for cap in caps]
        classes: dict[PurchaseClass, int] = {}
        owed = _owed(facts, classes)
        windows = ((claim.first, claim.last) for claim in facts.claims)
        parts = alike(zip(windows, owed.of, *taken, strict=True))
        footprints = parts.by(
            lambda part: Footprint(tuple(use for use in part[2:] if use >= 0), *part[0], *owed.distinct[part[1]])
        )
        cap_rows = [row for cap in caps for row in cap.rows]
        idle = frozenset(row.name for row in cap_rows) - {row.name for cap in caps for row in cap.carried}
        rows = _by_name((*cap_rows, *_supply(facts), *_credits(facts, classes), *_impossible(classes)))
        return cls(rows, tuple(uses), tuple(classes), tuple(footprints.distinct), tuple(footprints.of), idle)

    def seen_by(self, prices: Collection[str], facts: Facts) -> Limits:
        """The same limits as far as prices of these rows can tell claims apart: what costs nothing is left out."""
        reached = {index for index, use in enumerate(self.uses) if any(row.name in prices for row in use.rows)}
        scarce = {
            product
            for product in facts.scenario.domestic
            if any(f"supply[{product},{period}]" in prices for period in facts.periods)
        }
        owing = {
            index
            for index, item in enumerate(self.classes)
            if (all(product in scarce for product, _ in item.worth) if item.worth else item.row in prices)
        }

        duties = [at if duty[0] in owing else -1 for at, duty in enumerate(self.duties.distinct)]
        parts = alike(
            (tuple(use for use in footprint.uses if use in reached), footprint.first, footprint.last, duties[duty])
            for footprint, duty in zip(self.footprints, self.duties.of, strict=True)
        )
        footprints = [
            Footprint(*part[:3], *(NO_DUTY if part[3] < 0 else self.duties.distinct[part[3]]))
            for part in parts.distinct
        ]
        return replace(self, footprints=tuple(footprints), of=tuple(map(parts.of.__getitem__, self.of)))


class _Cap:
    """One cap: its rows, and what one unit of each claim takes of them."""

    def __init__(self, name: str, facts: Facts) -> None:
        self._name, self._facts, self._rule = name, facts, facts.policy["rules"][name]
        self._brought = _brought(self._rule, facts)
        selected = facts.said.chosen(self._rule["where"])
        measured = _measured(self._rule["measure"], facts)
        if self._rule["per"] is None:
            self._labelled = [tuple(self._rows(None))]
            label: Iterable[int] = repeat(0, len(selected))
        else:
            self._labelled = [tuple(self._rows(value)) for value in facts.every.of(self._rule["per"]).distinct]
            label = facts.said.of(self._rule["per"]).of
        pairs = zip(label, measured.of, strict=True)
        self._taken = alike(pair if chosen else None for chosen, pair in zip(selected, pairs, strict=True))
        self._amounts = measured.distinct

    @property
    def rows(self) -> Iterable[Limit]:
        """The rows of every label that an application has, whether or not it is refused or the cap selects it."""
        return (row for rows in self._labelled for row in rows)

    @property
    def carried(self) -> Iterable[Limit]:
        """The rows of the labels of the claims that the cap selects; all of a cap without labels."""
        labels = {0} if self._rule["per"] is None else {pair[0] for pair in self._taken.distinct if pair is not None}
        return (row for label in labels for row in self._labelled[label])

    def uses(self, known: dict[Use, int]) -> list[int]:
        """What one unit of each claim takes, by its place among the known uses; -1 for nothing."""
        places = []
        for pair in self._taken.distinct:
            amount = None if pair is None else self._amounts[pair[1]]
            use = Use(self._labelled[pair[0]], figure(amount)) if pair is not None and amount else None
            places.append(-1 if use is None else known.setdefault(use, len(known)))
        return [places[at] for at in self._taken.of]

    def _rows(self, value: Value) -> Iterable[Limit]:
        unit, limit, periods = self._rule["measure"], self._rule["limit"], self._facts.periods
        label = None if self._rule["per"] is None else _text(value, self._rule["per"])
        if isinstance(limit, Mapping) and self._brought is None:
            before = Fraction(0)
            for t, period in enumerate(periods):
                before += figure(limit[period])
                tag = period if label is None else f"{label},{period}"
                first, most = (0, before) if self._rule["carry_over"] else (t, figure(limit[period]))
                yield Limit(f"{self._name}[{tag}]", self._name, first, t, most, unit)
            return
        most = horizon(self._name, self._facts) if self._brought is None else self._brought[str(label)]
        name = self._name if label is None else f"{self._name}[{label}]"
        yield Limit(name, self._name, 0, len(periods) - 1, most, unit)


def _brought(rule: Mapping[str, Any], facts: Facts) -> dict[str, Fraction] | None:
    """What each firm or group brings where the limit is an attribute of it; None for any other limit."""
    attribute = rule["limit"].get("attribute") if isinstance(rule["limit"], Mapping) else None
    if not isinstance(attribute, str):
        return None
    sums: dict[str, Fraction] = defaultdict(Fraction)
    for name, firm in facts.scenario.firms.items():
        sums[facts.group(name) if rule["per"] == "group" else name] += figure(
            (firm.__pydantic_extra__ or {}).get(attribute)
        )
    return sums


def _text(value: Value, per: str) -> str:
    if value is None:
        return f"no {per}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _measured(measure: str, facts: Facts) -> Alike[Figure]:
    """How much of a measure one unit of each claim is."""
    if measure == "units":
        return facts.said.of("product").by(lambda _: 1)
    if measure in {"tpp", "price_usd"}:
        amounts = {name: getattr(item, measure) or 0 for name, item in facts.scenario.products.items()}
        return facts.said.of("product").by(lambda product: amounts[str(product)])
    return facts.said.of(measure).by(_number)


def _number(value: Value) -> Figure:
    return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else 0


def horizon(name: str, facts: Facts) -> Fraction:
    """The limit of one label of a cap over the whole horizon."""
    rule = facts.policy["rules"][name]
    if rule["share"] is not None:
        ratio = figure(rule["share"]["ratio"])
        if rule["share"]["of"] != "claims":
            return ratio * horizon(rule["share"]["of"], facts)
        measured = _measured(rule["measure"], facts)
        return ratio * weighted(
            (figure(measured.distinct[at]), claim.units) for at, claim in zip(measured.of, facts.claims, strict=True)
        )
    if isinstance(rule["limit"], Mapping):
        return sum((figure(value) for value in rule["limit"].values()), Fraction(0))
    return figure(rule["limit"])


def _owed(facts: Facts, classes: dict[PurchaseClass, int]) -> Alike[tuple[int, Fraction]]:
    """The purchase class of each claim, by its place among the known ones, and the obligation of one unit.

    The first co-purchase rule by order that selects a claim obliges it; -1 for a claim that owes nothing.
    """
    rules = [(name, rule) for name, rule in facts.policy["rules"].items() if rule["kind"] == "co_purchase"]
    obliging: list[str | None] = [None] * len(facts.claims)
    for name, rule in sorted(rules, key=lambda item: int(item[1]["order"]), reverse=True):
        selected = facts.said.chosen(rule["where"])
        obliging = [name if chosen else later for chosen, later in zip(selected, obliging, strict=True)]
    credited = {name for name, rule in rules if rule["credit"]}
    due = alike(
        name and (name, claim.accepts, claim.product, claim.firm if name in credited else "")
        for name, claim in zip(obliging, facts.claims, strict=True)
    )
    return due.by(lambda key: NO_DUTY if key is None else _obliged(facts, classes, *key))


def _obliged(
    facts: Facts, classes: dict[PurchaseClass, int], name: str, accepts: tuple[str, ...], product: str, firm: str
) -> tuple[int, Fraction]:
    """The purchase class and the obligation of one unit of some product, accepting some others; `firm` for credit."""
    rule, basis = facts.policy["rules"][name], facts.policy["rules"][name]["basis"]
    owed = figure(rule["ratio"]) * (1 if basis == "units" else figure(facts.scenario.products[product].tpp))
    if not owed:
        return -1, owed
    past = facts.scenario.firms[firm].domestic_purchases if firm else {}
    credited = any(past.get(bought) for bought in accepts)
    counts = ((bought, _counts(facts, bought, basis)) for bought in accepts)
    worth = tuple((bought, value) for bought, value in counts if value)
    item = PurchaseClass(name, accepts, firm if credited else None, worth)
    return classes.setdefault(item, len(classes)), owed


def _counts(facts: Facts, product: str, basis: str) -> Fraction:
    """What one unit of a domestic product counts."""
    return Fraction(1) if basis == "units" else figure(facts.scenario.domestic[product].tpp)


def _supply(facts: Facts) -> Iterable[Limit]:
    for product, item in facts.scenario.domestic.items():
        before = 0
        for t, period in enumerate(facts.periods):
            before += item.supply.get(period, 0)
            yield Limit(f"supply[{product},{period}]", "supply", 0, t, Fraction(before), "units")


def _credits(facts: Facts, classes: Iterable[PurchaseClass]) -> Iterable[Limit]:
    pairs = {(item.firm, product) for item in classes if item.firm is not None for product, _ in item.worth}
    for firm, product in sorted(pairs):
        if bought := facts.scenario.firms[firm].domestic_purchases.get(product):
            yield Limit(f"credit[{firm},{product}]", "credit", 0, 0, Fraction(bought), "units")


def _impossible(classes: Iterable[PurchaseClass]) -> Iterable[Limit]:
    for item in classes:
        if not item.worth:
            yield Limit(item.row, item.rule, 0, 0, Fraction(0), "units")


def _by_name(rows: Iterable[Limit]) -> dict[str, Limit]:
    named: dict[str, Limit] = {}
    for row in rows:
        if row.name in named:
            raise Flaw(f"two limits have the same name, {row.name}: nobody can tell which one a price is for")
        named[row.name] = row
    return named
