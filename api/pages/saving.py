"""Saving what a screen has changed as a scenario of its own, under a title."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import events, ui

from api.pages.desk import Desk
from api.pages.frame import refusal, show
from api.pages.markup import tag
from optimizer.errors import InputError
from optimizer.scenario import Scenario


def save_button(desk: Desk, made: Callable[[str], Scenario]) -> None:
    """A field for a title and a button; then the plan of what was saved is shown.

    Args:
        made: the scenario to be saved, from its title.
    """
    show(tag("label", "Title ", for_="save-title") + tag("input", "", id="save-title", type="text", size="22"))
    button = ui.html("Save as scenario", sanitize=False, tag="button").props("type=button")
    place = show(tag("span", "")).props("role=alert")

    def save(event: events.GenericEventArguments) -> None:
        title = str(event.args).strip()
        if not title:
            place.set_content(tag("p", "Give it a title first.", class_="refused"))
            return
        try:
            address = desk.keep(made(title))
        except InputError as error:
            place.set_content(refusal(error))
            return
        ui.navigate.to(address.to())

    button.on("click", save, js_handler="() => emit(document.getElementById('save-title').value)")
