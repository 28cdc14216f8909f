"""Splitting: the largest firm of a group files its applications in parts, each by a subsidiary of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from optimizer.incentives.manipulations import Applicants, Kind, Manipulation, Patch, Ranges
from optimizer.rules.cap import AttributeLimit, Cap
from optimizer.scenario import Scenario


def splitting(applicants: Applicants, group: str, ranges: Ranges) -> Iterator[Manipulation]:
    """Subsidiaries that say who owns them, and subsidiaries that do not."""
    firm = applicants.firms[group][0]
    for parts in ranges.split:
        for declared in (False, True):
            patch, filed = _split(applicants, firm, parts, group if declared else None)
            if filed:
                owner = "with their owner declared" if declared else "as if they had different owners"
                words = f"{firm} files by {parts} firms instead of one, {owner}"
                kind: Kind = "splitting, owner declared" if declared else "splitting"
                yield Manipulation((group,), kind, words, patch, filed)


def brought_by_firms(scenario: Scenario) -> set[str]:
    """Attributes of firms that are figures of limits: what a firm brings is shared by its parts."""
    caps = (rule.limit for rule in scenario.policy.rules.values() if isinstance(rule, Cap))
    return {limit.attribute for limit in caps if isinstance(limit, AttributeLimit)}


def _split(
    applicants: Applicants, firm: str, parts: int, owner: str | None
) -> tuple[Patch, dict[str, tuple[str, ...]]]:
    """The patch, and each application that is filed in parts with its parts; whole lots each."""
    document = applicants.document
    names = [firm, *_new_names(firm, parts, document["firms"])]
    shares = _shares_of_firm(applicants.scenario, document["firms"][firm], parts)
    firms: Patch = {firm: shares[0]} if shares[0] else {}
    title = document["firms"][firm].get("name", firm)
    for number, (name, share) in enumerate(zip(names[1:], shares[1:], strict=True), start=2):
        facts = {key: value for key, value in document["firms"][firm].items() if key != "group"}
        facts |= {"name": f"{title}, part {number}"} | share
        firms[name] = facts | ({} if owner is None else {"group": owner})
    applications: Patch = {}
    filed: dict[str, tuple[str, ...]] = {}
    for name in applicants.of_firm(firm):
        item = document["applications"][name]
        units = _lots(applicants, name, parts)
        if units is None:
            continue
        filed[name] = (name, *_new_names(name, parts, document["applications"]))
        for part, (filer, count) in zip(filed[name], zip(names, units, strict=True), strict=True):
            facts = {} if part == name else item | {"firm": filer}
            applications[part] = facts | {"units": count} | _minimum(item, count)
    return {"firms": firms, "applications": applications}, filed


def _new_names(name: str, parts: int, taken: Collection[str]) -> list[str]:
    """Names for parts that nobody has."""
    mark = "-"
    while any(f"{name}{mark}{number}" in taken for number in range(2, parts + 1)):
        mark += "-"
    return [f"{name}{mark}{number}" for number in range(2, parts + 1)]


def _shares_of_firm(scenario: Scenario, facts: Mapping[str, Any], parts: int) -> list[Patch]:
    """What each part has of the figures that a firm brings, and of what it has bought: whole numbers."""
    figures = {name: facts[name] for name in brought_by_firms(scenario) if isinstance(facts.get(name), int)}
    bought = facts.get("domestic_purchases", {})
    found: list[Patch] = []
    for number in range(parts):
        share: Patch = {name: _share(figure, parts, number) for name, figure in sorted(figures.items())}
        if bought:
            share["domestic_purchases"] = {name: _share(units, parts, number) for name, units in bought.items()}
        found.append(share)
    return found


def _share(whole: int, parts: int, number: int) -> int:
    return whole // parts + (number < whole % parts)


def _lots(applicants: Applicants, name: str, parts: int) -> list[int] | None:
    """Units of each part of an application, whole lots; None if there are fewer lots than parts."""
    item = applicants.scenario.applications[name]
    lot = applicants.scenario.products[item.product].lot
    lots = applicants.needs[name].claim // lot
    return [_share(lots, parts, number) * lot for number in range(parts)] if lots >= parts else None


def _minimum(item: Mapping[str, Any], units: int) -> Patch:
    """A part's share of the fewest units that are of use."""
    least = item.get("minimum_units")
    return {} if not least else {"minimum_units": least * units // item["units"]}
