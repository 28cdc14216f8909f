"""Attributes: what applications say of themselves, each attribute read once and each of its values once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import compress
from types import MappingProxyType
from typing import Any

from optimizer.certificate.alike import Alike, alike
from optimizer.scenario import Application, Firm, Scenario

Value = bool | int | Decimal | str | None

DECLARED = MappingProxyType(
    {name: name for name in ("firm", "product", "use_case", "units", "to", "minimum_units", "submitted")}
    | {"from": "from_"}
)
"""Attributes of an application that the format names, by the field that holds each; all others are free."""


class Attributes:
    """The attributes of some applications."""

    def __init__(self, scenario: Scenario, ids: Sequence[str]) -> None:
        self.ids = ids
        self._scenario = scenario
        self._known: dict[str, Alike[Value]] = {}

    def of(self, attribute: str) -> Alike[Value]:
        """The value of an attribute for each application."""
        if attribute not in self._known:
            self._known[attribute] = self._read(attribute)
        return self._known[attribute]

    def chosen(self, where: Mapping[str, Any]) -> list[bool]:
        """For each application, whether every entry of a selector holds."""
        chosen = [True] * len(self.ids)
        for attribute, match in where.items():
            values, matches = self.of(attribute), _matcher(match)
            holds = [matches(value) for value in values.distinct]
            chosen = [before and holds[at] for before, at in zip(chosen, values.of, strict=True)]
        return chosen

    def those(self, chosen: Sequence[bool]) -> Attributes:
        """The attributes of some of these applications."""
        return self if all(chosen) else _Some(self, self._scenario, chosen)

    def _read(self, attribute: str) -> Alike[Value]:
        firms, applications = self._scenario.firms, self._scenario.applications
        if attribute == "id":
            return Alike(range(len(self.ids)), self.ids)
        if attribute in {"group", "firm.group"}:
            return self.of("firm").by(lambda name: firms[str(name)].group or name)
        if attribute.startswith("firm."):
            field, of_firms = attribute.removeprefix("firm."), self.of("firm")
            return of_firms.then(_values(Firm, field, field, (firms[str(name)] for name in of_firms.distinct)))
        field = DECLARED.get(attribute, "")
        return _values(Application, field, attribute, (applications[name] for name in self.ids))


class _Some(Attributes):
    """The attributes of some of the applications of others."""

    def __init__(self, others: Attributes, scenario: Scenario, chosen: Sequence[bool]) -> None:
        super().__init__(scenario, list(compress(others.ids, chosen)))
        self._others, self._chosen = others, chosen

    def _read(self, attribute: str) -> Alike[Value]:
        return self._others.of(attribute).those(self._chosen)


def _values(kind: type[Application | Firm], field: str, free: str, facts: Iterable[Application | Firm]) -> Alike[Value]:
    """A declared field of some facts, or else a free attribute; `true` is not `1`."""
    values: list[Any]
    if field in kind.model_fields:
        values = [getattr(fact, field) for fact in facts]
    else:
        values = [(fact.__pydantic_extra__ or {}).get(free) for fact in facts]
    typed = alike(zip(values, map(type, values), strict=True))
    return Alike(typed.of, [value.isoformat() if isinstance(value, date) else value for value, _ in typed.distinct])


def _matcher(match: Any) -> Callable[[Value], bool]:
    """One entry of a selector as a question about a value. `true` is not `1`; no value matches nothing."""
    if isinstance(match, Mapping):
        low, high = match.get("at_least"), match.get("at_most")
        return lambda value: (low is None or _ordered(low, value)) and (high is None or _ordered(value, high))
    wanted = {(isinstance(item, bool), item) for item in (match if isinstance(match, list) else [match])}
    return lambda value: (isinstance(value, bool), value) in wanted


def _ordered(low: Value, high: Value) -> bool:
    if isinstance(low, str) and isinstance(high, str):
        return low <= high
    if isinstance(low, int | Decimal) and isinstance(high, int | Decimal):
        return low <= high and not isinstance(low, bool) and not isinstance(high, bool)
    return False
