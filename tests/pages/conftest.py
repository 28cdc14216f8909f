"""A desk, and a visitor of the page without a browser."""

import sys
from collections.abc import AsyncIterator

import httpx
import pytest
from nicegui import core
from nicegui.testing import User
from nicegui.testing.general import nicegui_reset_globals, prepare_simulation

from api.pages import register
from api.pages.desk import Desk


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def user(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[User]:
    """Somebody who opens screens. NiceGUI forgets the modules of screens afterwards; they are put back."""
    monkeypatch.setenv("NICEGUI_USER_SIMULATION", "true")
    monkeypatch.setattr("api.pages.asking.PATIENCE", 60)
    modules = dict(sys.modules)
    with nicegui_reset_globals():
        prepare_simulation()
        register(desk)
        transport = httpx.ASGITransport(core.app)
        async with (
            core.app.router.lifespan_context(core.app),
            httpx.AsyncClient(transport=transport, base_url="http://test") as client,
        ):
            yield User(client)
    sys.modules.update(modules)
