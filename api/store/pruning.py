"""Pruning: a store and an age in, how many steps of old jobs were removed out. Nothing else is ever removed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, select

from api.store import tables
from api.store.columns import written_time
from api.store.engine import Database
from api.store.log import Log
from api.store.records import FINAL

jobs, events = tables.jobs, tables.job_events


def prune(database: Database, log: Log, age: timedelta, actor: str) -> int:
    """Remove the steps of jobs that ended so long ago, but for the last of each, and say so in the log."""
    before = database.clock() - age
    later = events.alias("later")
    old = select(jobs.c.id).where(jobs.c.state.in_(FINAL), jobs.c.finished < before)
    last = select(func.max(later.c.number)).where(later.c.job == events.c.job).scalar_subquery()
    removed = (events.c.job.in_(old)) & (events.c.number < last)
    with database.reading() as connection:
        if connection.execute(select(events.c.job).where(removed).limit(1)).one_or_none() is None:
            return 0
    with database.writing() as connection:
        count = connection.execute(delete(events).where(removed)).rowcount
        log.append(connection, actor, "store.prune", {}, steps=count, before=written_time(before))
        return count
