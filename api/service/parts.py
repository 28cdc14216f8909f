"""Parts: lists that never change, in parts with a cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from api.service.wiring import Paging
from api.store import Page
from api.store.paging import position

Item = TypeVar("Item")


def part(items: Sequence[Item], asked: Paging) -> Page[Item]:
    """Some entries of a list, from where the part before ended."""
    start = 0 if asked.cursor is None else position(asked.cursor)
    end = start + asked.limit
    return Page(items=tuple(items[start:end]), next=str(end) if end < len(items) else None)
