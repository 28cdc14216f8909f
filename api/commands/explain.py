"""`quotaplan explain`: why an application, a firm, a rule or a round came out as it did."""

from __future__ import annotations

import json
from typing import Annotated, cast

import typer

from api import terminal
from api.arguments import PatchFile, ScenarioName, Settings, changed_scenario, refuse_choices
from api.exits import ExitCode
from api.planners import ServerAddress, make_plan
from api.reports import WIDTH, written
from api.reports.explanation import explained_in, wanted_in
from optimizer.counterfactual import counterfactual
from optimizer.explanation import AUDIENCES, KINDS, LANGUAGES, Audience, Kind
from optimizer.explanation import explain as reasons_for

TEXT = "text"
FORMATS = (TEXT, "json")

Name = Annotated[
    str, typer.Argument(metavar="ID", show_default=False, help="An application, a firm, a rule or a round.")
]
What = Annotated[
    str | None,
    typer.Option("--kind", metavar="|".join(KINDS), help="What ID is, where several things have that name."),
]
Reader = Annotated[
    str,
    typer.Option(
        "--audience",
        metavar="|".join(AUDIENCES),
        help="Who reads it: an applicant is told nothing about single other firms, nor about fewer than three.",
    ),
]
Language = Annotated[
    str, typer.Option("--language", metavar="|".join(LANGUAGES), help="The language of the sentences.")
]
Want = Annotated[
    int | None,
    typer.Option(
        "--want",
        metavar="UNITS",
        help="Show instead which single figure would give an application or a firm so many units.",
    ),
]
Shown = Annotated[str, typer.Option("--format", metavar="|".join(FORMATS), help="What to print.")]


def explain(
    scenario: ScenarioName,
    name: Name,
    settings: Settings = [],
    patch: PatchFile = None,
    kind: What = None,
    audience: Reader = "planner",
    language: Language = "en",
    want: Want = None,
    shown: Shown = TEXT,
    server: ServerAddress = None,
) -> ExitCode:
    """Say why somebody got what it got.

    For an application or a firm: what was claimed, screened and given in each round, what stopped it, and with whom.
    For a rule or a round: what it did to whom. With --want: for each single figure the smallest change that was found
    to give an application or a firm so many units, by following lines and halving; one step less does not, and where it
    is proved that no smaller change does, the answer says so.

    Ends with 0 when there is an answer, 2 when the input is refused, 3 when a guarantee cannot be met, so that nobody
    gets anything, 4 when the plan fails a check.
    """
    refuse_choices(
        kind=(kind or KINDS[0], KINDS),
        audience=(audience, AUDIENCES),
        language=(language, LANGUAGES),
        format=(shown, FORMATS),
    )
    with terminal.progress("reading") as tell:
        facts = changed_scenario(scenario, patch, settings)
        answer = make_plan(facts, server, tell)
        tell("explaining", 0, None)
        reader, what = cast("Audience", audience), cast("Kind | None", kind)
        if want is None:
            told = explained_in(reasons_for(answer, facts, name, kind=what).shown_to(reader), language)
        else:
            found = counterfactual(answer, facts, name, want, kind=what, progress=tell)
            told = wanted_in(found.shown_to(reader), language)
    if shown == TEXT:
        terminal.show(written(told.sections, terminal.width(WIDTH)))
    else:
        terminal.answer(json.dumps(told.document, indent=2, ensure_ascii=False).encode() + b"\n")
    return ExitCode.INFEASIBLE if answer.outcome == "infeasible" else ExitCode.ANSWERED
