"""Running: points in, results in a store out; stopped and resumed at any time without losing one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait

from api.sweeps.answers import Result, answers
from api.sweeps.points import Point
from api.sweeps.pools import Pool
from api.sweeps.stores import Store
from optimizer.progress import Progress, silent
from optimizer.scenario import Scenario

CHUNK_SECONDS = 2.0
"""A chunk takes about as long: so much may be under way when a sweep is stopped."""
LARGEST_CHUNK = 100
AHEAD = 2
"""Chunks for each lane that are handed over at the same time, so that none waits for work."""
PATIENCE = 0.2
"""Seconds after which it is asked again whether to stop."""

Stop = Callable[[], bool]


def never() -> bool:
    """Go on to the end."""
    return False


def run_sweep(
    scenario: Scenario,
    points: Sequence[Point],
    pool: Pool,
    store: Store,
    *,
    progress: Progress = silent,
    stop: Stop = never,
) -> Mapping[int, Result]:
    """Run the points of a sweep that the store does not know yet.

    Args:
        progress: called with the stage, the points that are done, and all points.
        stop: asked now and then; once it says yes, what is under way is finished and kept, and no more is begun.

    Returns:
        The result of each point by its number; after a stop, of those that are done.
    """
    course = _Course(scenario, points, pool, store, progress)
    course.run(stop)
    return course.results


class _Course:
    """One run of a sweep."""

    def __init__(
        self, scenario: Scenario, points: Sequence[Point], pool: Pool, store: Store, progress: Progress
    ) -> None:
        self._scenario, self._pool, self._store, self._progress = scenario, pool, store, progress
        self._total = len(points)
        self._pace = CHUNK_SECONDS
        known = store.known()
        keys = {point.number: point.key(scenario.digest) for point in points}
        settled = {number: known[key] for number, key in keys.items() if key in known and known[key].is_settled}
        self.results: dict[int, Result] = settled
        self._waiting = deque(point for point in points if point.number not in settled)
        self._suspects: deque[Point] = deque()
        """Points that were under way when a process was lost: they run alone, to tell which one it was."""
        self._running: dict[Future[tuple[list[Result], float]], list[Point]] = {}

    def run(self, stop: Stop) -> None:
        self._tell()
        while True:
            if not stop():
                self._hand_over()
            if not self._running:
                return
            done, _ = wait(self._running, PATIENCE, FIRST_COMPLETED)
            for future in done:
                self._take(future)

    def _hand_over(self) -> None:
        while self._waiting and len(self._running) < AHEAD * self._pool.lanes:
            fair = -(-len(self._waiting) // (AHEAD * self._pool.lanes))
            size = max(1, min(fair, LARGEST_CHUNK, round(CHUNK_SECONDS / self._pace)))
            self._submit([self._waiting.popleft() for _ in range(size)])
        if self._suspects and not self._running:
            self._submit([self._suspects.popleft()])

    def _submit(self, chunk: list[Point]) -> None:
        try:
            future = self._pool.executor.submit(answers, self._scenario, chunk)
        except BrokenExecutor:
            self._pool.renew()
            future = self._pool.executor.submit(answers, self._scenario, chunk)
        self._running[future] = chunk

    def _take(self, future: Future[tuple[list[Result], float]]) -> None:
        chunk = self._running.pop(future)
        error = future.exception()
        if error is None:
            results, seconds = future.result()
            self._pace = max(seconds / len(chunk), 1e-6)
        elif len(chunk) > 1 or self._running or self._waiting:
            self._suspects += chunk
            return
        else:
            keys = (point.key(self._scenario.digest) for point in chunk)
            results = [Result.without(point, key, "failed", error) for point, key in zip(chunk, keys, strict=True)]
        self._store.add(results)
        self.results |= {point.number: result for point, result in zip(chunk, results, strict=True)}
        self._tell()

    def _tell(self) -> None:
        self._progress("points", len(self.results), self._total)
