"""Paging: lists in parts, newest first, each with what to ask for to get the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from api.store.records import Page
from optimizer.errors import InputError, Problem, quoted

Item = TypeVar("Item")


def page(items: Sequence[Item], numbers: Sequence[int], limit: int) -> Page[Item]:
    """A part of a list.

    Args:
        items: one more than `limit`, if there are that many.
        numbers: the number of each item in its table.
        limit: how many the part may hold.
    """
    further = str(numbers[limit - 1]) if len(items) > limit else None
    return Page(items=tuple(items[:limit]), next=further)


def position(cursor: str) -> int:
    """The number that a cursor stands for.

    Raises:
        InputError: if it is no cursor.
    """
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):  # noqa: PLR2004 - digits of what a column holds
        raise InputError([Problem(("cursor",), f"{quoted(cursor)} is no cursor", "give what the part before gave")])
    return int(cursor)


def all_items(ask: Callable[..., Page[Item]], **asked: Any) -> Iterator[Item]:
    """Everything in a list, newest first, read in parts."""
    part = ask(**asked)
    yield from part.items
    while part.next is not None:
        part = ask(**asked, cursor=part.next)
        yield from part.items
