"""Columns: how times, documents and small structures stand in a table, the same in SQLite and in PostgreSQL."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import LargeBinary, Text
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.types import TypeDecorator

BIG = 512
"""Bytes from which a document is kept compressed."""
PLAIN, ZLIB = b"0", b"z"


def written_time(time: datetime) -> str:
    """A time as RFC 3339 in UTC with microseconds, so that later times sort later."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Moment(TypeDecorator[datetime]):
    """A time with its zone, kept as text in UTC."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """The text of a time."""
        return None if value is None else written_time(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """The time of a text."""
        return None if value is None else datetime.fromisoformat(value)


class Packed(TypeDecorator[bytes]):
    """Bytes, compressed where that is worth it; the first byte says how."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """The bytes as they are kept."""
        if value is None:
            return None
        return PLAIN + value if len(value) < BIG else ZLIB + zlib.compress(value, 1)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """The bytes as they were handed in."""
        if value is None:
            return None
        kind, body = bytes(value[:1]), bytes(value[1:])
        return body if kind == PLAIN else zlib.decompress(body)


class Structure(TypeDecorator[Any]):
    """A small map or list, kept as JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """The text of a structure."""
        if value is None:
            return None
        plain = dict(value) if isinstance(value, Mapping) else list(value)
        return json.dumps(plain, ensure_ascii=False, sort_keys=True)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """The structure of a text."""
        return None if value is None else json.loads(value)
