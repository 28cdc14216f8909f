"""Merging: one firm files for another owner's firms as well, as if they were one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from optimizer.incentives.manipulations import Applicants, Manipulation, Patch
from optimizer.incentives.splitting import brought_by_firms


def merging(applicants: Applicants, group: str, partners: Sequence[str]) -> Iterator[Manipulation]:
    """The largest firm of a group files for itself and for all firms of another."""
    firm = applicants.firms[group][0]
    for other in partners:
        patch = _merged(applicants, firm, other)
        words = f"{firm} files for {' and '.join(applicants.firms[other])} as well"
        yield Manipulation((group, other), "merging", words, patch)


def _merged(applicants: Applicants, firm: str, other: str) -> Patch:
    facts = applicants.document["firms"]
    firms = [firm, *applicants.firms[other]]
    together: Patch = {
        name: sum(facts[one].get(name) or 0 for one in firms) for name in sorted(brought_by_firms(applicants.scenario))
    }
    bought: dict[str, int] = {}
    for one in firms:
        for product, units in facts[one].get("domestic_purchases", {}).items():
            bought[product] = bought.get(product, 0) + units
    if bought:
        together["domestic_purchases"] = bought
    applications = {name: {"firm": firm} for name in applicants.applications(other)}
    return {"applications": applications} | ({"firms": {firm: together}} if together else {})
