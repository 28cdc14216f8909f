"""The log: every submission, run, decision and change of keys, each entry chained to the one before by its hash."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.service.wiring import Here, LogReader, Paging, PlainText
from api.store import LogEntry, Page
from api.store.auditing import LogVerification

router = APIRouter(prefix="/log", tags=["log"])


class Reading(Paging):
    """Which entries."""

    action: PlainText | None = None
    """A noun such as `plan`, or a noun and a verb such as `plan.run`."""
    subject: PlainText | None = None
    """An id or digest that it is about."""


@router.get("/verify", operation_id="verify_log", summary="Check that the log is whole")
def verify(_: LogReader, service: Here) -> LogVerification:
    """Finds entries that were changed, removed, moved, and documents that are not those that it tells of.

    Of a log whose end was cut off only a checkpoint that was kept elsewhere knows: see `quotaplan log verify`.
    """
    return service.store.audit()


@router.get("", operation_id="read_log", summary="Read the log")
def read(asked: Annotated[Reading, Query()], _: LogReader, service: Here) -> Page[LogEntry]:
    """Entries, newest first."""
    return service.store.log.entries(action=asked.action, subject=asked.subject, limit=asked.limit, cursor=asked.cursor)
