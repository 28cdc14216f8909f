"""The door: a request in, the caller who made it out, or a refusal.

A caller is known by a bearer key of the store, by a signed token of the issuer, by the key of this run, or by the
session cookie that a browser got in exchange for a key, or for an invitation, which is good for one exchange.
"""

from __future__ import annotations

from hashlib import sha256
from hmac import compare_digest
from secrets import token_hex, token_urlsafe
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import Response

from api.problems import Kind, Rejection
from api.service.access import LOCAL, Caller
from api.service.rates import Rates
from api.service.tokens import SESSION_SECONDS, IssuerTokens, Sessions, TokenError
from api.settings import Settings
from api.store import Key, MissingError, Store

COOKIE = "quotaplan_session"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="quotaplan"'}
SEND_A_KEY = "Send a valid key: Authorization: Bearer KEY."
FOREIGN = "A page of another site made this request. Open the page of this service, or send a key."
OURS = frozenset({"same-origin", "none"})
"""What a browser says of a request that a page of this service, or nobody but its user, made."""
SEGMENTS = 3
"""Parts of a signed token."""


class Door:
    """Knows callers."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._token, self._store = settings.token, store
        self._invitations: set[str] = set()
        self._run = None if settings.token is None else f"run-{sha256(settings.token.encode()).hexdigest()[:16]}"
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
            raise self._unknown(connection, SEND_A_KEY)
        self._rates.count(found.name)
        return found

    def invite(self) -> str:
        """What lets the one browser in that opens an address with it."""
        invitation = token_urlsafe(24)
        self._invitations.add(invitation)
        return invitation

    def welcome(self, invitation: str, connection: HTTPConnection, response: Response) -> None:
        """Let a browser in by an invitation, which then is used up; the browser that used it is let in again.

        Raises:
            Rejection: if there is no such invitation, or another browser used it.
        """
        if self._run is not None and invitation in self._invitations:
            self._invitations.discard(invitation)
            self._stay(self._run, connection, response)
        elif self._session(connection) is None:
            raise self._unknown(connection, "This address was opened before, or never given out.")

    def admit(self, secret: str, connection: HTTPConnection, response: Response) -> None:
        """Let a browser in with a key of the store or of this run: from now on a cookie stands for it.

        Raises:
            Rejection: if nobody is known by it, or a page of another site sent it.
        """
        if _comes_from_elsewhere(connection):
            raise Rejection(Kind.FORBIDDEN, FOREIGN)
        key = self._store.keys.authenticate(secret)
        if key is not None:
            self._stay(key.id, connection, response)
        elif self._run is not None and self._is_token(secret):
            self._stay(self._run, connection, response)
        else:
            raise self._unknown(connection, "Nobody is known by this key.")

    def _unknown(self, connection: HTTPConnection, said: str) -> Rejection:
        """What is answered to somebody who is not known, and counted."""
        self._rates.fail(connection.client.host if connection.client else "")
        return Rejection(Kind.UNKNOWN_CALLER, said, headers=CHALLENGE)

    def _stay(self, subject: str, connection: HTTPConnection, response: Response) -> None:
        """Give a browser the cookie by which it stays known for a day."""
        response.set_cookie(
            COOKIE,
            self._sessions.token(subject),
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
            raise Rejection(Kind.FORBIDDEN, FOREIGN)
        try:
            subject = self._sessions.subject(cookie)
        except TokenError:
            return None
        if subject == self._run:
            return LOCAL
        try:
            key = self._store.keys.get(subject)
        except MissingError:
            return None
        over = key.expires is not None and key.expires <= self._store.database.clock()
        return None if over or key.revoked is not None else _holder(key)


def _holder(key: Key) -> Caller:
    return Caller(key.owner, frozenset(key.roles), key.firm)


def _comes_from_elsewhere(connection: HTTPConnection) -> bool:
    """Whether a page of another site made a request that may change something, or opens a socket."""
    if connection.scope["type"] == "http" and connection.scope["method"] in SAFE:
        return False
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        return site not in OURS
    origin = connection.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != connection.headers.get("host")
