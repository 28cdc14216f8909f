"""Folders: a scenario whose policy stands in a document, and its facts in tables beside it or in another folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from inputs.documents import json_reading, yaml_reading
from inputs.facts import TABLES, joined
from inputs.grids import Grid, csv_grid, parquet_grid
from inputs.places import Reading
from inputs.texts import decoded, read_bytes
from inputs.workbooks import open_workbook, sheet_grid
from optimizer.errors import InputError, Problem, unknown
from optimizer.scenario.spelling import near_miss

DOCUMENTS = ("scenario.yaml", "scenario.yml", "scenario.json")
KINDS = (".csv", ".xlsx", ".parquet")


def document_reading(path: Path) -> Reading:
    """A JSON or YAML file.

    Raises:
        InputError: if it is neither.
    """
    text = decoded(read_bytes(path), path.name)
    return json_reading(text, path.name) if path.suffix == ".json" else yaml_reading(text, path.name)


def folder_reading(folder: Path) -> Reading:
    """A folder with a document and perhaps tables, or whose document names the folder of its tables.

    Raises:
        InputError: if it has no document, or a file in it cannot be read.
    """
    documents = [name for name in DOCUMENTS if (folder / name).is_file()]
    if not documents:
        seen, advice = "holds no scenario", "put a scenario.yaml or scenario.json into it, or name another"
        raise InputError([Problem((), seen, advice, f"folder {folder}")])
    if len(documents) > 1:
        raise InputError([Problem((), f"holds {' and '.join(documents)}", "keep one of them", f"folder {folder}")])
    return with_tables(document_reading(folder / documents[0]), folder)


def with_tables(reading: Reading, folder: Path) -> Reading:
    """A document with the tables that stand in its folder, or in the folder that it names.

    Raises:
        InputError: if a table cannot be read.
    """
    if not isinstance(reading.document, dict):
        return reading
    named = reading.document.get("tables", folder)
    reading = replace(reading, document={key: item for key, item in reading.document.items() if key != "tables"})
    tables = folder if named is folder else _tables_folder(folder, named, reading)
    problems = _misplaced(tables, named, folder)
    grids: dict[str, Grid] = {}
    for name in TABLES:
        try:
            path = _table_path(tables, name)
            if path is not None:
                grids[name] = _grid(path, name)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError([*reading.problems, *problems])
    return joined(reading, grids)


def _tables_folder(folder: Path, named: Any, reading: Reading) -> Path:
    """The folder that a document names for its tables: one beside or below its own."""
    place = reading.place(("tables",))
    if not isinstance(named, str) or not named:
        raise InputError([Problem(("tables",), "is not the name of a folder", "write ../other-folder", place)])
    tables, house = (folder / named).resolve(), folder.resolve().parent
    if Path(named).is_absolute() or "\\" in named or not tables.is_relative_to(house):
        seen = f'"{named}" is not beside the folder of the scenario'
        raise InputError([Problem(("tables",), seen, "write ../other-folder", place)])
    if not tables.is_dir():
        near = unknown(named, (f"../{item.name}" for item in house.iterdir() if item.is_dir()), "folders")
        raise InputError([Problem(("tables",), f'there is no folder "{named}"', near[1], place)])
    return tables


def _misplaced(tables: Path, named: Any, folder: Path) -> list[Problem]:
    """Tables beside the document that are read from elsewhere, and files whose names are nearly those of tables."""
    problems = []
    if tables not in (folder, folder.resolve()):
        for name in TABLES:
            path = _table_path(folder, name)
            if path is not None:
                seen = f'stands beside a document with "tables: {named}"'
                problems.append(Problem((), seen, "remove it, or leave out tables", path.name))
    for path in sorted(tables.iterdir()):
        meant = near_miss(path.stem, TABLES) if path.suffix in KINDS else None
        if meant is not None and _table_path(tables, meant) is None:
            problems.append(Problem((), "is not the name of a table", f'did you mean "{meant}"?', path.name))
    return problems


def _table_path(folder: Path, name: str) -> Path | None:
    """The one file of a table, if there is one."""
    found = [folder / f"{name}{kind}" for kind in KINDS if (folder / f"{name}{kind}").is_file()]
    if len(found) > 1:
        names = " and ".join(path.name for path in found)
        raise InputError([Problem((), f"holds {names}", "keep one of them", f"folder {folder}")])
    return found[0] if found else None


def _grid(path: Path, name: str) -> Grid:
    if path.suffix == ".csv":
        return csv_grid(path)
    if path.suffix == ".parquet":
        return parquet_grid(path)
    workbook = open_workbook(path)
    sheets = workbook.sheet_names
    if name not in sheets and len(sheets) > 1:
        seen = f'has no sheet "{name}"'
        raise InputError([Problem((), seen, f"its sheets are {', '.join(sheets)}", path.name)])
    return sheet_grid(workbook, name if name in sheets else sheets[0], path.name)
