"""The screen of one plan, at /plans/SCENARIO."""

from __future__ import annotations

from fastapi import Request
from nicegui import ui

from api.pages.address import SETTING, Address
from api.pages.asking import asked
from api.pages.decisions import proposal
from api.pages.desk import Desk
from api.pages.frame import frame, heading_of
from api.pages.plan import plan_body


def register(desk: Desk) -> None:
    """Serve the screen."""

    @ui.page("/plans/{base}", response_timeout=30)
    async def plan_screen(base: str, request: Request) -> None:
        address = Address(base, tuple(request.query_params.getlist(SETTING)))
        heading = await heading_of(desk, address, ())
        if heading is None:
            return
        with frame(heading):
            async with asked(desk, address) as sheet:
                if sheet is not None:
                    plan_body(sheet)
                    await proposal(desk, request.state.caller, sheet)
