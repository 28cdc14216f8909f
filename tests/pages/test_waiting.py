"""What takes long says how far it is, can be stopped, and is not in the way of who does not need it."""

import asyncio
import subprocess
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from nicegui.testing import User

from api.pages.address import Address
from api.pages.asking import Waiting
from api.pages.desk import Desk, StoppedError, sample
from api.pages.sheets import Sheet
from optimizer.errors import SolverError
from tests.pages.saying import said, until

pytestmark = pytest.mark.anyio


async def test_a_plan_that_takes_long_is_shown_when_it_is_made(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.pages.asking.PATIENCE", 0)
    await user.open("/plans/three-claims")
    await until(lambda: "Order of stopping" in said(user))
    assert "Working" not in said(user)


async def test_work_that_is_stopped_is_forgotten_and_may_be_asked_for_again(service: FastAPI) -> None:
    desk, waiting, address = Desk(service.state.service), Waiting(), Address("three-claims")
    waiting("dividing", 1, 4)
    assert waiting.words == "Working: dividing, 25 %."
    waiting.stop()
    with pytest.raises(StoppedError, match="Nothing was kept"):
        await desk.sheet(address, waiting)
    sheet = await desk.sheet(address)
    assert sheet.plan.totals.awarded == 200
    assert (await desk.sheet(address)).plan is sheet.plan


async def test_a_plan_that_fails_at_once_holds_nobody_up(service: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    failed: Future[None] = Future()
    failed.set_exception(SolverError("No solver found an answer."))
    monkeypatch.setattr(ThreadPoolExecutor, "submit", lambda *_: failed)
    desk = Desk(service.state.service)
    for _ in range(2):
        with pytest.raises(SolverError, match="No solver"):
            await desk.plan(sample("three-claims"))


async def test_whoever_waits_for_the_same_plan_is_not_stopped_with_the_other(service: FastAPI) -> None:
    desk, first, second, address = Desk(service.state.service), Waiting(), Waiting(), Address("three-claims")
    first.stop()
    stopped, answered = await asyncio.gather(
        desk.sheet(address, first), desk.sheet(address, second), return_exceptions=True
    )
    assert isinstance(stopped, StoppedError)
    assert isinstance(answered, Sheet)


async def test_a_search_that_is_stopped_leaves_nothing_running(service: FastAPI) -> None:
    desk, waiting = Desk(service.state.service), Waiting()
    search = asyncio.ensure_future(
        desk.incentives(await desk.base("h200-2026"), ["F01"], ["policy", "proportional"], waiting)
    )
    await until(lambda: waiting.words.startswith("Working"))
    waiting.stop()
    with pytest.raises(StoppedError):
        await search
    await until(lambda: not [item for item in threading.enumerate() if item.name.startswith("incentives")])


async def test_who_only_plans_does_not_load_the_page() -> None:
    script = "import sys, api.program; sys.exit('nicegui' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0  # noqa: ASYNC221 - it is short
