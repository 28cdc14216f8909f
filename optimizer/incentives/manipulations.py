"""Manipulations: what applicants may file instead of what they need, each as a merge patch to the scenario.

A manipulation is a plain patch so that anybody can run it: what it gains is read off the plan of the patched scenario.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Literal

from optimizer.scenario import Scenario
from optimizer.screening import screen

Kind = Literal[
    "asking for more", "asking for less", "splitting", "splitting, owner declared", "merging", "use cases", "periods"
]
"""What is done."""

Patch = dict[str, Any]
"""A merge patch (RFC 7396)."""


@dataclass(frozen=True, slots=True)
class Manipulation:
    """Something else that one group, or two together, may file."""

    groups: tuple[str, ...]
    kind: Kind
    words: str
    """What is filed, in a sentence without its full stop."""
    patch: Patch
    filed: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Application to those that are filed in its stead, itself among them; of the others each stands for itself."""


@dataclass(frozen=True, slots=True)
class Ranges:
    """What is tried."""

    more: tuple[Fraction, ...] = (Fraction(11, 10), Fraction(3, 2), Fraction(2))
    """Times the units that are needed."""
    less: tuple[Fraction, ...] = (Fraction(3, 4), Fraction(9, 10))
    split: tuple[int, ...] = (2, 3)
    """Firms instead of one."""


@dataclass(frozen=True, slots=True)
class Need:
    """What an application is truly about."""

    claim: int
    """Units, whole lots."""
    minimum: int
    """Fewer are of no use."""
    periods: tuple[str, ...]
    """Periods in which units may come and still be of use: those up to the last of its window."""


@dataclass(frozen=True)
class Applicants:
    """Who applies: groups with their firms and the applications of theirs that pass screening."""

    scenario: Scenario
    document: Mapping[str, Any]
    """The scenario as its author wrote it."""
    needs: Mapping[str, Need]
    """Application to its need, of those that pass screening."""
    firms: Mapping[str, tuple[str, ...]]
    """Group to its firms with such applications, the one that claims most first."""

    @classmethod
    def of(cls, scenario: Scenario) -> Applicants:
        """The applicants of a scenario."""
        claims = screen(scenario).claims
        needs = {
            name: Need(units, minimum, claims.periods[: last + 1])
            for name, units, minimum, last in zip(
                claims.ids, claims.units.tolist(), claims.minimum.tolist(), claims.last.tolist(), strict=True
            )
            if units
        }
        claimed: dict[str, int] = {}
        for name, need in needs.items():
            firm = scenario.applications[name].firm
            claimed[firm] = claimed.get(firm, 0) + need.claim
        firms: dict[str, list[str]] = {}
        for firm in sorted(claimed, key=lambda name: (-claimed[name], name)):
            firms.setdefault(scenario.firms[firm].group or firm, []).append(firm)
        return cls(scenario, scenario.written(), needs, {group: tuple(names) for group, names in firms.items()})

    def claimed(self, group: str) -> int:
        """Units that a group claims."""
        return sum(self.needs[name].claim for name in self.applications(group))

    def applications(self, *groups: str) -> list[str]:
        """Applications of some groups that pass screening, in the order of their names."""
        firms = {firm for group in groups for firm in self.firms[group]}
        return [name for name in self.needs if self.scenario.applications[name].firm in firms]

    def of_firm(self, firm: str) -> list[str]:
        """Applications of a firm that pass screening."""
        return [name for name in self.needs if self.scenario.applications[name].firm == firm]

    def largest(self, count: int) -> tuple[str, ...]:
        """The groups that claim most."""
        return tuple(sorted(self.firms, key=lambda group: (-self.claimed(group), group))[:count])
