"""Tables: a grid of firms or applications into the map of the same name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_origin

from pydantic import BaseModel

from inputs.cells import Column, Reader, Refused, figure, free_reader, text, texts
from inputs.grids import Grid
from inputs.places import Parts, dotted
from optimizer.errors import InputError, Problem
from optimizer.scenario.schema import bare, fields, is_figure, members
from optimizer.scenario.spelling import near_miss

FIELD = 2
"""The field is the third part of a path: part, id, field."""


@dataclass(frozen=True)
class Table:
    """A grid whose rows are the entries of one part of the scenario."""

    part: str
    """Firms or applications."""
    model: type[BaseModel]
    grid: Grid
    headed: Mapping[str, str]
    """From a field to the name in the header under which it stands."""

    @cached_property
    def ids(self) -> list[str]:
        """The id in each row, empty where there is none."""
        return [name.strip() for name in self.cells("id")]

    @cached_property
    def absent(self) -> list[str]:
        """Needed fields that have no column."""
        needed = [name for name, field in fields(self.model).items() if field.is_required()]
        return [field for field in ("id", *needed) if field not in self.headed]

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The row of each id; of an id that stands twice, the first."""
        return dict(reversed(list(zip(self.ids, self.grid.numbers, strict=True))))

    def cells(self, field: str) -> list[str]:
        """The cells of a field."""
        return self.grid.column(self.grid.header.index(self.headed[field]))

    def place(self, path: Parts) -> str:
        """Where something that is wrong with the part stands in the file."""
        number = self.numbers.get(str(path[1])) if path[1:2] else None
        row = "" if number is None else f" row {number}"
        whole, field = dotted(path[FIELD:]), str(path[FIELD]) if path[FIELD:] else ""
        column = self.headed.get(whole) or self.headed.get(field) or whole
        return f"{self.grid.name}{row}" + (f", {column}" if column else "")

    def told(self, path: Parts) -> bool:
        """Whether a problem follows from a row of the wrong width, or from a column that is told to be missing."""
        ragged = bool(path[1:2]) and self.numbers.get(str(path[1])) in self.grid.ragged
        return ragged or (bool(path[FIELD:]) and path[FIELD] in self.absent)


def table_of(part: str, model: type[BaseModel], grid: Grid) -> tuple[Table, dict[str, dict[str, Any]], list[Problem]]:
    """A table, its record for each id, and a problem for each cell and column that cannot be read.

    Raises:
        InputError: if it has no column for ids.
    """
    headed, problems = _headed(model, grid)
    table = Table(part, model, grid, headed)
    for field in table.absent:
        advice = f"its columns are {', '.join(grid.header)}"
        problems.append(Problem((part, field), f'has no column "{field}"', advice, f"{grid.name} row 1"))
    if "id" in table.absent:
        raise InputError(problems)
    columns: dict[str, list[Any]] = {}
    for field in headed:
        if field != "id":
            columns[field], refused = _values(table, field)
            problems += refused
    problems += [*_id_problems(table), *grid.ragged.values()]
    return table, _records(table, columns), problems


def _headed(model: type[BaseModel], grid: Grid) -> tuple[dict[str, str], list[Problem]]:
    """From field to column name. A name that is nearly that of a field is a problem, and then read as that field."""
    headed = {column: column for column in grid.header}
    problems = []
    for column in grid.header:
        stem, dot, rest = column.partition(".")
        meant = near_miss(stem, ["id", *fields(model)])
        if (stem == "firm" and dot) or (column == "group" and column not in fields(model)):
            del headed[column]
            seen, advice = f'"{column}" belongs to the firm', "write it into the table of firms, or name it otherwise"
        elif meant is not None and meant + dot + rest not in headed:
            headed[meant + dot + rest] = headed.pop(column)
            seen, advice = f'"{column}" is not a known column', f'did you mean "{meant + dot + rest}"?'
        else:
            continue
        problems.append(Problem((), seen, advice, f"{grid.name} row 1"))
    return headed, problems


def _values(table: Table, field: str) -> tuple[list[Any], list[Problem]]:
    """The values of a field, None where a cell is blank or refused, and a problem for each that is refused."""
    cells = table.cells(field)
    column = Column(_reader(table.model, field, cells))
    values = [column[cell] for cell in cells]
    if not column.refused():
        return values, []
    problems = [
        Problem(
            (table.part, name, field),
            value.seen,
            value.advice,
            f"{table.grid.name} row {number}, {table.headed[field]}",
        )
        for name, number, value in zip(table.ids, table.grid.numbers, values, strict=True)
        if isinstance(value, Refused)
    ]
    return [None if isinstance(value, Refused) else value for value in values], problems


def _reader(model: type[BaseModel], field: str, cells: list[str]) -> Reader:
    """How the cells of a column are read, by the type that the schema gives the field."""
    stem, dot, _ = field.partition(".")
    declared = fields(model).get(stem)
    if declared is None:
        return free_reader(cells)
    if dot or is_figure(declared.annotation):
        return figure
    return texts if get_origin(bare(members(declared.annotation)[0])) is list else text


def _records(table: Table, columns: Mapping[str, list[Any]]) -> dict[str, dict[str, Any]]:
    """One record for each id, blank cells left out; of an id that stands twice, the first."""
    nested = [field for field in columns if field.partition(".")[0] in fields(table.model) and "." in field]
    flat = {field: values for field, values in columns.items() if field not in nested}
    lines: Iterator[tuple[Any, ...]] = zip(*flat.values(), strict=True) if flat else iter([()] * len(table.ids))
    fields_of = tuple(flat)
    records: dict[str, dict[str, Any]] = {}
    for name, line in zip(table.ids, lines, strict=True):
        if name not in records:
            pairs = zip(fields_of, line, strict=True)
            records[name] = {field: value for field, value in pairs if value is not None}
    for field in nested:
        stem, _, key = field.partition(".")
        for name, value in zip(table.ids, columns[field], strict=True):
            if value is not None:
                records[name].setdefault(stem, {}).setdefault(key, value)
    records.pop("", None)
    return records


def _id_problems(table: Table) -> Iterator[Problem]:
    """A problem for each row without an id, or with one that stands above already."""
    if len(table.numbers) == len(table.ids) and "" not in table.numbers:
        return
    for name, number in zip(table.ids, table.grid.numbers, strict=True):
        place = f"{table.grid.name} row {number}, {table.headed['id']}"
        if not name:
            yield Problem((table.part,), "is empty", "give the row an id", place)
        elif table.numbers[name] != number:
            seen = f'"{name}" stands in row {table.numbers[name]} already'
            yield Problem((table.part, name), seen, "give each row an id of its own", place)
