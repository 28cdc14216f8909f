"""What-ifs: a plan and a patch in, the changed scenario, its plan and what differs out, in one answer."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict
from starlette.concurrency import run_in_threadpool

from api.service.bodies import ExactRoute
from api.service.patches import AnyPatch, patch_of
from api.service.preferences import Waiting
from api.service.running import PlanStatus, patience, settled, status_of
from api.service.wiring import Creator, Here, Message, PlanDigest
from api.store import ScenarioInfo
from optimizer.comparison import Comparison, compare

router = APIRouter(prefix="/what-ifs", tags=["what-ifs"], route_class=ExactRoute)


class NewWhatIf(Message):
    """A change that is to be tried."""

    baseline: PlanDigest
    """Id of a finished plan."""
    patch: AnyPatch
    """What is changed in its scenario."""


class WhatIf(BaseModel):
    """What a change does."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    scenario: ScenarioInfo
    """The changed scenario, which is kept."""
    plan: PlanStatus
    """Its plan, which is kept."""
    comparison: Comparison | None
    """What differs from the baseline; None until the plan is made."""


@router.post(
    "",
    operation_id="try_change",
    summary="Try a change of a plan's scenario",
    responses={202: {"model": WhatIf, "description": "The plan is not made yet; ask again in the same words."}},
)
async def try_change(new: NewWhatIf, caller: Creator, service: Here, wait: Waiting, response: Response) -> WhatIf:
    """The answer comes when the plan is made. An empty patch gives the baseline itself."""
    store, shelf, limits, patch = service.store, service.shelf, service.settings.limits, patch_of(new.patch)

    def begin() -> tuple[ScenarioInfo, str, str]:
        parent = store.plans.info(new.baseline).scenario
        derived = store.scenarios.derive(parent, patch, caller.name, most=limits.applications).scenario
        submission = store.plans.submit(derived.id, caller.name)
        return derived, submission.id, submission.job.id

    scenario, plan, job = await run_in_threadpool(begin)
    await settled(service.runner, job, patience(wait, service.settings, limits.wait_seconds))

    def end() -> WhatIf:
        status = status_of(store, plan)
        found = None
        if status.info is not None:
            found = compare(*shelf.planned(new.baseline), *shelf.planned(plan))
        return WhatIf(scenario=scenario, plan=status, comparison=found)

    answer = await run_in_threadpool(end)
    response.status_code = 202 if answer.comparison is None else 200
    return answer
