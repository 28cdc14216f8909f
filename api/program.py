"""The command line: every command, each with an exit code and a sentence where it fails."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from api.answering import answering
from api.commands import COMMANDS, GROUPS


class Commands(TyperGroup):
    """The commands, with groups of them that are loaded when they are asked for: what they need takes a moment."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names, in the order of help."""
        return [*super().list_commands(ctx), *GROUPS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command or group of a name."""
        return _group(cmd_name) if cmd_name in GROUPS else super().get_command(ctx, cmd_name)


def _group(name: str) -> Any:
    """A group of commands, such as `quotaplan keys`."""
    module = import_module(GROUPS[name])
    group = typer.Typer(
        name=name, help=module.__doc__, no_args_is_help=True, add_completion=False, rich_markup_mode=None
    )
    for verb, command in module.VERBS.items():
        group.command(verb, no_args_is_help=False)(answering(command))
    return get_command(group)


app = typer.Typer(
    cls=Commands,
    name="quotaplan",
    help="Plan how a capped import quota is divided, with proof and reasons. Works without a server and offline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in COMMANDS:
    app.command(no_args_is_help=False)(answering(command))
