"""Comparisons: two plans in; the inputs that differ, the awards that differ, and the row that moved each out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.service.bodies import JSON
from api.service.conditions import immutable
from api.service.wiring import Asked, Here, PlanDigest, Reader
from optimizer.comparison import Comparison, compare

router = APIRouter(prefix="/comparisons", tags=["what-ifs"])


class Sides(Asked):
    """Which plans."""

    baseline: PlanDigest
    """Id of a finished plan."""
    plan: PlanDigest
    """Id of the plan to compare it with."""


@router.get(
    "",
    operation_id="compare_plans",
    summary="Compare two plans",
    response_class=Response,
    responses={200: {"model": Comparison, "description": "What differs."}},
)
def compare_plans(request: Request, asked: Annotated[Sides, Query()], _: Reader, service: Here) -> Response:
    """Nothing is said of what does not differ."""
    found = compare(*service.shelf.planned(asked.baseline), *service.shelf.planned(asked.plan))
    return immutable(request, found.model_dump_json().encode(), JSON)
