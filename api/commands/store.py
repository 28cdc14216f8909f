"""Keep a copy of a store, get it back, bring it up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api import terminal
from api.arguments import STORE, StoreName
from api.exits import ExitCode
from api.figures import counted
from api.store import backups, open_store
from api.store.versions import newest

To = Annotated[Path, typer.Argument(metavar="FILE", show_default=False, help="A file that is not there yet.")]
From = Annotated[Path, typer.Argument(metavar="FILE", show_default=False, help="What `backup` wrote.")]


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


VERBS = {"backup": backup, "restore": restore, "migrate": migrate}
