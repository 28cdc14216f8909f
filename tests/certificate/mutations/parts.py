"""Parts of a plan that mutations look for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Document = dict[str, Any]


def granted(plan: Document) -> list[Document]:
    """The awards that are not 0."""
    return [award for award in plan["awards"].values() if award["units"]]


def first(items: Iterator[Document]) -> Document:
    """The first of some parts, or an empty one that belongs to no plan."""
    return next(items, {})
