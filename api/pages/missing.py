"""What stands where there is no screen, and where one failed: a sentence, and the way on."""

from __future__ import annotations

from fastapi import Request, Response
from nicegui import Client, app, ui

from api.pages.desk import Desk
from api.pages.frame import Heading, frame, refusal, show
from api.pages.markup import joined, link, sentences
from optimizer.errors import QuotaplanError


def register(_: Desk) -> None:
    """Answer for every address that is no screen, and for every screen that fails."""

    @app.exception_handler(404)
    async def missing(request: Request, _: Exception) -> Response:
        with Client(ui.page(""), request=request) as client, frame(Heading("There is no such page")):
            way = joined([link("The first screen", "/"), " and ", link("the scenarios", "/scenarios"), " are there."])
            show(sentences([f"Nothing stands at {request.url.path}.", way]))
        return client.build_response(request, 404)

    app.on_page_exception(failed)


def failed(error: Exception) -> None:
    """Say that a screen failed; what somebody asked for wrongly is said as everywhere."""
    if isinstance(error, QuotaplanError):
        with frame(Heading("That cannot be shown")):
            show(refusal(error))
        return
    with frame(Heading("This screen failed")):
        told = f"The program failed, which is its own fault: {type(error).__name__}. The log of the server has more."
        show(sentences([told, link("Back to the first screen", "/")]))
