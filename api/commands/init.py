"""`quotaplan init`: a commented scenario to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api import terminal
from api.exits import ExitCode
from api.figures import counted
from api.outputs import fill_folder, refuse_folder
from inputs.reading import SAMPLES, TEMPLATE


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", show_default=False, help="A folder, new or empty.")],
) -> ExitCode:
    """Write a commented scenario to start from.

    Every field is explained where it first stands; change it into one of your own.
    """
    refuse_folder(folder, place="DIR")
    template = {item.name: item.read_bytes() for item in (SAMPLES / TEMPLATE).iterdir()}
    fill_folder(folder, template)
    terminal.say(
        [
            f"{counted(len(template), 'file')} written to {folder}: {', '.join(sorted(template))}",
            f"Change them, then: quotaplan validate {folder}, quotaplan plan {folder}",
        ]
    )
    return ExitCode.ANSWERED
