"""Asking for a plan from a screen: at once if it is quick, else with a word on how far it is, and a way to stop it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from threading import Event
from typing import TypeVar

from nicegui import ui

from api.figures import percent
from api.pages.address import Address
from api.pages.desk import Desk, StoppedError
from api.pages.frame import refusal, show
from api.pages.markup import sentences
from api.pages.sheets import Sheet
from optimizer.errors import QuotaplanError

Answer = TypeVar("Answer")

PATIENCE = 1.0
"""Seconds that a screen waits for a plan before it is shown without."""


class Waiting:
    """How far the work of one screen is. The thread that works writes it, the screen reads it."""

    def __init__(self) -> None:
        self.words = "Reading the scenario."
        self._stop = Event()

    def stop(self) -> None:
        """End the work at its next step."""
        self._stop.set()

    def __call__(self, stage: str, done: int, of: int | None) -> None:
        """Called by the work at each of its steps.

        Raises:
            StoppedError: if nobody waits for it any more.
        """
        if self._stop.is_set():
            raise StoppedError("StoppedError. Nothing was kept; load the screen again to start over.")
        self.words = f"Working: {stage}{f', {percent(done, of, places=0)}' if of else ''}."


@asynccontextmanager
async def answered(work: Callable[[Waiting], Awaitable[Answer]]) -> AsyncIterator[Answer | None]:
    """The answer of some work, in the place where the screen is to show it; None if it was refused, which is said.

    Args:
        work: what is to be done; it tells how far it is by calling what it is given.
    """
    waiting = Waiting()
    task = asyncio.ensure_future(work(waiting))
    place = ui.element("div").classes("answer")
    await asyncio.wait([task], timeout=PATIENCE)
    if not task.done():
        await _told(place, task, waiting)
    if place.is_deleted:  # whoever asked has gone on
        yield None
        return
    with place:
        place.clear()
        answer = None
        try:
            answer = task.result()
        except QuotaplanError as error:
            show(refusal(error))
        yield answer


def asked(desk: Desk, address: Address) -> AbstractAsyncContextManager[Sheet | None]:
    """The sheet of an address, as `answered` gives it."""
    return answered(lambda waiting: desk.sheet(address, waiting))


async def _told(place: ui.element, task: asyncio.Future[Answer], waiting: Waiting) -> None:
    """Say how far the work is until it is done."""
    with place:
        words = show(sentences([waiting.words])).props("role=status aria-live=polite")
        ui.html("Stop", sanitize=False, tag="button").props("type=button").on("click", waiting.stop, args=[])
    await ui.context.client.connected()
    while not task.done():
        await asyncio.wait([task], timeout=0.25)
        if place.is_deleted:
            waiting.stop()
            await asyncio.wait([task])
            task.exception()
            return
        words.set_content(sentences([waiting.words]))
