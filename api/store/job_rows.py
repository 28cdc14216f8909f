"""Rows of jobs: read as jobs, and changed so that every change is an event."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from api.store import tables
from api.store.errors import MissingError
from api.store.records import Job, JobEvent

table = tables.jobs
events = tables.job_events


def job_of(row: Row[Any]) -> Job:
    """The job that a row holds."""
    fields = {name: value for name, value in row._asdict().items() if name in Job.model_fields}
    return Job(**fields, cancelling=row.cancelled_by is not None)


def get_job(connection: Connection, name: str) -> Job:
    """A job.

    Raises:
        MissingError: if there is none.
    """
    row = connection.execute(select(table).where(table.c.id == name)).one_or_none()
    if row is None:
        raise MissingError("job", name)
    return job_of(row)


def held(connection: Connection, token: str) -> Row[Any] | None:
    """The row of the job that a claim is for, if it still holds."""
    holds = (table.c.worker == token) & (table.c.state == "running")
    return connection.execute(select(table).where(holds)).one_or_none()


def changed(connection: Connection, name: str, time: datetime, **values: Any) -> Job:
    """A job after a change of its row, which is an event of that time."""
    connection.execute(update(table).where(table.c.id == name).values(**values))
    return told(connection, name, time)


def told(connection: Connection, name: str, time: datetime) -> Job:
    """A job after what just happened to it, which is an event of that time."""
    job = get_job(connection, name)
    last = connection.scalar(select(func.max(events.c.number)).where(events.c.job == name)) or 0
    event = JobEvent(number=last + 1, time=time, state=job.state, stage=job.stage, done=job.done, total=job.total)
    connection.execute(insert(events).values(job=name, **event.model_dump()))
    return job


def subjects(job: Job) -> dict[str, str]:
    """What the log names of a job."""
    return {"job": job.id, job.kind: job.subject}
