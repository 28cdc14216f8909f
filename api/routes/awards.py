"""Awards of a plan: by application or added up, as JSON, CSV or a workbook; an applicant sees those of its own firm."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.service import awards
from api.service.awards import AwardEntry, GroupEntry, Grouping
from api.service.bodies import JSON
from api.service.conditions import immutable
from api.service.parts import part
from api.service.preferences import chosen
from api.service.privacy import refuse_others
from api.service.wiring import Here, Owner, Paging, PlanId
from api.store import Page

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TABLES: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            CSV: {"schema": {"type": "string"}},
            XLSX: {"schema": {"type": "string", "format": "binary"}},
        }
    }
}

router = APIRouter(prefix="/plans", tags=["plans"])


class Showing(Paging):
    """Which awards, and how."""

    group_by: Grouping | None = None
    """Add up what has this in common."""
    firm: Annotated[str, Field(max_length=100)] | None = None
    """Only applications of this firm; an applicant names its own."""


@router.get(
    "/{plan}/awards",
    operation_id="get_awards",
    summary="Who gets what",
    response_model=Page[AwardEntry] | Page[GroupEntry],
    responses=TABLES,
)
def get_awards(
    request: Request, plan: PlanId, asked: Annotated[Showing, Query()], caller: Owner, service: Here
) -> Response:
    """As JSON in parts; as CSV or a workbook whole, by `Accept`. Tables list refused applications as well."""
    refuse_others(caller, service, plan, asked.firm)
    kind = chosen(request, (JSON, CSV, XLSX))
    found, scenario = service.shelf.planned(plan)
    grouped = None if asked.group_by is None else awards.groups(found, scenario, asked.group_by, asked.firm)
    if kind == JSON:
        page = part(awards.entries(found, asked.firm), asked) if grouped is None else part(grouped, asked)
        return immutable(request, page.model_dump_json().encode(), JSON)
    lines = (
        awards.award_table(found, scenario, asked.firm)
        if grouped is None
        else awards.group_table(grouped, scenario.periods)
    )
    write, suffix = (awards.as_csv, "csv") if kind == CSV else (awards.as_workbook, "xlsx")
    return immutable(request, write(lines), kind, file=f"awards.{suffix}")
