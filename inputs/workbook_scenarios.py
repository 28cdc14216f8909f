"""Workbook scenarios: one .xlsx file with the tables as sheets, and a sheet `policy` of paths and values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from inputs.dotted_paths import parts_of
from inputs.facts import TABLES, joined
from inputs.grids import Grid
from inputs.places import Parts, Reading, dotted
from inputs.workbooks import open_workbook, sheet_grid
from inputs.yaml_values import yaml_value
from optimizer.errors import InputError, Problem
from optimizer.scenario.canonical import exact_form
from optimizer.scenario.spelling import near_miss

POLICY = "policy"
NEEDED = ("firms", "applications", POLICY)


def workbook_reading(path: Path) -> Reading:
    """A workbook as a scenario.

    Raises:
        InputError: if it is none, or a sheet is missing.
    """
    workbook = open_workbook(path)
    sheets = workbook.sheet_names
    problems = []
    for name in (*TABLES, POLICY):
        slip = next((sheet for sheet in sheets if near_miss(sheet, [name]) is not None), None)
        if name not in sheets and (slip is not None or name in NEEDED):
            advice = f"its sheets are {', '.join(sheets)}" if slip is None else f'rename its sheet "{slip}"'
            problems.append(Problem((), f'has no sheet "{name}"', advice, path.name))
    grids: dict[str, Grid] = {}
    for name in (*TABLES, POLICY):
        if name in sheets:
            try:
                grids[name] = sheet_grid(workbook, name, f"{path.name} sheet {name}")
            except InputError as error:
                problems += error.problems
    if problems:
        raise InputError(problems)
    return joined(_policy_reading(grids.pop(POLICY)), grids)


def _policy_reading(grid: Grid) -> Reading:
    """The document whose leaves stand in the rows of a sheet."""
    if grid.header != ("path", "value"):
        seen = f"its columns are {', '.join(grid.header)}"
        raise InputError([Problem((), seen, "name them path and value", f"{grid.name} row 1")])
    document: dict[str, Any] = {}
    rows: dict[Parts, int] = {}
    problems = []
    for (path, value), number in zip(grid.rows, grid.numbers, strict=True):
        place = f"{grid.name} row {number}"
        try:
            parts = parts_of(path.strip())
            leaf = yaml_value(value, place)
        except ValueError as error:
            problems.append(Problem((), str(error), "write a path such as policy.rules.quota.limit", place))
            continue
        except InputError as error:
            problems += error.problems
            continue
        first = _put(document, parts, leaf, rows)
        if first is not None:
            problems.append(Problem((), f"row {first} fills the same place", "write each path once", place))
        rows.setdefault(parts, number)
    exact, inexact = exact_form(document)

    def place_of(path: Parts) -> str:
        """The first row that fills the path, a part of it, or the nearest place above it."""
        near = ([n for parts, n in rows.items() if parts[:size] == path[:size]] for size in range(len(path), 0, -1))
        numbers = next(filter(None, near), [])
        return grid.name + (f" row {min(numbers)}" if numbers else "") + (f", {dotted(path)}" if path else "")

    return Reading(exact, (*problems, *grid.ragged.values(), *inexact), place_of)


def _put(document: dict[str, Any], parts: tuple[str, ...], leaf: Any, rows: dict[Parts, int]) -> int | None:
    """Put a leaf into its place; the row that fills the place already, or a part of it, if there is one."""
    filled = next((rows[parts[:size]] for size in range(1, len(parts) + 1) if parts[:size] in rows), None)
    if filled is not None:
        return filled
    node = document
    for part in parts[:-1]:
        node = node.setdefault(part, {})
    if parts[-1] in node:
        return min(number for path, number in rows.items() if path[: len(parts)] == parts)
    node[parts[-1]] = leaf
    return None
