"""The desk: what a screen may ask for. Scenarios by their address, plans of them, worked out away from the event loop.

The one file of the page that knows where scenarios are kept and what has been worked out already.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

import optimizer
from api.pages.address import Address, short
from api.sweeps.answers import Result, answer
from api.sweeps.points import Point
from inputs import read_scenario, sample_names
from inputs.patching import set_values
from optimizer.certificate.verification import Verification
from optimizer.dividing import Progress, silent
from optimizer.errors import InputError, Problem, QuotaplanError, unknown
from optimizer.explanation import Audience, explain
from optimizer.plans import Plan
from optimizer.scenario import Scenario

FIRST = "h200-2026"
"""The bundled sample that a first visit shows."""

KEPT = 64
"""So many plans are kept at hand; others are worked out again."""

MOST_POINTS = 10_000
"""So many points of sweeps are kept at hand."""

Answer = TypeVar("Answer")


class StoppedError(QuotaplanError):
    """Somebody who asked for a plan no longer wants it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A scenario beside its plan, and the address that leads to both."""

    address: Address
    scenario: Scenario
    plan: Plan

    def reasons(self, name: str, audience: Audience = "planner", language: str = "en") -> list[str]:
        """Why an application got what it got, in sentences for somebody."""
        return explain(self.plan, self.scenario, name, kind="application").sentences(audience, language)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line in the list of scenarios."""

    address: Address
    scenario: Scenario
    bundled: bool


class Desk:
    """Scenarios and plans of one service, shared by all who look at it."""

    def __init__(self) -> None:
        self._scenarios: dict[str, Scenario] = {}
        self._samples: dict[str, Scenario] = {}
        self._plans: OrderedDict[str, Future[Plan]] = OrderedDict()
        self._points: OrderedDict[str, Result] = OrderedDict()
        self._lock = Lock()
        self._workers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="desk")

    async def away(self, work: Callable[[], Answer]) -> Answer:
        """The answer of some work, done away from the event loop."""
        return await asyncio.wrap_future(self._workers.submit(work))

    def entries(self) -> list[Entry]:
        """Every scenario that there is: the bundled samples, then those that were added, the latest first."""
        samples = [Entry(Address(name), self._sample(name), bundled=True) for name in sample_names()]
        added = [
            Entry(Address(short(digest)), item, bundled=False) for digest, item in reversed(self._scenarios.items())
        ]
        return [*added, *samples]

    def keep(self, scenario: Scenario) -> Address:
        """Keep a scenario; the same one again is the same one."""
        self._scenarios.setdefault(scenario.digest, scenario)
        return Address(short(scenario.digest))

    def base(self, name: str) -> Scenario:
        """The scenario of a name as it stands in a URL.

        Raises:
            InputError: if there is none, with the nearest.
        """
        if name in sample_names():
            return self._sample(name)
        found = [item for digest, item in self._scenarios.items() if short(digest) == name]
        if not found:
            known = [*sample_names(), *map(short, self._scenarios)]
            raise InputError([Problem((), *unknown(name, known, "the scenarios kept here"), "scenario")])
        return found[0]

    def of_digest(self, digest: str) -> Scenario | None:
        """The scenario of a digest, if it is kept here."""
        return next((entry.scenario for entry in self.entries() if entry.scenario.digest == digest), None)

    def scenario(self, address: Address) -> Scenario:
        """The scenario of an address, with what the address changes in it.

        Raises:
            InputError: if there is no such scenario, or with every problem of the changes.
        """
        base = self.base(address.base)
        return set_values(base, address.settings) if address.settings else base

    async def sheet(self, address: Address, progress: Progress = silent) -> Sheet:
        """The scenario of an address and its plan.

        Raises:
            InputError: as `scenario` does.
            CheckError: if no plan passes its checks.
        """
        scenario = await self.away(lambda: self.scenario(address))
        return Sheet(address, scenario, await self.plan(scenario, progress))

    def ready(self, scenario: Scenario) -> bool:
        """Whether the plan of a scenario is at hand."""
        future = self._plans.get(scenario.digest)
        return future is not None and future.done()

    async def plan(self, scenario: Scenario, progress: Progress = silent) -> Plan:
        """The plan of a scenario: at hand, or being worked out for somebody else, or worked out now.

        Raises:
            CheckError: if no plan passes its checks.
            StoppedError: if `progress` raised it.
        """
        with self._lock:
            future = self._plans.get(scenario.digest)
            if future is None:
                future = self._workers.submit(lambda: optimizer.plan(scenario, progress=progress))
                self._plans[scenario.digest] = future
                future.add_done_callback(lambda done: self._forget(scenario.digest, done))
            self._plans.move_to_end(scenario.digest)
            while len(self._plans) > KEPT:
                self._plans.popitem(last=False)
        return await asyncio.shield(asyncio.wrap_future(future))

    async def point(self, scenario: Scenario, point: Point) -> Result:
        """What one point of a sweep over a scenario gives."""
        key = point.key(scenario.digest)
        if key not in self._points:
            self._points[key] = await self.away(lambda: answer(scenario, point))
            while len(self._points) > MOST_POINTS:
                self._points.popitem(last=False)
        return self._points[key]

    async def verification(self, plan: Plan, scenario: Scenario) -> Verification:
        """What the checker says about a plan: exact arithmetic, no solver."""
        return await self.away(lambda: optimizer.verify(plan, scenario))

    def _forget(self, digest: str, done: Future[Plan]) -> None:
        """What failed or was stopped is worked out again when somebody asks."""
        if done.cancelled() or done.exception() is not None:
            with self._lock:
                if self._plans.get(digest) is done:
                    del self._plans[digest]

    def _sample(self, name: str) -> Scenario:
        if name not in self._samples:
            self._samples[name] = read_scenario(name)
        return self._samples[name]
