"""Counterfactuals: changes of one figure that would give an application or a firm the units it wants."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from api.routes.explanations import ApplicationId, FirmId, Telling
from api.service.bodies import JSON, ExactRoute
from api.service.privacy import refuse_application, refuse_firm
from api.service.wiring import Here, Message, PlanId, Reader, Service
from api.store import Store
from optimizer.counterfactual import counterfactual
from optimizer.explanation.explained import Kind

router = APIRouter(prefix="/plans", tags=["explanations"], route_class=ExactRoute)

SOUGHT: dict[int | str, dict[str, Any]] = {
    200: {"content": {JSON: {"schema": {"$ref": "#/components/schemas/Counterfactual"}}}}
}


class Wish(Message):
    """What is wanted."""

    want: Annotated[int, Field(ge=1, le=10**12, examples=[60])]
    """Units granted; of all its applications together for a firm."""


class Sought(Message):
    """A wish on its way to the process that looks for what would grant it."""

    kind: Kind
    name: str
    want: int
    told: Telling


@router.post(
    "/{plan}/applications/{application:path}/counterfactual",
    operation_id="wish_for_application",
    summary="What would give an application the units that it wants",
    response_class=Response,
    responses=SOUGHT,
)
async def wish_for_application(
    plan: PlanId,
    application: ApplicationId,
    wish: Wish,
    asked: Annotated[Telling, Query()],
    caller: Reader,
    service: Here,
) -> Response:
    """One figure at a time, the smallest change first. Each was run, and so was one step less."""
    await run_in_threadpool(refuse_application, caller, service, plan, application)
    return await _sought(service, plan, Sought(kind="application", name=application, want=wish.want, told=asked))


@router.post(
    "/{plan}/firms/{firm:path}/counterfactual",
    operation_id="wish_for_firm",
    summary="What would give a firm the units that it wants",
    response_class=Response,
    responses=SOUGHT,
)
async def wish_for_firm(
    plan: PlanId, firm: FirmId, wish: Wish, asked: Annotated[Telling, Query()], caller: Reader, service: Here
) -> Response:
    """One figure at a time, the smallest change first. Each was run, and so was one step less."""
    await run_in_threadpool(refuse_firm, caller, service, plan, firm)
    return await _sought(service, plan, Sought(kind="firm", name=firm, want=wish.want, told=asked))


async def _sought(service: Service, plan: str, sought: Sought) -> Response:
    found = await service.errands.run(seek, plan, sought.model_dump_json())
    return Response(found, media_type=JSON)


def seek(store: Store, plan: str, asked: str) -> bytes:
    """What would grant a wish, as JSON, in a process of its own."""
    sought, found = Sought.model_validate_json(asked), store.plans.get(plan)
    scenario = store.scenarios.get(found.scenario_digest)
    answers = counterfactual(found, scenario, sought.name, sought.want, kind=sought.kind)
    document = answers.shown_to(sought.told.audience).document(sought.told.language)
    return json.dumps(document, ensure_ascii=False).encode()
