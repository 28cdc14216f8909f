"""The service: settings in, an application out. It has no state at import and none that outlives it."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi_offline import FastAPIOffline
from starlette.exceptions import HTTPException

from api.guards import Guard
from api.openapi import describe
from api.problems import ProblemDetail, problem_response
from api.routes import ROUTERS
from api.settings import Settings
from optimizer.errors import QuotaplanError

PREFIX = "/api/v1"
DESCRIPTION = """\
Divides a capped import quota among its applicants: one answer, with its proof and its reasons.

Figures that may be fractions are exact texts, such as `"0.25"` or `"200/3"`; units are whole numbers. Every refusal
is an `application/problem+json` that lists all problems at once.
"""


def create_app(settings: Settings) -> FastAPI:
    """The application for these settings."""
    app = FastAPIOffline(
        title="quotaplan",
        version=version("quotaplan"),
        description=DESCRIPTION,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url="/docs",
        redoc_url=None,
        swagger_ui_oauth2_redirect_url="/docs/oauth2-redirect",
        redirect_slashes=False,
        telemetry={"tracing": False, "logs": False},
        responses={"4XX": {"model": ProblemDetail, "description": "A problem, with what to do."}},
    )
    app.state.settings = settings
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX)
    for kind in (QuotaplanError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, problem_response)
    app.add_middleware(Guard, settings=settings)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]
    return app
