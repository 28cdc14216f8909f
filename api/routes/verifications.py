"""Verifications: a plan and its scenario in, what holds and what fails out; no solver involved."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict
from starlette.concurrency import run_in_threadpool

from api.plan_files import plan_of
from api.service.bodies import ExactRoute
from api.service.submissions import refuse_many
from api.service.wiring import Here, Verifier
from api.verifying import checked
from optimizer.scenario import Scenario

router = APIRouter(prefix="/verifications", tags=["verifications"], route_class=ExactRoute)


class Bundle(BaseModel):
    """What is to be verified."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", use_attribute_docstrings=True)

    scenario: dict[str, Any]
    """The whole scenario."""
    plan: dict[str, Any]
    """The plan, as it stands in plan.json."""


class Verified(BaseModel):
    """What the checker found."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    ok: bool
    """Whether everything holds."""
    failures: list[str]
    """Sentences that say what fails; empty for a plan that holds."""
    steps: list[str]
    """What was checked and holds, in order."""


@router.post("", operation_id="verify", summary="Check a plan by arithmetic, without a solver")
async def verify(bundle: Annotated[Bundle, Body()], _: Verifier, service: Here) -> Verified:
    """Derives everything again from the scenario, in exact arithmetic. Nothing is kept."""
    refuse_many(bundle.scenario, service.settings.limits)
    plan, scenario = await run_in_threadpool(lambda: (plan_of(bundle.plan, "plan"), Scenario.parse(bundle.scenario)))
    found = await checked(service.errands, plan, scenario)
    return Verified(ok=found.ok, failures=list(found.failures), steps=list(found.steps))
