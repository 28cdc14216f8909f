"""Folders that a command fills: whole, or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from optimizer.errors import InputError, Problem


def refuse_folder(folder: Path, *, place: str, replaces: str | None = None) -> None:
    """Refuse a folder that cannot be filled without touching what somebody else put there.

    Args:
        folder: a folder that need not exist.
        place: the argument that names it.
        replaces: a file whose presence says that the folder was filled by this command before.

    Raises:
        InputError: if it is no folder, or holds something else.
    """
    ground = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not ground.is_dir():
        raise InputError([Problem((), f'"{ground}" is a file', "name a folder, new or empty", place)])
    if not os.access(ground, os.W_OK | os.X_OK):
        raise InputError([Problem((), f'"{ground}" may not be written to', "name a folder that may", place)])
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    if replaces is None:
        raise InputError([Problem((), f'"{folder}" is not empty', "name a new or an empty folder", place)])
    if not (folder / replaces).is_file():
        seen = f'"{folder}" is not empty and holds no {replaces}'
        raise InputError([Problem((), seen, "name a new folder, an empty one, or one that holds a plan", place)])


def fill_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder by way of a temporary one beside them, so that none is ever half-written."""
    beside = folder if folder.is_dir() else folder.absolute().parent
    beside.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".quotaplan-", dir=beside) as temporary:
        whole = Path(temporary) / "whole"
        whole.mkdir()
        for name, data in files.items():
            (whole / name).write_bytes(data)
        if folder.is_dir():
            for name in files:
                (whole / name).replace(folder / name)
        else:
            whole.rename(folder)
