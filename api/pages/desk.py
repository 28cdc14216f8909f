"""The desk: what a screen may ask for. Scenarios by their address, plans of them, worked out away from the event loop.

The one file of the page that knows where things are kept. To look keeps nothing; what somebody does is kept and logged
by the store, under that person's name.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import cache, partial
from threading import Lock
from typing import TypeVar

import optimizer
from api.pages.address import Address, short
from api.pages.searching import gains
from api.pages.sheets import Entry, Sheet, Standing
from api.previews import Previews
from api.problems import Rejection
from api.service.access import Caller
from api.service.running import settled
from api.service.wiring import Service
from api.store import Decision, LogEntry, MissingError, Page
from api.store.auditing import LogVerification, audit
from api.sweeps.answers import Result, answer
from api.sweeps.points import Point
from api.verifying import checked
from inputs import read_scenario, sample_names
from inputs.patching import set_values
from optimizer.certificate.verification import Verification
from optimizer.errors import InputError, Problem, QuotaplanError, unknown
from optimizer.incentives import Incentives
from optimizer.plans import Plan
from optimizer.progress import Progress, silent
from optimizer.scenario import Scenario

FIRST = "h200-2026"
"""The bundled sample that a first visit shows."""
KEPT = 64
"""So many plans are kept at hand; others are worked out again."""
MOST_POINTS = 10_000
"""So many points of sweeps are kept at hand."""
MOST_LISTED = 200
"""So many scenarios, decisions and entries of the log stand on one screen."""
MOST_PLANS = 20
"""So many kept plans are looked through for one application."""
DIGEST = "sha256:"

Answer = TypeVar("Answer")


class StoppedError(QuotaplanError):
    """Somebody who asked for a plan no longer wants it."""


class Desk:
    """Scenarios and plans of one service, shared by all who look at it."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._plans: OrderedDict[str, Future[Plan]] = OrderedDict()
        self._points: OrderedDict[str, Result] = OrderedDict()
        self._lock = Lock()
        self.previews = Previews()
        self._quick = ThreadPoolExecutor(max_workers=4, thread_name_prefix="desk")
        self._long = ThreadPoolExecutor(max_workers=2, thread_name_prefix="desk, long work")

    async def away(self, work: Callable[[], Answer]) -> Answer:
        """The answer of a look-up, done away from the event loop."""
        return await asyncio.wrap_future(self._quick.submit(work))

    async def at_length(self, work: Callable[[], Answer]) -> Answer:
        """The answer of work that divides or checks, done where no look-up has to wait for it."""
        return await asyncio.wrap_future(self._long.submit(work))

    async def entries(self) -> list[Entry]:
        """The scenarios that there are: those that were added, the latest first, then the bundled samples."""
        found = await self.away(lambda: self._service.store.scenarios.search(limit=MOST_LISTED))
        added = [
            Entry(Address(short(info.id)), info.title, info.applications, f"{info.actor}, {info.added:%Y-%m-%d}")
            for info in found.items
        ]
        samples = {name: await self.away(partial(sample, name)) for name in sample_names()}
        bundled = [
            Entry(Address(name), item.title, len(item.applications), "bundled sample") for name, item in samples.items()
        ]
        return [*added, *bundled]

    async def keep(self, scenario: Scenario, caller: Caller) -> Address:
        """Keep a scenario, under the name of who brought it; the same one again is the same one."""
        stored = await self.away(lambda: self._service.store.scenarios.add(scenario, caller.name))
        return Address(short(stored.scenario.id))

    async def base(self, name: str) -> Scenario:
        """The scenario of a name as it stands in a URL.

        Raises:
            InputError: if there is none, with the nearest.
        """
        return await self.away(lambda: self._base(name))

    async def scenario(self, address: Address) -> Scenario:
        """The scenario of an address, with what the address changes in it.

        Raises:
            InputError: if there is no such scenario, or with every problem of the changes.
        """
        return await self.away(lambda: self._changed(address))

    async def sheet(self, address: Address, progress: Progress = silent) -> Sheet:
        """The scenario of an address and its plan.

        Raises:
            InputError: as `scenario` does.
            CheckError: if no plan passes its checks.
        """
        scenario = await self.scenario(address)
        return Sheet(address, scenario, await self.plan(scenario, progress))

    async def told(
        self, address: Address, tell: Callable[[Sheet], Awaitable[Answer]], progress: Progress = silent
    ) -> Answer:
        """What there is to tell about the sheet of an address.

        Raises:
            InputError: as `scenario` does, or as `tell` does.
            CheckError: if no plan passes its checks.
        """
        return await tell(await self.sheet(address, progress))

    async def plan(self, scenario: Scenario, progress: Progress = silent) -> Plan:
        """The plan of a scenario: at hand, or being worked out for somebody else, or worked out now.

        Raises:
            CheckError: if no plan passes its checks.
            StoppedError: if `progress` raised it.
        """
        while True:
            future, own = self._future(scenario, progress)
            waiting = asyncio.ensure_future(asyncio.wrap_future(future))
            while not own and not waiting.done():
                await asyncio.wait([waiting], timeout=0.25)
                progress("the same plan is being made already", 0, None)
            try:
                return await asyncio.shield(waiting)
            except StoppedError:
                if own:
                    raise

    def _future(self, scenario: Scenario, progress: Progress) -> tuple[Future[Plan], bool]:
        """The plan that is made or will be, and whether it is made for who asks, and stops when that is given up."""
        with self._lock:
            future, digest = self._plans.get(scenario.digest), scenario.digest
            own = future is None
            if future is None:
                future = self._plans[digest] = self._long.submit(lambda: self._planned(scenario, progress))
            if digest in self._plans:
                self._plans.move_to_end(digest)
            while len(self._plans) > KEPT:
                self._plans.popitem(last=False)
        if own:
            future.add_done_callback(lambda done: self._forget(digest, done))
        return future, own

    async def point(self, scenario: Scenario, point: Point) -> Result:
        """What one point of a sweep over a scenario gives."""
        key = point.key(scenario.digest)
        if key not in self._points:
            self._points[key] = await self.at_length(lambda: answer(scenario, point))
            while len(self._points) > MOST_POINTS:
                self._points.popitem(last=False)
        return self._points[key]

    async def incentives(
        self, scenario: Scenario, groups: list[str], rules: list[str], progress: Progress
    ) -> Incentives:
        """What some groups could gain by filing something else than they need, under each of some division rules."""
        return await self.at_length(lambda: gains(scenario, groups, rules, progress))

    async def verification(self, plan: Plan, scenario: Scenario) -> Verification:
        """What the checker says about a plan: exact arithmetic, no solver.

        Raises:
            InputError: if too many checks wait, or if it takes too long.
        """
        try:
            return await checked(self._service.errands, plan, scenario)
        except Rejection as error:
            raise InputError([Problem((), str(error.detail), "try again later", "the check")]) from error

    def of_digest(self, digest: str) -> Scenario | None:
        """The scenario of a digest, if it is kept here or bundled."""
        bundled = next((item for name in sample_names() if (item := sample(name)).digest == digest), None)
        if bundled is not None:
            return bundled
        with suppress(MissingError):
            return self._service.shelf.scenario(digest)
        return None

    async def standings(self, application: str) -> list[Standing]:
        """What an application got in the plans that were kept last, of scenarios that have it."""
        return await self.away(lambda: list(self._standings(application)))

    async def decisions(self, scenario: str | None = None) -> list[Decision]:
        """Decisions, the latest first; of the plan of one scenario if its digest is given."""
        plan = None if scenario is None else self._service.store.plans.id_of(scenario)
        search = self._service.store.decisions.search
        return list((await self.away(lambda: search(plan=plan, limit=MOST_LISTED))).items)

    async def propose(self, scenario: Scenario, reason: str, caller: Caller) -> Decision:
        """Keep a scenario and its plan, and propose that it becomes the plan.

        Raises:
            InputError: if it cannot be proposed, or if its plan was not made in time.
        """
        store = self._service.store
        await self.keep(scenario, caller)
        submission = await self.away(lambda: store.plans.submit(scenario.digest, caller.name))
        await settled(self._service.runner, submission.job.id, self._service.settings.limits.run_seconds)
        return await self.away(lambda: store.decisions.propose(submission.id, caller.name, reason=reason))

    async def step(self, decision: Decision, action: str, reason: str, caller: Caller) -> Decision:
        """Take the next step of a decision: approve, publish or withdraw.

        Raises:
            InputError: if it cannot be taken, or not by this person.
        """
        decisions = self._service.store.decisions
        steps: dict[str, Callable[[], Decision]] = {
            "approve": lambda: decisions.approve(decision.id, caller.name, reason=reason),
            "publish": lambda: decisions.publish(decision.id, caller.name, reason=reason),
            "withdraw": lambda: decisions.withdraw(decision.id, caller.name, reason),
        }
        return await self.away(steps[action])

    async def scenario_of(self, decision: Decision) -> Address:
        """The scenario whose plan a decision is about."""
        info = await self.away(lambda: self._service.store.plans.info(decision.plan))
        return Address(short(info.scenario))

    async def log(self, action: str | None, cursor: str | None) -> Page[LogEntry]:
        """Entries of the log, the latest first.

        Raises:
            InputError: if the cursor is none.
        """
        entries = self._service.store.log.entries
        return await self.away(lambda: entries(action=action, limit=MOST_LISTED, cursor=cursor))

    async def audit(self) -> LogVerification:
        """Whether the log is whole, and everything that it tells of as it tells it."""
        return await self.away(lambda: audit(self._service.store.database))

    def _base(self, name: str) -> Scenario:
        if name in sample_names():
            return sample(name)
        found = self._service.store.scenarios.search(f"{DIGEST}{name}", limit=2).items
        exact = [info.id for info in found if info.id.startswith(f"{DIGEST}{name}")]
        if len(exact) != 1 or len(name) < len(short(exact[0])):
            kept = self._service.store.scenarios.search(limit=MOST_LISTED).items
            known = [*sample_names(), *(short(info.id) for info in kept)]
            raise InputError([Problem((), *unknown(name, known, "the scenarios kept here"), "scenario")])
        return self._service.shelf.scenario(exact[0])

    def _standings(self, application: str) -> Iterator[Standing]:
        service = self._service
        for info in service.store.plans.search(limit=MOST_PLANS).items:
            plan, scenario = service.shelf.planned(info.id)
            if application in scenario.applications:
                award = plan.awards.get(application)
                claim, units = (None, 0) if award is None else (award.claim, award.units)
                yield Standing(Address(short(info.scenario)), scenario.title, info.made, claim, units)

    def _changed(self, address: Address) -> Scenario:
        base = self._base(address.base)
        return set_values(base, address.settings) if address.settings else base

    def _planned(self, scenario: Scenario, progress: Progress) -> Plan:
        """The plan that the store has, or one that is made here; both are the same to the byte."""
        with suppress(MissingError):
            return self._service.shelf.plan(self._service.store.plans.id_of(scenario.digest))
        return optimizer.plan(scenario, progress=progress)

    def _forget(self, digest: str, done: Future[Plan]) -> None:
        """What failed or was stopped is worked out again when somebody asks."""
        if done.cancelled() or done.exception() is not None:
            with self._lock:
                if self._plans.get(digest) is done:
                    del self._plans[digest]


@cache
def sample(name: str) -> Scenario:
    """A bundled sample, read once."""
    return read_scenario(name)
