"""Errands: searches that take seconds, each in a process that is stopped when its time is over or nobody waits for it.

What an errand finds is not kept; a plan that is to be kept is a job.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from multiprocessing import get_context

from pebble import ProcessPool

from api.jobs.kinds import opened, ready
from api.problems import Kind, Rejection
from api.store import Store
from optimizer.errors import InputError, Problem

PLACES = 8
"""Errands that may wait or run."""
Found = bytes | tuple[Problem, ...]


class Errands:
    """Runs errands one after the other, in one process beside the server."""

    def __init__(self, store: Store, seconds: float) -> None:
        self._url, self._seconds, self._waiting = store.url, seconds, 0
        self._pool = ProcessPool(max_workers=1, initializer=_start, context=get_context("spawn"))

    def warm(self) -> None:
        """Start the process and load what an errand needs, so that the first need not wait for that."""
        self._pool.schedule(ready, args=(self._url,))

    async def run(self, errand: Callable[[Store, str, str], bytes], plan: str, asked: str) -> bytes:
        """What an errand finds.

        Args:
            errand: a function of a module, given the store, the id of a plan and what is asked, as JSON.

        Raises:
            InputError: if the errand refuses what is asked.
            Rejection: if too many wait, or if it takes too long.
        """
        if self._waiting >= PLACES:
            raise Rejection(Kind.BUSY, f"{PLACES} searches wait already.", headers={"Retry-After": "10"})
        self._waiting += 1
        try:
            future = self._pool.schedule(_done, args=(self._url, errand, plan, asked), timeout=self._seconds)
            found: Found = await asyncio.wrap_future(future)
        except TimeoutError as error:
            raise Rejection(Kind.TOO_LONG, f"It was stopped after {self._seconds:,g} seconds.") from error
        finally:
            self._waiting -= 1
        if isinstance(found, tuple):
            raise InputError(found)
        return found

    def close(self) -> None:
        """End the process, whatever it does."""
        self._pool.stop()
        self._pool.join()


def _start() -> None:
    """What the process does first: end at once when told to, also in the middle of a solver's work."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _done(url: str, errand: Callable[[Store, str, str], bytes], plan: str, asked: str) -> Found:
    """What an errand finds, or the problems of what is asked; an error of ours does not pass between processes."""
    try:
        return errand(opened(url), plan, asked)
    except InputError as error:
        return error.problems
