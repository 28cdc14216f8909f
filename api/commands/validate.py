"""`quotaplan validate`: every problem of an input; divides nothing."""

from __future__ import annotations

from api import terminal
from api.arguments import ScenarioName
from api.exits import ExitCode
from api.figures import counted
from inputs import read_scenario


def validate(scenario: ScenarioName) -> ExitCode:
    """Check a scenario; divides nothing.

    Every problem is listed at once, with its place.
    """
    facts = read_scenario(scenario)
    policy = facts.policy
    parts = (
        counted(len(facts.applications), "application"),
        counted(len(facts.firms), "firm"),
        counted(len(facts.products), "controlled product"),
        counted(len(facts.domestic), "domestic product"),
        counted(len(facts.periods), "period"),
        counted(len(policy.eligibility), "requirement"),
        counted(len(policy.rules), "rule"),
        counted(len(policy.rounds), "round"),
    )
    terminal.say([f"{scenario} is valid: {facts.title or 'no title'}", f"  {', '.join(parts)}", f"  {facts.digest}"])
    return ExitCode.ANSWERED
