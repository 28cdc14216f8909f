"""The JSON Schema of a scenario, as the command line and the service show it."""

from __future__ import annotations

from typing import Any

from optimizer.scenario import Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def scenario_schema() -> dict[str, Any]:
    """The schema, by which an editor checks a scenario while it is written."""
    return {"$schema": DIALECT, **Scenario.model_json_schema()}
