"""Searches: what the options of `quotaplan incentives` say into groups, ranges and division rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from optimizer.alternatives import POLICY
from optimizer.divisions import DIVISIONS
from optimizer.errors import InputError, Problem, unknown
from optimizer.incentives import Applicants, Ranges
from optimizer.scenario import Scenario

MOST_PARTS = 100
"""No firm is split into more."""


def groups_of(scenario: Scenario, named: str | None, largest: int) -> list[str]:
    """The groups of firms or groups that are named, or those that claim most.

    Raises:
        InputError: with every name that is neither, or has nothing to gain: all its applications are refused.
    """
    applicants = Applicants.of(scenario)
    if named is None:
        return list(applicants.largest(largest))
    groups: dict[str, None] = {}
    problems = []
    owners = {name: firm.group or name for name, firm in scenario.firms.items()}
    known = owners | {group: group for group in owners.values()}
    for name in _listed(named):
        if name not in known:
            problems.append(Problem((), *unknown(name, known, "the firms and groups"), "--firms"))
        elif known[name] not in applicants.firms:
            seen = f"{name} has no application that passes screening"
            problems.append(Problem((), seen, "name a firm that has one", "--firms"))
        else:
            groups[known[name]] = None
    if problems:
        raise InputError(problems)
    return list(groups)


def ranges_of(more: str, less: str, split: str) -> Ranges:
    """What is tried.

    Raises:
        InputError: with every figure that makes no sense.
    """
    problems: list[Problem] = []
    factors = list(_factors(more, "--more", problems))
    parts = list(_factors(less, "--less", problems))
    numbers = list(_factors(split, "--split", problems))
    problems += [
        Problem((), f"{float(item):g} is not more", "write factors above 1", "--more") for item in factors if item <= 1
    ]
    problems += [
        Problem((), f"{float(item):g} is not less", "write parts below 1", "--less")
        for item in parts
        if not 0 < item < 1
    ]
    problems += [
        Problem((), f"{float(item):g} is no number of firms", f"write whole numbers from 2 to {MOST_PARTS}", "--split")
        for item in numbers
        if item.denominator != 1 or not 1 < item <= MOST_PARTS
    ]
    if problems:
        raise InputError(problems)
    return Ranges(tuple(factors), tuple(parts), tuple(map(int, numbers)))


def rules_of(named: str) -> list[str]:
    """Division rules by name.

    Raises:
        InputError: with every name that is none.
    """
    choices = (POLICY, *DIVISIONS)
    names = list(dict.fromkeys(_listed(named)))
    problems = [
        Problem((), *unknown(name, choices, "the division rules"), "--rules") for name in names if name not in choices
    ]
    if problems:
        raise InputError(problems)
    return names


def _listed(text: str) -> Iterable[str]:
    return (part.strip() for part in text.split(",") if part.strip())


def _factors(text: str, option: str, problems: list[Problem]) -> Iterator[Fraction]:
    for part in _listed(text):
        try:
            yield Fraction(part)
        except (ValueError, ZeroDivisionError):
            problems.append(Problem((), f'"{part}" is not a number', "write figures with commas between them", option))
