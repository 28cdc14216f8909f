"""`quotaplan samples`: the scenarios that come with the program."""

from __future__ import annotations

from api import terminal
from api.exits import ExitCode
from api.reports import WIDTH
from api.tables import Column, Table
from inputs import read_scenario, sample_names

COLUMNS = (Column("sample"), Column("title"), Column("applications", "right"), Column("units asked for", "right"))


def samples() -> ExitCode:
    """List the bundled samples.

    Each name can stand wherever a scenario is asked for.
    """
    rows = []
    for name in sample_names():
        scenario = read_scenario(name)
        units = sum(application.units for application in scenario.applications.values())
        rows.append((name, scenario.title, f"{len(scenario.applications):,}", f"{units:,}"))
    table = Table(COLUMNS, tuple(rows))
    terminal.say(table.lines(terminal.width(WIDTH)))
    return ExitCode.ANSWERED
