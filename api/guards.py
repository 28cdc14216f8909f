"""Guards: what stands around every request: an id, a limit of its size, security headers, an answer if all fails."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from types import MappingProxyType

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Kind, Rejection, problem_response
from api.settings import MEGABYTE, Settings

API = "/api/"
REQUEST_ID = "X-Request-Id"
HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
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

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and see that it is answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        request.state.request_id = secrets.token_hex(8)
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _mark(MutableHeaders(scope=message), request)
            await send(message)

        try:
            await self.app(scope, _limited(request, receive, self.settings.limits.body_bytes), answer)
        except Exception as error:
            if started:
                raise
            await problem_response(request, error)(scope, receive, answer)


def _limited(request: Request, receive: Receive, most: int) -> Receive:
    """What a request sends, as long as it is not too much; what it announces counts as well."""
    announced = request.headers.get("content-length", "0")
    size = int(announced) if announced.isdecimal() else 0
    taken = 0

    async def take() -> Message:
        nonlocal taken
        message = await receive() if size <= most else {"type": "http.request"}
        taken += len(message.get("body", b""))
        if max(size, taken) > most:
            raise Rejection(Kind.TOO_LARGE, f"One request may have {most / MEGABYTE:,.0f} MB at most.")
        return message

    return take


def _mark(headers: MutableHeaders, request: Request) -> None:
    """Write what every answer has into its headers."""
    is_data = request.url.path.startswith(API)
    headers[REQUEST_ID] = request.state.request_id
    for name, value in HEADERS.items():
        headers[name] = value
    headers["Content-Security-Policy"] = DATA_POLICY if is_data else PAGE_POLICY
    if is_data and "cache-control" not in headers:
        headers["Cache-Control"] = "no-store"
