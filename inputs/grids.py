"""Grids: a table as texts in rows under a header, whatever file it came from."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from inputs.texts import decoded, read_bytes
from optimizer.errors import InputError, Problem

LONGEST_CELL = 1_000_000
"""Characters of one cell."""
MOST_COLUMNS = 16_384
"""Columns of one table; a spreadsheet has no more."""
MOST_CELLS = 50_000_000
"""Cells of a Parquet table, which takes no room for what it repeats."""
MOST_BYTES = 2**30
"""Bytes of the texts of a Parquet table once each is written out."""
MOST_FILLED = 1_000_000
"""Cells that may be missing at the ends of rows, all rows together, before no more rows are read."""


@dataclass(frozen=True)
class Grid:
    """Cells as texts; every row is as wide as the header."""

    name: str
    """How a person finds it: "firms.csv", "plan.xlsx sheet firms"."""
    header: tuple[str, ...]
    rows: list[Sequence[str]]
    numbers: list[int]
    """The number of each row, as a spreadsheet shows it: the header is row 1."""
    ragged: dict[int, Problem]
    """Rows that are wider or narrower than the header; they stand here cut or filled to its width."""

    def column(self, index: int) -> list[str]:
        """The cells under one name of the header."""
        return [row[index] for row in self.rows]


def grid_of(name: str, lines: Iterable[Sequence[str]]) -> Grid:
    """A grid from lines of cells, of which the first is the header; blank lines count as rows and are passed over.

    Raises:
        InputError: if there is no header, or it names a column twice or not at all.
    """
    above = iter(lines)
    header = [cell.strip() for cell in next(above, ())]
    while header and not header[-1]:
        header.pop()
    problems = _header_problems(name, header)
    if problems:
        raise InputError(problems)
    width = len(header)
    rows: list[Sequence[str]] = []
    numbers: list[int] = []
    ragged: dict[int, Problem] = {}
    filled = 0
    for number, line in enumerate(above, 2):
        if not any(line):
            continue
        if len(line) != width and (len(line) < width or any(line[width:])):
            seen = f"has {len(line)} cells where the header has {width}"
            advice = "give it a cell for each column, and put a text with commas in quotes"
            ragged[number] = Problem((), seen, advice, f"{name} row {number}")
            filled += max(width - len(line), 0)
            if filled > MOST_FILLED:
                raise InputError(ragged.values())
        rows.append(line if len(line) == width else [*line[:width], *[""] * (width - len(line))])
        numbers.append(number)
    return Grid(name, tuple(header), rows, numbers, ragged)


def _header_problems(name: str, header: list[str]) -> list[Problem]:
    place = f"{name} row 1"
    if len(header) > MOST_COLUMNS:
        return [Problem((), f"has {len(header):,} columns", f"write {MOST_COLUMNS:,} at most", place)]
    if not header:
        return [Problem((), "has no column names", "write them into its first row", place)]
    if len(header) == 1 and any(mark in header[0] for mark in ";\t"):
        mark = "tabs" if "\t" in header[0] else "semicolons"
        return [Problem((), f"its cells are separated by {mark}", "separate them by commas", place)]
    blank = [index for index, column in enumerate(header, 1) if not column]
    problems = [Problem((), f"column {index} has no name", "name it, or remove it", place) for index in blank]
    twice = sorted(column for column, times in Counter(header).items() if column and times > 1)
    return problems + [Problem((), f'"{column}" stands twice', "name each column once", place) for column in twice]


def csv_grid(path: Path) -> Grid:
    """The grid in a CSV file.

    Raises:
        InputError: if it is not one.
    """
    text = decoded(read_bytes(path), path.name)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return grid_of(path.name, reader)
    except csv.Error as error:
        place = f"{path.name} line {reader.line_num}"
        raise InputError([Problem((), f"is not CSV: {error}", "mend the quotes there", place)]) from error


def parquet_grid(path: Path) -> Grid:
    """The grid in a Parquet file.

    Raises:
        InputError: if it is not one, or the package that reads it is not installed.
    """
    try:
        polars: Any = import_module("polars")
    except ModuleNotFoundError as error:
        advice = "install quotaplan[parquet], or save the table as .csv"
        raise InputError([Problem((), "cannot be read: Parquet needs polars", advice, path.name)]) from error
    read_bytes(path)
    try:
        lines = polars.scan_parquet(path)
        count = lines.select(polars.len()).collect().item() * len(lines.collect_schema())
        if count > MOST_CELLS:
            raise InputError([_swollen(path.name, f"{count:,} cells", f"{MOST_CELLS:,}")])
        frame = polars.read_parquet(path)
        lists = [name for name, kind in frame.schema.items() if isinstance(kind, polars.List)]
        joined = [polars.col(name).cast(polars.List(polars.String)).list.join(";") for name in lists]
        texts = frame.with_columns(joined).select(polars.all().cast(polars.String).fill_null(""))
        size = sum(texts.select(polars.all().str.len_bytes().sum()).row(0))
    except polars.exceptions.PolarsError as error:
        seen = f"is not a Parquet table: {str(error).splitlines()[0]}"
        raise InputError([Problem((), seen, "write it again, or save it as .csv", path.name)]) from error
    if size > MOST_BYTES:
        raise InputError([_swollen(path.name, f"{size:,} bytes of text", f"{MOST_BYTES:,}")])
    return grid_of(path.name, [frame.columns, *texts.iter_rows()])


def _swollen(name: str, seen: str, most: str) -> Problem:
    return Problem((), f"has {seen} once it is unpacked", f"write {most} at most", name)
