"""Health: whether the service lives, whether it can work, what it counted, and what it is."""

from __future__ import annotations

from importlib.metadata import version
from typing import Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict

from api.problems import Kind, Rejection
from api.service.access import Scope
from api.service.metrics import MEDIA_TYPE
from api.service.wiring import Here

router = APIRouter(tags=["operations"])


class Life(BaseModel):
    """That the process answers."""

    status: Literal["alive"] = "alive"


class Readiness(BaseModel):
    """That the service can work."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    status: Literal["ready"] = "ready"
    jobs: dict[str, int]
    """How many jobs are in each state."""


class Version(BaseModel):
    """What is running."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    version: str
    """Version of the program."""
    api: Literal["v1"] = "v1"
    """Version of this interface."""
    format: Literal[1] = 1
    """Version of the format of scenarios and plans."""


def _metrics_reader(request: Request, service: Here) -> None:
    """Refuse somebody who may not read metrics, unless everybody may."""
    if not service.settings.open_metrics and not service.door.caller(request).may(Scope.OPERATE):
        raise Rejection(Kind.FORBIDDEN, "It needs a key that may operate.")


@router.get("/livez", operation_id="livez", summary="Whether the process answers")
async def livez() -> Life:
    """Says nothing about the store or the workers."""
    return Life()


@router.get("/readyz", operation_id="readyz", summary="Whether the service can work")
def readyz(service: Here) -> Readiness:
    """503 while the store does not answer, or the service is being ended."""
    if not service.store.ready() or not service.runner.alive:
        raise Rejection(Kind.BUSY, "The service begins or ends.", headers={"Retry-After": "5"})
    return Readiness(jobs=service.store.jobs.counts())


@router.get(
    "/metrics",
    operation_id="metrics",
    summary="What was counted, for Prometheus",
    response_class=Response,
    dependencies=[Depends(_metrics_reader)],
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def metrics(service: Here) -> Response:
    """Requests by route and status, and jobs by state; never by firm or person."""
    return Response(service.metrics.exposition(), media_type=MEDIA_TYPE)


@router.get("/version", operation_id="get_version", summary="What is running")
async def get_version() -> Version:
    """Versions of the program, this interface and the formats."""
    return Version(version=version("quotaplan"))
