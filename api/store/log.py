"""The log: what happened, in order, each entry chained to the one before by its hash; verified, and checkpointed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Text, cast, insert, select

from api.store import tables
from api.store.columns import written_time
from api.store.digests import digest_of
from api.store.engine import Database
from api.store.paging import newest, page
from api.store.records import LogEntry, Page
from optimizer.scenario.canonical import canonical_json

START = "sha256:" + 64 * "0"
"""What stands for the hash before the first entry."""


@dataclass(frozen=True)
class Log:
    """The log of a store."""

    database: Database

    def append(
        self, connection: Connection, actor: str, action: str, subjects: Mapping[str, str], **detail: str | int | None
    ) -> LogEntry:
        """Add an entry in the transaction that does what it tells; the transaction must be one that writes."""
        table = tables.log
        last = connection.execute(select(table).order_by(table.c.number.desc()).limit(1)).one_or_none()
        body: dict[str, Any] = {
            "number": 1 if last is None else last.number + 1,
            "time": written_time(self.database.clock()),
            "actor": actor,
            "action": action,
            "subjects": dict(subjects),
            "detail": {name: value for name, value in detail.items() if value is not None},
            "previous": START if last is None else last.hash,
        }
        entry = LogEntry(**body, hash=chained(body))
        connection.execute(insert(table).values(entry.model_dump()))
        return entry

    def head(self) -> LogEntry | None:
        """The last entry."""
        table = tables.log
        with self.database.reading() as connection:
            row = connection.execute(select(table).order_by(table.c.number.desc()).limit(1)).one_or_none()
        return None if row is None else _entry(row)

    def entries(
        self, *, action: str | None = None, subject: str | None = None, limit: int = 50, cursor: str | None = None
    ) -> Page[LogEntry]:
        """Entries, newest first.

        Args:
            action: only those of this action, e.g. `plan.submit`, or of a noun, e.g. `plan`.
            subject: only those about this id or digest.
            limit: how many at most.
            cursor: what the part before gave as `next`.

        Raises:
            InputError: if the cursor is none.
        """
        table = tables.log
        query = newest(table, limit, cursor)
        if action is not None:
            query = query.where(table.c.action.startswith(action, autoescape=True))
        if subject is not None:
            query = query.where(cast(table.c.subjects, Text).contains(f'"{subject}"', autoescape=True))
        with self.database.reading() as connection:
            return page(connection, query, limit, _entry)


def chained(body: Mapping[str, Any]) -> str:
    """The hash of an entry, over all its other fields."""
    return digest_of(canonical_json(body))


def _entry(row: Any) -> LogEntry:
    return LogEntry.model_validate(row._asdict())
