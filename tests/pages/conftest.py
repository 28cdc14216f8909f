"""A desk, and a visitor of the page without a browser."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from nicegui.testing import User
from nicegui.testing.general import nicegui_reset_globals

from api.app import create_app
from api.pages import asking, mount
from api.settings import Settings


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def service(tmp_path: Path) -> FastAPI:
    limits = {"rate": "100000/minute"}
    settings = {"store": str(tmp_path / "store.db"), "workers": 0, "token": "the token", "limits": limits}
    return create_app(Settings.model_validate(settings))


@pytest.fixture
async def user(service: FastAPI, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[User]:
    """Somebody who opens screens.

    NiceGUI forgets the modules of screens and their packages afterwards. They are put back even if the server does not
    end well: a package that is imported anew has none of its modules as attributes that were not forgotten with it.
    """
    monkeypatch.setenv("NICEGUI_USER_SIMULATION", "true")
    monkeypatch.setattr(asking, "PATIENCE", 60)
    monkeypatch.setattr("api.previews.PATIENCE", 60)
    modules = dict(sys.modules)
    try:
        with nicegui_reset_globals():
            mount(service, service.state.service)
            transport = httpx.ASGITransport(service)
            token = {"Authorization": "Bearer the token"}
            async with (
                service.router.lifespan_context(service),
                httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=token) as client,
            ):
                yield User(client)
    finally:
        sys.modules.update(modules)
