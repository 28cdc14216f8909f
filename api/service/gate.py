"""The gate: who asks is known before anything of a request is read.

Pages and their sockets are for callers who may read; a browser gets in by an invitation or a key, once a day. What
would change something through the API needs a known caller before its body is read; what that caller may do, each
route says.
"""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qsl, quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.problems import Kind, Rejection
from api.service.access import Caller
from api.service.access import Scope as May
from api.service.door import SAFE, Door
from api.service.guards import API
from api.service.wiring import Service

SESSION = "/session"
OPEN = frozenset({"/docs", "/docs/oauth2-redirect", SESSION})
OPEN_FOLDER = "/static-offline-docs/"
"""Addresses beside the API's that need nobody to be known: they show nothing of the store."""
TOKEN = "token"  # noqa: S105 - the name of the parameter, not a token
FORM_BYTES = 4096
"""Bytes of the form with a key, which anybody may send."""
SIGN_IN = """<!doctype html><html lang="en"><meta charset="utf-8"><title>quotaplan: sign in</title>
<body style="font-family: sans-serif; max-width: 30em; margin: 4em auto">
<h1>quotaplan</h1><p role="status">{said}</p>
<form method="post" action="/session?next={address}"><p><label for="key">Key</label><br>
<input id="key" name="key" type="password" autocomplete="current-password" required autofocus size="40">
<p><button>Sign in</button></form>"""
SAID = "Enter your key, or the key of this run that <code>quotaplan serve</code> printed."
USED = "This address lets one browser in, once, and that was done. " + SAID


class Gate:
    """Stands before everything but what is open and what only reads from the API, whose routes ask for themselves."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self.app, self.door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or ask who makes it."""
        if scope["type"] not in {"http", "websocket"} or _is_open(scope["path"]):
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        if scope["path"].startswith(API):
            if scope["type"] == "http" and scope["method"] not in SAFE:
                connection.state.caller = await run_in_threadpool(self.door.caller, connection)
            await self.app(scope, receive, send)
            return
        if scope["type"] == "http" and TOKEN in connection.query_params:
            try:
                answer = await run_in_threadpool(self._exchange, connection)
            except Rejection as refusal:
                answer = _asked_for_a_key(refusal, USED, connection)
            await answer(scope, receive, send)
            return
        try:
            connection.state.caller = await run_in_threadpool(self._reader, connection)
        except Rejection as refusal:
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
                return
            await _asked_for_a_key(refusal, SAID, connection)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _reader(self, connection: HTTPConnection) -> Caller:
        caller = self.door.caller(connection)
        if not caller.may(May.READ):
            raise Rejection(Kind.FORBIDDEN, "The pages are for those who may read every plan.")
        return caller

    def _exchange(self, connection: HTTPConnection) -> Response:
        """The same address without the invitation, and a cookie instead."""
        rest = [(name, value) for name, value in parse_qsl(connection.url.query) if name != TOKEN]
        response = RedirectResponse(local(connection.url.path) + (f"?{urlencode(rest)}" if rest else ""), 303)
        self.door.welcome(connection.query_params[TOKEN], connection, response)
        return response


def _is_open(path: str) -> bool:
    return path in OPEN or path.startswith(OPEN_FOLDER)


def _asked_for_a_key(refusal: Rejection, said: str, connection: HTTPConnection) -> Response:
    """The page that asks for a key, for a browser whose user is not known; anybody else is refused.

    Raises:
        Rejection: the refusal.
    """
    if refusal.kind is not Kind.UNKNOWN_CALLER or "text/html" not in connection.headers.get("accept", ""):
        raise refusal
    return sign_in(said, str(connection.url.path))


def sign_in(said: str, address: str) -> Response:
    """The page that asks for a key."""
    page = HTMLResponse(SIGN_IN.format(said=said, address=escape(quote(local(address)))), 401)
    MutableHeaders(page.headers)["Cache-Control"] = "no-store"
    return page


def local(address: str) -> str:
    """An address of this server; the front page in place of any other."""
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else "/"


async def open_session(request: Request) -> Response:
    """Let a browser in with the key that its form holds."""
    if int(request.headers.get("content-length", FORM_BYTES + 1)) > FORM_BYTES:
        raise Rejection(Kind.TOO_LARGE, "A key is shorter.")
    form = await request.form(max_files=0, max_fields=1)
    address = local(request.query_params.get("next", "/"))
    response = RedirectResponse(address, 303)
    service: Service = request.app.state.service
    try:
        await run_in_threadpool(service.door.admit, str(form.get("key", "")), request, response)
    except Rejection as refusal:
        if refusal.kind is not Kind.UNKNOWN_CALLER:
            raise
        return sign_in("Nobody is known by this key.", address)
    return response
