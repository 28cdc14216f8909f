"""The command line: every command, each with an exit code and a sentence where it fails."""

from __future__ import annotations

import typer

from api.answering import answering
from api.commands import COMMANDS

app = typer.Typer(
    name="quotaplan",
    help="Plan how a capped import quota is divided, with proof and reasons. Works without a server and offline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in COMMANDS:
    app.command(no_args_is_help=False)(answering(command))
