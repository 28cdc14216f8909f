"""A pool in this process, for what does not need others."""

from concurrent.futures import Executor, ThreadPoolExecutor


class Here:
    """One thread of this process."""

    lanes = 1

    def __init__(self) -> None:
        self.executor: Executor = ThreadPoolExecutor(1)
        self.renewed = 0

    def renew(self) -> None:
        """Another thread."""
        self.renewed += 1
        self.executor = ThreadPoolExecutor(1)
