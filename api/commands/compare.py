"""`quotaplan compare`: two scenarios, or two plans that were written before, side by side."""

from __future__ import annotations

from typing import Annotated

import typer

from api import terminal
from api.arguments import refuse_choices
from api.comparing import FORMATS, Shown, show_comparison
from api.exits import ExitCode
from api.formats import TABLE
from api.pairs import planned

HELP = "A scenario, or a plan: a folder that `plan --out` filled, or a plan.json with its scenario.json beside it."
Before = Annotated[str, typer.Argument(metavar="A", show_default=False, help=HELP)]
After = Annotated[str, typer.Argument(metavar="B", show_default=False, help="The same, to compare it with.")]


def compare(before: Before, after: After, shown: Shown = TABLE) -> ExitCode:
    """Compare two scenarios or plans: inputs, awards, limits, and what moved each award.

    A scenario is divided first; a plan that was written before is checked first.

    Ends with 0 when there is an answer, 2 when an input is refused, 3 when B has a guarantee that cannot be met, 4 when
    a plan fails a check.
    """
    refuse_choices(format=(shown, FORMATS))
    with terminal.progress("reading") as tell:
        sides = planned(before, tell), planned(after, tell)
    return show_comparison(*sides, shown)
