"""Pools: where the points of a sweep run, on this machine or on a cluster. Only this module knows loky and Dask."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any, Protocol

import loky

from optimizer.errors import InputError, Problem

OWN = version("quotaplan")
"""The version that runs here, and that each worker must have."""
CONNECT_SECONDS = 10
"""A scheduler that has not answered by then does not."""


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
        with uninterrupted():
            executor.submit(int)  # starts the processes
        return executor


class Cluster:
    """Workers of a Dask cluster, each with this program in this version."""

    def __init__(self, client: Any) -> None:
        self.lanes = sum(client.nthreads().values())
        self.executor: Executor = client.get_executor()

    def renew(self) -> None:
        """Nothing: the scheduler sees to workers that are lost."""


@contextmanager
def cluster(address: str) -> Iterator[Pool]:
    """The workers of the Dask cluster whose scheduler has an address such as tcp://127.0.0.1:8786.

    Raises:
        InputError: if Dask is not installed, nothing answers there, or no worker can run this program.
    """
    place = f"--scheduler {address}"
    try:
        from distributed import Client  # noqa: PLC0415 - an extra that not everybody has
    except ImportError as error:
        raise InputError([Problem((), "needs the package distributed", "install quotaplan[cluster]", place)]) from error
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        advice = "name the address of a Dask scheduler that runs, such as tcp://127.0.0.1:8786"
        raise InputError([Problem((), "does not answer", advice, place)]) from error
    try:
        _check_workers(client, place)
        yield Cluster(client)
    finally:
        client.close()


def _check_workers(client: Any, place: str) -> None:
    """Refuse a cluster without workers, or with one that has not this program in this version."""
    found = client.run(version, "quotaplan", on_error="return")
    if not found:
        raise InputError([Problem((), "has no workers", "start some: dask worker ADDRESS", place)])
    for name, each in sorted(found.items()):
        if each != OWN:
            seen = f"the worker {name} has {f'quotaplan {each}' if isinstance(each, str) else 'no quotaplan'}"
            raise InputError([Problem((), seen, f"install quotaplan {OWN} on every worker", place)])


@contextmanager
def machine(workers: int | None = None) -> Iterator[Pool]:
    """A pool of processes on this machine, as many as it has cores unless a number is given."""
    pool = Machine(workers)
    try:
        yield pool
    finally:
        pool.close()


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Start processes that ignore interruptions from their first moment on, before they can say so themselves."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def ignore_interruptions() -> None:
    """Leave it to the process that was started by a person to answer an interruption."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
