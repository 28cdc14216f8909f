"""Previews: a scenario and single values in, the outline of its division out, by a process that is always ready for it.

It keeps the scenarios that were asked for last, so that a move of a slider sends it no more than what was moved, and it
does not wait for anything else that the server works at.
"""

from __future__ import annotations

import asyncio
import signal
from collections import OrderedDict
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from threading import Lock

from api.outlines import Outline, divided
from api.sweeps.pools import ignore_interruptions
from inputs.patching import as_written, set_values
from optimizer.collection import collection_put_off
from optimizer.errors import InputError, Problem, QuotaplanError
from optimizer.scenario import Scenario
from optimizer.screening import screen, screen_moved

PATIENCE = 0.5
"""Seconds that a question waits while the process loads or answers somebody else; the plan itself then comes first."""
PLACES = 4
"""Scenarios that the process keeps."""
LONGEST = 30.0
"""Seconds after which the process is ended that does not answer."""
UNKNOWN = "unknown"
"""What the process answers about a scenario that it does not have."""
Found = Outline | tuple[Problem, ...] | None
Question = tuple[str, tuple[str, ...], Scenario | None]
_kept: OrderedDict[str, Kept] = OrderedDict()


class Kept:
    """A scenario that the process keeps, with what each move of it needs again."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario, self._written, self._screening = scenario, as_written(scenario), screen(scenario)

    def divided(self, settings: Sequence[str]) -> Outline:
        """The outline of the scenario with other values.

        Raises:
            InputError: with every problem of the values.
            QuotaplanError: if it cannot be divided.
        """
        moved = set_values(self._scenario, settings, self._written) if settings else self._scenario
        return divided(moved, screen_moved(moved, self._scenario, self._screening).claims)


class Previews:
    """Outlines by a process of its own. It answers one question after the other, and ends with the server."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._line: Connection | None = None
        self._process: SpawnProcess | None = None
        self._closed = False

    def start(self) -> Connection:
        """Start the process, which loads what it needs; the line to it."""
        context = get_context("spawn")
        self._line, far = context.Pipe()
        self._process = context.Process(target=_serve, args=(far,), daemon=True, name="previews")
        self._process.start()
        far.close()
        return self._line

    async def warm(self, scenario: Scenario) -> None:
        """Have the process ready, and the scenario in it, before somebody moves anything."""
        await asyncio.to_thread(self._answer, (scenario.digest, (), scenario), -1)

    async def of(self, scenario: Scenario, settings: Sequence[str]) -> Outline | None:
        """The outline of the scenario with other values; None if there is none, which its plan says better.

        Raises:
            InputError: with every problem of the values.
        """
        digest, values = scenario.digest, tuple(settings)
        found = await asyncio.to_thread(self._answer, (digest, values, None), PATIENCE)
        if found == UNKNOWN:
            found = await asyncio.to_thread(self._answer, (digest, values, scenario), PATIENCE)
        if isinstance(found, tuple):
            raise InputError(found)
        return found if isinstance(found, Outline) else None

    def close(self) -> None:
        """End the process for good, whatever it does."""
        self._closed = True
        self._end()
        with self._turn:
            self._end()

    def _answer(self, question: Question, patience: float) -> Found | str:
        """What the process says; None if it does not come to it in time, or ended over it: the next starts another."""
        if not self._turn.acquire(timeout=patience):
            return None
        try:
            return None if self._closed else self._asked(self._line or self.start(), question)
        finally:
            self._turn.release()

    def _asked(self, line: Connection, question: Question) -> Found | str:
        try:
            line.send(question)
            if line.poll(LONGEST):
                found: Found | str = line.recv()
                return found
        except (EOFError, OSError):
            pass
        self._end()
        line.close()
        self._line = None
        return None

    def _end(self) -> None:
        """End the process that there is, even one that was stopped."""
        if self._process is not None:
            self._process.kill()
            self._process.join()


def preview(digest: str, settings: Sequence[str], scenario: Scenario | None) -> Found | str:
    """The outline of a scenario with other values, in this process.

    Args:
        scenario: the one of the digest, if this process may not have it yet.
    """
    if scenario is not None:
        _kept[digest] = Kept(scenario)
        while len(_kept) > PLACES:
            _kept.popitem(last=False)
    base = _kept.get(digest)
    if base is None:
        return UNKNOWN
    _kept.move_to_end(digest)
    try:
        with collection_put_off():
            return base.divided(settings)
    except InputError as error:
        return error.problems
    except QuotaplanError:
        return None


def _serve(line: Connection) -> None:
    """Answer until the other end is gone, which it is as soon as the server is."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    ignore_interruptions()
    try:
        while True:
            line.send(preview(*line.recv()))
    except (EOFError, OSError):
        return
