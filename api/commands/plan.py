"""`quotaplan plan`: divide a quota."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api import terminal
from api.arguments import PatchFile, ScenarioName, Settings, changed_scenario
from api.exits import ExitCode
from api.figures import counted
from api.formats import FORMATS, PLAN_FILE, TABLE, files, format_named
from api.outputs import fill_folder, refuse_folder
from api.paper.letters import letters as letters_of
from api.planners import ServerAddress, make_plan
from api.reports import WIDTH, report, written
from optimizer.errors import InputError, Problem

Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Write all formats and the scenario into a folder as well.")
]
Letters = Annotated[
    Path | None,
    typer.Option("--letters", metavar="DIR", help="Write each firm a letter with its own figures into a new folder."),
]
Shown = Annotated[str, typer.Option("--format", metavar="|".join(FORMATS), help="What to print.")]
Solver = Annotated[str, typer.Option("--solver", metavar="NAME", help="Any solver that PuLP knows and finds.")]

NO_LETTERS = "No letters are written: a guarantee cannot be met, so nothing is decided."


def plan(
    scenario: ScenarioName,
    settings: Settings = [],
    patch: PatchFile = None,
    out: Out = None,
    letters: Letters = None,
    shown: Shown = TABLE,
    solver: Solver = "HiGHS",
    server: ServerAddress = None,
) -> ExitCode:
    """Divide a quota among its applicants.

    Shows who gets how much, in which period, what stopped everybody, and what stays unallocated.

    Ends with 0 when the quota is divided, 2 when the input is refused, 3 when a guarantee cannot be met, 4 when the
    plan fails a check.
    """
    form = format_named(shown)
    unseen = terminal.is_screen() and not form.shown
    if unseen and out is None:
        allowed = f"redirect it to a file, as by > {form.file}, or have every format written by --out DIR"
        raise InputError([Problem((), "is not to be read on a terminal", allowed, f"--format {shown}")])
    _refuse_folders(out, letters)
    with terminal.progress("reading") as tell:
        facts = changed_scenario(scenario, patch, settings)
        answer = make_plan(facts, server, tell, solver)
        tell("writing", 0, None)
        outputs = {} if out is None else files(answer, facts)
        posted = {} if letters is None or answer.outcome == "infeasible" else dict(letters_of(answer, facts, tell))
        for folder, content in ((out, outputs), (letters, posted)):
            if folder is not None and content:
                fill_folder(folder, content)
    if shown == TABLE:
        terminal.show(written(report(answer, facts), terminal.width(WIDTH)))
    elif not unseen:
        terminal.answer(outputs.get(form.file) or form.write(answer, facts))
    if out is not None:
        terminal.note(f"{counted(len(outputs), 'file')} written to {out}")
    if letters is not None:
        terminal.note(f"{counted(len(posted), 'letter')} written to {letters}" if posted else NO_LETTERS)
    return ExitCode.INFEASIBLE if answer.outcome == "infeasible" else ExitCode.ANSWERED


def _refuse_folders(out: Path | None, letters: Path | None) -> None:
    """Refuse folders that cannot be filled; letters only go where no others are, lest one of an older plan be sent."""
    if out is not None:
        refuse_folder(out, place="--out", replaces=PLAN_FILE)
    if letters is not None:
        refuse_folder(letters, place="--letters")
        if out is not None and out.resolve() == letters.resolve():
            raise InputError([Problem((), "is the folder of --out", "name another folder", "--letters")])
