"""`quotaplan schema`: the JSON Schema of a scenario."""

from __future__ import annotations

import json

from api import terminal
from api.exits import ExitCode
from api.scenario_schema import scenario_schema


def schema() -> ExitCode:
    """Print the JSON Schema of a scenario."""
    terminal.answer(json.dumps(scenario_schema(), indent=2, ensure_ascii=False).encode() + b"\n")
    return ExitCode.ANSWERED
