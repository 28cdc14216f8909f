"""Comparing: two plans into the answer of a command, as tables or as JSON."""

from __future__ import annotations

from typing import Annotated

import typer

from api import terminal
from api.exits import ExitCode
from api.formats import TABLE
from api.pairs import Planned
from api.reports import WIDTH, written
from api.reports.comparison import Pair, compared
from api.reports.view import View
from optimizer.comparison import compare

FORMATS = (TABLE, "json")
Shown = Annotated[str, typer.Option("--format", metavar="|".join(FORMATS), help="What to print.")]


def show_comparison(before: Planned, after: Planned, shown: str) -> ExitCode:
    """Print what differs between two plans; the exit code is that of the second."""
    found = compare(*before, *after)
    if shown == TABLE:
        pair = Pair(found, View.of(*before), View.of(*after))
        terminal.show(written(compared(pair), terminal.width(WIDTH)))
    else:
        terminal.answer(found.model_dump_json(indent=2).encode() + b"\n")
    return ExitCode.INFEASIBLE if after[0].outcome == "infeasible" else ExitCode.ANSWERED
