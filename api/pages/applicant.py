"""The screen of one application: what it got, why, what would change it; on paper, a letter to the applicant."""

from __future__ import annotations

from fastapi import Request
from markupsafe import Markup
from nicegui import ui

from api.figures import NONE, amount, counted, exact, percent
from api.pages.address import SETTING, Address
from api.pages.asking import asked
from api.pages.desk import Desk
from api.pages.frame import Heading, frame, heading_of, refusal, show
from api.pages.history import history
from api.pages.markup import Text, bulleted, joined, link, panel, table_of, tag, tiles, words
from api.pages.sheets import Sheet
from api.pages.why import language_of, languages
from api.pages.wishes import wishes
from api.tables import Column
from optimizer.errors import InputError, Problem, unknown
from optimizer.plans import Award


def register(desk: Desk) -> None:
    """Serve the screen."""

    @ui.page("/plans/{base}/applicants/{name}", response_timeout=30)
    async def applicant(base: str, name: str, request: Request) -> None:
        address = Address(base, tuple(request.query_params.getlist(SETTING)))
        heading = await heading_of(desk, address, ("applicants",))
        if heading is None:
            return
        with frame(Heading(f"Application {name}", heading.title, address, ("applicants",))):
            known = (await desk.base(base)).applications
            if name not in known:
                problem = Problem((), *unknown(name, known, "the applications of this scenario"), "application")
                show(refusal(InputError([problem])))
                return
            async with asked(desk, address) as sheet:
                if sheet is not None:
                    show(languages(address, ("applicants", name), language_of(request)))
                    body(sheet, name, language_of(request))
                    history(desk, name)
                    await wishes(desk, sheet, name, request.query_params.get("want", ""), language_of(request))


def body(sheet: Sheet, name: str, language: str) -> None:
    """Everything about one application, its reasons in a language."""
    show(_facts(sheet, name))
    award = sheet.plan.awards.get(name)
    show(tiles(_figures(award) if award is not None else _refused(sheet, name)))
    show(_reasons(sheet, name, language))
    if award is not None and award.periods:
        show(_periods(sheet, award))
    show(_tools(sheet, name))


def _facts(sheet: Sheet, name: str) -> Markup:
    """Who asks for what."""
    application = sheet.scenario.applications[name]
    firm = sheet.scenario.firms[application.firm]
    periods = sheet.scenario.periods
    begin, end = application.from_ or periods[0], application.to or periods[-1]
    window = begin if begin == end else f"{begin} to {end}"
    owner = f", owned by {firm.group}" if firm.group else ""
    who = f"{firm.name or application.firm} ({application.firm}{owner})"
    parts = [
        f"{who} asks for {counted(application.units, 'unit')} of {application.product}, {window}",
        f"for {application.use_case.replace('_', ' ')}" if application.use_case else "",
        f"of use from {counted(application.minimum_units, 'unit')}" if application.minimum_units else "",
        f"submitted {application.submitted}" if application.submitted else "",
    ]
    return tag("p", ", ".join(filter(None, parts)) + ".", class_="facts")


def _figures(award: Award) -> list[tuple[Text, Text, Text]]:
    missing = award.claim - award.units
    level = NONE if award.level is None else percent(exact(award.level))
    return [
        ("Claimed", counted(award.claim, "unit"), "in whole lots"),
        ("Granted", counted(award.units, "unit"), f"{percent(award.units, award.claim)} of its claim"),
        ("Exact share", f"{amount(award.entitlement)} units", "before whole lots"),
        ("Not granted", counted(missing, "unit"), ""),
        ("Round", words(award.round or "none"), f"stopped at level {level}" if award.level else "no round takes it"),
    ]


def _refused(sheet: Sheet, name: str) -> list[tuple[Text, Text, Text]]:
    asked, because = sheet.scenario.applications[name].units, sheet.plan.refused[name]
    failed = ", ".join(words(item.requirement) for item in because)
    return [
        ("Asked for", counted(asked, "unit"), ""),
        ("Granted", "0 units", "refused"),
        ("Fails", counted(len(because), "requirement"), failed),
    ]


def _reasons(sheet: Sheet, name: str, language: str) -> Markup:
    told = tag("div", bulleted(map(words, sheet.reasons(name, language))), lang=language)
    return panel("Why", told, anchor="why")


def _periods(sheet: Sheet, award: Award) -> Markup:
    """When the units come, and what the firm has to buy at home in all."""
    columns = (Column(""), *(Column(period, "right") for period in sheet.scenario.periods), Column("all", "right"))
    rows: list[list[Text]] = [_line("granted", award.periods, sheet)]
    buys = sheet.plan.co_purchases.get(award.firm, {})
    rows += [_line(f"{award.firm} buys {product}", units, sheet) for product, units in sorted(buys.items())]
    note = f"Domestic purchases are those of {award.firm} in all, for every application that it has." if buys else ""
    table = table_of(columns, rows, caption="Units by period")
    return panel("By period, in units", table, note=note)


def _line(words: str, units: dict[str, int], sheet: Sheet) -> list[Text]:
    counts = [units.get(period, 0) for period in sheet.scenario.periods]
    return [words, *(f"{count:,}" for count in counts), f"{sum(counts):,}"]


def _tools(sheet: Sheet, name: str) -> Markup:
    """Where to go from here."""
    volume, firm = sheet.address.to("what-if", applicant=name), sheet.scenario.applications[name].firm
    return tag(
        "div",
        joined(
            [
                link("Move its volume in the what-if panel", volume, class_="button"),
                link("Curve of its award against a limit", sheet.address.to("curves", name), class_="button"),
                link(f"All of {firm}", sheet.address.to("why", firm), class_="button"),
                link("Letter to the firm", sheet.address.to("letters", firm), class_="button"),
                link("All awards", sheet.address.to(), class_="button"),
            ]
        ),
        class_="tools",
    )
