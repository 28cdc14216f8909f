"""The screen of scenarios: those that there are, and the way in for files of one's own."""

from __future__ import annotations

from fastapi import Request
from markupsafe import Markup
from nicegui import events, ui

from api.figures import counted
from api.pages.desk import Desk
from api.pages.dropping import dropzone
from api.pages.frame import Heading, frame, refusal, show
from api.pages.markup import joined, link, panel, sentences, table_of, tag
from api.pages.sheets import Entry
from api.pages.uploads import Refused, WrongRow, WrongTable, read_upload
from api.service.access import Caller, Scope
from api.tables import Column
from optimizer.scenario import Scenario

COLUMNS = (
    Column("title"),
    Column("applications", "right"),
    Column("where from"),
    Column("to do"),
)
LEAD = "Facts and policy of a planning run. A scenario never changes."
OWN = (
    "A scenario.yaml with its tables firms, applications and domestic_supply (.csv, .xlsx or .parquet), one JSON or "
    "YAML document, or one workbook. Everything that is wrong with it is told at once."
)
NOT_ALLOWED = "Your key may look at scenarios, but not bring new ones; a planner's key may."
MOST_ROWS = 200
"""So many rows with problems are shown of each table; the others are counted."""


def register(desk: Desk) -> None:
    """Serve the screen."""

    @ui.page("/scenarios", response_timeout=30)
    async def scenarios(request: Request) -> None:
        with frame(Heading("Scenarios", LEAD, place="Scenarios")):
            with ui.element("section").classes("panel"):
                _way_in(desk, request.state.caller)
            show(panel("Scenarios kept here", _listed(await desk.entries())))


def _way_in(desk: Desk, caller: Caller) -> None:
    """A place for files, for those who may bring some, and under it what is wrong with them."""
    show(tag("h2", "Bring your own") + sentences([OWN if caller.may(Scope.CREATE) else NOT_ALLOWED]))
    if not caller.may(Scope.CREATE):
        return

    async def received(event: events.MultiUploadEventArguments) -> None:
        files = {file.name: await file.read() for file in event.files}
        found = await desk.away(lambda: read_upload(files))
        result.clear()
        with result:
            if isinstance(found, Scenario):
                ui.navigate.to((await desk.keep(found, caller)).to())
            else:
                show(refused_files(found))

    dropzone("Files of a scenario: choose them, or drop them here ", received)
    result = ui.element("div").props("role=status aria-live=polite")


def refused_files(found: Refused) -> Markup:
    """Every problem, and the rows that have one with the problem beside them."""
    return joined([refusal(found.error), *map(_wrong_table, found.tables)])


def _wrong_table(table: WrongTable) -> Markup:
    columns = (Column("row", "right"), Column("what is wrong"), *map(Column, table.header))
    rows = [_wrong_row(row) for row in table.rows[:MOST_ROWS]]
    rest = len(table.rows) - MOST_ROWS
    note = f"{counted(rest, 'more row')} with problems." if rest > 0 else ""
    return panel(f"{table.name}: rows with problems", table_of(columns, rows, caption=table.name), note=note)


def _wrong_row(row: WrongRow) -> tuple[str | Markup, ...]:
    told = joined(tag("p", f"{item.seen}{f'; {item.advice}' if item.advice else ''}") for item in row.problems)
    cells = (tag("mark", cell or "(empty)") if index in row.wrong else cell for index, cell in enumerate(row.cells))
    return (f"{row.number:,}", told, *cells)


def _listed(entries: list[Entry]) -> Markup:
    return table_of(COLUMNS, [_line(entry) for entry in entries], caption="Scenarios kept here")


def _line(entry: Entry) -> tuple[str | Markup, ...]:
    title, address = entry.title or entry.address.base, entry.address
    to_do = joined(
        [
            link("What if", address.to("what-if"), aria_label=f"What if, {title}"),
            Markup(" · "),
            link("Compare", f"/compare?b={address.base}", aria_label=f"Compare {title}"),
        ]
    )
    return link(title, address.to()), f"{entry.applications:,}", entry.origin, to_do
