"""Workbooks: the sheets of an .xlsx file as grids, opened only if they cannot fill the memory."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from inputs.grids import Grid, grid_of
from inputs.texts import read_bytes
from optimizer.errors import InputError, Problem

MOST_BYTES = 200 * 2**20
"""Bytes of a workbook once it is unpacked."""
MOST_GROWTH = 200
"""Times its packed size that a part of a workbook of more than a megabyte may grow; sheets grow ten to thirty times."""
MEGABYTE = 2**20
MOST_CELLS = 10_000_000
"""Cells of one sheet from its first to its last, also the empty ones between, each of which takes memory as well."""
BOOK = "xl/workbook.xml"
"""The part that every .xlsx has; other kinds of workbooks, which are read as well, have another."""
ROW, COLUMN = (
    re.compile(rb"""\sr\s*=\s*["']""" + form) for form in (rb"[A-Za-z]{0,3}([0-9]{1,9})", rb"([A-Za-z]{1,3})")
)
"""Where a row or a cell says that it stands, as `r="12"` or `r="B12"`; if it does not, it follows the one before."""
LETTERS = 26

UNREADABLE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, CalamineError)
"""What opening a file raises that is no workbook, is damaged, or is locked."""

Cell = int | float | str | bool | time | date | datetime | timedelta


def open_workbook(path: Path) -> CalamineWorkbook:
    """A workbook that is known to be whole and of bearable size.

    Raises:
        InputError: if it is not.
    """
    data = read_bytes(path)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            _check_size(parts, path.name)
            damaged = BOOK not in parts.namelist() or parts.testzip() is not None
            if not damaged:
                _check_extent(parts, path.name)
        if not damaged:
            return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except UNREADABLE as error:
        raise InputError([_no_workbook(path.name)]) from error
    raise InputError([_no_workbook(path.name)])


def _check_size(parts: zipfile.ZipFile, name: str) -> None:
    """Refuse a workbook by the sizes that it declares; unpacking stops at those sizes."""
    listed = parts.infolist()
    total = sum(part.file_size for part in listed)
    swollen = any(
        part.file_size > MEGABYTE and part.file_size > MOST_GROWTH * max(part.compress_size, 1) for part in listed
    )
    if total > MOST_BYTES or swollen:
        seen = f"would unpack to {total / MEGABYTE:,.0f} MB, more than a workbook of its size holds"
        raise InputError([Problem((), seen, "save its sheets as .csv", name)])


def _check_extent(parts: zipfile.ZipFile, name: str) -> None:
    """Refuse a workbook with a sheet whose last cell is so far out that all the empty ones before would fill memory."""
    for part in parts.namelist():
        data = parts.read(part)
        rows = max(map(int, set(ROW.findall(data))), default=0)
        columns = max(map(_column, set(COLUMN.findall(data))), default=0)
        following = max(row.count(b"<c") + row.count(b":c") for row in data.split(b"<row"))
        columns = max(columns, following)
        if rows * columns > MOST_CELLS:
            seen = f"has a cell in row {rows:,} or column {columns:,}, with nothing but empty ones before it"
            raise InputError([Problem((), seen, "clear what is outside the table", name)])


def _column(letters: bytes) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = LETTERS * number + letter - ord("A") + 1
    return number


def _no_workbook(name: str) -> Problem:
    return Problem((), "is not a whole .xlsx workbook, or is locked", "save it as .xlsx without a password", name)


def sheet_grid(workbook: CalamineWorkbook, sheet: str, name: str) -> Grid:
    """One sheet as a grid.

    Raises:
        InputError: if it has no header.
    """
    lines = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return grid_of(name, [[cell_text(cell) for cell in line] for line in lines])


def cell_text(cell: Cell) -> str:
    """A cell as it would stand in a CSV file: whole figures without a point, days as YYYY-MM-DD."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)
