"""Telling how far a run is: stages and counts into the store, seldom enough to cost nothing."""

from __future__ import annotations

import time

from api.store import Store

SELDOM = 1.0
"""Seconds between two tellings."""


class Telling:
    """What a run calls to say how far it is."""

    def __init__(self, store: Store, token: str) -> None:
        self._store = store
        self._token = token
        self._told = time.monotonic()

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Pass on a stage, what is done of it and how much there is, unless something was told just now."""
        if time.monotonic() - self._told < SELDOM:
            return
        self._store.jobs.tell(self._token, stage, done, total)
        self._told = time.monotonic()
