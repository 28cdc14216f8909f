"""Slots: places for one job each, every one with a process of its own that can be stopped without touching another."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from pebble import ProcessExpired, ProcessPool

from api.jobs.kinds import ready, run
from api.store import Store
from api.store.jobs import Claim

Start = Callable[[], None]

BEGINS = 60.0
"""Seconds within which a process takes a job; one that was killed while it took it never says so."""


def _start(further: Start | None) -> None:
    """What a new process does first: end at once when told to, also in the middle of a solver's work.

    Ctrl-C reaches every process of a terminal; here it is for the server alone, which lets what runs end.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if further is not None:
        further()


class Slot:
    """A place for one job."""

    def __init__(self, store: Store, limits: Mapping[str, float], wake: Start, start: Start | None) -> None:
        self.claim: Claim | None = None
        self._store = store
        self._limits = limits
        self._wake = wake
        self._start = start
        self._future: Future[None] | None = None
        self._begun = 0.0
        self._pool = self._new_pool()

    @property
    def done(self) -> bool:
        """Whether the process has nothing more to say about the job."""
        return self._future is not None and self._future.done()

    @property
    def lost(self) -> bool:
        """Whether the process was given a job long ago and has not taken it."""
        future = self._future
        waits = future is not None and not future.running() and not future.done()
        return waits and time.monotonic() - self._begun > BEGINS

    def warm(self) -> None:
        """Start the process and load what a job needs, so that the first job need not wait for that."""
        self._pool.schedule(ready, args=(self._store.url,))

    def begin(self, claim: Claim) -> None:
        """Run a job."""
        if not self._pool.active:
            self._restart()
        self.claim, self._begun = claim, time.monotonic()
        limit = self._limits[claim.job.kind]
        self._future = self._pool.schedule(run, args=(self._store.url, claim), timeout=limit)
        self._future.add_done_callback(lambda _: self._wake())

    def finish(self) -> Claim:
        """Free the slot of a job that is done, and see to the job if its process could not."""
        claim, future = self._held()
        error = future.exception()
        self.claim = self._future = None
        if isinstance(error, TimeoutError):
            limit = f"{self._limits[claim.job.kind]:,g} seconds"
            problem = f"It took longer than the {limit} that a {claim.job.kind} may take, and was stopped."
            self._store.jobs.fail(claim.token, problem)
        elif isinstance(error, ProcessExpired):
            self._store.jobs.lose(claim.token)
        elif isinstance(error, BrokenProcessPool):  # the process died before it took the job
            self._store.jobs.release(claim.token)
        return claim

    def stop(self) -> Claim:
        """Stop the job's process, and wait until it is gone; what becomes of the job is for the caller to say."""
        claim, _ = self._held()
        self._restart()
        self.claim = self._future = None
        return claim

    def close(self) -> None:
        """Stop the process for good."""
        self._pool.stop()
        self._pool.join()

    def _held(self) -> tuple[Claim, Future[None]]:
        if self.claim is None or self._future is None:
            raise RuntimeError("There is no job in this slot.")
        return self.claim, self._future

    def _restart(self) -> None:
        self.close()
        self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(max_workers=1, initializer=_start, initargs=(self._start,), context=get_context("spawn"))
