"""Limits: every row of the policy over the claims, and what one unit of each claim takes of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from optimizer.certificate.exact import Flaw, figure
from optimizer.certificate.facts import Claim, Facts, Value

Figure = int | Decimal


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

    @classmethod
    def of_facts(cls, facts: Facts) -> Limits:
        """Write every row of the policy, unmerged."""
        uses: list[Use] = []
        duties = _Duties(facts)
        rules = facts.policy["rules"].items()
        caps = [_Cap(name, facts, uses) for name, rule in sorted(rules) if rule["kind"] == "cap"]
        footprints: dict[Footprint, int] = {}
        of = []
        for claim in facts.claims:
            taken = tuple(use for cap in caps if (use := cap.use(claim)) is not None)
            footprint = Footprint(taken, claim.first, claim.last, *duties.owed(claim))
            of.append(footprints.setdefault(footprint, len(footprints)))
        classes = tuple(duties.classes)
        carried = {row.name for cap in caps for row in cap.carried}
        cap_rows = [row for cap in caps for row in cap.rows]
        idle = frozenset(row.name for row in cap_rows) - carried
        rows = _by_name((*cap_rows, *_supply(facts), *_credits(facts, classes), *_impossible(classes)))
        return cls(rows, tuple(uses), classes, tuple(footprints), tuple(of), idle)

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
        footprints: dict[Footprint, int] = {}
        merged = []
        for footprint in self.footprints:
            uses = tuple(use for use in footprint.uses if use in reached)
            duty = footprint[3:] if footprint.classed in owing else (-1, Fraction(0))
            seen = Footprint(uses, footprint.first, footprint.last, *duty)
            merged.append(footprints.setdefault(seen, len(footprints)))
        return replace(self, footprints=tuple(footprints), of=tuple(merged[index] for index in self.of))


class _Cap:
    """One cap, asked for what one unit of a claim takes of it."""

    def __init__(self, name: str, facts: Facts, uses: list[Use]) -> None:
        self._name, self._facts, self._rule, self._uses = name, facts, facts.policy["rules"][name], uses
        self._selected = facts.selector(self._rule["where"])
        self._label = facts.reader(self._rule["per"]) if self._rule["per"] is not None else None
        self._measured = _measured(self._rule["measure"], facts)
        self._brought = _brought(self._rule, facts)
        self._labelled: dict[tuple[type, Value], tuple[Limit, ...]] = {}
        self._known: dict[tuple[type, Value, Figure], int] = {}

    @property
    def carried(self) -> list[Limit]:
        """The rows of the labels of the claims asked for so far that the cap selects; all of a cap without labels."""
        return list(self.rows if self._label is None else self._known_rows())

    def _known_rows(self) -> Iterable[Limit]:
        return (row for rows in self._labelled.values() for row in rows)

    @property
    def rows(self) -> Iterable[Limit]:
        """The rows of every label that an application has, whether or not it is refused or the cap selects it."""
        for application in self._facts.scenario.applications:
            self._labelled_rows(application)
        return self._known_rows()

    def use(self, claim: Claim) -> int | None:
        """Index of the use; None where the claim takes nothing of the cap."""
        if not self._selected(claim.id):
            return None
        amount = self._measured(claim)
        label, rows = self._labelled_rows(claim.id)
        key = (*label, amount)
        if key not in self._known:
            self._known[key] = len(self._uses)
            self._uses.append(Use(rows, figure(amount)))
        return self._known[key] if amount else None

    def _labelled_rows(self, application: str) -> tuple[tuple[type, Value], tuple[Limit, ...]]:
        value = self._label(application) if self._label else None
        label = (type(value), value)
        if label not in self._labelled:
            self._labelled[label] = tuple(self._rows(value))
        return label, self._labelled[label]

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


def _measured(measure: str, facts: Facts) -> Callable[[Claim], Figure]:
    """How much of a measure one unit of a claim is."""
    if measure == "units":
        return lambda _: 1
    if measure in {"tpp", "price_usd"}:
        amounts = {name: getattr(item, measure) or 0 for name, item in facts.scenario.products.items()}
        return lambda claim: amounts[claim.product]
    read = facts.reader(measure)
    return lambda claim: _number(read(claim.id))


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
        return ratio * sum((figure(measured(claim)) * claim.units for claim in facts.claims), Fraction(0))
    if isinstance(rule["limit"], Mapping):
        return sum((figure(value) for value in rule["limit"].values()), Fraction(0))
    return figure(rule["limit"])


class _Duties:
    """The co-purchase rules together, asked for what one unit of a claim owes."""

    def __init__(self, facts: Facts) -> None:
        rules = [(name, rule) for name, rule in facts.policy["rules"].items() if rule["kind"] == "co_purchase"]
        self._facts = facts
        self._rules = [
            (name, rule, facts.selector(rule["where"]))
            for name, rule in sorted(rules, key=lambda item: int(item[1]["order"]))
        ]
        self._known: dict[tuple[str, tuple[str, ...], str, str], tuple[int, Fraction]] = {}
        self.classes: dict[PurchaseClass, int] = {}

    def owed(self, claim: Claim) -> tuple[int, Fraction]:
        """Index of the purchase class and the obligation of one unit; -1 for a claim that owes nothing."""
        for name, rule, selected in self._rules:
            if selected(claim.id):
                key = (name, claim.accepts, claim.product, claim.firm if rule["credit"] else "")
                if key not in self._known:
                    self._known[key] = self._obliged(claim, name, rule)
                return self._known[key]
        return -1, Fraction(0)

    def _obliged(self, claim: Claim, name: str, rule: Mapping[str, Any]) -> tuple[int, Fraction]:
        owed = figure(rule["ratio"]) * figure(_measured(rule["basis"], self._facts)(claim))
        if not owed:
            return -1, owed
        past = self._facts.scenario.firms[claim.firm].domestic_purchases
        credited = rule["credit"] and any(past.get(product) for product in claim.accepts)
        worth = tuple((product, self._worth(product, rule["basis"])) for product in claim.accepts)
        counted = tuple((product, value) for product, value in worth if value)
        item = PurchaseClass(name, claim.accepts, claim.firm if credited else None, counted)
        return self.classes.setdefault(item, len(self.classes)), owed

    def _worth(self, product: str, basis: str) -> Fraction:
        return Fraction(1) if basis == "units" else figure(self._facts.scenario.domestic[product].tpp)


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
