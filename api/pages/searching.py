"""Searching for gains in threads: a scenario, groups and division rules in, what the groups could gain out."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor

from api.incentives import searched
from api.searches import ranges_of
from optimizer.incentives import Incentives
from optimizer.progress import Progress
from optimizer.scenario import Scenario

RANGES = ranges_of("1.1,1.5,2", "0.75,0.9", "2,3")
"""What is tried: the same as on the command line."""


class Threads:
    """A pool of two threads, which ends as soon as nobody waits for it."""

    lanes = 2

    def __init__(self) -> None:
        self.executor: Executor = ThreadPoolExecutor(self.lanes, thread_name_prefix="incentives")

    def renew(self) -> None:
        """Nothing: a thread is not lost."""


def gains(scenario: Scenario, groups: Sequence[str], rules: Sequence[str], progress: Progress) -> Incentives:
    """The most that each group could gain by filing something else than it needs, under each division rule."""
    pool = Threads()
    try:
        return searched(scenario, groups, RANGES, rules, pool, progress)
    finally:
        pool.executor.shutdown(wait=False, cancel_futures=True)
