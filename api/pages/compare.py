"""The screen of two plans side by side: inputs that differ, who gains and who loses, and the limit that moved each."""

from __future__ import annotations

from fastapi import Request
from markupsafe import Markup
from nicegui import ui

from api.pages.address import SETTING, Address
from api.pages.asking import asked
from api.pages.desk import FIRST, Desk
from api.pages.frame import Heading, frame, show
from api.pages.markup import joined, link, section, tag
from api.pages.sheets import Entry, Sheet
from api.reports.comparison import Pair, compared
from api.reports.view import View
from optimizer.comparison import compare

OTHER = "h200-rationed"


def register(desk: Desk) -> None:
    """Serve the screen."""

    @ui.page("/compare", response_timeout=30)
    async def comparison(request: Request) -> None:
        """Two scenarios, `a` and `b`; the settings of the query are made in `b`."""
        query = request.query_params
        before = Address(query.get("a") or FIRST)
        after = Address(query.get("b") or OTHER, tuple(query.getlist(SETTING)))
        lead = "Everything that differs between two scenarios and their plans, and nothing that does not."
        with frame(Heading("Compare", lead, place="Compare")):
            show(_chooser(await desk.entries(), before, after))
            async with asked(desk, before) as one, asked(desk, after) as other:
                if one is not None and other is not None:
                    show(await desk.at_length(lambda: _sections(one, other)))


def _sections(before: Sheet, after: Sheet) -> Markup:
    found = compare(before.plan, before.scenario, after.plan, after.scenario)
    pair = Pair(found, View.of(before.plan, before.scenario), View.of(after.plan, after.scenario))
    head, *rest = compared(pair)
    links = tag(
        "p",
        joined(
            [
                "Before: ",
                link(before.scenario.title or before.address.base, before.address.to()),
                ". After: ",
                link(after.scenario.title or after.address.base, after.address.to()),
                ".",
            ]
        ),
    )
    return links + section(head) + tag("div", joined(map(section, rest)), class_="columns")


def _chooser(entries: list[Entry], before: Address, after: Address) -> Markup:
    fields = [_choice("a", "Before", entries, before), _choice("b", "After", entries, after)]
    fields += [tag("input", "", type="hidden", name=SETTING, value=item) for item in after.settings]
    changes = ", ".join(item.replace("=", " = ", 1) for item in after.settings)
    note = tag("p", f"After, with {changes}.", class_="note") if changes else Markup("")
    button = tag("button", "Compare", type="submit", class_="main")
    return tag("form", joined(fields) + button, class_="tools", method="get", action="/compare") + note


def _choice(name: str, words: str, entries: list[Entry], chosen: Address) -> Markup:
    options = joined(
        tag(
            "option",
            entry.title or entry.address.base,
            value=entry.address.base,
            selected=entry.address.base == chosen.base,
        )
        for entry in entries
    )
    label = tag("label", words, for_=f"choice-{name}")
    return tag("div", label + tag("select", options, name=name, id=f"choice-{name}"), class_="field")
