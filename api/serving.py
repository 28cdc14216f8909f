"""Serving: settings in, a server that listens out, until it is told to end; what runs then may end."""

from __future__ import annotations

import secrets
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.service.protocol import PromptProtocol
from api.service.wiring import Service
from api.settings import Settings, read_settings
from inputs.texts import decoded, read_bytes
from optimizer.errors import InputError, Problem

BACKLOG = 128
"""Connections that wait to be taken."""


@dataclass(frozen=True, slots=True)
class Listening:
    """A server that listens and does not answer yet."""

    app: FastAPI
    settings: Settings
    socket: socket.socket

    @property
    def address(self) -> str:
        """Where it answers."""
        host, port = self.socket.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}:{port}/"

    @property
    def invitation(self) -> str:
        """What a person opens: on this machine alone, an address that lets one browser in; a new one each time."""
        service: Service = self.app.state.service
        return self.address + (f"?token={service.door.invite()}" if self.settings.token else "")


def settled(file: Path | None, chosen: dict[str, Any]) -> Settings:
    """The settings of a file, changed by what the command line says.

    Raises:
        InputError: with everything that is wrong with the file.
    """
    written = Settings() if file is None else read_settings(decoded(read_bytes(file), file.name), file.name)
    settings = Settings.model_validate(written.model_dump() | chosen)
    fresh = {"secret": settings.secret or secrets.token_hex(32)}
    if settings.is_private and settings.token is None:
        fresh["token"] = secrets.token_urlsafe(24)
    return settings.model_copy(update=fresh)


@contextmanager
def listen(settings: Settings) -> Iterator[Listening]:
    """A server that listens, with its store open.

    Raises:
        InputError: if it would be open to everybody, cannot listen there, or its store cannot be opened.
    """
    app = create_app(settings)
    if not settings.is_private and settings.issuer is None and not app.state.service.store.keys.any_valid():
        app.state.service.store.close()
        seen = f"{settings.hosts[0] if settings.hosts else settings.host} is reached by others, and nobody has a key"
        raise InputError([Problem((), seen, "make one first: quotaplan keys create", "--host")])
    from api.pages import mount  # noqa: PLC0415 - the page takes a second to load, and only those who serve it need it

    mount(app, app.state.service)
    with _bound(settings) as bound:
        yield Listening(app, settings, bound)


def run(server: Listening) -> None:
    """Answer until told to end by SIGTERM or SIGINT; then take no more, and let what runs end."""
    answering = server_of(server)
    with _heard_once(answering):
        answering.run(sockets=[server.socket])


class _Server(uvicorn.Server):
    """Tells those who make plans at once when it is told to end, and not only when the last request is answered."""

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        super().__init__(config)
        self._service = service

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Hear a signal."""
        self._service.runner.end_soon()
        super().handle_exit(sig, frame)


@contextmanager
def _heard_once(server: uvicorn.Server) -> Iterator[None]:
    """Signals only ask the server to end: it raises them anew when it has ended, and would then end by them."""
    before = {kind: signal.signal(kind, server.handle_exit) for kind in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def server_of(server: Listening) -> uvicorn.Server:
    """What answers, given a socket that listens."""
    config = uvicorn.Config(
        server.app,
        http=PromptProtocol,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        proxy_headers=bool(server.settings.proxies),
        forwarded_allow_ips=",".join(server.settings.proxies) or None,
        timeout_graceful_shutdown=round(server.settings.limits.drain_seconds),
    )
    return _Server(config, server.app.state.service)


def _bound(settings: Settings) -> socket.socket:
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(found[4][:2], family=found[0], backlog=BACKLOG)
    except OSError as error:
        seen = f"{settings.host} port {settings.port} cannot be listened on: {error.strerror or error}"
        raise InputError([Problem((), seen, "choose another port; 0 is any that is free", "--port")]) from error
