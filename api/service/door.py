"""The door: a request in, the caller who made it out, or a refusal.

A caller is known by a bearer key of the store, by a signed token of the issuer, by the token of this run, or by the
session cookie that a page got in exchange for one of them.
"""

from __future__ import annotations

from hmac import compare_digest
from secrets import token_hex
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import Response

from api.problems import Kind, Rejection
from api.service.access import LOCAL, Caller
from api.service.rates import Rates
from api.service.tokens import SESSION_SECONDS, IssuerTokens, Sessions, TokenError
from api.settings import Settings
from api.store import Key, Store

COOKIE = "quotaplan_session"
THIS_RUN = "this-run"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="quotaplan"'}
SEND_A_KEY = "Send a valid key: Authorization: Bearer KEY."
SEGMENTS = 3
"""Parts of a signed token."""


class Door:
    """Knows callers."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._token, self._store = settings.token, store
        self._issuer = IssuerTokens(settings.issuer) if settings.issuer else None
        self._sessions = Sessions(settings.secret or token_hex(32))
        self._rates = Rates(settings.limits)

    def caller(self, connection: HTTPConnection) -> Caller:
        """Who makes a request.

        Raises:
            Rejection: if nobody does who is known, or too often.
        """
        scheme, _, secret = connection.headers.get("authorization", "").partition(" ")
        if scheme:
            found = self._bearer(secret.strip()) if scheme.lower() == "bearer" else None
        else:
            found = self._session(connection)
        if found is None:
            self._rates.fail(connection.client.host if connection.client else "")
            raise Rejection(Kind.UNKNOWN_CALLER, SEND_A_KEY, headers=CHALLENGE)
        self._rates.count(found.name)
        return found

    def admit(self, secret: str, connection: HTTPConnection, response: Response) -> None:
        """Let a browser in with a key or the token of this run: from now on a cookie stands for it.

        Raises:
            Rejection: if nobody is known by it.
        """
        key = self._store.keys.authenticate(secret)
        if key is None and not self._is_token(secret):
            self._rates.fail(connection.client.host if connection.client else "")
            raise Rejection(Kind.UNKNOWN_CALLER, "Nobody is known by this key.", headers=CHALLENGE)
        response.set_cookie(
            COOKIE,
            self._sessions.token(THIS_RUN if key is None else key.id),
            max_age=SESSION_SECONDS,
            secure=connection.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )

    def _is_token(self, secret: str) -> bool:
        return self._token is not None and compare_digest(secret.encode(), self._token.encode())

    def _bearer(self, secret: str) -> Caller | None:
        if self._is_token(secret):
            return LOCAL
        if self._issuer is not None and secret.count(".") == SEGMENTS - 1:
            return self._signed(self._issuer, secret)
        key = self._store.keys.authenticate(secret)
        return None if key is None else _holder(key)

    def _signed(self, issuer: IssuerTokens, token: str) -> Caller | None:
        try:
            return issuer.caller(token)
        except TokenError:
            return None

    def _session(self, connection: HTTPConnection) -> Caller | None:
        cookie = connection.cookies.get(COOKIE)
        if cookie is None:
            return None
        if _comes_from_elsewhere(connection):
            raise Rejection(Kind.FORBIDDEN, "Another site made this request. Send a key instead of a cookie.")
        try:
            subject = self._sessions.subject(cookie)
        except TokenError:
            return None
        if subject == THIS_RUN:
            return LOCAL if self._token is not None else None
        key = self._store.keys.get(subject)
        over = key.expires is not None and key.expires <= self._store.database.clock()
        return None if over or key.revoked is not None else _holder(key)


def _holder(key: Key) -> Caller:
    return Caller(key.owner, frozenset(key.roles), key.firm)


def _comes_from_elsewhere(connection: HTTPConnection) -> bool:
    """Whether a page of another site made a request that may change something, or opens a socket."""
    if connection.scope["type"] == "http" and connection.scope["method"] in SAFE:
        return False
    origin = connection.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != connection.headers.get("host")
