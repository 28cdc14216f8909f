"""The planners' page: screens over the desk, one file each, mounted into the app that serves the API.

A new screen is one file with `register(desk)`, and one name in `SCREENS`. Nothing else imports this package, so that
the command line need not load NiceGUI.
"""

from __future__ import annotations

from fastapi import FastAPI
from nicegui import app as nicegui_app
from nicegui import ui
from starlette.routing import Match, Mount
from starlette.types import Scope

from api.pages import (
    applicant,
    compare,
    curve,
    decisions,
    incentives,
    letter,
    log,
    missing,
    plan_screen,
    rules,
    scenarios,
    start,
    sweep,
    theme,
    verify,
    what_if,
    why,
)
from api.pages.desk import Desk
from api.service.guards import API
from api.service.wiring import Service

SCREENS = (
    start,
    scenarios,
    plan_screen,
    applicant,
    why,
    letter,
    curve,
    what_if,
    compare,
    rules,
    incentives,
    sweep,
    decisions,
    verify,
    log,
    missing,
)


class PageMount(Mount):
    """The page under every address but those of the API, which answers for itself also where it has nothing."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether an address is one of the page."""
        return (Match.NONE, {}) if scope["path"].startswith(API) else super().matches(scope)


def mount(app: FastAPI, service: Service) -> None:
    """Put the page under an app, after every route that the app has by now.

    NiceGUI keeps its screens in the process, so that one process serves one page.
    """
    theme.serve()
    desk = Desk(service)
    for screen in SCREENS:
        screen.register(desk)
    if service.settings.workers:
        nicegui_app.on_startup(desk.previews.start)
    nicegui_app.on_shutdown(desk.previews.close)
    ui.run_with(
        app,
        title="quotaplan",
        favicon=theme.ICON,
        dark=None,
        language="en-US",
        tailwind=False,
        reconnect_timeout=30,
        show_welcome_message=False,
    )
    app.router.routes[-1] = PageMount("", app=nicegui_app)
