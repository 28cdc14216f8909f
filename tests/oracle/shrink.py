"""The smallest document that still shows what a large one showed."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from tests.strategies import Document

Path = tuple[str | int, ...]


def shrunk(document: Document, shows: Callable[[Document], bool]) -> Document:
    """Leave out one entry after another, as long as the document still shows it."""
    smaller = copy.deepcopy(document)
    removed = True
    while removed:
        removed = False
        for path in list(_paths(smaller)):
            candidate = _without(smaller, path)
            if candidate is not None and shows(candidate):
                smaller, removed = candidate, True
    return smaller


def _paths(value: Any, before: Path = ()) -> Iterator[Path]:
    """Every entry of every map and list, the outermost first."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in entries:
        yield (*before, key)
        yield from _paths(item, (*before, key))


def _without(document: Document, path: Path) -> Document | None:
    """A copy without one entry; None if it is already gone."""
    smaller = copy.deepcopy(document)
    at: Any = smaller
    try:
        for key in path[:-1]:
            at = at[key]
        del at[path[-1]]
    except (KeyError, IndexError):
        return None
    return smaller
