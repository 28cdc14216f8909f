"""Wiring: what a route asks for by a type, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import Annotated

from fastapi import Depends, Path, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes
from pydantic import BaseModel, ConfigDict, Field

from api.jobs import Runner
from api.problems import Kind, Rejection
from api.service.access import Caller, Scope
from api.service.door import Door
from api.service.errands import Errands
from api.service.metrics import Metrics
from api.service.shelf import Shelf
from api.settings import Settings
from api.store import Store
from api.store.plans import plan_id

DIGEST = "^sha256:[0-9a-f]{64}$"
NAME = "^[0-9a-f]{16}$"
A_SCENARIO = "sha256:1db0e2b54761936ce725c41940f7744e8be57d83669db71ea9fee2564a753a91"
"""Digest of the sample `three-claims`, by which the examples of the description run one after the other."""
A_PLAN = plan_id(A_SCENARIO, version("quotaplan"))
"""Id of its plan."""
PLAIN = "^[^\x00]*$"
"""A text without the one character that no database keeps."""
BEARER = HTTPBearer(
    auto_error=False, scheme_name="key", description="A key made by `quotaplan keys create`, or a token of the issuer."
)


@dataclass(frozen=True, slots=True)
class Service:
    """What the routes of one application share."""

    settings: Settings
    store: Store
    shelf: Shelf
    runner: Runner
    door: Door
    metrics: Metrics
    errands: Errands


class Message(BaseModel):
    """A small body: frozen, nothing unknown, nothing converted."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", use_attribute_docstrings=True)


class Asked(BaseModel):
    """What stands behind the question mark of an address: frozen, nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Paging(Asked):
    """Which part of a list."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 50
    """How many entries at most."""
    cursor: Annotated[str, Field(pattern="^[0-9]{1,18}$")] | None = None
    """What the part before gave as `next`; absent: the first part."""


def _service(request: Request) -> Service:
    found: Service = request.app.state.service
    return found


Here = Annotated[Service, Depends(_service)]


def caller(
    needed: SecurityScopes,
    request: Request,
    service: Here,
    _: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)],
) -> Caller:
    """Whoever makes a request, if that person may do all that the route needs.

    Raises:
        Rejection: if nobody is known, or may not.
    """
    found: Caller = getattr(request.state, "caller", None) or service.door.caller(request)
    missing = [scope for scope in needed.scopes if not found.may(Scope(scope))]
    if missing:
        raise Rejection(Kind.FORBIDDEN, f"It needs a key that may {' and '.join(missing)}.")
    return found


Reader = Annotated[Caller, Security(caller, scopes=[Scope.READ])]
Owner = Annotated[Caller, Security(caller, scopes=[Scope.OWN])]
Creator = Annotated[Caller, Security(caller, scopes=[Scope.CREATE])]
Verifier = Annotated[Caller, Security(caller, scopes=[Scope.VERIFY])]
Proposer = Annotated[Caller, Security(caller, scopes=[Scope.PROPOSE])]
Approver = Annotated[Caller, Security(caller, scopes=[Scope.APPROVE])]
LogReader = Annotated[Caller, Security(caller, scopes=[Scope.LOG])]

ScenarioDigest = Annotated[str, Field(pattern=DIGEST, examples=[A_SCENARIO])]
PlanDigest = Annotated[str, Field(pattern=DIGEST, examples=[A_PLAN])]
PlainText = Annotated[str, Field(max_length=200, pattern=PLAIN)]
ScenarioId = Annotated[str, Path(pattern=DIGEST, description="Digest of a scenario.", examples=[A_SCENARIO])]
PlanId = Annotated[str, Path(pattern=DIGEST, description="Id of a plan.", examples=[A_PLAN])]
DecisionId = Annotated[str, Path(pattern=NAME, description="Id of a decision.")]
