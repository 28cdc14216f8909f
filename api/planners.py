"""Planners: where a plan is made, here or by a service; what asks for one need not know."""

from __future__ import annotations

import os
from typing import Annotated

import typer

import optimizer
from api.terminal import Tell
from optimizer.errors import CheckError, InputError, Problem
from optimizer.plans import Plan
from optimizer.scenario import Scenario

KEY = "QUOTAPLAN_KEY"
"""The variable that holds the key to a service, so that it stands in no list of processes."""

ServerAddress = Annotated[
    str | None,
    typer.Option(
        "--server", metavar="URL", help=f"Have the plan made by a service, and kept there; its key stands in {KEY}."
    ),
]


def make_plan(scenario: Scenario, server: str | None, progress: Tell, solver: str = "HiGHS") -> Plan:
    """The plan of a scenario.

    Args:
        server: the address of a service; None: it is made here.
        progress: told how far it is.
        solver: which solver makes it, if it is made here.

    Raises:
        InputError: if the scenario is refused, or there is no key.
        CheckError: if the plan does not hold, wherever it was made.
    """
    if server is None:
        return optimizer.plan(scenario, solver=solver, progress=progress)
    from api.client import Client  # noqa: PLC0415 - what is made here needs no service

    key = os.environ.get(KEY)
    if not key:
        raise InputError([Problem((), f"there is no key in {KEY}", "set it to a key of the service", "--server")])
    progress("asking the service", 0, None)
    with Client(server, key) as service:
        plan = service.plan(service.add(scenario).id)
    progress("checking", 0, None)
    verification = optimizer.verify(plan, scenario)
    if not verification.ok:
        raise CheckError(f"The plan of {server} does not hold. {' '.join(verification.failures)}")
    return plan
