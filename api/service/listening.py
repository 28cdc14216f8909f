"""Listening: the steps of a job as server-sent events, from the first that a listener has not heard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Header
from fastapi.sse import ServerSentEvent
from starlette.concurrency import run_in_threadpool

from api.service.wiring import Service
from api.store.records import FINAL

PAUSE = 0.3
"""Seconds between looks at a job."""
RETRY = 1000
"""Milliseconds after which a listener that was cut off comes again."""


def heard(
    last_event_id: Annotated[
        str | None, Header(pattern="^[0-9]{1,9}$", description="The id of the last event that was heard.")
    ] = None,
) -> int:
    """Number of the last event that a listener has heard."""
    return int(last_event_id or 0)


Heard = Annotated[int, Depends(heard)]


async def listened(service: Service, job: str, after: int) -> AsyncIterator[ServerSentEvent]:
    """The events of a job after one of them, until it has ended or the service ends."""
    while True:
        ending = not service.runner.alive
        found = await run_in_threadpool(service.store.jobs.events, job, after=after)
        for event in found:
            after = event.number
            yield ServerSentEvent(data=event, event=event.state, id=str(event.number), retry=RETRY)
        state = (await run_in_threadpool(service.store.jobs.get, job)).state
        if ending or (state in FINAL and not found):
            return
        await asyncio.sleep(0 if state in FINAL else PAUSE)
