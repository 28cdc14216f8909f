"""Supply: the long table of domestic products, one row for each product and period, into the map of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from inputs.cells import Column, Reader, Refused, figure, text
from inputs.grids import Grid
from inputs.places import Parts, dotted
from optimizer.errors import InputError, Problem, unknown

FIELDS: Mapping[str, tuple[str, Reader]] = {
    "product": ("product", text),
    "period": ("period", text),
    "supply": ("supply", figure),
    "base": ("supply", figure),
    "low": ("supply_low", figure),
    "high": ("supply_high", figure),
    "tpp": ("tpp", figure),
    "price_usd": ("price_usd", figure),
    "vendor": ("vendor", text),
    "basis": ("basis", text),
}
"""Each column, the field that it fills, and how its cells are read."""
BY_PERIOD = frozenset({"supply", "supply_low", "supply_high"})
KEYS = ("product", "period")


@dataclass(frozen=True)
class SupplyTable:
    """Where the domestic products of a scenario were read from."""

    grid: Grid
    column_of: Mapping[str, str]
    """From a field to the column that fills it."""
    rows: dict[tuple[str, ...], int]
    """The row of each (product, period), and the first of each (product,)."""

    def place(self, path: Parts) -> str:
        """Where something that is wrong with a domestic product stands in the file."""
        product, field, period = [*map(str, path[1:4]), "", "", ""][:3]
        row = self.rows.get((product, period)) or self.rows.get((product,))
        column = self.column_of.get(field, dotted(path[1:]))
        return f"{self.grid.name}" + (f" row {row}" if row else "") + (f", {column}" if column else "")


def supply_of(grid: Grid) -> tuple[SupplyTable, dict[str, dict[str, Any]], list[Problem]]:
    """The domestic products in a grid, and a problem for each cell that cannot be read or disagrees.

    Raises:
        InputError: if a column is missing or not known.
    """
    _check_header(grid)
    columns, problems = _columns(grid)
    table = SupplyTable(grid, {FIELDS[column][0]: column for column in grid.header}, {})
    domestic: dict[str, dict[str, Any]] = {}
    for index, number in enumerate(grid.numbers):
        row = {field: values[index] for field, values in columns.items() if values[index] is not None}
        if number in grid.ragged:
            problems.append(grid.ragged[number])
        elif not all(key in row for key in KEYS):
            seen = f"has no {' and no '.join(key for key in KEYS if key not in row)}"
            problems.append(Problem(("domestic",), seen, "name both", f"{grid.name} row {number}"))
        else:
            problems += _add_row(table, domestic, row, number)
    return table, domestic, problems


def _add_row(
    table: SupplyTable, domestic: dict[str, dict[str, Any]], row: Mapping[str, Any], number: int
) -> Iterator[Problem]:
    """Add a row to its product; a problem if there was one like it, or for each field in which it disagrees."""
    product, place = row["product"], f"{table.grid.name} row {number}"
    first = table.rows.setdefault((product, row["period"]), number)
    if first != number:
        seen = f"{product} in {row['period']} stands in row {first} already"
        yield Problem(("domestic", product), seen, "write one row for each product and period", place)
        return
    table.rows.setdefault((product,), number)
    facts = domestic.setdefault(product, {})
    for field, value in row.items():
        if field in BY_PERIOD:
            facts.setdefault(field, {})[row["period"]] = value
        elif field == "basis":
            told = facts["basis"].split("; ") if "basis" in facts else []
            facts["basis"] = "; ".join([*told, *([] if value in told else [value])])
        elif field not in KEYS and facts.setdefault(field, value) != value:
            seen = f"{value} is not the {facts[field]} that a row above says of {product}"
            place_of = f"{place}, {table.column_of[field]}"
            yield Problem(("domestic", product, field), seen, "write the same in each row of a product", place_of)


def _check_header(grid: Grid) -> None:
    place = f"{grid.name} row 1"
    problems = [
        Problem((), *unknown(column, FIELDS, "the columns of this table"), place)
        for column in grid.header
        if column not in FIELDS
    ]
    problems += [
        Problem((), f'has no column "{key}"', f"its columns are {', '.join(grid.header)}", place)
        for key in KEYS
        if key not in grid.header
    ]
    if {"supply", "base"} <= set(grid.header):
        problems.append(Problem((), '"supply" and "base" mean the same', "keep one of them", place))
    if problems:
        raise InputError(problems)


def _columns(grid: Grid) -> tuple[dict[str, list[Any]], list[Problem]]:
    """The values of each field, and a problem for each cell that stands for none."""
    columns: dict[str, list[Any]] = {}
    problems = []
    for index, name in enumerate(grid.header):
        field, read = FIELDS[name]
        cells = Column(read)
        values = [cells[cell] for cell in grid.column(index)]
        for number, value in zip(grid.numbers, values, strict=True):
            if isinstance(value, Refused) and number not in grid.ragged:
                problems.append(Problem((), value.seen, value.advice, f"{grid.name} row {number}, {name}"))
        columns[field] = [None if isinstance(value, Refused) else value for value in values]
    return columns, problems
