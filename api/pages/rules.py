"""The screen of division rules side by side: what each would give each firm, all limits as they are."""

from __future__ import annotations

from fastapi import Request
from nicegui import ui

from api.pages.address import SETTING, Address
from api.pages.asking import answered
from api.pages.desk import Desk
from api.pages.frame import frame, heading_of, refusal, show
from api.pages.markup import joined, section
from api.reports.alternatives import side_by_side
from optimizer.alternatives import alternatives
from optimizer.errors import InputError

SCREEN = ("rules",)


def register(desk: Desk) -> None:
    """Serve the screen."""

    @ui.page("/plans/{base}/rules", response_timeout=30)
    async def rules(base: str, request: Request) -> None:
        address = Address(base, tuple(request.query_params.getlist(SETTING)))
        heading = await heading_of(desk, address, SCREEN, "Rules side by side")
        if heading is None:
            return
        with frame(heading):
            try:
                scenario = await desk.scenario(address)
            except InputError as error:
                show(refusal(error))
                return
            async with answered(lambda tell: desk.at_length(lambda: alternatives(scenario, progress=tell))) as found:
                if found is not None:
                    head, *rest = side_by_side(found, scenario)
                    show(joined([*map(section, rest), section(head)]))
