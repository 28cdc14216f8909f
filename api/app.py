"""The service: settings in, an application out. It has no state at import and none that outlives it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi_offline import FastAPIOffline
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from api.jobs import Runner
from api.problems import MEDIA_TYPE, problem_response
from api.routes import ROUTERS
from api.service.door import Door
from api.service.errands import Errands
from api.service.events import events
from api.service.gate import SESSION, Gate, open_session
from api.service.guards import Guard
from api.service.metrics import Metrics
from api.service.openapi import describe, methods_at
from api.service.shelf import Shelf
from api.service.wiring import Service
from api.settings import Settings
from api.store import open_store
from optimizer.errors import QuotaplanError

PREFIX = "/api/v1"
DESCRIPTION = """\
Divides a capped import quota among its applicants: one answer, with its proof and its reasons.

To begin: submit a scenario (`POST /scenarios`), have it divided (`POST /plans` with `Prefer: wait=10`), then read its
awards, its explanations and its bundle. The examples below run one after the other in a new store. What is made once
never changes; the same request again is answered with what is there.

Figures that may be fractions are exact texts, such as `"0.25"` or `"200/3"`; units are whole numbers. Every refusal
is an `application/problem+json` that lists all problems at once.
"""
PROBLEM = {
    "description": "A problem, with what to do.",
    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetail"}}},
}


def described() -> dict[str, Any]:
    """The OpenAPI description of the service, for which nothing is opened."""
    return describe(_routed())


def create_app(settings: Settings) -> FastAPI:
    """The application for these settings, with its store open; its workers run while it is served.

    Raises:
        InputError: if the store cannot be opened.
    """
    store, metrics, told = open_store(settings.store), Metrics(), events()
    limits = settings.limits
    runner = Runner(
        store,
        workers=settings.workers,
        seconds={"plan": limits.run_seconds, "sweep": limits.sweep_seconds},
        keep_steps=None if settings.keep_steps_days is None else timedelta(days=settings.keep_steps_days),
        events=told,
    )
    metrics.watch("quotaplan_jobs", "Jobs by state.", "state", store.jobs.counts)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        runner.start()
        if settings.workers:
            app.state.service.errands.warm()
        yield
        await run_in_threadpool(runner.drain, limits.drain_seconds)
        await run_in_threadpool(app.state.service.errands.close)
        metrics.close()
        store.close()

    app = _routed(lifespan=lifespan, telemetry={"tracing": False, "logs": False, "meter_provider": metrics.provider})
    door, errands = Door(settings, store), Errands(store, limits.quick_seconds)
    app.state.service = Service(settings, store, Shelf(store), runner, door, metrics, errands)
    app.add_middleware(Gate, door=door)
    app.add_middleware(Guard, settings=settings, events=told)
    return app


def _routed(**options: Any) -> FastAPI:
    """An application with every route, which knows no store."""
    app = FastAPIOffline(
        title="quotaplan",
        version=version("quotaplan"),
        description=DESCRIPTION,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url="/docs",
        redoc_url=None,
        swagger_ui_oauth2_redirect_url="/docs/oauth2-redirect",
        redirect_slashes=False,
        responses={"4XX": PROBLEM, "5XX": PROBLEM},
        **options,
    )
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX)
    app.add_route(SESSION, open_session, methods=["POST"], include_in_schema=False)
    for kind in (QuotaplanError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _answered)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]
    return app


async def _answered(request: Request, error: Exception) -> Response:
    """The answer to something that was raised; where the method was wrong, with those that are right."""
    response = problem_response(request, error)
    if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        response.headers["Allow"] = ", ".join(sorted(methods_at(request.app, request.url.path)))
    return response
