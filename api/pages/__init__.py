"""The planners' page: screens over the desk, one file each, mounted into the app that serves the API.

A new screen is one file with `register(desk)`, and one name in `SCREENS`. Nothing else imports this package, so that
the command line need not load NiceGUI.
"""

from __future__ import annotations

from fastapi import FastAPI
from nicegui import ui

from api.pages import applicant, compare, letter, plan_screen, rules, scenarios, start, sweep, theme, verify, what_if
from api.pages.desk import Desk

SCREENS = (start, scenarios, plan_screen, applicant, letter, what_if, compare, rules, sweep, verify)


def register(desk: Desk) -> None:
    """Make every screen known to NiceGUI."""
    theme.serve()
    for screen in SCREENS:
        screen.register(desk)


def mount(app: FastAPI, desk: Desk) -> None:
    """Put the page under an app, after every route that the app has by now.

    NiceGUI keeps its screens in the process, so that one process serves one page.
    """
    register(desk)
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
