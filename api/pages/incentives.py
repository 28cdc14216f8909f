"""The screen of incentives: what a firm could gain by filing something else than it needs."""

from __future__ import annotations

from fastapi import Request
from markupsafe import Markup
from nicegui import ui

from api.pages.address import SETTING, Address
from api.pages.asking import answered
from api.pages.desk import Desk
from api.pages.frame import frame, heading_of, refusal, show
from api.pages.markup import joined, section, sentences, tag
from api.reports.incentives import incentives as report
from api.searches import groups_of
from optimizer.errors import InputError
from optimizer.scenario import Scenario

SCREEN = ("incentives",)
LEAD = (
    "Would a firm gain by asking for more or for less than it needs, by splitting up or merging, by filing for another "
    "use case or for other periods? For one group under the policy's own division; quotaplan incentives searches more."
)


def register(desk: Desk) -> None:
    """Serve the screen."""

    @ui.page("/plans/{base}/incentives", response_timeout=30)
    async def incentives(base: str, request: Request) -> None:
        address = Address(base, tuple(request.query_params.getlist(SETTING)))
        heading = await heading_of(desk, address, SCREEN, "Incentives")
        if heading is None:
            return
        named = request.query_params.get("firm", "").strip()
        with frame(heading):
            show(sentences([LEAD]))
            try:
                scenario = await desk.scenario(address)
                groups = groups_of(scenario, named or None, 1)
                show(_form(address, scenario, named or groups[0]))
            except InputError as error:
                show(refusal(error))
                return
            if not named:
                return
            async with answered(lambda tell: desk.incentives(scenario, groups, tell)) as found:
                if found is not None:
                    show(joined(map(section, report(found, scenario))))


def _form(address: Address, scenario: Scenario, named: str) -> Markup:
    options = joined(
        tag("option", f"{name}, {firm.name}" if firm.name else name, value=name, selected=name == named)
        for name, firm in scenario.firms.items()
    )
    chosen = tag("label", "Firm", for_="firm") + tag("select", options, id="firm", name="firm")
    hidden = joined(tag("input", "", type="hidden", name=SETTING, value=item) for item in address.settings)
    action, _, _ = address.to(*SCREEN).partition("?")
    button = tag("button", "Search", type="submit", class_="main")
    return tag(
        "form", tag("div", chosen, class_="field") + hidden + button, class_="tools", method="get", action=action
    )
