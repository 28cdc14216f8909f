"""A decision letter: what an applicant is told about its application, and nothing about others. Made to be printed."""

from __future__ import annotations

from fastapi import Request
from markupsafe import Markup
from nicegui import ui

from api.figures import counted
from api.pages.address import SETTING, Address
from api.pages.asking import asked
from api.pages.desk import Desk
from api.pages.frame import Heading, frame, heading_of, show
from api.pages.markup import joined, link, sentences, table_of, tag
from api.pages.sheets import Sheet
from api.tables import Column


def register(desk: Desk) -> None:
    """Serve the screen."""

    @ui.page("/plans/{base}/letters/{name}", response_timeout=30)
    async def letter(base: str, name: str, request: Request) -> None:
        address = Address(base, tuple(request.query_params.getlist(SETTING)))
        heading = await heading_of(desk, address, ("letters",))
        if heading is None:
            return
        with frame(Heading(f"Decision on application {name}", heading.title, address, ("letters",))):
            show(_tools(address, name))
            async with asked(desk, address) as sheet:
                if sheet is not None:
                    show(letter_of(sheet, name))


def letter_of(sheet: Sheet, name: str) -> Markup:
    """The letter: to whom, the decision, its reasons, and by what it can be checked."""
    reasons = sheet.reasons(name, "applicant")
    application = sheet.scenario.applications[name]
    firm = sheet.scenario.firms[application.firm]
    award = sheet.plan.awards.get(name)
    units = award.units if award else 0
    asked = counted(application.units, "unit")
    decision = f"Of {asked} of {application.product} that were asked for, {counted(units, 'unit')} are granted."
    parts = [
        sentences([f"To {firm.name or application.firm} ({application.firm})"]),
        tag("p", decision, class_="strong"),
    ]
    if award is not None and award.periods:
        columns = (Column("period"), Column("units granted", "right"))
        rows = [(period, f"{count:,}") for period, count in sorted(award.periods.items())]
        parts.append(table_of(columns, rows, caption="Units granted, by period", total=("all", f"{units:,}")))
    parts += [tag("h2", "Reasons"), sentences(reasons)]
    checked = (
        f"This decision follows from the scenario {sheet.plan.scenario_digest} and can be checked without the program."
    )
    return tag("article", joined([*parts, tag("p", checked, class_="note")]), class_="letter")


def _tools(address: Address, name: str) -> Markup:
    printing = tag("button", "Print", type="button", data_print=True)
    return tag(
        "div",
        printing + link("Back to the application", address.to("applicants", name), class_="button"),
        class_="tools",
    )
