"""Draft: a scenario before it is known to be sound; whatever of its parts has the right shape, and names to check.

A part that has not is left out: the schema tells about it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter, ValidationError

from optimizer.errors import Problem, quoted, unknown
from optimizer.selector import Match, Where, holds

Path = tuple[str | int, ...]
Facts = Mapping[str, Mapping[str, Any]]

OF_APPLICATIONS = frozenset({"id", "firm", "group", "product", "use_case", "units", "from", "to", "submitted"}) | {
    "minimum_units"
}
"""Attributes of every application, given or not."""
OF_FIRMS = frozenset({"name", "kind", "group"})
"""Attributes of every firm, given or not."""
NO_ATTRIBUTES = frozenset({"accepts", "domestic_purchases"})
"""Fields that hold more than one value."""
MOST_COMPARISONS = 500_000
"""Names that are compared in the search for the nearest; past that, a problem goes without a suggestion."""

_WHERE: TypeAdapter[Where] = TypeAdapter(Where)


@dataclass
class Names:
    """Names that may be referred to, and the words for a name that is not among them."""

    names: Collection[str]
    what: str
    """What they are called where they are written: "firms", "firms.csv"."""
    may_be_none: bool = True
    """Whether there may be no names at all; if not, that is the problem, and each name is none."""
    _told: dict[str, tuple[str, str]] = field(default_factory=dict)

    def problem(self, path: Path, name: str) -> Problem:
        """The problem of a name that is not known."""
        if name not in self._told:
            affordable = (len(self._told) + 1) * len(self.names) <= MOST_COMPARISONS
            advice = f"allowed: one of {len(self.names)} names"
            self._told[name] = (
                unknown(name, self.names, self.what)
                if affordable
                else (f"{quoted(name)} is not in {self.what}", advice)
            )
        return Problem(path, *self._told[name])

    def check(self, path: Path, name: object) -> Iterator[Problem]:
        """A problem if a text is not one of the names; anything else the schema tells about."""
        if self.strange([name]):
            yield self.problem(path, str(name))

    def strange(self, column: Iterable[Any]) -> set[str]:
        """The texts in a column that are not among the names."""
        if not self.names and not self.may_be_none:
            return set()
        return {name for name in distinct(column) if isinstance(name, str)}.difference(self.names)


@dataclass(frozen=True)
class Draft:
    """The parts of a document that have the shape of facts and policy."""

    document: Mapping[str, Any]
    called: Mapping[str, str]
    """What a part is called where its author wrote it."""
    _columns: dict[str, list[Any]] = field(default_factory=dict)

    @cached_property
    def periods(self) -> dict[str, int]:
        """Each period's place in the order."""
        listed = self.document.get("periods")
        return {name: index for index, name in enumerate(texts(listed))}

    @cached_property
    def products(self) -> Facts:
        """Controlled products."""
        return maps(self.document.get("products"))

    @cached_property
    def domestic(self) -> Facts:
        """Domestic products."""
        return maps(self.document.get("domestic"))

    @cached_property
    def firms(self) -> Facts:
        """Firms."""
        return maps(self.document.get("firms"))

    @cached_property
    def applications(self) -> Facts:
        """Applications."""
        return maps(self.document.get("applications"))

    @cached_property
    def groups(self) -> set[str]:
        """Owners, and firms that are their own."""
        return {self.group(name) for name in self.firms}

    def policy(self, part: str) -> Facts:
        """Requirements, rules or rounds by name."""
        policy = self.document.get("policy")
        return maps(policy.get(part)) if isinstance(policy, Mapping) else {}

    def names(self, part: str) -> Names:
        """The names in a part of the facts."""
        return Names(getattr(self, part), self.called.get(part, part), may_be_none=part == "domestic")

    @cached_property
    def application_attributes(self) -> set[str]:
        """Attributes by which applications may be asked for, other than those of their firms."""
        found: set[str] = set()
        for application in self.applications.values():
            found.update(application)
        return (found | OF_APPLICATIONS) - NO_ATTRIBUTES

    @cached_property
    def firm_attributes(self) -> set[str]:
        """Attributes of firms."""
        found: set[str] = set()
        for firm in self.firms.values():
            found.update(firm)
        return (found | OF_FIRMS) - NO_ATTRIBUTES

    @cached_property
    def attributes(self) -> Names:
        """Every attribute that a selector may ask for."""
        of_firms = {f"firm.{name}" for name in self.firm_attributes}
        return Names(self.application_attributes | of_firms, "the attributes of applications and firms")

    def group(self, firm: object) -> Any:
        """The owner of a firm: its group, or itself."""
        group = self._of_firm(firm).get("group")
        return group if isinstance(group, str) else firm

    def value(self, name: str, attribute: str) -> Any:
        """An attribute of an application; None where it has none."""
        application = self.applications[name]
        if attribute == "id":
            return name
        if attribute in {"group", "firm.group"}:
            return self.group(application.get("firm"))
        if attribute.startswith("firm."):
            return self._of_firm(application.get("firm")).get(attribute.removeprefix("firm."))
        return application.get(attribute)

    def column(self, attribute: str) -> list[Any]:
        """An attribute of every application, in their order."""
        if attribute not in self._columns:
            self._columns[attribute] = self._column(attribute)
        return self._columns[attribute]

    def _column(self, attribute: str) -> list[Any]:
        if attribute == "id":
            return list(self.applications)
        if attribute != "group" and not attribute.startswith("firm."):
            return [application.get(attribute) for application in self.applications.values()]
        name = attribute.removeprefix("firm.")
        firms = {firm for firm in distinct(self.column("firm")) if isinstance(firm, str)}
        of_firm = {firm: self.group(firm) if name == "group" else self._of_firm(firm).get(name) for firm in firms}
        return [of_firm.get(firm) if isinstance(firm, str) else None for firm in self.column("firm")]

    def _of_firm(self, firm: object) -> Mapping[str, Any]:
        return self.firms.get(firm, {}) if isinstance(firm, str) else {}

    def selected(self, where: object) -> Callable[[str], bool]:
        """Whether an application is selected; nobody is by a selector that the schema refuses."""
        try:
            matches: Mapping[str, Match] = _WHERE.validate_python(where or {}, strict=True)
        except ValidationError:
            return lambda _: False
        return lambda name: all(holds(match, self.value(name, attribute)) for attribute, match in matches.items())


def maps(value: object) -> Facts:
    """The entries of a map that are maps themselves."""
    if not isinstance(value, Mapping):
        return {}
    return {name: item for name, item in value.items() if isinstance(item, dict)}


def texts(value: object) -> list[str]:
    """The entries of a list that are texts."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def distinct(column: Iterable[Any]) -> set[Any]:
    """The values of a column, each once; what no set can hold is left out. `True` and `1` count as one value."""
    try:
        return set(column)
    except TypeError:
        return {value for value in column if not isinstance(value, dict | list)}
