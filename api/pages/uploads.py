"""Uploads: files as somebody dropped them in, a scenario out, or every problem they have beside the row it is in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

from inputs import read_scenario
from inputs.facts import TABLES
from inputs.folders import DOCUMENTS
from inputs.grids import Grid, csv_grid
from inputs.workbooks import open_workbook, sheet_grid
from optimizer.errors import InputError, Problem
from optimizer.scenario import Scenario

SINGLE = (".json", ".yaml", ".yml", ".xlsx")
"""Kinds of a file that may hold a whole scenario."""
KINDS = (*SINGLE, ".csv", ".parquet")


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row of a table with what is wrong in it."""

    number: int
    cells: tuple[str, ...]
    wrong: frozenset[int]
    """The columns that a problem is about."""
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class WrongTable:
    """A table in which something is wrong."""

    name: str
    header: tuple[str, ...]
    rows: tuple[WrongRow, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Files that are no scenario: every problem, and the rows that some of them are in."""

    error: InputError
    tables: tuple[WrongTable, ...]


def read_upload(files: Mapping[str, bytes]) -> Scenario | Refused:
    """What some files say together: a document with its tables, or one file that holds all.

    The files are read in a folder that holds nothing else and is gone afterwards.
    """
    with TemporaryDirectory(prefix="quotaplan-") as temporary:
        folder = Path(temporary) / "upload"
        folder.mkdir()
        try:
            _put(folder, files)
            return read_scenario(_source(folder, sorted(files)))
        except InputError as error:
            return Refused(error, tuple(_tables(folder, error.problems)))


def _put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files under their names, each of which is that of a file and of nothing else.

    Raises:
        InputError: if one is not, or is of no kind that is read here.
    """
    problems = []
    for name, data in files.items():
        if Path(name).name != name or "\\" in name or Path(name).suffix.lower() not in KINDS:
            advice = f"give files that end in {', '.join(KINDS)}"
            problems.append(Problem((), "is not read here", advice, name))
        else:
            (folder / name).write_bytes(data)
    if problems:
        raise InputError(problems)


def _source(folder: Path, names: Sequence[str]) -> Path:
    """What is to be read: the folder if it holds a document with tables, else the one file that there is.

    Raises:
        InputError: if there is no such file, or more than one.
    """
    if any(name in DOCUMENTS for name in names):
        return folder
    whole = [name for name in names if Path(name).suffix.lower() in SINGLE and Path(name).stem not in TABLES]
    if len(whole) == 1 and len(names) == 1:
        return folder / whole[0]
    if len(whole) == 1 and Path(whole[0]).suffix.lower() != ".xlsx":
        return (folder / whole[0]).rename(folder / f"scenario{Path(whole[0]).suffix.lower()}").parent
    seen = "hold no scenario" if not whole else f"hold {len(whole)} scenarios"
    advice = "give one scenario.yaml or scenario.json with its tables, or one workbook"
    raise InputError([Problem((), f"{seen}: {', '.join(names)}" if names else seen, advice, "the files")])


def _tables(folder: Path, problems: Sequence[Problem]) -> Iterator[WrongTable]:
    """The tables in which there is a problem, with the rows that have one."""
    at = _by_place(problems)
    for grid in _grids(folder):
        rows = tuple(_rows(grid, at))
        if rows:
            yield WrongTable(grid.name, grid.header, rows)


def _by_place(problems: Sequence[Problem]) -> dict[str, list[Problem]]:
    """The problems of each place, also those of its parts: a place says after commas which part of it is meant."""
    found: dict[str, list[Problem]] = {}
    for item in problems:
        for place in accumulate(item.place.split(","), "{},{}".format):
            found.setdefault(place, []).append(item)
    return found


def _rows(grid: Grid, at: Mapping[str, Sequence[Problem]]) -> Iterator[WrongRow]:
    for number, cells in zip(grid.numbers, grid.rows, strict=True):
        here = tuple(at.get(f"{grid.name} row {number}", ()))
        if here:
            named = {str(item.path[-1]) for item in here if item.path}
            wrong = frozenset(index for index, name in enumerate(grid.header) if name in named)
            yield WrongRow(number, tuple(cells), wrong, here)


def _grids(folder: Path) -> Iterator[Grid]:
    """Every table that can be read as one."""
    for path in sorted(folder.iterdir()):
        try:
            if path.suffix == ".csv":
                yield csv_grid(path)
            elif path.suffix == ".xlsx":
                book = open_workbook(path)
                for sheet in book.sheet_names:
                    yield sheet_grid(book, sheet, f"{path.name} sheet {sheet}")
        except InputError:
            continue  # its problem is told already, and has no row
