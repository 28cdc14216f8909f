"""Tables of a sweep: points and their results in, columns and rows out, as CSV, Parquet or a workbook has them."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

from api.formats import guarded
from api.sweeps.answers import Result
from api.sweeps.points import Point
from optimizer.errors import InputError, Problem
from optimizer.scenario.canonical import canonical_json, shown

Cell = str | int | Decimal | None

MEASURES = ("claimed", "granted", "bought")
"""Figures of every point in units: claimed, granted, and domestic units bought along."""
SHEET_COLUMNS = 16_384
"""No sheet of a workbook has more columns."""


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


def workbook_of(sheets: Mapping[str, Grid]) -> bytes:
    """Grids as the sheets of a workbook, with frozen headings and figures that are figures.

    Raises:
        InputError: if a grid has more columns than a sheet.
    """
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        whole, fraction = book.add_format({"num_format": "#,##0"}), book.add_format({"num_format": "#,##0.######"})
        for name, grid in sheets.items():
            if len(grid.headings) > SHEET_COLUMNS:
                seen = f"the sheet {name} would have {len(grid.headings):,} columns"
                raise InputError([Problem((), seen, "take csv or parquet", "--format xlsx")])
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 1)
            sheet.write_row(0, 0, grid.headings, bold)
            for at, heading in enumerate(grid.headings):
                sheet.set_column(at, at, max(9, min(30, len(heading) + 2)))
            for number, row in enumerate(grid.rows, start=1):
                for at, cell in enumerate(row):
                    if isinstance(cell, int):
                        sheet.write_number(number, at, cell, whole)
                    elif isinstance(cell, Decimal):
                        sheet.write_number(number, at, float(cell), fraction)
                    elif cell is not None:
                        sheet.write_string(number, at, cell)
            if grid.rows:
                sheet.autofilter(0, 0, len(grid.rows), len(grid.headings) - 1)
    return file.getvalue()
