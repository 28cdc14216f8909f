"""The log: every submission, run, decision and change of keys, each entry chained to the one before by its hash."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from api.problems import Kind, Rejection
from api.service.bodies import ExactRoute
from api.service.wiring import Here, LogReader, Message, Paging, PlainText
from api.store import Checkpoint, LogEntry, LogVerification, Page
from api.store.auditing import checkpoint_of

router = APIRouter(prefix="/log", tags=["log"], route_class=ExactRoute)

MOST_CHECKPOINTS = 10_000
"""Checkpoints that are looked at together: one a night for a quarter of a century."""


class Reading(Paging):
    """Which entries."""

    action: PlainText | None = None
    """A noun such as `plan`, or a noun and a verb such as `plan.run`."""
    subject: PlainText | None = None
    """An id or digest that it is about."""


class Known(Message):
    """What was kept elsewhere."""

    checkpoints: Annotated[list[Checkpoint], Field(min_length=1, max_length=MOST_CHECKPOINTS)]
    """What the log was at some times."""


@router.get("", operation_id="read_log", summary="Read the log")
def read(asked: Annotated[Reading, Query()], _: LogReader, service: Here) -> Page[LogEntry]:
    """Entries, newest first."""
    return service.store.log.entries(action=asked.action, subject=asked.subject, limit=asked.limit, cursor=asked.cursor)


@router.get("/verify", operation_id="verify_log", summary="Check that the log is whole")
def verify(_: LogReader, service: Here) -> LogVerification:
    """Finds entries that were changed, removed, moved, and documents that are not those that it tells of.

    Of a log whose end was cut off only a checkpoint that was kept elsewhere knows: post it here.
    """
    return service.store.audit()


@router.get("/checkpoint", operation_id="get_checkpoint", summary="Where the log ends")
def checkpoint(_: LogReader, service: Here) -> Checkpoint:
    """To be kept where nobody who can change the store can change it. It tells nothing of what happened."""
    head = service.store.log.head()
    if head is None:
        raise Rejection(Kind.NOT_FOUND, "The log is empty. Wait until something has happened.")
    return checkpoint_of(head)


@router.post("/verify", operation_id="verify_log_against", summary="Check the log against checkpoints from elsewhere")
def verify_against(known: Known, _: LogReader, service: Here) -> LogVerification:
    """As without checkpoints; and finds a log that was cut off, or written anew, after one of them was made."""
    return service.store.audit(known.checkpoints)
