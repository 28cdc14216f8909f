"""Tables of a sweep: points and their results in, columns and rows out, as CSV, Parquet or a workbook has them."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from io import BytesIO, StringIO
from typing import Any

from api.figures import Figure, whole
from api.formats import guarded
from api.paper.sheets import Sheet
from api.paper.workbook import workbook
from api.sweeps.answers import Result
from api.sweeps.points import Point
from api.tables import Column, Table
from optimizer.errors import InputError, Problem
from optimizer.scenario.canonical import canonical_json, shown

Cell = str | int | Decimal | None

MEASURES = ("claimed", "granted", "bought")
"""Figures of every point in units: claimed, granted, and domestic units bought along."""
SHEET_COLUMNS = 16_384
"""No sheet of a workbook has more columns."""
DECIMALS = "#,##0.######"
"""How a spreadsheet shows a figure that is no whole number."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Headings, and rows of one cell for each."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def paths(points: Sequence[Point]) -> tuple[str, ...]:
    """The paths that are varied, in their order."""
    return tuple(points[0].values) if points else ()


def firms(results: Mapping[int, Result]) -> tuple[str, ...]:
    """Every firm that passed screening at some point."""
    return tuple(sorted({firm for result in results.values() for firm in result.firms}))


def points_grid(points: Sequence[Point], results: Mapping[int, Result]) -> Grid:
    """One row for each point that is done: what was varied, what came out, and a column for each firm."""
    named = firms(results)
    rows = []
    for point in points:
        result = results.get(point.number)
        if result is None:
            continue
        has_plan = result.status == "allocated"
        measures = (result.claimed, result.awarded, result.bought) if has_plan else (None, None, None)
        each = (result.firms.get(firm) if has_plan else None for firm in named)
        said = "; ".join(result.limits) if has_plan else result.sentence
        values = tuple(shown_cell(value) for value in point.values.values())
        rows.append((point.number, *values, result.status, *measures, said, result.digest, *each))
    headings = ("point", *paths(points), "outcome", *MEASURES, "limits", "scenario", *named)
    return Grid(headings, tuple(rows))


def shown_cell(value: Any) -> Cell:
    """A value that was varied as a cell: a figure or a text as it is, anything else as a text."""
    if isinstance(value, str | int | Decimal) and not isinstance(value, bool):
        return value
    return canonical_json(value).decode() if isinstance(value, dict) else shown(value)


def csv_of(grid: Grid) -> bytes:
    """A grid as CSV in UTF-8."""
    file = StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(map(guarded, grid.headings))
    for row in grid.rows:
        writer.writerow([f"{cell:f}" if isinstance(cell, Decimal) else guarded(cell) for cell in row])
    return file.getvalue().encode()


def parquet_of(grid: Grid) -> bytes:
    """A grid as Parquet, each column of one type: whole numbers, floating point, or texts.

    Raises:
        InputError: if the package that writes Parquet is not installed.
    """
    try:
        import polars as pl  # noqa: PLC0415 - an extra that not everybody has
    except ImportError as error:
        advice = "install quotaplan[parquet], or take --format csv"
        raise InputError([Problem((), "needs the package polars", advice, "--format parquet")]) from error
    columns = {name: _typed([row[at] for row in grid.rows]) for at, name in enumerate(grid.headings)}
    file = BytesIO()
    pl.DataFrame(columns, strict=True).write_parquet(file)
    return file.getvalue()


def _typed(cells: Sequence[Cell]) -> list[Any]:
    """The cells of a column as one type."""
    kinds = {type(cell) for cell in cells} - {type(None)}
    if kinds <= {int}:
        return list(cells)
    if kinds <= {int, Decimal}:
        return [None if cell is None else float(cell) for cell in cells]
    return [None if cell is None else f"{cell}" for cell in cells]


def workbook_of(sheets: Mapping[str, Grid], title: str = "") -> bytes:
    """Grids as the sheets of a workbook, with frozen headings and figures that are figures.

    Raises:
        InputError: if a grid has more columns than a sheet.
    """
    for name, grid in sheets.items():
        if len(grid.headings) > SHEET_COLUMNS:
            seen = f"the sheet {name} would have {len(grid.headings):,} columns"
            raise InputError([Problem((), seen, "take csv or parquet", "--format xlsx")])
    return workbook((Sheet(name, _table(grid)) for name, grid in sheets.items()), title)


def _table(grid: Grid) -> Table:
    """A grid as a table, columns of figures to the right."""
    texts = {at for row in grid.rows for at, cell in enumerate(row) if isinstance(cell, str)}
    columns = (Column(name, "left" if at in texts else "right") for at, name in enumerate(grid.headings))
    return Table(tuple(columns), tuple(tuple(map(_figure, row)) for row in grid.rows))


def _figure(cell: Cell) -> str | Figure:
    match cell:
        case int():
            return whole(cell)
        case Decimal():
            return Figure(f"{cell:f}", Fraction(cell), DECIMALS)
        case _:
            return cell or ""
