"""Wishes on the screen of an application: how many units it wants in, which single figures would give them out."""

from __future__ import annotations

from markupsafe import Markup
from nicegui import ui

from api.figures import amount, counted
from api.pages.address import SETTING, Address
from api.pages.asking import answered
from api.pages.desk import Desk
from api.pages.frame import refusal, show
from api.pages.markup import NOTHING, bulleted, joined, link, tag
from api.pages.sheets import Sheet
from optimizer.counterfactual import Counterfactual, counterfactual
from optimizer.errors import InputError, Problem

LEAD = "The smallest change found of one figure that would give it so many units, each proved by running it."


async def wishes(desk: Desk, sheet: Sheet, name: str, want: str, language: str) -> None:
    """A field for units, and what would give them if some are wanted.

    Args:
        want: units, as somebody wrote them into the address; empty if nothing is wanted.
    """
    with ui.element("section").classes("panel").props("id=want"):
        show(tag("h2", "What would give it more") + tag("p", LEAD, class_="note") + _form(sheet.address, name, want))
        if not want:
            return
        if not want.isdecimal():
            problem = Problem((), f'"{want}" is no number of units', "write a whole number", "units wanted")
            show(refusal(InputError([problem])))
            return
        plan, scenario, units = sheet.plan, sheet.scenario, int(want)
        work = desk.away
        async with answered(
            lambda tell: work(
                lambda: counterfactual(plan, scenario, name, units, kind="application", progress=tell)
            )
        ) as found:  # fmt: skip
            if found is not None:
                told = tag("div", bulleted(found.sentences(language)), lang=language)
                show(tag("h3", f"{counted(found.want, 'unit')} for {name}") + told + _ways(sheet.address, found))


def _form(address: Address, name: str, want: str) -> Markup:
    field = tag("input", "", id="wanted", name="want", type="text", inputmode="numeric", size="10", value=want)
    hidden = joined(tag("input", "", type="hidden", name=SETTING, value=item) for item in address.settings)
    action, _, _ = address.to("applicants", name).partition("?")
    label, button = tag("label", "Units wanted ", for_="wanted"), tag("button", "Search", type="submit")
    return tag("form", label + field + hidden + button, class_="tools", method="get", action=f"{action}#want")


def _ways(address: Address, found: Counterfactual) -> Markup:
    """A link to the plan of each way."""
    if not found.ways:
        return NOTHING
    links = [
        link(f"{way.path} = {amount(str(way.to))}", address.changed([*address.settings, f"{way.path}={way.to}"]).to())
        for way in found.ways
    ]
    return tag("p", joined(["The plans: ", Markup(", ").join(links), "."]))
