"""Sweeps: many plans of one scenario side by side, with figures varied; made by the workers, point by point."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from api.service.bodies import JSON, ExactRoute
from api.service.listening import Heard, listened
from api.service.preferences import Waiting, chosen
from api.service.running import patience, settled
from api.service.wiring import DIGEST, Creator, Here, Message, Paging, Reader, ScenarioDigest, Service
from api.store import Job, MissingError, Page, SweepInfo, SweepSpec
from api.store.records import State
from api.sweeps.outputs import FORMATS

router = APIRouter(prefix="/sweeps", tags=["sweeps"], route_class=ExactRoute)

SweepId = Annotated[str, Path(pattern=DIGEST, description="Id of a sweep.")]
CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TABLES = {JSON: "json", CSV: "csv", XLSX: "xlsx"}
"""The forms of a table, each with its format."""
TABLE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            JSON: {"schema": {"type": "object"}},
            CSV: {"schema": {"type": "string"}},
            XLSX: {"schema": {"type": "string", "format": "binary"}},
        }
    }
}


class NewSweep(Message):
    """What is varied."""

    scenario: ScenarioDigest
    """Digest of a scenario that was submitted."""
    vary: Annotated[
        list[Annotated[str, Field(max_length=1000)]],
        Field(min_length=1, max_length=20, examples=[["policy.rules.quota.limit=100:300:100"]]),
    ]
    """Each `PATH=VALUES`, as the command line takes it: FROM:TO:STEP, a list a,b,c, or a distribution."""
    zipped: bool = False
    """Whether lists go in step, the first values together, then the second, and so on."""
    samples: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """Draws of what has a distribution, at each point."""
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 0
    """The same seed draws the same samples."""


class SweepStatus(BaseModel):
    """A sweep while it is made, and afterwards."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    id: str
    """By which it is fetched."""
    state: State
    """Where the work is."""
    job: Job
    """The work on it: what of it is done."""
    info: SweepInfo
    """What is varied."""


class Finding(Paging):
    """Which sweeps."""

    scenario: ScenarioDigest | None = None
    """Only sweeps of this scenario."""


@router.post(
    "",
    operation_id="make_sweep",
    summary="Have a scenario divided many times, with figures varied",
    status_code=201,
    responses={
        200: {"description": "It was asked for before.", "model": SweepStatus},
        201: {"description": "It is new."},
    },
)
async def make(new: NewSweep, caller: Creator, service: Here, wait: Waiting, response: Response) -> SweepStatus:
    """Ask for a sweep. The same again is answered with the one that is there; one that was ended goes on."""
    spec = SweepSpec(vary=tuple(new.vary), zipped=new.zipped, samples=new.samples, seed=new.seed)
    submission = await run_in_threadpool(service.store.sweeps.submit, new.scenario, spec, caller.name)
    await settled(service.runner, submission.job.id, patience(wait, service.settings))
    response.headers["Location"] = f"/api/v1/sweeps/{submission.id}"
    response.status_code = 201 if submission.created else 200
    return await run_in_threadpool(_status, service, submission.id)


@router.get("", operation_id="list_sweeps", summary="Find sweeps")
def find(asked: Annotated[Finding, Query()], _: Reader, service: Here) -> Page[SweepInfo]:
    """Sweeps, newest first."""
    return service.store.sweeps.search(scenario=asked.scenario, limit=asked.limit, cursor=asked.cursor)


@router.get("/{sweep}", operation_id="get_sweep", summary="How far a sweep is")
def get(sweep: SweepId, _: Reader, service: Here) -> SweepStatus:
    """What is varied, and what of it is done."""
    return _status(service, sweep)


@router.post("/{sweep}/cancel", operation_id="cancel_sweep", summary="Stop a sweep")
def cancel(sweep: SweepId, caller: Creator, service: Here) -> Job:
    """What is done is kept; asking for the sweep again goes on from there."""
    job = service.store.jobs.cancel(_status(service, sweep).job.id, caller.name)
    service.runner.wake()
    return job


@router.get(
    "/{sweep}/table",
    operation_id="get_sweep_table",
    summary="What came of each point",
    response_class=Response,
    responses=TABLE,
)
def table(request: Request, sweep: SweepId, _: Reader, service: Here) -> Response:
    """The points that are done so far, as JSON, CSV or a workbook, by `Accept`."""
    kind = chosen(request, TABLES)
    return Response(FORMATS[TABLES[kind]].write(service.store.sweeps.outcome(sweep)), media_type=kind)


def _job(sweep: SweepId, _: Reader, service: Here) -> str:
    return _status(service, sweep).job.id


@router.get(
    "/{sweep}/events",
    operation_id="hear_sweep",
    summary="How far a sweep is, as it happens",
    response_class=EventSourceResponse,
)
async def events(job: Annotated[str, Depends(_job)], heard: Heard, service: Here) -> AsyncIterator[ServerSentEvent]:
    """Server-sent events, each a step of the work; with `Last-Event-ID`, those that came since."""
    async for event in listened(service, job, heard):
        yield event


def _status(service: Service, sweep: str) -> SweepStatus:
    info = service.store.sweeps.info(sweep)
    job = service.store.jobs.latest(sweep)
    if job is None:
        raise MissingError("sweep", sweep)
    return SweepStatus(id=sweep, state=job.state, job=job, info=info)
