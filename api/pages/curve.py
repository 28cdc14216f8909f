"""The screen of a curve: what an application gets as an exact function of one limit, drawn and in figures."""

from __future__ import annotations

from decimal import Decimal

from fastapi import Request
from markupsafe import Markup
from nicegui import ui

from api.curves import picture
from api.pages.address import SETTING, Address
from api.pages.asking import answered
from api.pages.desk import Desk
from api.pages.frame import Heading, frame, heading_of, refusal, show
from api.pages.knob_fields import figure_options
from api.pages.markup import joined, section, tag
from api.reports.curve import curved
from api.sweeps.page import picture_html
from inputs.dotted_paths import parts_of
from optimizer.curve import curve
from optimizer.errors import InputError, Problem
from optimizer.quantities import exact_number
from optimizer.scenario import Scenario


def register(desk: Desk) -> None:
    """Serve the screen."""

    @ui.page("/plans/{base}/curves/{name}", response_timeout=30)
    async def curves(base: str, name: str, request: Request) -> None:
        query = request.query_params
        address = Address(base, tuple(query.getlist(SETTING)))
        heading = await heading_of(desk, address, ("curves",))
        if heading is None:
            return
        with frame(Heading(f"What {name} gets by one figure", heading.title, address, ("curves",))):
            try:
                scenario = await desk.scenario(address)
                low, high = _figure(query.get("from", "")), _figure(query.get("to", ""))
            except InputError as error:
                show(refusal(error))
                return
            path = query.get("of", "")
            show(_form(address, scenario, name, path, (query.get("from", ""), query.get("to", ""))))
            if not path:
                return
            parts = parts_of(path)
            work = desk.away
            async with answered(
                lambda tell: work(lambda: curve(scenario, parts, name, low, high, progress=tell))
            ) as found:
                if found is not None:
                    show(picture_html(picture(found), "curve") + section(curved(found)))


def _figure(text: str) -> Decimal | None:
    try:
        return Decimal(exact_number(text)) if text.strip() else None
    except ValueError as error:
        raise InputError([Problem((), str(error), "write a figure such as 500000", "range")]) from error


def _form(address: Address, scenario: Scenario, name: str, path: str, ends: tuple[str, str]) -> Markup:
    """Which figure, and between which ends; the form is its own address."""
    chosen = tag("label", "Figure", for_="of") + tag("select", figure_options(scenario, path), id="of", name="of")
    fields = [tag("div", chosen, class_="field")]
    for key, words, value in zip(("from", "to"), ("From (half of it)", "To (half as much again)"), ends, strict=True):
        field = tag("input", "", id=key, name=key, value=value, type="text", inputmode="decimal", size="12")
        fields.append(tag("div", tag("label", words, for_=key) + field, class_="field"))
    fields += [tag("input", "", type="hidden", name=SETTING, value=item) for item in address.settings]
    button = tag("button", "Draw", type="submit", class_="main")
    action, _, _ = address.to("curves", name).partition("?")
    return tag("form", joined(fields) + button, class_="tools", method="get", action=action)
