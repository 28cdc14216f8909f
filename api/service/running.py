"""Running: waiting for a job without holding a thread, and what is told of a plan while it is made and afterwards."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from pydantic import BaseModel, ConfigDict

from api.jobs import Runner
from api.settings import Settings
from api.store import Job, MissingError, PlanInfo, Store
from api.store.records import Outcome, State


class PlanStatus(BaseModel):
    """A plan while it is made, and afterwards."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    id: str
    """By which it is fetched."""
    state: State
    """Where the work is; it says nothing about what is found."""
    outcome: Outcome | None
    """What was found, once it is made."""
    job: Job
    """The work on it."""
    info: PlanInfo | None
    """What is known of it, once it is made."""


def status_of(store: Store, plan: str) -> PlanStatus:
    """How far a plan is.

    Raises:
        MissingError: if nobody ever asked for it.
    """
    job = store.jobs.latest(plan)
    if job is None:
        raise MissingError("plan", plan)
    info = store.plans.info(plan) if job.state == "succeeded" else None
    return PlanStatus(id=plan, state=job.state, outcome=job.outcome, job=job, info=info)


def patience(wanted: float | None, settings: Settings, default: float = 0.0) -> float:
    """Seconds that are waited for somebody who would wait so long."""
    return min(default if wanted is None else wanted, settings.limits.wait_seconds)


async def settled(runner: Runner, job: str, seconds: float) -> None:
    """Wait until a job has ended, or so many seconds; no thread is held."""
    if seconds > 0:
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.wrap_future(runner.finished(job)), seconds)
