"""The history of an application: what it got in the plans that are kept, the latest first."""

from __future__ import annotations

from markupsafe import Markup
from nicegui import ui

from api.figures import percent
from api.pages.desk import Desk
from api.pages.frame import show
from api.pages.markup import link, sentences, table_of, tag
from api.pages.sheets import Standing
from api.tables import Column

COLUMNS = (
    Column("scenario"),
    Column("made (UTC)"),
    Column("claimed", "right"),
    Column("granted", "right"),
    Column("of claim", "right"),
)
NOTHING_KEPT = "No plan with this application is kept yet. A plan is kept when it is proposed, or made through the API."


def history(desk: Desk, name: str) -> None:
    """A button; then a line for each plan that is kept and has the application."""
    with ui.element("section").classes("panel no-print"):
        show(tag("h2", "In other plans"))
        button = ui.html("Show it in the plans that are kept", sanitize=False, tag="button").props("type=button")
        place = show(Markup("")).props("role=status aria-live=polite")

    async def shown() -> None:
        found = await desk.standings(name)
        rows = [_line(item, name) for item in found]
        table = table_of(COLUMNS, rows, caption=f"{name} in the plans that are kept")
        place.set_content(table if rows else sentences([NOTHING_KEPT]))
        button.delete()

    button.on("click", shown, args=[])


def _line(item: Standing, name: str) -> tuple[str | Markup, ...]:
    made = f"{item.made:%Y-%m-%d %H:%M}"
    title = link(item.title or item.address.base, item.address.to("applicants", name))
    if item.claim is None:
        return title, made, "refused", "0", ""
    return title, made, f"{item.claim:,}", f"{item.units:,}", percent(item.units, item.claim)
