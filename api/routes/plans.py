"""Plans: made by the workers, once for each scenario and version of the program; immutable from then on."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from api.service.bodies import JSON, ExactRoute
from api.service.conditions import immutable
from api.service.parts import part
from api.service.preferences import Waiting
from api.service.running import PlanStatus, patience, settled, status_of
from api.service.wiring import Creator, Here, Message, Paging, PlanId, Reader, ScenarioDigest
from api.store import Job, Page, PlanInfo
from api.store.bundles import bundle
from api.store.records import Outcome
from optimizer.plans import Bottleneck, Checks, Deliverable, Engine, LotStop, RowUse

router = APIRouter(prefix="/plans", tags=["plans"], route_class=ExactRoute)

ZIP = "application/zip"
Responses = dict[int | str, dict[str, Any]]
IS_NEW: Responses = {
    200: {"description": "It was asked for before.", "model": PlanStatus},
    201: {"description": "It is new."},
}
DOCUMENT: Responses = {200: {"content": {JSON: {"schema": {"$ref": "#/components/schemas/Plan"}}}}}
ARCHIVE: Responses = {200: {"content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}}}


class NewPlan(Message):
    """What is to be divided."""

    scenario: ScenarioDigest
    """Digest of a scenario that was submitted."""


class Finding(Paging):
    """Which plans."""

    scenario: ScenarioDigest | None = None
    """Only plans of this scenario."""
    outcome: Outcome | None = None
    """Only plans that found this."""


class Rows(Paging):
    """Which limits."""

    binding: bool | None = None
    """Only limits that stopped somebody or are used up, or only the others."""
    rule: Annotated[str, Field(max_length=100)] | None = None
    """Only rows of this rule."""


class Certificate(BaseModel):
    """What proves a plan: the prices at which nobody could get more."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    plan: str
    """Id of the plan."""
    scenario_digest: str
    """Digest of the scenario that it divides."""
    engine: Engine
    checks: Checks
    bottlenecks: list[Bottleneck]
    """Every stop with its proof, in order."""
    deliverable: Deliverable | None
    """How the entitlements can be delivered, all of them at once."""
    lot_stops: list[LotStop]
    """Why there was no room for further lots."""


@router.post("", operation_id="make_plan", summary="Have a scenario divided", status_code=201, responses=IS_NEW)
async def make(new: NewPlan, caller: Creator, service: Here, wait: Waiting, response: Response) -> PlanStatus:
    """Ask for the plan of a scenario. With `Prefer: wait=10` the answer comes when it is made, or after ten seconds.

    The same scenario again is answered with the plan that is there.
    """
    submission = await run_in_threadpool(service.store.plans.submit, new.scenario, caller.name)
    await settled(service.runner, submission.job.id, patience(wait, service.settings))
    response.headers["Location"] = f"/api/v1/plans/{submission.id}"
    response.status_code = 201 if submission.created else 200
    return await run_in_threadpool(status_of, service.store, submission.id)


@router.get("", operation_id="list_plans", summary="Find finished plans")
def find(asked: Annotated[Finding, Query()], _: Reader, service: Here) -> Page[PlanInfo]:
    """Plans, newest first."""
    return service.store.plans.search(
        scenario=asked.scenario, outcome=asked.outcome, limit=asked.limit, cursor=asked.cursor
    )


@router.get("/{plan}", operation_id="get_plan", summary="How far a plan is, and what it found")
async def get(plan: PlanId, _: Reader, service: Here, wait: Waiting) -> PlanStatus:
    """Its state says where the work is; its outcome what was found. A guarantee that cannot be met is a finding."""
    status = await run_in_threadpool(status_of, service.store, plan)
    await settled(service.runner, status.job.id, patience(wait, service.settings))
    return await run_in_threadpool(status_of, service.store, plan)


@router.post("/{plan}/cancel", operation_id="cancel_plan", summary="Stop the making of a plan")
def cancel(plan: PlanId, caller: Creator, service: Here) -> Job:
    """Its process is ended; asking for the plan again starts anew."""
    job = service.store.jobs.cancel(status_of(service.store, plan).job.id, caller.name)
    service.runner.wake()
    return job


@router.get(
    "/{plan}/document",
    operation_id="get_plan_document",
    summary="plan.json",
    response_class=Response,
    responses=DOCUMENT,
)
def document(request: Request, plan: PlanId, _: Reader, service: Here) -> Response:
    """The whole plan, byte for byte as the command line writes it."""
    return immutable(request, service.store.plans.document(plan), JSON)


@router.get("/{plan}/rows", operation_id="get_rows", summary="How much of each limit is used")
def rows(plan: PlanId, asked: Annotated[Rows, Query()], _: Reader, service: Here) -> Page[RowUse]:
    """Rows in the order of the plan."""
    wanted = [
        row
        for row in service.shelf.plan(plan).rows
        if asked.binding in (None, row.binding) and asked.rule in (None, row.rule)
    ]
    return part(wanted, asked)


@router.get("/{plan}/bottlenecks", operation_id="get_bottlenecks", summary="Who stopped when, and the proof")
def bottlenecks(plan: PlanId, asked: Annotated[Paging, Query()], _: Reader, service: Here) -> Page[Bottleneck]:
    """Bottlenecks in the order in which they were met."""
    return part(service.shelf.plan(plan).bottlenecks, asked)


@router.get("/{plan}/certificate", operation_id="get_certificate", summary="The proof of a plan")
def certificate(plan: PlanId, _: Reader, service: Here) -> Certificate:
    """What `docs/certificate.md` tells how to check."""
    found = service.shelf.plan(plan)
    return Certificate(
        plan=plan,
        scenario_digest=found.scenario_digest,
        engine=found.engine,
        checks=found.checks,
        bottlenecks=found.bottlenecks,
        deliverable=found.deliverable,
        lot_stops=found.lot_stops,
    )


@router.get(
    "/{plan}/bundle",
    operation_id="get_bundle",
    summary="Scenario, plan and stand-alone verifier in one zip",
    response_class=Response,
    responses=ARCHIVE,
)
def get_bundle(request: Request, plan: PlanId, _: Reader, service: Here) -> Response:
    """Everything that somebody else needs to check the plan with nothing but Python."""
    info = service.store.plans.info(plan)
    data = bundle(service.store.scenarios.canonical(info.scenario), service.store.plans.document(plan))
    return immutable(request, data, ZIP, file=f"quotaplan-{plan.removeprefix('sha256:')[:12]}.zip")
