"""Client: a service's address and a key in, its scenarios, plans and reasons out, as the same nouns as without it.

with Client("http://127.0.0.1:8080", key) as service:
info = service.add(read_scenario("three-claims"))
plan = service.plan(info.id)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx2
import simplejson
from pydantic import BaseModel, ValidationError

from api.problems import Kind, ProblemDetail
from api.routes.verifications import Verified
from api.routes.what_ifs import WhatIf
from api.service.bodies import JSON
from api.service.running import PlanStatus
from api.store import Decision, Page, PlanInfo, ScenarioInfo
from api.store.records import FINAL
from inputs.documents import json_reading
from inputs.patching import Patch
from optimizer.errors import InputError, Problem, QuotaplanError
from optimizer.plans import Plan
from optimizer.scenario import Scenario
from optimizer.scenario.canonical import exact_form

Answer = TypeVar("Answer", bound=BaseModel)
PATIENCE = 30
"""Seconds that one request waits for a plan; then it asks again."""


class ServiceError(QuotaplanError):
    """The service answered with a problem, or not at all."""

    def __init__(self, detail: str, problem: ProblemDetail | None = None) -> None:
        super().__init__(detail)
        self.problem = problem
        """What it said, if it said anything."""


class Client:
    """A service of quotaplan.

    Args:
        address: as `quotaplan serve` prints it, without the token.
        key: a key made by `quotaplan keys create`, or the token.
        transport: how requests travel, for tests.
    """

    def __init__(self, address: str, key: str, *, transport: httpx2.BaseTransport | None = None) -> None:
        self._http = httpx2.Client(
            base_url=f"{address.rstrip('/')}/api/v1",
            headers={"Authorization": f"Bearer {key}"},
            timeout=2 * PATIENCE,
            transport=transport,
        )

    def __enter__(self) -> Self:
        """The client itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close its connections."""
        self._http.close()

    def add(self, scenario: Scenario) -> ScenarioInfo:
        """Submit a scenario.

        Raises:
            InputError: with every problem that the service has with it.
        """
        return self._read(ScenarioInfo, "POST", "/scenarios", content=scenario.canonical_json(), kind=JSON)

    def scenario(self, name: str) -> Scenario:
        """A scenario by its id."""
        return Scenario.parse(json_reading(self._ask("GET", f"/scenarios/{name}").text, name).document)

    def derive(self, scenario: str, patch: Patch) -> ScenarioInfo:
        """Submit what a merge patch or a JSON Patch makes of a scenario."""
        kind = "application/merge-patch+json" if isinstance(patch, Mapping) else "application/json-patch+json"
        return self._read(ScenarioInfo, "POST", f"/scenarios/{scenario}/derive", content=_written(patch), kind=kind)

    def plan(self, scenario: str) -> Plan:
        """The plan of a scenario, once it is made.

        Raises:
            ServiceError: if it was not made, with the reason.
        """
        headers = {"Prefer": f"wait={PATIENCE}"}
        status = self._read(PlanStatus, "POST", "/plans", content=_written({"scenario": scenario}), headers=headers)
        while status.state not in FINAL:
            status = self._read(PlanStatus, "GET", f"/plans/{status.id}", headers=headers)
        if status.info is None:
            raise ServiceError(status.job.problem or f"The making of the plan was {status.state}.")
        return Plan.model_validate_json(self._ask("GET", f"/plans/{status.id}/document").content, strict=True)

    def plans(self, scenario: str | None = None) -> Iterator[PlanInfo]:
        """Finished plans, newest first, part by part."""
        asked = {} if scenario is None else {"scenario": scenario}
        while True:
            page = self._read(Page[PlanInfo], "GET", "/plans", params=asked)
            yield from page.items
            if page.next is None:
                return
            asked["cursor"] = page.next

    def what_if(self, plan: str, patch: Patch) -> WhatIf:
        """What a change of a plan's scenario does; the plan is made first."""
        content = _written({"baseline": plan, "patch": patch})
        while True:
            found = self._read(WhatIf, "POST", "/what-ifs", content=content)
            if found.comparison is not None:
                return found
            if found.plan.state in FINAL:
                raise ServiceError(found.plan.job.problem or f"The making of the plan was {found.plan.state}.")

    def explain(self, plan: str, *, application: str | None = None, firm: str | None = None) -> dict[str, Any]:
        """Why an application or a firm got what it got, each reason with its sentence."""
        noun, name = ("applications", application) if application is not None else ("firms", firm)
        found: dict[str, Any] = self._ask("GET", f"/plans/{plan}/{noun}/{name}/explanation").json()
        return found

    def verify(self, plan: Plan, scenario: Scenario) -> Verified:
        """Have a plan checked by arithmetic."""
        content = b'{"scenario":%b,"plan":%b}' % (scenario.canonical_json(), plan.model_dump_json().encode())
        return self._read(Verified, "POST", "/verifications", content=content)

    def propose(self, plan: str, reason: str = "") -> Decision:
        """Propose a plan."""
        return self._read(Decision, "POST", "/decisions", content=_written({"plan": plan, "reason": reason}))

    def decide(self, decision: str, step: str, reason: str = "") -> Decision:
        """Take a step of a decision: approve, publish, withdraw."""
        return self._read(Decision, "POST", f"/decisions/{decision}/{step}", content=_written({"reason": reason}))

    def _read(self, model: type[Answer], method: str, path: str, **options: Any) -> Answer:
        return model.model_validate_json(self._ask(method, path, **options).content)

    def _ask(
        self,
        method: str,
        path: str,
        *,
        content: bytes | None = None,
        kind: str = JSON,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
    ) -> httpx2.Response:
        """An answer of the service.

        Raises:
            InputError: if it refuses an input.
            ServiceError: if it answers with another problem, or not at all.
        """
        sent = dict(headers or {}) | ({} if content is None else {"Content-Type": kind})
        try:
            answer = self._http.request(method, path, content=content, headers=sent, params=params)
        except httpx2.TransportError as error:
            raise ServiceError(f"The service at {self._http.base_url} does not answer: {error}") from error
        if answer.is_success:
            return answer
        raise _failure(answer)


def _failure(answer: httpx2.Response) -> QuotaplanError:
    """What an answer that is no success means."""
    try:
        problem = ProblemDetail.model_validate_json(answer.content)
    except ValidationError:
        return ServiceError(f"The service answered with {answer.status_code}, which says nothing more.")
    if problem.status == Kind.REFUSED.status and problem.problems:
        return InputError(
            Problem((), item.seen, item.allowed, item.message.removesuffix(_clauses(item.seen, item.allowed)))
            for item in problem.problems
        )
    return ServiceError(f"{problem.title}. {problem.detail}", problem)


def _clauses(seen: str, allowed: str) -> str:
    """What follows the place in the sentence of a problem."""
    return f": {seen}" + (f"; {allowed}" if allowed else "")


def _written(document: Any) -> bytes:
    """A body with exact figures."""
    return simplejson.dumps(exact_form(document)[0], use_decimal=True).encode()
