"""`quotaplan schema`: the JSON Schema of a scenario."""

from __future__ import annotations

import json

from api import terminal
from api.exits import ExitCode
from optimizer.scenario import Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> ExitCode:
    """Print the JSON Schema of a scenario."""
    document = {"$schema": DIALECT, **Scenario.model_json_schema()}
    terminal.answer(json.dumps(document, indent=2, ensure_ascii=False).encode() + b"\n")
    return ExitCode.ANSWERED
