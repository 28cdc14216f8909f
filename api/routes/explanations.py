"""Explanations: why an application or a firm got what it got; an applicant is told of its own firm alone."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from api.service.access import Caller, Scope
from api.service.bodies import JSON
from api.service.conditions import immutable
from api.service.privacy import refuse_application, refuse_firm
from api.service.wiring import Asked, Here, Owner, PlanId
from optimizer.explanation import LANGUAGES, Audience, Explanation, explain

router = APIRouter(prefix="/plans", tags=["explanations"])

ApplicationId = Annotated[str, Path(max_length=100, description="Id of an application.", examples=["A1"])]
FirmId = Annotated[str, Path(max_length=100, description="Id of a firm.", examples=["F1"])]
EXPLAINED: dict[int | str, dict[str, Any]] = {
    200: {"content": {JSON: {"schema": {"$ref": "#/components/schemas/Explanation"}}}}
}


class Telling(Asked):
    """To whom, and how."""

    audience: Audience = "planner"
    """Whom it is for: what is told to an applicant names no other firm. An applicant's key is told nothing else."""
    language: Annotated[str, Field(pattern=f"^({'|'.join(LANGUAGES)})$")] = "en"
    """The language of the sentences."""


@router.get(
    "/{plan}/applications/{application:path}/explanation",
    operation_id="explain_application",
    summary="Why an application got what it got",
    response_class=Response,
    responses=EXPLAINED,
)
def explain_application(
    request: Request,
    plan: PlanId,
    application: ApplicationId,
    asked: Annotated[Telling, Query()],
    caller: Owner,
    service: Here,
) -> Response:
    """Reasons in the order in which things were decided, as data and as sentences, with peers."""
    refuse_application(caller, service, plan, application)
    found = explain(*service.shelf.planned(plan), application, kind="application")
    return _told(request, found, caller, asked)


@router.get(
    "/{plan}/firms/{firm:path}/explanation",
    operation_id="explain_firm",
    summary="Why a firm got what it got",
    response_class=Response,
    responses=EXPLAINED,
)
def explain_firm(
    request: Request, plan: PlanId, firm: FirmId, asked: Annotated[Telling, Query()], caller: Owner, service: Here
) -> Response:
    """The reasons of all its applications, as data and as sentences."""
    refuse_firm(caller, service, plan, firm)
    return _told(request, explain(*service.shelf.planned(plan), firm, kind="firm"), caller, asked)


def _told(request: Request, found: Explanation, caller: Caller, asked: Telling) -> Response:
    """An explanation as the caller may see it."""
    audience = asked.audience if caller.may(Scope.READ) else "applicant"
    document = found.document(audience, asked.language)
    return immutable(request, json.dumps(document, ensure_ascii=False).encode(), JSON)
