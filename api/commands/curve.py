"""`quotaplan curve`: what somebody gets, as an exact function of one figure."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import typer

from api import terminal
from api.arguments import PatchFile, ScenarioName, Settings, changed_scenario
from api.curves import FORMATS
from api.exits import ExitCode
from api.formats import TABLE
from api.reports import WIDTH, written
from api.reports.curve import curved
from inputs.patching import as_written
from inputs.settings import place_at
from optimizer.curve import curve as followed
from optimizer.errors import InputError, Problem, unknown
from optimizer.quantities import exact_number

PathArgument = Annotated[
    str,
    typer.Argument(metavar="PATH", show_default=False, help="The figure, e.g. policy.rules.national_quota.limit."),
]
Name = Annotated[
    str,
    typer.Option("--for", metavar="ID", show_default=False, help="An application, a firm, an owner, or total."),
]
Low = Annotated[str | None, typer.Option("--from", metavar="A", help="Where to begin; half the figure if not given.")]
High = Annotated[str | None, typer.Option("--to", metavar="B", help="Where to end; half as much again if not given.")]
Shown = Annotated[str, typer.Option("--format", metavar="|".join(FORMATS), help="What to print.")]


def curve(
    scenario: ScenarioName,
    path: PathArgument,
    name: Name,
    low: Low = None,
    high: High = None,
    settings: Settings = [],
    patch: PatchFile = None,
    shown: Shown = TABLE,
) -> ExitCode:
    """Show what somebody gets as an exact function of one figure.

    Limits, pools and supplies give straight pieces, each with the rows that stop the award on it, and every point where
    that changes. Other figures, such as ratios and claims, give points.
    """
    if shown not in FORMATS:
        raise InputError([Problem((), *unknown(shown, FORMATS, "the formats"), "--format")])
    with terminal.progress("reading") as tell:
        facts = changed_scenario(scenario, patch, settings)
        place = tuple(map(str, place_at(as_written(facts), path)))
        found = followed(facts, place, name, _figure(low, "--from"), _figure(high, "--to"), progress=tell)
    if shown == TABLE:
        terminal.show(written((curved(found),), terminal.width(WIDTH)))
    else:
        terminal.answer(FORMATS[shown](found))
    return ExitCode.ANSWERED


def _figure(text: str | None, place: str) -> Decimal | None:
    try:
        return None if text is None else Decimal(exact_number(text))
    except ValueError as error:
        raise InputError([Problem((), str(error), "write a figure such as 500000", place)]) from error
