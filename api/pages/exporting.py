"""Exporting what a table shows: its columns and rows, in their order, into a CSV file or a workbook."""

from __future__ import annotations

import csv
from collections.abc import Awaitable, Callable, Mapping, Sequence
from io import StringIO
from typing import Any

from nicegui import ui

from api.figures import Figure
from api.formats import guarded
from api.pages.grid import Field, Row, shown
from api.paper.sheets import Sheet
from api.paper.workbook import workbook
from api.tables import Column, Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PATTERNS = {"units": "#,##0", "signed": "+#,##0;-#,##0;0", "share": "0.0 %"}


def export_buttons(
    grid: ui.aggrid, rows: Callable[[], Awaitable[Mapping[str, Row]]], fields: Sequence[Field], title: str
) -> None:
    """Two buttons, each for a file of exactly what the table shows.

    Args:
        rows: the rows as they are at the moment, by id.
    """
    by_key = {field.key: field for field in fields}

    async def chosen() -> tuple[list[Field], list[Row]]:
        held = await rows()
        columns, ids = await shown(grid)
        return [by_key[key] for key in columns if key in by_key], [held[name] for name in ids]

    async def save_csv() -> None:
        ui.download.content(csv_of(*await chosen()), "awards.csv", "text/csv; charset=utf-8")

    async def save_workbook() -> None:
        ui.download.content(workbook_of(*await chosen(), title), "awards.xlsx", XLSX)

    for words, save in (("CSV of what is shown", save_csv), ("XLSX of what is shown", save_workbook)):
        ui.html(words, sanitize=False, tag="button").props("type=button").on("click", save, args=[])


def csv_of(fields: Sequence[Field], rows: Sequence[Row]) -> bytes:
    """A CSV file, figures as figures."""
    file = StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(field.heading for field in fields)
    writer.writerows([guarded(_cell(row, field)) for field in fields] for row in rows)
    return file.getvalue().encode()


def workbook_of(fields: Sequence[Field], rows: Sequence[Row], title: str) -> bytes:
    """A workbook with one sheet, figures as figures."""
    columns = tuple(Column(field.heading, "left" if field.kind == "text" else "right") for field in fields)
    table = Table(columns, tuple(tuple(_figure(row, field) for field in fields) for row in rows))
    return workbook([Sheet("awards", table)], title)


def _cell(row: Row, field: Field) -> Any:
    return row.get(field.key)


def _figure(row: Row, field: Field) -> str | Figure:
    value = _cell(row, field)
    if value is None or isinstance(value, str):
        return value or ""
    return Figure(f"{value}", value, PATTERNS[field.kind])
