"""The table of awards: rows in, an AG Grid out, and exactly what it shows back as a table for a file.

Rows are sent once. After that only what changed in them is sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from json import dumps
from typing import Any, Literal

from markupsafe import Markup
from nicegui import ui

from api.pages.markup import tag

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A column: the key of its cells, its heading, and how a cell is written."""

    key: str
    heading: str
    kind: Literal["text", "units", "signed", "share"] = "text"
    width: int = 110


FEW = 12
"""A table with no more rows than this is as high as its rows."""
LOCALE = {"noRowsToShow": "No application matches."}


def awards_grid(
    fields: Sequence[Field], rows: Sequence[Row], *, opens: str, query: str, label: str, short: bool = False
) -> ui.aggrid:
    """A table with a filter and a sort for each column, kept in the URL.

    Args:
        opens: URL of the screen of one row, to which its id is added.
        query: query that goes with it.
        label: what the table is, for who does not see it.
        short: whether it takes little room.
    """
    options = {
        "columnDefs": [_column(field, opens, query, first=not number) for number, field in enumerate(fields)],
        "rowData": list(rows),
        "defaultColDef": {"sortable": True, "resizable": True, "filter": True, "floatingFilter": True},
        ":getRowId": "params => params.data.id",
        "rowHeight": 28,
        "headerHeight": 30,
        "floatingFiltersHeight": 32,
        "animateRows": False,
        "suppressFieldDotNotation": True,
        "suppressDragLeaveHidesColumns": True,
        "enableCellTextSelection": True,
        "localeText": LOCALE,
        ":isExternalFilterPresent": "() => quotaplan.only()",
        ":doesExternalFilterPass": "node => node.data.change !== 0",
        ":onGridReady": "p => { quotaplan.tables.add(p.api); quotaplan.restore(p.api); }",
        ":onFilterChanged": "p => quotaplan.kept(p.api)",
        ":onSortChanged": "p => quotaplan.kept(p.api)",
        ":onCellKeyDown": "p => quotaplan.opened(p)",
        ":onGridPreDestroyed": "p => quotaplan.tables.delete(p.api)",
    }
    if len(rows) <= FEW:
        options["domLayout"] = "autoHeight"
    grid = ui.aggrid(options, theme="balham", auto_size_columns=False)
    height = "few" if len(rows) <= FEW else "short" if short else "tall"
    return grid.classes(f"grid {height}").props(f'aria-label="{label}" role=group')


def search_field() -> Markup:
    """A field that searches the table of a screen, and how many rows it shows."""
    field = tag("input", "", id="search", type="search", autocomplete="off")
    count = tag("span", "", id="rows-shown", class_="soft", role="status")
    return tag("label", "Search ", for_="search") + field + Markup(" ") + count


async def shown(grid: ui.aggrid) -> tuple[list[str], list[str]]:
    """The keys of the columns that a table shows, and the ids of its rows, both in their order."""
    found = await ui.run_javascript(f"return quotaplan.shown(getElement({grid.id}).api)", timeout=30)
    return found["columns"], found["rows"]


def update(grid: ui.aggrid, rows: Sequence[Row]) -> None:
    """Send some rows anew; the others stay as they are."""
    if rows:
        grid.run_grid_method("applyTransaction", {"update": list(rows)})


def _column(field: Field, opens: str, query: str, *, first: bool) -> dict[str, Any]:
    column: dict[str, Any] = {"field": field.key, "headerName": field.heading, "width": field.width}
    if first:
        return column | {
            ":cellRenderer": f"quotaplan.opener({dumps(opens)}, {dumps(query)})",
            "pinned": "left",
            "filter": "agTextColumnFilter",
        }
    if field.kind == "text":
        return column | {"filter": "agTextColumnFilter", "tooltipField": field.key}
    largest = {"sort": "desc", ":comparator": "quotaplan.larger"} if field.kind == "signed" else {}
    return (
        column
        | largest
        | {
            "type": "rightAligned",
            "filter": "agNumberColumnFilter",
            ":valueFormatter": f"p => quotaplan.formats.{field.kind}(p.value)",
            "enableCellChangeFlash": True,
        }
    )
