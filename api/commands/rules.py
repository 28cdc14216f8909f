"""`quotaplan rules`: what each division rule would give each firm."""

from __future__ import annotations

from api import terminal
from api.arguments import PatchFile, ScenarioName, Settings, changed_scenario, refuse_choices
from api.comparing import FORMATS, Shown
from api.exits import ExitCode
from api.formats import TABLE
from api.reports import WIDTH, written
from api.reports.alternatives import side_by_side
from optimizer.alternatives import alternatives


def rules(
    scenario: ScenarioName,
    settings: Settings = [],
    patch: PatchFile = None,
    shown: Shown = TABLE,
) -> ExitCode:
    """Show what each division rule would give each firm, side by side.

    The rule is changed in every round that divides proportionally, by equal awards, by equal losses or by the Talmud;
    rounds that rank or maximise a score stay as they are. All other limits stay.

    Ends with 0 when there is an answer, 2 when the input is refused, 3 when the policy as it is cannot meet a
    guarantee, 4 when a plan fails a check.
    """
    refuse_choices(format=(shown, FORMATS))
    with terminal.progress("reading") as tell:
        facts = changed_scenario(scenario, patch, settings)
        found = alternatives(facts, progress=tell)
    if shown == TABLE:
        terminal.show(written(side_by_side(found, facts), terminal.width(WIDTH)))
    else:
        terminal.answer(found.model_dump_json(indent=2).encode() + b"\n")
    infeasible = any(item.as_policy and item.outcome == "infeasible" for item in found.alternatives)
    return ExitCode.INFEASIBLE if infeasible else ExitCode.ANSWERED
