"""Measuring: how long a piece of work takes, again and again, and how much memory its process came to need."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

Result = TypeVar("Result")

MOST_RUNS, ENOUGH_SECONDS = 5, 3.0
"""Work is repeated until it has run so often, or for so long."""
PROCESSES = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
BYTES = 1 if sys.platform == "darwin" else 1024
"""Bytes in one unit of the system's figure for memory."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Medians over the runs."""

    seconds: float
    """On the clock."""
    processor: float
    """Of all processors together, of this process and those that it started."""
    runs: int
    memory: int
    """Bytes that the process, or one that it started, held at most up to the end of the first run."""


def spent(work: Callable[[], Result], most_runs: int = MOST_RUNS) -> tuple[Result, Spent]:
    """Do some work several times, unless once takes long; with its last result."""
    clock: list[float] = []
    processor: list[float] = []
    memory = 0
    while True:
        before, started = _processor_seconds(), time.perf_counter()
        result = work()
        clock.append(time.perf_counter() - started)
        processor.append(_processor_seconds() - before)
        memory = memory or _peak_memory()
        if len(clock) >= most_runs or sum(clock) >= ENOUGH_SECONDS:
            return result, Spent(median(clock), median(processor), len(clock), memory)


def _peak_memory() -> int:
    return max(resource.getrusage(who).ru_maxrss for who in PROCESSES) * BYTES


def _processor_seconds() -> float:
    usages = [resource.getrusage(who) for who in PROCESSES]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)
