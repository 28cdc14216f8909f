"""Garbage collection, put off while very many small nouns are made that will all stay.

Python's cyclic collector looks at every living container again and again while their number grows. A scenario of a
million applications has no cycles and nothing to collect, and is made in half the time without.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collection_put_off() -> Iterator[None]:
    """A block in which no cycles are collected, unless that was so already."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
