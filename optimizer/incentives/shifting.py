"""Shifting: the same units filed for another use case, or for other periods."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from optimizer.incentives.manipulations import Applicants, Manipulation, Patch
from optimizer.rules.cap import Cap
from optimizer.scenario import Application, Scenario
from optimizer.scenario.canonical import shown

NOT_OF_THE_USE = frozenset(
    {"id", "firm", "group", "product", "units", "from", "to", "minimum_units", "submitted", "accepts"}
)
"""Attributes that say who, what, when and how much, and not what for."""


def use_cases(applicants: Applicants, group: str) -> Iterator[Manipulation]:
    """Applications of a group filed as another of them is, in one attribute that rules or rounds read about the use.

    All of them at once, or only the largest that is not filed so. Of figures, the smallest and the largest are tried.
    """
    names = sorted(applicants.applications(group), key=lambda name: (-applicants.needs[name].claim, name))
    documents = {name: applicants.document["applications"][name] for name in names}
    for attribute in _read(applicants.scenario):
        for value in _values([item.get(attribute) for item in documents.values()]):
            others = [name for name, item in documents.items() if item.get(attribute) != value]
            for chosen in (others, others[:1])[: len(others)]:
                words = f"{group} files {_listed(chosen, others)} with {attribute} {shown(value)}"
                patch = {"applications": {name: {attribute: value} for name in chosen}}
                yield Manipulation((group,), "use cases", words, patch)


def _values(column: Sequence[Any]) -> list[Any]:
    """The distinct values of an attribute, of figures only the smallest and the largest."""
    figures = {value for value in column if isinstance(value, int | Decimal) and not isinstance(value, bool)}
    others = {(type(value).__name__, str(value)): value for value in column if value not in figures}
    return [others[key] for key in sorted(others)] + sorted({min(figures), max(figures)} if figures else ())


def _listed(chosen: Sequence[str], others: Sequence[str]) -> str:
    if len(chosen) == 1:
        return f"{chosen[0]} alone" if len(others) > 1 else chosen[0]
    return f"its {len(chosen)} other applications"


def periods(applicants: Applicants, group: str) -> Iterator[Manipulation]:
    """All applications of a group filed for a longer or a shorter window."""
    first, last = applicants.scenario.periods[0], applicants.scenario.periods[-1]
    choices: tuple[tuple[str, Callable[[Application], tuple[str, str]]], ...] = (
        ("from the first period on", lambda item: (first, item.to or last)),
        ("up to the last period", lambda item: (item.from_ or first, last)),
        ("in the first period of each window only", lambda item: (item.from_ or first, item.from_ or first)),
        ("in the last period of each window only", lambda item: (item.to or last, item.to or last)),
    )
    for words, window in choices:
        patch: Patch = {}
        for name in applicants.applications(group):
            item = applicants.scenario.applications[name]
            if window(item) != (item.from_ or first, item.to or last):
                patch[name] = dict(zip(("from", "to"), window(item), strict=True))
        if patch:
            yield Manipulation((group,), "periods", f"{group} asks for units {words}", {"applications": patch})


def _read(scenario: Scenario) -> list[str]:
    """Attributes of applications that rules and rounds select by, or write a row for each value of."""
    policy = scenario.policy
    found = {name for item in (*policy.rules.values(), *policy.rounds.values()) for name in item.where}
    found |= {rule.per for rule in policy.rules.values() if isinstance(rule, Cap) and rule.per}
    return sorted(name for name in found - NOT_OF_THE_USE if not name.startswith("firm."))
