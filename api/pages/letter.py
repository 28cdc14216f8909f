"""The letter to a firm on a screen: decision, conditions and reasons, and nothing about others. Made to be printed."""

from __future__ import annotations

from fastapi import Request
from markupsafe import Markup
from nicegui import ui

from api.pages.address import SETTING, Address
from api.pages.asking import asked
from api.pages.desk import Desk
from api.pages.frame import Heading, frame, heading_of, refusal, show
from api.pages.markup import joined, link, section, tag
from api.pages.sheets import Sheet
from api.reports.letter import addressees, letter
from api.reports.view import View
from optimizer.errors import InputError, Problem, unknown
from optimizer.explanation import Explainer


def register(desk: Desk) -> None:
    """Serve the screen."""

    @ui.page("/plans/{base}/letters/{firm}", response_timeout=30)
    async def letters(base: str, firm: str, request: Request) -> None:
        address = Address(base, tuple(request.query_params.getlist(SETTING)))
        heading = await heading_of(desk, address, ("letters",))
        if heading is None:
            return
        with frame(Heading(f"Letter to {firm}", heading.title, address, ("letters",))):
            printing = tag("button", "Print", type="button", data_print=True)
            show(tag("div", printing + link("All awards", address.to(), class_="button"), class_="tools"))
            async with asked(desk, address) as sheet:
                if sheet is not None:
                    show(_letter(sheet, firm))


def _letter(sheet: Sheet, firm: str) -> Markup:
    """The sections of a letter, as the file of the same letter has them."""
    view, explainer = View.of(sheet.plan, sheet.scenario), Explainer(sheet.plan, sheet.scenario)
    known = {to.firm: to for to in addressees(view)}
    if firm not in known:
        return refusal(InputError([Problem((), *unknown(firm, known, "the firms that applied"), "firm")]))

    def explain(application: str) -> list[str]:
        return explainer.explain(application, "application").sentences("applicant")

    return tag("article", joined(map(section, letter(known[firm], view, explain))), class_="letter")
