"""Saving what a screen has changed as a scenario of its own, under a title."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import events, ui

from api.pages.desk import Desk
from api.pages.frame import refusal, show
from api.pages.markup import tag
from api.service.access import Caller, Scope
from optimizer.errors import InputError
from optimizer.scenario import Scenario


def save_button(desk: Desk, caller: Caller, made: Callable[[str], Awaitable[Scenario]]) -> None:
    """A field for a title and a button for those who may; then the plan of what was saved is shown.

    Args:
        made: the scenario to be saved, from its title.
    """
    if not caller.may(Scope.CREATE):
        return
    show(tag("h2", "Save what is moved"))
    with ui.element("div").classes("tools"):
        show(tag("label", "Title ", for_="save-title") + tag("input", "", id="save-title", type="text", size="22"))
        button = ui.html("Save as scenario", sanitize=False, tag="button").props("type=button")
        place = show(tag("span", "")).props("role=alert")

    async def save(event: events.GenericEventArguments) -> None:
        title = str(event.args).strip()
        if not title:
            place.set_content(tag("p", "Give it a title first.", class_="refused"))
            return
        try:
            address = await desk.keep(await made(title), caller)
        except InputError as error:
            place.set_content(refusal(error))
            return
        ui.navigate.to(address.to())

    button.on("click", save, js_handler="() => emit(document.getElementById('save-title').value)")
