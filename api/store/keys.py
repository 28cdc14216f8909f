"""Keys: random secrets with roles. The store keeps their hashes; who holds one proves it by sending it."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from api.store import tables
from api.store.digests import digest_of
from api.store.engine import Database
from api.store.errors import ConflictError, MissingError
from api.store.log import Log
from api.store.paging import newest, page
from api.store.records import Key, NewKey, Page, Role
from optimizer.errors import InputError, Problem, quoted, unknown

PREFIX = "qp"
"""What every key begins with, so that a scanner for leaked secrets can tell one."""
BYTES = 32
"""Random bytes of a secret: too many to guess, so that one round of hashing is enough."""

table = tables.keys


@dataclass(frozen=True)
class Keys:
    """The keys of a store."""

    database: Database
    log: Log

    def create(
        self,
        owner: str,
        roles: Iterable[str],
        actor: str,
        *,
        firm: str | None = None,
        expires: datetime | None = None,
    ) -> NewKey:
        """Make a key. Its secret is in the answer and nowhere else.

        Args:
            owner: the person who holds it.
            roles: what the person may do.
            actor: who makes it.
            firm: id of the applicant's firm; needed by that role, and by no other.
            expires: when it ends by itself.

        Raises:
            InputError: with everything that is wrong with it.
        """
        asked = tuple(dict.fromkeys(roles))
        problems = list(_problems(owner, asked, firm))
        if expires is not None and expires <= self.database.clock():
            problems.append(Problem(("expires",), "is over already", "give a later time"))
        if problems:
            raise InputError(problems)
        name, random = secrets.token_hex(4), secrets.token_urlsafe(BYTES)
        secret = f"{PREFIX}_{name}_{random}"
        key = Key(
            id=name,
            owner=owner.strip(),
            roles=tuple(Role(role) for role in asked),
            firm=firm,
            made=self.database.clock(),
            actor=actor,
            expires=expires,
        )
        with self.database.writing() as connection:
            values = key.model_dump() | {"hash": _hash(secret), "roles": list(asked)}
            connection.execute(insert(table).values(values))
            self.log.append(connection, actor, "key.create", {"key": name}, owner=key.owner, roles=", ".join(asked))
        return NewKey(key=key, secret=secret)

    def authenticate(self, secret: str) -> Key | None:
        """The key that a secret belongs to, if it is one that holds now."""
        parts = secret.split("_", 2)
        if len(parts) != 3 or parts[0] != PREFIX or not secret.isascii():  # noqa: PLR2004 - prefix, id, random text
            return None
        with self.database.reading() as connection:
            row = connection.execute(select(table).where(table.c.id == parts[1])).one_or_none()
        if row is None or not hmac.compare_digest(row.hash, _hash(secret)):
            return None
        over = row.expires is not None and row.expires <= self.database.clock()
        return None if over or row.revoked is not None else _key(row)

    def get(self, name: str) -> Key:
        """A key.

        Raises:
            MissingError: if there is none.
        """
        with self.database.reading() as connection:
            return _get(connection, name)

    def any_valid(self) -> bool:
        """Whether there is a key that holds now."""
        now = self.database.clock()
        holds = table.c.revoked.is_(None) & (table.c.expires.is_(None) | (table.c.expires > now))
        with self.database.reading() as connection:
            return connection.execute(select(table.c.id).where(holds).limit(1)).one_or_none() is not None

    def list(self, *, limit: int = 50, cursor: str | None = None) -> Page[Key]:
        """Keys, newest first, also those that hold no longer.

        Raises:
            InputError: if the cursor is none.
        """
        with self.database.reading() as connection:
            return page(connection, newest(table, limit, cursor), limit, _key)

    def revoke(self, name: str, actor: str) -> Key:
        """End a key.

        Raises:
            MissingError: if there is none.
            ConflictError: if it was ended before.
        """
        with self.database.writing() as connection:
            if _get(connection, name).revoked is not None:
                raise ConflictError("key", f"{quoted(name)} was revoked before", "nothing needs to be done")
            connection.execute(update(table).where(table.c.id == name).values(revoked=self.database.clock()))
            self.log.append(connection, actor, "key.revoke", {"key": name})
            return _get(connection, name)


def _problems(owner: str, roles: tuple[str, ...], firm: str | None) -> Iterable[Problem]:
    if not owner.strip() or not owner.isprintable():
        yield Problem(("owner",), "is no name", "name the person who will hold the key")
    if not roles:
        yield Problem(("roles",), "there is none", f"allowed: {', '.join(Role)}")
    for role in roles:
        if role not in list(Role):
            yield Problem(("roles",), *unknown(role, Role, "the roles"))
    if Role.APPLICANT in roles and len(roles) > 1:
        yield Problem(("roles",), "an applicant has another role as well", "make two keys")
    if Role.APPLICANT in roles and not firm:
        yield Problem(("firm",), "is missing", "name the firm whose results the applicant may see")
    if Role.APPLICANT not in roles and firm:
        yield Problem(("firm",), "is given to somebody who is no applicant", "leave it out")


def _hash(secret: str) -> str:
    return digest_of(secret.encode())


def _get(connection: Connection, name: str) -> Key:
    row = connection.execute(select(table).where(table.c.id == name)).one_or_none()
    if row is None:
        raise MissingError("key", name)
    return _key(row)


def _key(row: Any) -> Key:
    return Key(**{name: value for name, value in row._asdict().items() if name in Key.model_fields})
