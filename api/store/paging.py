"""Paging: lists in parts, newest first, each with what to ask for to get the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Table, select
from sqlalchemy.sql import Select

from api.store.records import Page
from optimizer.errors import InputError, Problem, quoted

Item = TypeVar("Item")


def newest(table: Table, limit: int, cursor: str | None, **wanted: str | None) -> Select[Any]:
    """The query for a part of a table, and for one row more, which shows whether there is another part.

    Args:
        table: one with a `number` that counts up.
        limit: how many the part may hold.
        cursor: what the part before gave as `next`.
        wanted: what columns must hold; None: anything.

    Raises:
        InputError: if the cursor is none.
    """
    query = select(table).order_by(table.c.number.desc()).limit(limit + 1)
    if cursor is not None:
        query = query.where(table.c.number < position(cursor))
    for name, value in wanted.items():
        if value is not None:
            query = query.where(table.c[name] == value)
    return query


def page(connection: Connection, query: Select[Any], limit: int, read: Callable[[Row[Any]], Item]) -> Page[Item]:
    """The part of a list that a query of `newest` finds, each row read by a function."""
    return paged(connection.execute(query).all(), limit, read)


def paged(rows: Sequence[Row[Any]], limit: int, read: Callable[[Row[Any]], Item]) -> Page[Item]:
    """The part of a list that rows are, of which there is one more than `limit` if there is another part."""
    further = str(rows[limit - 1].number) if len(rows) > limit else None
    return Page(items=tuple(read(row) for row in rows[:limit]), next=further)


def all_items(ask: Callable[..., Page[Item]], **asked: Any) -> Iterator[Item]:
    """Everything in a list, newest first, read in parts."""
    part = ask(**asked)
    yield from part.items
    while part.next is not None:
        part = ask(**asked, cursor=part.next)
        yield from part.items


def position(cursor: str) -> int:
    """The number that a cursor stands for.

    Raises:
        InputError: if it is no cursor.
    """
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):  # noqa: PLR2004 - digits of what a column holds
        raise InputError([Problem(("cursor",), f"{quoted(cursor)} is no cursor", "give what the part before gave")])
    return int(cursor)
