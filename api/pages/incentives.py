"""The screen of incentives: what a firm could gain by filing something else than it needs."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request
from markupsafe import Markup
from nicegui import ui

from api.incentives import divides
from api.pages.address import SETTING, Address
from api.pages.asking import answered
from api.pages.desk import Desk
from api.pages.frame import frame, heading_of, refusal, show
from api.pages.markup import joined, section, sentences, tag
from api.reports.incentives import incentives as report
from api.searches import groups_of, rules_of
from optimizer.alternatives import POLICY
from optimizer.errors import InputError
from optimizer.scenario import Scenario

SCREEN = ("incentives",)
LEAD = (
    "Would a firm gain by asking for more or for less than it needs, by splitting up or merging, by filing for another "
    "use case or for other periods? Each gain that is found is that of an ordinary plan, proved like all others."
)

EVERY = "every"
WORDS = {POLICY: "the policy's own rule", EVERY: "each rule in turn (takes longer)"}


def register(desk: Desk) -> None:
    """Serve the screen."""

    @ui.page("/plans/{base}/incentives", response_timeout=30)
    async def incentives(base: str, request: Request) -> None:
        address = Address(base, tuple(request.query_params.getlist(SETTING)))
        heading = await heading_of(desk, address, SCREEN, "Incentives")
        if heading is None:
            return
        named = request.query_params.get("firm", "").strip()
        divided = request.query_params.get("divide", "") or POLICY
        with frame(heading):
            show(sentences([LEAD]))
            try:
                scenario = await desk.scenario(address)
                groups = groups_of(scenario, named or None, 1)
                rules = divides(scenario) if divided == EVERY else rules_of(divided)
                show(_form(address, scenario, named or groups[0], divided))
            except InputError as error:
                show(refusal(error))
                return
            if not named:
                return
            async with answered(lambda tell: desk.incentives(scenario, groups, rules, tell)) as found:
                if found is not None:
                    show(joined(map(section, report(found, scenario))))


def _form(address: Address, scenario: Scenario, named: str, divided: str) -> Markup:
    firms = {name: f"{name}, {firm.name}" if firm.name else name for name, firm in scenario.firms.items()}
    rules = {name: WORDS.get(name, name.replace("_", " ")) for name in (*divides(scenario), EVERY)}
    fields = _choice("firm", "Firm", firms, named) + _choice("divide", "Divided by", rules, divided)
    hidden = joined(tag("input", "", type="hidden", name=SETTING, value=item) for item in address.settings)
    action, _, _ = address.to(*SCREEN).partition("?")
    button = tag("button", "Search", type="submit", class_="main")
    return tag("form", fields + hidden + button, class_="tools", method="get", action=action)


def _choice(name: str, words: str, options: Mapping[str, str], chosen: str) -> Markup:
    listed = joined(tag("option", text, value=key, selected=key == chosen) for key, text in options.items())
    return tag("div", tag("label", words, for_=name) + tag("select", listed, id=name, name=name), class_="field")
