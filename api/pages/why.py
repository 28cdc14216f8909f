"""The screen of reasons: why a firm, a rule or a round came out as it did, in English or Chinese."""

from __future__ import annotations

from fastapi import Request
from markupsafe import Markup
from nicegui import ui

from api.pages.address import SETTING, Address
from api.pages.asking import answered
from api.pages.desk import Desk
from api.pages.frame import Heading, frame, heading_of, show
from api.pages.markup import NOTHING, joined, link, section, tag, words
from api.pages.sheets import Sheet
from api.reports.explanation import explained
from optimizer.explanation import LANGUAGES, explain

NAMES = {"en": "English", "zh": "中文"}
DEFAULT = "en"
TITLES = {"en": "Why: {}", "zh": "理由：{}"}  # noqa: RUF001 - a Chinese colon


def register(desk: Desk) -> None:
    """Serve the screen."""

    @ui.page("/plans/{base}/why/{name}", response_timeout=30)
    async def why(base: str, name: str, request: Request) -> None:
        address = Address(base, tuple(request.query_params.getlist(SETTING)))
        heading = await heading_of(desk, address, ("why",))
        if heading is None:
            return
        chosen = language_of(request)
        with frame(Heading(TITLES.get(chosen, TITLES[DEFAULT]).format(words(name)), heading.title, address, ("why",))):
            show(languages(address, ("why", name), chosen))

            async def reasons(sheet: Sheet) -> Markup:
                found = await desk.at_length(lambda: explain(sheet.plan, sheet.scenario, name))
                head, *rest = map(section, explained(found, chosen))
                return head + (tag("div", joined(rest), class_="columns") if rest else NOTHING)

            async with answered(lambda tell: desk.told(address, reasons, tell)) as markup:
                if markup is not None:
                    show(tag("div", markup, lang=chosen))


def language_of(request: Request) -> str:
    """The language that an address asks for; the first one if it asks for none that there is."""
    wanted = request.query_params.get("language", DEFAULT)
    return wanted if wanted in LANGUAGES else DEFAULT


def languages(address: Address, screen: tuple[str, ...], chosen: str) -> Markup:
    """Links to a screen in each language."""
    links = [
        link(
            NAMES.get(language, language),
            address.to(*screen, language="" if language == DEFAULT else language),
            aria_current="true" if language == chosen else None,
            lang=language,
        )
        for language in LANGUAGES
    ]
    return tag("p", Markup(" · ").join(links), class_="no-print", aria_label="Language", role="group")
