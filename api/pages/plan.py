"""The screen of a plan: headline figures, every award, where the quota went, what binds, who stopped when."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from markupsafe import Markup
from nicegui import ui

from api.figures import amount, counted, exact, percent
from api.pages.address import Address, query
from api.pages.award_rows import award_rows, fields
from api.pages.exporting import export_buttons
from api.pages.frame import show
from api.pages.grid import awards_grid, search_field
from api.pages.limits import limits
from api.pages.markup import (
    Text,
    joined,
    link,
    panel,
    section,
    sentences,
    share_bar,
    spoken,
    table_of,
    tag,
    tiles,
    words,
)
from api.pages.sheets import Sheet
from api.reports.awards import FIRM_COLUMNS, by_firm
from api.reports.chart import Chart
from api.reports.headline import conflict, headline
from api.reports.left_out import dropped, refused
from api.reports.limits import REASON_COLUMNS, left, not_granted
from api.reports.purchases import purchases
from api.reports.section import Section
from api.reports.totals import totals
from api.reports.view import View
from api.tables import Column, Table
from optimizer.plans import Bottleneck

APART = ("Scenario", "Outcome")
"""What stands at the head of a report, and is no figure."""
MOST_STOPPED = 8
"""So many applications of one stop are named; the rest are counted."""
STOPS = (
    Column("", "right"),
    Column("round"),
    Column("level", "right"),
    Column("who stopped"),
    Column("at which limits"),
)


def plan_body(sheet: Sheet) -> None:
    """Everything that there is to see of a plan."""
    view = View.of(sheet.plan, sheet.scenario)
    show(headline_tiles(view))
    show(_provenance(view))
    reasons = conflict(view)
    if reasons is not None:
        told = tuple(part for part in reasons.body if isinstance(part, str))
        show(section(replace(reasons, body=told)) + _repairs(sheet))
        return
    _awards(sheet, view)
    show(_by_firm(view, sheet.address))
    show(_by_period(view))
    show(tag("div", joined(_panels(view, sheet.address)), class_="columns"))


def headline_tiles(view: View) -> Markup:
    """The figures that everybody asks for first."""
    return tiles(headline_rows(view))


def headline_rows(view: View) -> list[tuple[Text, Text, Text]]:
    """What each headline figure is called, the figure, and what to know about it."""
    return [(name, figure, spoken(note)) for name, figure, note in _head(view) if name not in APART]


def _head(view: View) -> list[tuple[Text, Text, Text]]:
    (table,) = (part for part in headline(view).body if isinstance(part, Table))
    return [(name, figure, note) for name, figure, note in table.rows]


def _provenance(view: View) -> Markup:
    """Which scenario this is, and what was proved: in one line, since it is no figure."""
    parts = [f"{name} {figure}, {note}" for name, figure, note in _head(view) if name in APART]
    return tag("p", ". ".join(parts) + ".", class_="note")


def _awards(sheet: Sheet, view: View) -> None:
    rows, columns = award_rows(view), fields(view)
    by_id = {str(row["id"]): row for row in rows}
    with ui.element("section").classes("panel").props("id=awards"):
        show(tag("h2", "Awards by application, in units"))
        with ui.element("div").classes("tools"):
            show(search_field())
            place = ui.element("div").classes("tools")
        here = sheet.address.to("applicants", "")
        path, _, _ = here.partition("?")
        grid = awards_grid(
            columns, rows, opens=path, query=query({}, sheet.address.settings), label="Awards by application"
        )

        async def proved() -> dict[str, dict[str, Any]]:
            return by_id

        with place:
            export_buttons(grid, proved, columns, sheet.scenario.title)


def _panels(view: View, address: Address) -> list[Markup]:
    """What stands under the awards, in two columns where there is room."""
    rules = list(view.scenario.policy.rules)
    supplies = sorted({row.rule for row in view.plan.rows} - {*rules, *view.scenario.policy.rounds})
    parts: list[Markup] = []
    sums = totals(view)
    if sums is not None:
        content = replace(_told(sums), title="Where the quota went, in units")
        parts.append(section(content, "totals", bars="of all granted"))
    parts.append(
        panel("Use of each limit, by period", limits(view.plan, rules, "Use of each limit", address), anchor="limits")
    )
    parts.append(_stops(view))
    missing = not_granted(view)
    if missing is not None:
        parts.append(section(_told(missing), "reasons", bars=REASON_COLUMNS[2].heading))
    parts += _sections(left(view))
    if supplies:
        supply = limits(view.plan, supplies, "Use of the domestic supply", address)
        parts.append(panel("Use of the domestic supply, from the first period on", supply, anchor="supply"))
    parts += _sections(purchases(view)) + _sections(refused(view)) + _sections(dropped(view))
    return parts


def _sections(content: Section | None) -> list[Markup]:
    return [] if content is None else [section(_told(content))]


def _told(content: Section) -> Section:
    """A section without its charts, which are too wide for half a screen; the tables beside them tell the same."""
    return replace(content, body=tuple(part for part in content.body if not isinstance(part, Chart)))


def _by_period(view: View) -> Markup:
    """How the quota is used up as the periods go on."""
    content = totals(view)
    charts = [part for part in content.body if isinstance(part, Chart)] if content is not None else []
    return section(Section("The quota, period by period", tuple(charts))) if charts else Markup("")


def _by_firm(view: View, address: Address) -> Markup:
    """Requested against awarded, firm by firm."""
    content = by_firm(view)
    if content is None:
        return Markup("")
    (table,) = (part for part in content.body if isinstance(part, Table))
    granted = {line.firm: [0, 0] for line in view.lines}
    for line in view.lines:
        granted[line.firm][0] += line.award.units
        granted[line.firm][1] += line.award.claim
    rows = []
    for row in table.rows:
        units, claim = granted.get(str(row[0]), (0, 0))
        firm = link(str(row[0]), address.to("why", str(row[0])))
        bar = share_bar(units, claim) if claim else row[4]
        rows.append((firm, *row[1:4], bar, *map(spoken, row[5:])))
    shown = table_of(FIRM_COLUMNS, rows, caption="Requested against awarded, by firm", total=table.total)
    return panel("Requested against awarded, by firm", shown, anchor="firms")


def _stops(view: View) -> Markup:
    """In which order applications stopped, and what stopped them."""
    stops = view.plan.bottlenecks
    if not stops:
        return Markup("")
    rows = [(f"{number:,}", *_stop(stop)) for number, stop in enumerate(stops, start=1)]
    note = (
        "A round raises all that take part together. Each line is a level at which some of them could rise no further."
    )
    table = table_of(STOPS, rows, caption="Order of stopping")
    return panel("Order of stopping", table, anchor="stops", note=note)


def _stop(stop: Bottleneck) -> tuple[Any, ...]:
    names = sorted(stop.stopped)
    more = len(names) - MOST_STOPPED
    named = ", ".join(names[:MOST_STOPPED]) + (f" and {counted(more, 'more', 'more')}" if more > 0 else "")
    who = f"{counted(len(names), 'application')}: {named}"
    total = sum((exact(price) for price in stop.rows.values()), Fraction(0))
    at = ", ".join(
        name if len(stop.rows) == 1 else f"{name} (price {percent(exact(price), total)})"
        for name, price in sorted(stop.rows.items())
    )
    round_ = stop.round if stop.rank is None else f"{stop.round}, score {amount(stop.rank)}"
    return words(round_), percent(exact(stop.level)), who, words(at)


def _repairs(sheet: Sheet) -> Markup:
    """The ways out of a conflict, each a click away."""
    found = sheet.plan.conflict
    if found is None or not found.repairs:
        return Markup("")
    rows = []
    for repair in found.repairs:
        changed = sheet.address.changed([*sheet.address.settings, f"{repair.path}={repair.to}"])
        rows.append(
            tag(
                "li",
                sentences([words(f"{repair.sentence[0].upper()}{repair.sentence[1:]}.")])
                + link("See the plan that this gives", changed.to()),
            )
        )
    return panel("Ways out, each proved by running it", tag("ul", joined(rows)))
