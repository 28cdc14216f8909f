"""Rates: how many requests somebody may make in a while; counted in the memory of this process."""

from __future__ import annotations

from time import time

import limits
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from api.problems import Kind, Rejection
from api.settings import Limits


class Rates:
    """Counts the requests of each caller, and the failures of each address."""

    def __init__(self, bounds: Limits) -> None:
        self._counter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._rate, self._failures = limits.parse(bounds.rate), limits.parse(bounds.failures)

    def count(self, name: str) -> None:
        """Count a request of a caller.

        Raises:
            Rejection: if there were too many.
        """
        if not self._counter.hit(self._rate, "caller", name):
            raise self._too_many(self._rate, "caller", name)

    def fail(self, address: str) -> None:
        """Count a request without a valid key from an address.

        Raises:
            Rejection: if there were too many.
        """
        if not self._counter.hit(self._failures, "address", address):
            raise self._too_many(self._failures, "address", address)

    def _too_many(self, rate: limits.RateLimitItem, *who: str) -> Rejection:
        seconds = max(1, round(self._counter.get_window_stats(rate, *who).reset_time - time()))
        return Rejection(
            Kind.TOO_MANY, f"{rate} are allowed. Try again in {seconds} s.", headers={"Retry-After": str(seconds)}
        )
