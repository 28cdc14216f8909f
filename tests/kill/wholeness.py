"""Wholeness: a store into everything in it that is half-written, or that the log does not know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Connection, select, text

from api.store import Store, tables


def flaws(store: Store) -> list[str]:
    """What is not whole, each in a sentence."""
    with store.database.reading() as connection:
        found = [*_of_jobs(connection), *_of_plans(connection), *_of_decisions(connection), *_of_file(connection)]
    return [*found, *store.audit().failures]


def _of_jobs(connection: Connection) -> Iterator[str]:
    events = tables.job_events
    last: dict[str, tuple[int, str]] = {}
    for row in connection.execute(select(events).order_by(events.c.job, events.c.number)):
        if row.number != last.get(row.job, (0, ""))[0] + 1:
            yield f"event {row.number} of job {row.job} has none before it"
        last[row.job] = (row.number, row.state)
    submitted = _told(connection, "plan.submit", "job")
    for job in connection.execute(select(tables.jobs)):
        if job.state != last.get(job.id, (0, ""))[1]:
            yield f"job {job.id} is {job.state}, and its last event says {last.get(job.id)}"
        if (job.state == "running") != (job.worker is not None) or (job.worker is None) != (job.lease is None):
            yield f"job {job.id} is {job.state}, and its claim says otherwise"
        if (job.state in {"succeeded", "failed", "cancelled"}) != (job.finished is not None):
            yield f"job {job.id} is {job.state}, and finished {job.finished}"
        if job.kind == "plan" and not submitted[job.id]:
            yield f"nobody submitted job {job.id}"


def _of_plans(connection: Connection) -> Iterator[str]:
    made = {row.job: row for row in connection.execute(select(tables.plans))}
    ran = _told(connection, "plan.run", "job")
    done = select(tables.jobs.c.id).where(tables.jobs.c.state == "succeeded", tables.jobs.c.kind == "plan")
    succeeded = set(connection.scalars(done))
    for job in succeeded ^ made.keys():
        yield f"job {job} succeeded without a plan, or has a plan without having succeeded"
    for job in succeeded | ran.keys():
        if ran[job] != 1 or job not in succeeded:
            yield f"job {job} was run {ran[job]} times, says the log"


def _of_decisions(connection: Connection) -> Iterator[str]:
    then = {"propose": "proposed", "approve": "approved", "publish": "published", "withdraw": "withdrawn"}
    steps = tables.steps
    last = {row.decision: row.action for row in connection.execute(select(steps).order_by(steps.c.number))}
    for row in connection.execute(select(tables.decisions)):
        if then.get(last.get(row.id, "")) != row.state:
            yield f"decision {row.id} is {row.state} after {last.get(row.id)}"
        if row.state == "published" and row.bundle is None:
            yield f"decision {row.id} is published without its bundle"


def _of_file(connection: Connection) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        found = connection.scalar(text("PRAGMA integrity_check"))
        if found != "ok":
            yield f"the file is not whole: {found}"


def _told(connection: Connection, action: str, noun: str) -> Counter[str]:
    """How often the log tells of an action, by what it was done to."""
    subjects = connection.scalars(select(tables.log.c.subjects).where(tables.log.c.action == action))
    return Counter(item[noun] for item in subjects)
