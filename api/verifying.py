"""Verifying: a plan and its scenario in, what the checker finds out, in a process that is stopped when time is up.

Both come from whoever sent them; a plan may be written so that to check it takes for ever.
"""

from __future__ import annotations

from dataclasses import asdict
from json import dumps, loads

from starlette.concurrency import run_in_threadpool

from api.service.errands import Errands
from api.store import Store
from inputs.documents import json_reading
from optimizer import certificate
from optimizer.certificate.verification import Verification
from optimizer.collection import collection_put_off
from optimizer.plans import Plan
from optimizer.scenario import Scenario


async def checked(errands: Errands, plan: Plan, scenario: Scenario) -> Verification:
    """What the checker says.

    Raises:
        Rejection: if too many wait, or if it takes too long.
    """
    written = await run_in_threadpool(lambda: (plan.model_dump_json(by_alias=True), scenario.canonical_json().decode()))
    found = loads(await errands.run(check, *written))
    return Verification(ok=found["ok"], failures=tuple(found["failures"]), steps=tuple(found["steps"]))


def check(_: Store, plan: str, scenario: str) -> bytes:
    """What the checker says, as JSON, in a process of its own."""
    with collection_put_off():
        facts = Scenario.parse(json_reading(scenario, "scenario").document)
        found = certificate.verify(Plan.model_validate_json(plan, strict=True), facts)
    return dumps(asdict(found)).encode()
