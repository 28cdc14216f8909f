"""The first screen: the bundled sample's plan, already made, and one sentence on what to try."""

from __future__ import annotations

from nicegui import ui

from api.pages.address import Address
from api.pages.asking import asked
from api.pages.desk import FIRST, Desk
from api.pages.frame import Heading, frame, show
from api.pages.markup import joined, link, sentences, tag
from api.pages.plan import plan_body

PATH = "/"


def register(desk: Desk) -> None:
    """Serve the screen."""

    @ui.page(PATH, title="quotaplan")
    async def start() -> None:
        address = Address(FIRST)
        scenario = await desk.base(FIRST)
        with frame(Heading(scenario.title, "The plan of a bundled sample, made and proved.", address, place="Start")):
            what_if = link("move its quota", address.to("what-if"))
            own = link("bring your own scenario", "/scenarios")
            words = joined(["To begin, ", what_if, " and watch who gains and who loses, or ", own, "."])
            show(tag("div", sentences([words]), class_="told no-print"))
            async with asked(desk, address) as sheet:
                if sheet is not None:
                    plan_body(sheet)
