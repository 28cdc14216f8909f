"""Arguments that several commands share."""

from __future__ import annotations

from collections.abc import Collection
from getpass import getuser
from pathlib import Path
from typing import Annotated

import typer

from inputs import patch_scenario, read_scenario
from inputs.patching import read_patch, set_values
from optimizer.errors import InputError, Problem, unknown
from optimizer.scenario import Scenario

ScenarioName = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO",
        show_default=False,
        help="A scenario: a JSON or YAML file, a folder, a workbook, or the name of a bundled sample.",
    ),
]
Settings = Annotated[
    list[str],
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change one value first, e.g. policy.rules.national_quota.limit=500000. May be repeated.",
    ),
]
PatchFile = Annotated[
    Path | None,
    typer.Option("--patch", metavar="FILE", help="Change the scenario first by a merge patch or a JSON patch."),
]

StoreName = Annotated[
    str,
    typer.Option(
        "--store",
        metavar="PATH|URL",
        envvar="QUOTAPLAN_STORE",
        help="The store of the service: a file, or postgresql://user@host/name.",
    ),
]
STORE = "quotaplan.db"
"""The store that is meant where none is named."""


def operator() -> str:
    """Who sits at the shell."""
    try:
        return f"shell:{getuser()}"
    except (KeyError, OSError) as error:
        raise InputError([Problem((), "nobody knows who you are", "set USER", "environment")]) from error


def changed_scenario(source: str, patch: Path | None, settings: list[str]) -> Scenario:
    """The scenario that a command is about: as it is read, then patched, then with single values set."""
    return changed(read_scenario(source), patch, settings)


def changed(scenario: Scenario, patch: Path | None, settings: list[str]) -> Scenario:
    """A scenario as it is after a patch, and then with single values set."""
    if patch is not None:
        scenario = patch_scenario(scenario, read_patch(patch))
    return set_values(scenario, settings) if settings else scenario


def refuse_choices(**options: tuple[str, Collection[str]]) -> None:
    """Refuse options that are none of their choices, all at once.

    Args:
        options: what was chosen and what there is to choose from, by the name of the option.

    Raises:
        InputError: with the nearest choices.
    """
    problems = [
        Problem((), *unknown(chosen, choices, f"the {name}s"), f"--{name}")
        for name, (chosen, choices) in options.items()
        if chosen not in choices
    ]
    if problems:
        raise InputError(problems)
