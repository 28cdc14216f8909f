"""`quotaplan export`: the full programme, for other solvers."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from api import terminal
from api.arguments import PatchFile, ScenarioName, Settings, changed_scenario
from api.exits import ExitCode
from api.figures import counted
from api.formats import guarded
from api.tables import printable
from optimizer.errors import InputError, Problem
from optimizer.exporting import export as exported
from optimizer.programme import Named

Mps = Annotated[Path | None, typer.Option("--mps", metavar="FILE", help="Write it as free MPS.")]
Lp = Annotated[Path | None, typer.Option("--lp", metavar="FILE", help="Write it in the LP format.")]
Entitlements = Annotated[
    bool, typer.Option("--entitlements", help="Add a row for each application that holds what the division gives it.")
]


def export(
    scenario: ScenarioName,
    mps: Mps = None,
    lp: Lp = None,
    entitlements: Entitlements = False,
    settings: Settings = [],
    patch: PatchFile = None,
) -> ExitCode:
    """Write the full linear programme for another solver.

    One column for each application and period, every limit a row. FILE.names.csv beside it has each name in the words
    of the policy.
    """
    if mps is None and lp is None:
        raise InputError([Problem((), "no file is named", "write --mps FILE, --lp FILE or both", "export")])
    facts = changed_scenario(scenario, patch, settings)
    found = exported(facts, entitlements=entitlements)
    names = _names(found.programme.names)
    for path, mark, write in ((mps, "*", found.programme.write_mps), (lp, "\\", found.programme.write_lp)):
        if path is not None:
            _write(path, _commented(write, [f"{mark} {printable(line)}" for line in found.comment]))
            _write(path.with_name(f"{path.name}.names.csv"), names)
            terminal.note(f"{path} and {path.name}.names.csv written")
    columns = sum(item.kind == "column" for item in found.programme.names)
    terminal.say([f"{counted(columns, 'column')}, {counted(len(found.programme.names) - columns, 'row')}"])
    return ExitCode.ANSWERED


def _commented(write: Callable[[str], None], comment: Sequence[str]) -> bytes:
    """What a function writes to a file, with a comment before it."""
    with TemporaryDirectory(prefix="quotaplan-") as folder:
        path = Path(folder) / "programme"
        write(str(path))
        return "".join(f"{line}\n" for line in comment).encode() + path.read_bytes()


def _names(names: Iterable[Named]) -> bytes:
    """The list of names: what each stands for."""
    file = StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(("kind", "name", "policy", "unit"))
    writer.writerows([guarded(cell) for cell in (item.kind, item.file, item.words, item.unit)] for item in names)
    return file.getvalue().encode()


def _write(path: Path, data: bytes) -> None:
    """Write a file whole, or not at all."""
    with TemporaryDirectory(prefix=".quotaplan-", dir=path.absolute().parent) as folder:
        whole = Path(folder) / "whole"
        whole.write_bytes(data)
        whole.replace(path)
