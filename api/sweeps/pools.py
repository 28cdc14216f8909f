"""Pools: where the points of a sweep run, on this machine. Only this module knows loky."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Protocol

import loky


class Pool(Protocol):
    """Runs functions elsewhere."""

    @property
    def lanes(self) -> int:
        """How many run at the same time."""

    @property
    def executor(self) -> Executor:
        """What takes the functions."""

    def renew(self) -> None:
        """Replace an executor that broke because one of its processes was lost."""


class Machine:
    """Processes on this machine."""

    def __init__(self, workers: int | None = None) -> None:
        self.lanes = workers or loky.cpu_count()
        self.executor: Executor = self._fresh()

    def renew(self) -> None:
        """New processes instead of those that are left."""
        self.close()
        self.executor = self._fresh()

    def close(self) -> None:
        """End the processes, whatever they do."""
        self.executor.shutdown(wait=True, kill_workers=True)  # type: ignore[call-arg]  # loky's own option

    def _fresh(self) -> Executor:
        executor: Executor = loky.ProcessPoolExecutor(self.lanes, initializer=ignore_interruptions)
        return executor


@contextmanager
def machine(workers: int | None = None) -> Iterator[Pool]:
    """A pool of processes on this machine, as many as it has cores unless a number is given."""
    pool = Machine(workers)
    try:
        yield pool
    finally:
        pool.close()


def ignore_interruptions() -> None:
    """Leave it to the process that was started by a person to answer an interruption."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
