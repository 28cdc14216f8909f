"""Pairs: two arguments of a command, each a scenario or a plan that was written before, into two plans to compare."""

from __future__ import annotations

import json
from pathlib import Path

from api.formats import PLAN_FILE, SCENARIO_FILE
from api.plan_files import read_plan
from api.terminal import Tell
from inputs import read_scenario
from optimizer import Plan, Scenario, plan, verify
from optimizer.errors import CheckError, InputError, Problem

Planned = tuple[Plan, Scenario]
"""A plan and the scenario that it is of."""


def planned(source: str, tell: Tell) -> Planned:
    """A plan: read and checked, where a folder or a file holds one; otherwise made from the scenario that is named.

    Raises:
        InputError: if there is no scenario beside the plan, or another one, or if either cannot be read.
        CheckError: if the plan that was read does not hold.
    """
    file = _plan_file(Path(source))
    tell("reading", 0, None)
    if file is None:
        scenario = read_scenario(source)
        return plan(scenario, drop_outs=False, progress=tell), scenario
    found, scenario = read_plan(file), read_scenario(_beside(file))
    if found.scenario_digest != scenario.digest:
        seen = f"is the plan of another scenario than the {SCENARIO_FILE} beside it"
        raise InputError([Problem((), seen, "put the scenario beside it that it was made from", str(file))])
    tell("checking", 0, None)
    verification = verify(found, scenario)
    if not verification.ok:
        raise CheckError(f"{file}: {' '.join(verification.failures)}")
    return found, scenario


def _plan_file(source: Path) -> Path | None:
    """The file of a plan, if a path is one, or a folder with one."""
    if source.is_dir():
        return source / PLAN_FILE if (source / PLAN_FILE).is_file() else None
    if source.name == PLAN_FILE:
        return source
    return source if source.suffix == ".json" and source.is_file() and _is_plan(source) else None


def _is_plan(file: Path) -> bool:
    try:
        document = json.loads(file.read_bytes())
    except (ValueError, RecursionError, OSError):
        return False  # whoever reads it as a scenario says what is wrong with it
    return isinstance(document, dict) and "scenario_digest" in document


def _beside(file: Path) -> Path:
    scenario = file.parent / SCENARIO_FILE
    if not scenario.is_file():
        advice = "put it there; `plan --out DIR` writes both"
        raise InputError([Problem((), f"has no {SCENARIO_FILE} beside it", advice, str(file))])
    return scenario
