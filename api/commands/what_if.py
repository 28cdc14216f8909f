"""`quotaplan what-if`: what a change does, beside how it is without."""

from __future__ import annotations

from api import terminal
from api.arguments import PatchFile, ScenarioName, Settings, changed, refuse_choices
from api.comparing import FORMATS, Shown, show_comparison
from api.exits import ExitCode
from api.formats import TABLE
from api.planners import ServerAddress, make_plan
from inputs import read_scenario


def what_if(
    scenario: ScenarioName,
    settings: Settings = [],
    patch: PatchFile = None,
    shown: Shown = TABLE,
    server: ServerAddress = None,
) -> ExitCode:
    """Show what a change would do: who gains, who loses, and which limit moved them.

    The scenario is divided as it is and as it would be, and only what differs is shown.

    Ends with 0 when there is an answer, 2 when the input is refused, 3 when the changed scenario has a guarantee that
    cannot be met, 4 when a plan fails a check.
    """
    refuse_choices(format=(shown, FORMATS))
    with terminal.progress("reading") as tell:
        before = read_scenario(scenario)
        after = changed(before, patch, settings)
        plans = make_plan(before, server, tell), make_plan(after, server, tell)
    return show_comparison((plans[0], before), (plans[1], after), shown)
