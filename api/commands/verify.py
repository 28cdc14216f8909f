"""`quotaplan verify`: check a plan in exact arithmetic, without a solver."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import optimizer
from api import terminal
from api.answering import ExitCode
from api.arguments import ScenarioName
from api.figures import counted
from api.plan_files import read_plan
from inputs import read_scenario

PlanFile = Annotated[Path, typer.Argument(metavar="PLAN.json", show_default=False, help="The plan.json of a plan.")]


def verify(plan: PlanFile, scenario: ScenarioName) -> ExitCode:
    """Check a plan and its certificate against its scenario by arithmetic alone.

    Ends with 0 when everything holds, and with 4 when anything does not; every failure is named.
    """
    answer = read_plan(plan)
    with terminal.progress() as tell:
        tell("reading", 0, None)
        facts = read_scenario(scenario)
        tell("checking", 0, None)
        verification = optimizer.verify(answer, facts)
    if verification.ok:
        terminal.answer(f"{plan} holds: {counted(verification.steps, 'step')} checked.\n".encode())
        return ExitCode.ANSWERED
    terminal.answer(f"{plan} does not hold:\n".encode())
    return ExitCode.UNPROVED
