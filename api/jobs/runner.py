"""Runner: claims jobs from a store, has them run in processes, and sees to their ends, their cancelling and its own.

Any number of runners, in any number of processes, may work for one store.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from datetime import timedelta
from types import MappingProxyType

import structlog

from api.jobs.slots import Slot
from api.store import Job, Store
from api.store.jobs import KINDS

POLL = 0.2
"""Seconds after which the runner looks at the store by itself."""
SECONDS: Mapping[str, float] = MappingProxyType({"plan": 600, "sweep": 3600})
DAY = 24 * 3600.0


class Runner:
    """Runs the jobs of a store until it is drained.

    Args:
        store: where the jobs are.
        workers: processes, and so jobs that run at a time; 0: only waits for what others run.
        seconds: how long a job of each kind may take; a sweep that is asked for again goes on from where it was.
        keep_steps: how long the steps of ended jobs are kept; None: for ever.
        start: what each process does first.
        events: where it says what it does.
    """

    def __init__(
        self,
        store: Store,
        *,
        workers: int = 2,
        seconds: Mapping[str, float] = SECONDS,
        keep_steps: timedelta | None = None,
        start: Callable[[], None] | None = None,
        events: structlog.typing.FilteringBoundLogger | None = None,
    ) -> None:
        self._store = store
        self._events = events or structlog.get_logger("quotaplan.jobs")
        self._awake = threading.Event()
        self._draining = threading.Event()
        self._told_to_end: float | None = None
        self._grace_ends = float("inf")
        self._renewed = time.monotonic()
        self._keep_steps, self._prunes = keep_steps, time.monotonic()
        self._waiting: dict[str, list[Future[Job]]] = defaultdict(list)
        self._lock = threading.Lock()
        self._slots = [Slot(store, seconds, self.wake, start) for _ in range(workers)]
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)

    def start(self) -> Runner:
        """Begin."""
        for slot in self._slots:
            slot.warm()
        self._thread.start()
        return self

    def wake(self) -> None:
        """Look at the store now: something was submitted or cancelled."""
        self._awake.set()

    @property
    def alive(self) -> bool:
        """Whether it takes jobs."""
        return self._thread.is_alive() and self._told_to_end is None

    @property
    def busy(self) -> int:
        """Jobs that it runs now."""
        return sum(slot.claim is not None for slot in self._slots)

    def finished(self, job: str) -> Future[Job]:
        """The job as it will have ended, whoever runs it.

        In a coroutine: `await asyncio.wait_for(asyncio.wrap_future(runner.finished(id)), seconds)`.
        """
        future: Future[Job] = Future()
        with self._lock:
            self._waiting[job].append(future)
        self.wake()
        return future

    def wait(self, job: str, seconds: float) -> Job:
        """The job as it has ended, or as it is after some seconds.

        Raises:
            MissingError: if there is none.
        """
        future = self.finished(job)
        try:
            return future.result(seconds)
        except TimeoutError:
            future.cancel()
            return self._store.jobs.get(job)

    def end_soon(self) -> None:
        """Take no further job from now on; it is the first part of draining, and may be done by a signal's handler."""
        self._told_to_end = time.monotonic()

    def drain(self, grace: float = 30) -> None:
        """Take no further job, let those that run end, and give back what still runs some seconds after it was told."""
        if self._told_to_end is None:
            self.end_soon()
        self._grace_ends = (self._told_to_end or time.monotonic()) + grace
        self._draining.set()
        self.wake()
        if self._thread.is_alive():
            self._thread.join()
        for slot in self._slots:
            slot.close()

    def _run(self) -> None:
        while not self._draining.is_set() or self.busy:
            try:
                self._turn()
            except Exception as error:  # noqa: BLE001 - told, and tried again
                self._events.error("the runner failed, and will try again", error=type(error).__name__)
            self._awake.wait(POLL)
            self._awake.clear()

    def _turn(self) -> None:
        """See once to everything there is to see to."""
        for slot in self._slots:
            if slot.done:
                claim = slot.finish()
                self._events.info("job ended", job=claim.job.id, kind=claim.job.kind)
            elif slot.lost:
                claim = slot.stop()
                self._store.jobs.release(claim.token)
                self._events.warning("job lost by its process", job=claim.job.id, kind=claim.job.kind)
        self._see_to_claims()
        if self._told_to_end is None:
            self._take()
        elif time.monotonic() > self._grace_ends:
            self._give_back()
        self._answer()
        self._prune()

    def _prune(self) -> None:
        """Remove the steps of old jobs, once a day."""
        if self._keep_steps is not None and time.monotonic() >= self._prunes:
            self._prunes = time.monotonic() + DAY
            self._store.prune(self._keep_steps, "quotaplan")

    def _see_to_claims(self) -> None:
        """Stop what is to be cancelled, renew the other claims, and stop what somebody else has taken over."""
        running = {slot.claim.token: slot for slot in self._slots if slot.claim is not None and not slot.done}
        if not running:
            return
        for token in self._store.jobs.cancelling(running):
            claim = running.pop(token).stop()
            self._store.jobs.stopped(token)
            self._events.info("job stopped", job=claim.job.id, kind=claim.job.kind)
        if time.monotonic() - self._renewed > self._store.jobs.lease.total_seconds() / 3:
            self._renewed = time.monotonic()
            for token in running.keys() - self._store.jobs.renew(running):
                if not running[token].done:
                    running[token].stop()

    def _take(self) -> None:
        """Begin jobs while there are free slots and jobs that wait; sweeps leave a slot to plans, if there are two."""
        for slot in self._slots:
            if slot.claim is not None:
                continue
            sweeps = sum(other.claim is not None and other.claim.job.kind == "sweep" for other in self._slots)
            room = sweeps < max(1, len(self._slots) - 1)
            claim = self._store.jobs.claim(KINDS if room else ("plan",))
            if claim is None:
                return
            self._events.info("job started", job=claim.job.id, kind=claim.job.kind, attempt=claim.job.attempts)
            slot.begin(claim)

    def _give_back(self) -> None:
        """Stop what has not ended, for another runner to take."""
        for slot in self._slots:
            if slot.claim is not None:
                self._store.jobs.release(slot.stop().token)

    def _answer(self) -> None:
        """Tell those who wait of the jobs that have ended."""
        with self._lock:
            for name, futures in list(self._waiting.items()):
                self._waiting[name] = [future for future in futures if not future.cancelled()]
                if not self._waiting[name]:
                    del self._waiting[name]
            asked = list(self._waiting)
        if not asked:
            return
        ended = {job.id: job for job in self._store.jobs.ended(asked)}
        with self._lock:
            for name, job in ended.items():
                for future in self._waiting.pop(name, []):
                    if future.set_running_or_notify_cancel():
                        future.set_result(job)
