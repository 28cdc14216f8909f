"""Keep a copy of a store, get it back, bring it up to date, remove what nobody asks for any more."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from api import terminal
from api.arguments import STORE, StoreName, operator
from api.exits import ExitCode
from api.figures import counted
from api.store import backups, open_store
from api.store.versions import newest
from optimizer.errors import InputError, Problem, quoted

To = Annotated[Path, typer.Argument(metavar="FILE", show_default=False, help="A file that is not there yet.")]
From = Annotated[Path, typer.Argument(metavar="FILE", show_default=False, help="What `backup` wrote.")]

Age = Annotated[
    str, typer.Option("--older-than", metavar="DAYS", show_default=False, help="How long ago they ended, as 90d.")
]
AGE = re.compile("([0-9]{1,5})d")


def backup(file: To, store: StoreName = STORE) -> ExitCode:
    """Copy a store into a file, while the service runs."""
    backups.backup(store, file)
    terminal.say([f"{store} copied to {file}, which was checked and is whole."])
    return ExitCode.ANSWERED


def restore(file: From, store: StoreName = STORE) -> ExitCode:
    """Make a store from a copy, checked first. There must be none at its place."""
    found = backups.restore(file, store)
    terminal.say([f"{store} made from {file}: {counted(found.entries, 'log entry', 'log entries')}, all whole."])
    return ExitCode.ANSWERED


def migrate(store: StoreName = STORE) -> ExitCode:
    """Bring a store up to date with this version of the program, or make it. Every other command does so as well."""
    with open_store(store):
        terminal.say([f"{store} is up to date (tables {newest()})."])
    return ExitCode.ANSWERED


def prune(older_than: Age, store: StoreName = STORE) -> ExitCode:
    """Remove the single steps of jobs that ended long ago. Never plans, scenarios, decisions or the log.

    Of each job stays what it was, when it began and ended, and how.
    """
    age = AGE.fullmatch(older_than)
    if age is None:
        raise InputError([Problem((), f"{quoted(older_than)} is no age", "write days, as 90d", "--older-than")])
    with open_store(store, create=False) as opened:
        count = opened.prune(timedelta(days=int(age[1])), operator())
    terminal.say([f"{counted(count, 'step')} of jobs removed that ended more than {counted(int(age[1]), 'day')} ago."])
    return ExitCode.ANSWERED


VERBS = {"backup": backup, "restore": restore, "migrate": migrate, "prune": prune}
