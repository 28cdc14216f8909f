"""Screening: from a scenario to claims; who takes part with what claim, who is refused and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from optimizer.claims import Claims, Column, DomesticProduct, Integers, Product, Value
from optimizer.plans import Refusal
from optimizer.quantities import Figure
from optimizer.scenario import Application, Firm, Scenario
from optimizer.selector import select

OWN = {"from": "from_"}


@dataclass(frozen=True, slots=True)
class Screening:
    """Who takes part, and who is refused with every reason that applies."""

    claims: Claims
    refused: Mapping[str, list[Refusal]]


def screen(scenario: Scenario) -> Screening:
    """Sort the applications of a scenario into claims and refusals."""
    everyone = all_claims(scenario)
    refused: dict[str, list[Refusal]] = {}
    admitted = np.ones(len(everyone), dtype=bool)
    for name, requirement in sorted(scenario.policy.eligibility.items()):
        fails = select(requirement.where, everyone) & ~select(requirement.require, everyone)
        admitted &= ~fails
        refusal = Refusal(requirement=name, because=requirement.because)
        for index in np.flatnonzero(fails).tolist():
            refused.setdefault(everyone.ids[index], []).append(refusal)
    claims = everyone if admitted.all() else _taken(everyone, np.flatnonzero(admitted))
    return Screening(claims, dict(sorted(refused.items())))


def screen_moved(scenario: Scenario, before: Scenario, known: Screening) -> Screening:
    """The screening of a scenario that was made of another one; what both share is not looked through again.

    Args:
        known: the screening of the one before.
    """
    if not _same_facts(scenario, before):
        return screen(scenario)
    return replace(known, claims=replace(known.claims, domestic=_domestic(scenario)))


def _same_facts(scenario: Scenario, before: Scenario) -> bool:
    """Whether two scenarios differ at most in rules, rounds and supplies; what else they hold are the same objects."""
    parts = ("products", "firms", "applications")
    pairs = [(getattr(scenario, part), getattr(before, part)) for part in parts]
    eligibility, eligibility_before = (of.policy.model_dump_json(include={"eligibility"}) for of in (scenario, before))
    return (
        scenario.periods == before.periods
        and scenario.domestic.keys() == before.domestic.keys()
        and all(now.keys() == then.keys() and all(now[name] is then[name] for name in now) for now, then in pairs)
        and eligibility == eligibility_before
    )


def all_claims(scenario: Scenario) -> Claims:
    """Every application of a scenario as a claim, before anybody is refused."""
    ids = tuple(sorted(scenario.applications))
    applications = [scenario.applications[name] for name in ids]
    attributes = _Attributes(ids, applications, scenario.firms)
    end = len(scenario.periods) - 1
    period = {name: index for index, name in enumerate(scenario.periods)}
    lot_of = {name: product.lot for name, product in scenario.products.items()}
    lot = _integers(lot_of[item.product] for item in applications)
    every_product = tuple(sorted(scenario.domestic))
    accepted: dict[tuple[str, ...], int] = {}
    accepts = _integers(
        accepted.setdefault(every_product if item.accepts is None else tuple(sorted(set(item.accepts))), len(accepted))
        for item in applications
    )
    units = _integers(item.units for item in applications)
    return Claims(
        ids=ids,
        units=units // lot * lot,
        lot=lot,
        first=_integers(0 if item.from_ is None else period[item.from_] for item in applications),
        last=_integers(end if item.to is None else period[item.to] for item in applications),
        minimum=_integers(item.minimum_units or 0 for item in applications),
        submitted=_integers((item.submitted or date.max).toordinal() for item in applications),
        accepts=accepts,
        acceptable=tuple(accepted),
        periods=tuple(scenario.periods),
        products={
            name: Product(product.lot, product.price_usd, product.tpp) for name, product in scenario.products.items()
        },
        domestic=_domestic(scenario),
        attributes=attributes,
        firm_numbers=partial(_firm_number, scenario.firms),
        past_purchases={name: firm.domestic_purchases for name, firm in scenario.firms.items()},
    )


def _domestic(scenario: Scenario) -> dict[str, DomesticProduct]:
    return {
        name: DomesticProduct(item.tpp, tuple(item.supply.get(period, 0) for period in scenario.periods))
        for name, item in scenario.domestic.items()
    }


def _integers(items: Iterator[int]) -> Integers:
    return np.fromiter(items, dtype=np.int64)


def _taken(claims: Claims, chosen: Integers) -> Claims:
    """The claims of some applications only."""
    return replace(
        claims,
        ids=tuple(claims.ids[index] for index in chosen.tolist()),
        **{
            name: getattr(claims, name)[chosen]
            for name in ("units", "lot", "first", "last", "minimum", "submitted", "accepts")
        },
        attributes=_Taken(claims.attributes, chosen),
    )


class _Attributes(Mapping[str, Column]):
    """Columns by name, each coded when it is first asked for."""

    def __init__(self, ids: tuple[str, ...], applications: list[Application], firms: Mapping[str, Firm]) -> None:
        self._ids, self._applications, self._firms = ids, applications, firms
        self._columns: dict[str, Column] = {}

    def __getitem__(self, name: str) -> Column:
        if name not in self._columns:
            self._columns[name] = self._column(name)
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def _column(self, name: str) -> Column:
        if name == "id":
            return Column(np.arange(len(self._ids), dtype=np.int64), self._ids)
        if name == "group":
            return self._of_firm(lambda label, firm: firm.group or label)
        if name.startswith("firm."):
            return self._of_firm(lambda label, firm: _attribute(firm, name.removeprefix("firm."), label))
        return Column.of([_attribute(item, name, None) for item in self._applications])

    def _of_firm(self, value: Callable[[str, Firm], Value]) -> Column:
        firms = self["firm"]
        each = Column.of([value(str(label), self._firms[str(label)]) for label in firms.values])
        return Column(each.codes[firms.codes], each.values)


class _Taken(Mapping[str, Column]):
    """The columns of some applications only."""

    def __init__(self, columns: Mapping[str, Column], chosen: Integers) -> None:
        self._columns, self._chosen = columns, chosen

    def __getitem__(self, name: str) -> Column:
        column = self._columns[name]
        return Column(column.codes[self._chosen], column.values)

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def _attribute(fact: Application | Firm, name: str, label: str | None) -> Value:
    if label is not None and name == "group" and isinstance(fact, Firm):
        return fact.group or label
    field = OWN.get(name, name)
    value = getattr(fact, field) if field in type(fact).model_fields else (fact.__pydantic_extra__ or {}).get(name)
    return value.isoformat() if isinstance(value, date) else value


def _firm_number(firms: Mapping[str, Firm], per: str, label: str, attribute: str) -> Figure:
    members = [firm for name, firm in firms.items() if (name if per == "firm" else firm.group or name) == label]
    figures: list[Any] = [(firm.__pydantic_extra__ or {})[attribute] for firm in members]
    numbers = [figure for figure in figures if isinstance(figure, int | Decimal | Fraction)]
    if any(isinstance(figure, Fraction) for figure in numbers):
        return sum((Fraction(figure) for figure in numbers), Fraction(0))
    return sum(numbers)
