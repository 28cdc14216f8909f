"""What happened in a store, and whether that record is whole."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api import terminal
from api.arguments import STORE, StoreName
from api.exits import ExitCode
from api.figures import counted
from api.store import open_store
from api.store.auditing import checkpoint_of, read_checkpoints
from inputs.texts import decoded, read_bytes
from optimizer.errors import InputError, Problem

CheckpointFile = Annotated[
    Path | None,
    typer.Option("--checkpoint", metavar="FILE", help="What `checkpoint` printed before, one or more lines of it."),
]
Count = Annotated[int, typer.Option("--last", metavar="N", min=1, max=10_000, help="How many entries.")]


def show(last: Count = 20, store: StoreName = STORE) -> ExitCode:
    """Print the last entries of the log, one JSON object a line, the oldest first."""
    with open_store(store, create=False) as opened:
        entries = opened.log.entries(limit=last).items
    terminal.answer(b"".join(entry.model_dump_json().encode() + b"\n" for entry in reversed(entries)))
    return ExitCode.ANSWERED


def verify(checkpoint: CheckpointFile = None, store: StoreName = STORE) -> ExitCode:
    """Check that no entry of the log was changed, removed, moved or cut off, and that what it tells of is as it was.

    Ends with 0 when everything holds, and with 4 when something does not, which is named.
    """
    known = []
    if checkpoint is not None:
        known = read_checkpoints(decoded(read_bytes(checkpoint), checkpoint.name), checkpoint.name)
    with open_store(store, create=False) as opened:
        found = opened.audit(known)
    lines = [f"FAILS  {failure}" for failure in found.failures]
    held = f"{counted(found.entries, 'entry', 'entries')}, {counted(found.documents, 'document')}"
    against = f", {counted(found.checkpoints, 'checkpoint')}" if known else "; without a checkpoint, a cut may not show"
    lines.append(f"The log {'is whole' if found.ok else 'is not whole'}: {held}{against}.")
    terminal.say(lines)
    return ExitCode.ANSWERED if found.ok else ExitCode.UNPROVED


def checkpoint(store: StoreName = STORE) -> ExitCode:
    """Print where the log ends, to be kept where nobody who can change the store can change it."""
    with open_store(store, create=False) as opened:
        head = opened.log.head()
    if head is None:
        raise InputError([Problem((), "the log is empty", "wait until something has happened", "--store")])
    terminal.answer(checkpoint_of(head).model_dump_json().encode() + b"\n")
    return ExitCode.ANSWERED


VERBS = {"verify": verify, "checkpoint": checkpoint, "show": show}
