"""Schema: the JSON Schema of a scenario."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from api.scenario_schema import scenario_schema

router = APIRouter(prefix="/schema", tags=["scenarios"])


@router.get("", operation_id="get_schema", summary="The JSON Schema of a scenario")
async def get_schema() -> dict[str, Any]:
    """By which an editor checks a scenario while it is written."""
    return scenario_schema()
