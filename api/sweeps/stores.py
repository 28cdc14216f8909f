"""Stores: where the results of a sweep are kept as they come, and found again when it is resumed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from api.sweeps.answers import Result
from optimizer.scenario.canonical import canonical_json, exact_form


class Store(Protocol):
    """Keeps results by their keys."""

    def known(self) -> Mapping[str, Result]:
        """What is kept so far, by key."""

    def add(self, results: Sequence[Result]) -> None:
        """Keep some results, all or none of them."""


class Memory:
    """Keeps results as long as the program runs."""

    def __init__(self) -> None:
        self._results: dict[str, Result] = {}

    def known(self) -> Mapping[str, Result]:
        """What is kept so far, by key."""
        return dict(self._results)

    def add(self, results: Sequence[Result]) -> None:
        """Keep some results."""
        self._results |= {result.key: result for result in results}


class PointsFile:
    """Keeps results in a file, one JSON object a line, added in one write each time.

    A line that a lost process or a full disk left incomplete counts as not written: its point is run again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def known(self) -> Mapping[str, Result]:
        """What the file holds, by key; the last of several lines for one key counts."""
        return {result.key: result for result in self._read()}

    def add(self, results: Sequence[Result]) -> None:
        """Add lines to the file; they are on the disk when this returns."""
        lines = b"".join(canonical_json(exact_form(result.model_dump())[0]) + b"\n" for result in results)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
        try:
            size = os.fstat(file).st_size
            torn = size > 0 and os.pread(file, 1, size - 1) != b"\n"
            data = memoryview(b"\n" + lines if torn else lines)
            while data:
                data = data[os.write(file, data) :]
            os.fsync(file)
        finally:
            os.close(file)

    def _read(self) -> Iterator[Result]:
        if not self._path.exists():
            return
        with self._path.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                try:
                    yield Result.model_validate(json.loads(line, parse_float=Decimal))
                except (ValueError, ValidationError):
                    continue
