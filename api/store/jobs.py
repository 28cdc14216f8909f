"""Jobs: what is to be run, who runs it, and how it ended; a job is run by one process at a time, and to its end.

A runner claims a job for the length of a lease and renews it while it lives. What it writes is kept only while the
claim is its own, so a runner that was given up for dead cannot speak over the one that took its place.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, case, func, insert, select, update

from api.store import tables
from api.store.engine import Database
from api.store.errors import BusyError, ConflictError, MissingError
from api.store.log import Log
from api.store.paging import page, position
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
            return _job(row), False
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
        return self._told(connection, name), True

    @staticmethod
    def read(connection: Connection, name: str) -> Job:
        """A job that is known to be there."""
        return _get(connection, name)

    def get(self, name: str) -> Job:
        """A job.

        Raises:
            MissingError: if there is none.
        """
        with self.database.reading() as connection:
            return _get(connection, name)

    def latest(self, subject: str) -> Job | None:
        """The last job that was to make a plan or sweep."""
        query = select(table).where(table.c.subject == subject).order_by(table.c.number.desc()).limit(1)
        with self.database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _job(row)

    @staticmethod
    def succeeded(connection: Connection, subject: str) -> Job | None:
        """The job that made a subject, if one has."""
        query = select(table).where(table.c.subject == subject, table.c.state == "succeeded").limit(1)
        row = connection.execute(query).one_or_none()
        return None if row is None else _job(row)

    def search(
        self, *, kind: str | None = None, state: State | None = None, limit: int = 50, cursor: str | None = None
    ) -> Page[Job]:
        """Jobs, newest first.

        Raises:
            InputError: if the cursor is none.
        """
        query = select(table).order_by(table.c.number.desc()).limit(limit + 1)
        query = query if kind is None else query.where(table.c.kind == kind)
        query = query if state is None else query.where(table.c.state == state)
        query = query if cursor is None else query.where(table.c.number < position(cursor))
        with self.database.reading() as connection:
            rows = connection.execute(query).all()
        return page([_job(row) for row in rows], [row.number for row in rows], limit)

    def events(self, name: str, *, after: int = 0) -> tuple[JobEvent, ...]:
        """What happened to a job, in order, after an event that is known.

        Raises:
            MissingError: if there is no such job.
        """
        events = tables.job_events
        columns = [column for column in events.c if column.name != "job"]
        query = select(*columns).where(events.c.job == name, events.c.number > after).order_by(events.c.number)
        with self.database.reading() as connection:
            _get(connection, name)
            return tuple(JobEvent.model_validate(row._asdict()) for row in connection.execute(query))

    def ended(self, names: Iterable[str]) -> list[Job]:
        """Those among jobs that have ended."""
        query = select(table).where(table.c.id.in_(list(names)), table.c.state.in_(FINAL))
        with self.database.reading() as connection:
            return [_job(row) for row in connection.execute(query)]

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
            job = _get(connection, name)
            if job.state in FINAL:
                raise ConflictError(
                    "job", f"it has ended already: {job.state}", "only what waits or runs can be cancelled"
                )
            if job.state == "queued":
                return self._end(connection, job, "cancelled", actor=actor)
            connection.execute(update(table).where(table.c.id == name).values(cancelled_by=actor))
            return _get(connection, name)

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
            job = self._changed(
                connection,
                row.id,
                state="running",
                started=time,
                attempts=row.attempts + 1,
                worker=token,
                lease=time + self.lease,
            )
            return Claim(job, token)

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
        held = table.c.worker.in_(list(tokens)) & (table.c.state == "running")
        with self.database.writing() as connection:
            connection.execute(update(table).where(held).values(lease=self.database.clock() + self.lease))
            return set(connection.scalars(select(table.c.worker).where(held)))

    def cancelling(self, tokens: Iterable[str]) -> set[str]:
        """Those among claims whose job somebody wants cancelled."""
        held = table.c.worker.in_(list(tokens)) & (table.c.state == "running") & table.c.cancelled_by.is_not(None)
        with self.database.reading() as connection:
            return set(connection.scalars(select(table.c.worker).where(held)))

    def tell(self, token: str, stage: str, done: int, total: int | None) -> None:
        """Say how far the job of a claim is."""
        with self.database.writing() as connection:
            row = _held(connection, token)
            if row is not None:
                self._changed(connection, row.id, stage=stage, done=done, total=total)

    def succeed(self, connection: Connection, claim: Claim, outcome: Outcome | None) -> bool:
        """End the job of a claim well, in the transaction that keeps its result; False if the claim was lost."""
        row = _held(connection, claim.token)
        if row is None:
            return False
        self._changed(
            connection,
            row.id,
            state="succeeded",
            outcome=outcome,
            finished=self.database.clock(),
            worker=None,
            lease=None,
            cancelled_by=None,
        )
        return True

    def fail(self, token: str, problem: str) -> None:
        """End the job of a claim without a result, unless the claim was lost."""
        with self.database.writing() as connection:
            row = _held(connection, token)
            if row is not None:
                self._end(connection, _job(row), "failed", actor=row.actor, problem=problem)

    def stopped(self, token: str) -> None:
        """Say that the process of a claim was stopped because its job was cancelled."""
        with self.database.writing() as connection:
            row = _held(connection, token)
            if row is not None:
                self._end(connection, _job(row), "cancelled", actor=row.cancelled_by or row.actor)

    def lose(self, token: str) -> None:
        """Say that the process of a claim died."""
        with self.database.writing() as connection:
            row = _held(connection, token)
            if row is not None:
                self._lose(connection, row)

    def release(self, token: str) -> None:
        """Give a claim back, as if the job had not been started."""
        with self.database.writing() as connection:
            row = _held(connection, token)
            if row is not None:
                self._changed(
                    connection, row.id, state="queued", attempts=row.attempts - 1, worker=None, lease=None, stage=""
                )

    def _lose(self, connection: Connection, row: Row[Any]) -> Job:
        job = _job(row)
        if row.cancelled_by is not None:
            return self._end(connection, job, "cancelled", actor=row.cancelled_by)
        if job.attempts >= ATTEMPTS:
            return self._end(connection, job, "failed", actor=job.actor, problem=DIED)
        self.log.append(connection, job.actor, f"{job.kind}.lost", _subjects(job), attempt=job.attempts)
        return self._changed(connection, job.id, state="queued", worker=None, lease=None, stage="", done=0, total=None)

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
        self.log.append(connection, actor, f"{job.kind}.{verb}", _subjects(job), problem=problem)
        return self._changed(
            connection,
            job.id,
            state=state,
            problem=problem,
            finished=self.database.clock(),
            worker=None,
            lease=None,
            cancelled_by=None,
        )

    def _changed(self, connection: Connection, name: str, **values: Any) -> Job:
        connection.execute(update(table).where(table.c.id == name).values(**values))
        return self._told(connection, name)

    def _told(self, connection: Connection, name: str) -> Job:
        """A job after a change, which becomes an event."""
        job, events = _get(connection, name), tables.job_events
        last = connection.scalar(select(func.max(events.c.number)).where(events.c.job == name)) or 0
        event = JobEvent(
            number=last + 1,
            time=self.database.clock(),
            state=job.state,
            stage=job.stage,
            done=job.done,
            total=job.total,
        )
        connection.execute(insert(events).values(job=name, **event.model_dump()))
        return job


def _held(connection: Connection, token: str) -> Row[Any] | None:
    """The row of the job that a claim is for, if it still holds."""
    held = (table.c.worker == token) & (table.c.state == "running")
    return connection.execute(select(table).where(held)).one_or_none()


def _get(connection: Connection, name: str) -> Job:
    row = connection.execute(select(table).where(table.c.id == name)).one_or_none()
    if row is None:
        raise MissingError("job", name)
    return _job(row)


def _job(row: Row[Any]) -> Job:
    fields = {name: value for name, value in row._asdict().items() if name in Job.model_fields}
    return Job(**fields, cancelling=row.cancelled_by is not None)


def _subjects(job: Job) -> dict[str, str]:
    return {"job": job.id, job.kind: job.subject}
