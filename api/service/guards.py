"""Guards: what stands around every request: an id, a limit of its size, security headers, an answer if all fails."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from time import monotonic, perf_counter
from types import MappingProxyType

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Kind, Rejection, problem_response
from api.service.events import Events, trace
from api.settings import LOOPBACK, MEGABYTE, Limits, Settings

API = "/api/"
REQUEST_ID = "X-Request-Id"
HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }
)
"""What every answer tells a browser."""
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
"""What a page may load: from this server only. Its templates are compiled in the browser, which needs eval."""


class Guard:
    """The outermost layer of the service."""

    def __init__(self, app: ASGIApp, settings: Settings, events: Events) -> None:
        self.app, self.settings, self.events = app, settings, events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and see that it is answered."""
        if scope["type"] == "websocket" and not called_by_name(HTTPConnection(scope), self.settings):
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] == "http":
            await self._answer(Request(scope, receive), receive, send)
        else:
            await self.app(scope, receive, send)

    async def _answer(self, request: Request, receive: Receive, send: Send) -> None:
        request.state.request_id = secrets.token_hex(8)
        start, status = perf_counter(), 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _mark(MutableHeaders(scope=message), request)
            await send(message)

        try:
            refuse_foreign_names(request, self.settings)
            await self.app(request.scope, _limited(request, receive, self.settings.limits), answer)
        except Exception as error:
            if not isinstance(error, Rejection):
                self.events.error("failed", request=request.state.request_id, **trace(error))
            if status:
                raise
            await problem_response(request, error)(request.scope, receive, answer)
        finally:
            self.events.info(
                "request",
                request=request.state.request_id,
                method=request.method,
                route=route_of(request.scope),
                status=status,
                milliseconds=round(1000 * (perf_counter() - start), 1),
            )


def route_of(scope: Scope) -> str:
    """The template of the route that a request took; its address itself may name a firm."""
    route = scope.get("route")
    return str(getattr(route, "path", "")) or "none"


def refuse_foreign_names(connection: HTTPConnection, settings: Settings) -> None:
    """Refuse a request that calls the server by a name that it does not have.

    Raises:
        Rejection: misdirected.
    """
    if not called_by_name(connection, settings):
        raise Rejection(Kind.MISDIRECTED, "Call it by its address, or by a name that its settings list.")


def called_by_name(connection: HTTPConnection, settings: Settings) -> bool:
    """Whether a request calls the server by one of its names, so that no foreign name is made to lead here."""
    if not settings.is_local and not settings.hosts:
        return True
    host = connection.headers.get("host", "")
    name = host[: host.rfind("]") + 1].strip("[]") if host.startswith("[") else host.partition(":")[0]
    return name.lower() in {*LOOPBACK, settings.host, *settings.hosts}


def _limited(request: Request, receive: Receive, limits: Limits) -> Receive:
    """What a request sends, as long as it is not too much or too slow; what it announces counts as well."""
    most = limits.body_bytes
    announced = request.headers.get("content-length", "0")
    size = int(announced) if announced.isdecimal() else 0
    taken, ended, end = 0, False, monotonic() + limits.arrive_seconds

    async def take() -> Message:
        nonlocal taken, ended
        if size > most:
            raise _too_large(most)
        try:
            left = min(limits.read_seconds, end - monotonic())
            message = await (receive() if ended else asyncio.wait_for(receive(), left))
        except TimeoutError as error:
            raise Rejection(Kind.TOO_SLOW, "Send it again, faster.", headers={"Connection": "close"}) from error
        ended = not message.get("more_body", False)
        taken += len(message.get("body", b""))
        if taken > most:
            raise _too_large(most)
        return message

    return take


def _too_large(most: int) -> Rejection:
    return Rejection(Kind.TOO_LARGE, f"One request may have {most / MEGABYTE:,.1f} MB at most.")


def _mark(headers: MutableHeaders, request: Request) -> None:
    """Write what every answer has into its headers."""
    is_data = request.url.path.startswith(API)
    headers[REQUEST_ID] = request.state.request_id
    for name, value in HEADERS.items():
        headers[name] = value
    headers["Content-Security-Policy"] = DATA_POLICY if is_data else PAGE_POLICY
    if is_data and "cache-control" not in headers:
        headers["Cache-Control"] = "no-store"
