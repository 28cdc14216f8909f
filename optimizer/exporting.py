"""Exporting: a scenario in, the full programme behind its division out, with a comment that says what it is."""

from __future__ import annotations

from dataclasses import dataclass

from flint import fmpq

from optimizer.entitling import entitle
from optimizer.errors import InputError, Problem
from optimizer.programme import FullProgramme, full_programme
from optimizer.rules import write_rows
from optimizer.scenario import Scenario
from optimizer.screening import screen


@dataclass(frozen=True, slots=True)
class Export:
    """A programme, and what has to be known about it."""

    programme: FullProgramme
    comment: tuple[str, ...]
    """Sentences, one a line."""


def export(scenario: Scenario, *, entitlements: bool = False) -> Export:
    """The full programme of a scenario: every limit, one column for each application and period.

    Args:
        entitlements: whether a row says for each application that it has its entitlement, where the rounds end.

    Raises:
        InputError: if entitlements are asked for and a guarantee cannot be met, so that there are none.
    """
    claims = screen(scenario).claims
    held = _entitlements(scenario) if entitlements else {}
    programme = full_programme(claims, write_rows(scenario.policy.rules, claims), held)
    return Export(programme, tuple(_comment(scenario, entitlements=entitlements)))


def _entitlements(scenario: Scenario) -> dict[int, fmpq]:
    entitled = entitle(screen(scenario).claims, scenario.policy)
    shortfall = entitled.filling.shortfall
    if shortfall is not None:
        seen = f"the guarantee of {shortfall.round} cannot be met, so nobody has an entitlement"
        raise InputError([Problem((), seen, "export without entitlements", "--entitlements")])
    cohorts = entitled.filling.cohorts
    exact = {at: cohorts.exact(at) for at in range(len(entitled.claims))}
    return {at: units for at, units in exact.items() if units > 0}


def _comment(scenario: Scenario, *, entitlements: bool) -> list[str]:
    sentences = [
        f"{scenario.title or 'A scenario'}: {scenario.digest}",
        "All limits of the policy on all claims that passed screening, before whole lots. Nothing is merged.",
        "Columns: units of an application in a period; units of a domestic product bought along for a class of",
        "applications in a period; purchases of the past that are credited. Names: see the list beside this file.",
        "Objective: minus the units granted, to be minimised. It says how much can be granted in all, not to whom:",
        "the division is more than one programme. Its rounds raise awards in turn until limits stop them, and what",
        "has stopped stays. Pools of rounds, minimums, whole lots and whole purchases are not in this file.",
    ]
    if entitlements:
        sentences += [
            "The rows 'entitlement of ...' fix where all rounds end, rounded down to 9 digits: a solver that finds an",
            "optimum confirms that all entitlements can be delivered together.",
        ]
    return sentences
