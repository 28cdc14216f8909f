"""`quotaplan verify`: check a plan in exact arithmetic, without a solver."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api import terminal
from api.arguments import ScenarioName
from api.exits import ExitCode
from api.plan_files import read_plan
from inputs import read_scenario
from optimizer import certificate
from optimizer.certificate.verification import OPEN
from optimizer.collection import collection_put_off

PlanFile = Annotated[Path, typer.Argument(metavar="PLAN.json", show_default=False, help="The plan.json of a plan.")]


def verify(plan: PlanFile, scenario: ScenarioName) -> ExitCode:
    """Check a plan by arithmetic, without a solver.

    Ends with 0 when everything holds, and with 4 when something does not, which is named.
    """
    with collection_put_off(), terminal.progress("reading") as tell:
        answer = read_plan(plan)
        facts = read_scenario(scenario)
        tell("checking", 0, None)
        verification = certificate.verify(answer, facts)
    lines = [step if step.startswith(OPEN) else f"holds  {step}" for step in verification.steps]
    lines += [f"FAILS  {flaw}" for flaw in verification.failures]
    verdict = "holds" if verification.ok else "does not hold"
    open_ = any(step.startswith(OPEN) for step in verification.steps) and verification.ok
    lines.append(f"{plan} {verdict} against {scenario}{f', but for what is {OPEN}' if open_ else ''}.")
    terminal.say(lines)
    return ExitCode.ANSWERED if verification.ok else ExitCode.UNPROVED
