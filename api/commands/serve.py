"""`quotaplan serve`: the API and the planners' page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api import terminal
from api.exits import ExitCode

Host = Annotated[
    str | None, typer.Option("--host", metavar="ADDRESS", help="Listen on it; other than loopback needs keys.")
]
Port = Annotated[int | None, typer.Option("--port", metavar="N", min=0, max=65535, help="Listen on it; 0: any.")]
Store = Annotated[
    str | None,
    typer.Option("--store", metavar="PATH", envvar="QUOTAPLAN_STORE", help="A file, or a postgresql:// URL."),
]
Workers = Annotated[int | None, typer.Option("--workers", metavar="N", min=0, help="Processes that make plans.")]
File = Annotated[Path | None, typer.Option("--settings", metavar="FILE", help="Further settings, as JSON.")]


def serve(
    host: Host = None,
    port: Port = None,
    store: Store = None,
    workers: Workers = None,
    settings: File = None,
) -> ExitCode:
    """Serve the API and the planners' page.

    On this machine alone, the address that is printed lets one browser in. To serve others, make keys first:
    quotaplan keys create.
    """
    from api.serving import listen, run, settled  # noqa: PLC0415 - other commands need no server

    chosen = {"host": host, "port": port, "store": store, "workers": workers}
    found = settled(settings, {name: value for name, value in chosen.items() if value is not None})
    with listen(found) as server:
        terminal.note(f"Serving at {server.invitation}")
        if server.settings.token:
            terminal.note(f"It lets one browser in. For others, and for programs, the key of this run: {found.token}")
        terminal.note("Ctrl-C ends it, once what runs has ended.")
        run(server)
    return ExitCode.ANSWERED
