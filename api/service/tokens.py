"""Tokens: signed statements of who somebody is; those of an issuer are checked, those of sessions are made too."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from time import monotonic, time
from typing import Any
from urllib.parse import urlsplit

import httpx2
from joserfc import jwk, jwt
from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry

from api.service.access import Caller
from api.settings import Issuer
from api.store import Role

ROLES = frozenset(Role)
SESSION_ALGORITHMS = ("HS256",)
SESSION_SECONDS = 12 * 3600
"""A working day; after it the page asks for the key again."""
REFRESH_SECONDS = 60.0
"""So often at most the keys of an issuer are asked for again when a token names one that is not known."""
LEEWAY_SECONDS = 30
"""Clocks of two machines may differ by so much."""


class TokenError(Exception):
    """A token that says nothing that may be believed."""


class IssuerTokens:
    """Checks the bearer tokens of one issuer."""

    def __init__(self, issuer: Issuer) -> None:
        self._issuer = issuer
        self._lock = Lock()
        self._keys: jwk.KeySet | None = None
        self._read = 0.0
        self._claims = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer.issuer},
            aud={"essential": True, "value": issuer.audience},
            sub={"essential": True},
            exp={"essential": True},
        )

    def caller(self, token: str) -> Caller:
        """Whom a token stands for.

        Raises:
            TokenError: if it is forged, expired, unsigned, from somebody else or for somebody else.
        """
        claims = self._claims_of(token)
        named, firm = claims.get(self._issuer.roles_claim), claims.get(self._issuer.firm_claim)
        said = named if isinstance(named, list) else [named]
        roles = frozenset(Role(role) for role in said if isinstance(role, str) and role in ROLES)
        name = str(claims["sub"])
        if not name.strip() or not name.isprintable():
            raise TokenError("The subject is no name.")
        return Caller(name, roles, None if firm is None else str(firm))

    def _claims_of(self, token: str) -> Mapping[str, Any]:
        try:
            return _checked(token, self._key_set(), self._issuer.algorithms, self._claims)
        except TokenError:
            if monotonic() - self._read < REFRESH_SECONDS:
                raise
        return _checked(token, self._key_set(anew=True), self._issuer.algorithms, self._claims)

    def _key_set(self, *, anew: bool = False) -> jwk.KeySet:
        with self._lock:
            if self._keys is None or anew:
                self._read = monotonic()
                self._keys = _key_set_at(self._issuer.key_set)
            return self._keys


class Sessions:
    """Makes and checks the tokens by which a browser stays known for a day."""

    def __init__(self, secret: str) -> None:
        self._key = jwk.OctKey.import_key(secret)
        self._claims = jwt.JWTClaimsRegistry(exp={"essential": True}, sub={"essential": True})

    def token(self, subject: str) -> str:
        """A token that stands for a subject until the day is over."""
        claims = {"sub": subject, "exp": int(time()) + SESSION_SECONDS}
        return jwt.encode({"alg": SESSION_ALGORITHMS[0]}, claims, self._key, list(SESSION_ALGORITHMS))

    def subject(self, token: str) -> str:
        """Whom a token stands for.

        Raises:
            TokenError: if it was not made here, or is too old.
        """
        return str(_checked(token, self._key, SESSION_ALGORITHMS, self._claims)["sub"])


def _checked(
    token: str, key: jwk.KeySet | jwk.OctKey, algorithms: Sequence[str], claims: jwt.JWTClaimsRegistry
) -> Mapping[str, Any]:
    try:
        decoded = jwt.decode(token, key, list(algorithms), JWSRegistry(algorithms=list(algorithms)))
        claims.validate(decoded.claims)
    except (JoseError, ValueError, TypeError) as error:
        raise TokenError(str(error)) from error
    return decoded.claims


def _key_set_at(source: str) -> jwk.KeySet:
    """The keys in a file, or at an address within the office network.

    Raises:
        TokenError: if there are none: then nobody is known by a token.
    """
    try:
        if urlsplit(source).scheme in {"http", "https"}:
            text = httpx2.get(source, timeout=5).raise_for_status().text
        else:
            text = Path(source).read_text(encoding="utf-8")
        return jwk.KeySet.import_key_set(json.loads(text))
    except (OSError, ValueError, KeyError, httpx2.HTTPError, JoseError) as error:
        raise TokenError(f"The keys of the issuer cannot be read from {source}: {error}") from error
