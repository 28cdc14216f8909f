"""Jobs: what is to be run, who runs it, and how it ended; a job is run by one process at a time, and to its end.

A runner claims a job for the length of a lease and renews it while it lives. What it writes is kept only while the
claim is its own, so a runner that was given up for dead cannot speak over the one that took its place.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Literal

from sqlalchemy import Connection, Row, case, func, insert, select, update

from api.store import tables
from api.store.engine import Database
from api.store.errors import BusyError, ConflictError
from api.store.job_rows import changed, get_job, held, job_of, subjects, told
from api.store.log import Log
from api.store.paging import newest, page
from api.store.records import FINAL, Job, JobEvent, Outcome, Page, State

KINDS = ("plan", "sweep")
"""Kinds of jobs; somebody waits for a plan, so plans go first."""
LEASE = timedelta(seconds=15)
"""How long a claim holds without being renewed."""
ATTEMPTS = 3
"""How often a job is started before its process is said to die of it."""
QUEUE = 1_000
"""Jobs that may wait."""
RETRY_AFTER = 5
"""Seconds after which a full queue is worth trying again."""
DIED = f"The process that ran it died {ATTEMPTS} times; ask whoever runs the service to look at its logs."
FREE: Mapping[str, None] = MappingProxyType({"worker": None, "lease": None})
"""What the row of a job holds that nobody has claimed."""
WAITING: Mapping[str, Any] = MappingProxyType({**FREE, "state": "queued", "stage": "", "done": 0, "total": None})
"""What the row of a job holds that waits."""

table = tables.jobs


@dataclass(frozen=True)
class Claim:
    """The right to run a job, as long as it is renewed."""

    job: Job
    token: str
    """What shows whose the claim is; it is new with every claim."""


@dataclass(frozen=True)
class Jobs:
    """The jobs of a store."""

    database: Database
    log: Log
    queue: int = QUEUE
    lease: timedelta = LEASE

    def submit(self, connection: Connection, kind: str, subject: str, scenario: str, actor: str) -> tuple[Job, bool]:
        """The job that makes a subject, new unless it is waiting or running already; and whether it is new.

        Raises:
            BusyError: if the queue is full.
        """
        alive = (table.c.kind == kind) & (table.c.subject == subject) & table.c.state.not_in(FINAL)
        row = connection.execute(select(table).where(alive)).one_or_none()
        if row is not None:
            return job_of(row), False
        waiting = connection.scalar(select(func.count()).where(table.c.state == "queued")) or 0
        if waiting >= self.queue:
            raise BusyError(waiting, RETRY_AFTER)
        name, time = secrets.token_hex(8), self.database.clock()
        connection.execute(
            insert(table).values(
                id=name,
                kind=kind,
                subject=subject,
                scenario=scenario,
                state="queued",
                actor=actor,
                submitted=time,
            )
        )
        return told(connection, name, time), True

    @staticmethod
    def read(connection: Connection, name: str) -> Job:
        """A job that is known to be there."""
        return get_job(connection, name)

    def get(self, name: str) -> Job:
        """A job.

        Raises:
            MissingError: if there is none.
        """
        with self.database.reading() as connection:
            return get_job(connection, name)

    def latest(self, subject: str) -> Job | None:
        """The last job that was to make a plan or sweep."""
        query = select(table).where(table.c.subject == subject).order_by(table.c.number.desc()).limit(1)
        with self.database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else job_of(row)

    @staticmethod
    def succeeded(connection: Connection, subject: str) -> Job | None:
        """The job that made a subject, if one has."""
        query = select(table).where(table.c.subject == subject, table.c.state == "succeeded").limit(1)
        row = connection.execute(query).one_or_none()
        return None if row is None else job_of(row)

    def search(
        self, *, kind: str | None = None, state: State | None = None, limit: int = 50, cursor: str | None = None
    ) -> Page[Job]:
        """Jobs, newest first.

        Raises:
            InputError: if the cursor is none.
        """
        query = newest(table, limit, cursor, kind=kind, state=state)
        with self.database.reading() as connection:
            return page(connection, query, limit, job_of)

    def events(self, name: str, *, after: int = 0) -> tuple[JobEvent, ...]:
        """What happened to a job, in order, after an event that is known.

        Raises:
            MissingError: if there is no such job.
        """
        events = tables.job_events
        columns = [column for column in events.c if column.name != "job"]
        query = select(*columns).where(events.c.job == name, events.c.number > after).order_by(events.c.number)
        with self.database.reading() as connection:
            get_job(connection, name)
            return tuple(JobEvent.model_validate(row._asdict()) for row in connection.execute(query))

    def ended(self, names: Iterable[str]) -> list[Job]:
        """Those among jobs that have ended."""
        query = select(table).where(table.c.id.in_(list(names)), table.c.state.in_(FINAL))
        with self.database.reading() as connection:
            return [job_of(row) for row in connection.execute(query)]

    def counts(self) -> dict[str, int]:
        """How many jobs are in each state."""
        query = select(table.c.state, func.count().label("jobs")).group_by(table.c.state)
        with self.database.reading() as connection:
            return {str(row.state): int(row.jobs) for row in connection.execute(query)}

    def cancel(self, name: str, actor: str) -> Job:
        """End a job: at once if it waits, else as soon as its runner hears of it.

        Raises:
            MissingError: if there is no such job.
            ConflictError: if it has ended.
        """
        with self.database.writing() as connection:
            job = get_job(connection, name)
            if job.state in FINAL:
                raise ConflictError(
                    "job", f"it has ended already: {job.state}", "only what waits or runs can be cancelled"
                )
            if job.state == "queued":
                return self._end(connection, job, "cancelled", actor=actor)
            connection.execute(update(table).where(table.c.id == name).values(cancelled_by=actor))
            return get_job(connection, name)

    def claim(self, kinds: Sequence[str] = KINDS) -> Claim | None:
        """The job that has waited longest, now running; None if none waits.

        Args:
            kinds: what may be claimed; what comes first in the list goes first.
        """
        self.recover()
        turn = case({kind: place for place, kind in enumerate(kinds)}, value=table.c.kind)
        waiting = select(table).where(table.c.state == "queued", table.c.kind.in_(kinds))
        waiting = waiting.order_by(turn, table.c.number).limit(1)
        with self.database.reading() as connection:
            if connection.execute(waiting).one_or_none() is None:
                return None
        with self.database.writing() as connection:
            row = connection.execute(waiting).one_or_none()
            if row is None:
                return None
            token, time = secrets.token_hex(8), self.database.clock()
            mine = {"worker": token, "lease": time + self.lease, "started": time, "attempts": row.attempts + 1}
            return Claim(self._change(connection, row.id, state="running", **mine), token)

    def recover(self) -> list[Job]:
        """Jobs whose runner was not heard of in time: waiting again, or ended."""
        lost = select(table).where(table.c.state == "running", table.c.lease < self.database.clock())
        with self.database.reading() as connection:
            if not connection.execute(lost.limit(1)).all():
                return []
        with self.database.writing() as connection:
            return [self._lose(connection, row) for row in connection.execute(lost).all()]

    def renew(self, tokens: Iterable[str]) -> set[str]:
        """Renew claims; those among them that still hold."""
        holding = table.c.worker.in_(list(tokens)) & (table.c.state == "running")
        with self.database.writing() as connection:
            connection.execute(update(table).where(holding).values(lease=self.database.clock() + self.lease))
            return set(connection.scalars(select(table.c.worker).where(holding)))

    def cancelling(self, tokens: Iterable[str]) -> set[str]:
        """Those among claims whose job somebody wants cancelled."""
        holding = table.c.worker.in_(list(tokens)) & (table.c.state == "running") & table.c.cancelled_by.is_not(None)
        with self.database.reading() as connection:
            return set(connection.scalars(select(table.c.worker).where(holding)))

    def tell(self, token: str, stage: str, done: int, total: int | None) -> None:
        """Say how far the job of a claim is."""
        self._if_held(
            token, lambda connection, row: self._change(connection, row.id, stage=stage, done=done, total=total)
        )

    def succeed(self, connection: Connection, claim: Claim, outcome: Outcome | None) -> bool:
        """End the job of a claim well, in the transaction that keeps its result; False if the claim was lost."""
        row = held(connection, claim.token)
        if row is None:
            return False
        ended = self.database.clock()
        self._change(connection, row.id, **FREE, state="succeeded", outcome=outcome, finished=ended, cancelled_by=None)
        return True

    def fail(self, token: str, problem: str) -> None:
        """End the job of a claim without a result, unless the claim was lost."""
        self._if_held(
            token,
            lambda connection, row: self._end(connection, job_of(row), "failed", actor=row.actor, problem=problem),
        )

    def stopped(self, token: str) -> None:
        """Say that the process of a claim was stopped because its job was cancelled."""
        self._if_held(
            token,
            lambda connection, row: self._end(
                connection, job_of(row), "cancelled", actor=row.cancelled_by or row.actor
            ),
        )

    def lose(self, token: str) -> None:
        """Say that the process of a claim died."""
        self._if_held(token, self._lose)

    def release(self, token: str) -> None:
        """Give a claim back, as if the job had not been started."""
        self._if_held(
            token,
            lambda connection, row: self._change(connection, row.id, **WAITING, attempts=row.attempts - 1),
        )

    def _if_held(self, token: str, do: Callable[[Connection, Row[Any]], Job]) -> None:
        """Do something with the job of a claim, unless the claim was lost."""
        with self.database.writing() as connection:
            row = held(connection, token)
            if row is not None:
                do(connection, row)

    def _lose(self, connection: Connection, row: Row[Any]) -> Job:
        job = job_of(row)
        if row.cancelled_by is not None:
            return self._end(connection, job, "cancelled", actor=row.cancelled_by)
        if job.attempts >= ATTEMPTS:
            return self._end(connection, job, "failed", actor=job.actor, problem=DIED)
        self.log.append(connection, job.actor, f"{job.kind}.lost", subjects(job), attempt=job.attempts)
        return self._change(connection, job.id, **WAITING)

    def _end(
        self,
        connection: Connection,
        job: Job,
        state: Literal["failed", "cancelled"],
        *,
        actor: str,
        problem: str | None = None,
    ) -> Job:
        verb = {"failed": "fail", "cancelled": "cancel"}[state]
        self.log.append(connection, actor, f"{job.kind}.{verb}", subjects(job), problem=problem)
        ended = self.database.clock()
        return self._change(connection, job.id, **FREE, state=state, problem=problem, finished=ended, cancelled_by=None)

    def _change(self, connection: Connection, name: str, **values: Any) -> Job:
        return changed(connection, name, self.database.clock(), **values)
