"""`quotaplan schema`: the JSON Schema of a scenario."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from api import terminal
from api.exits import ExitCode
from api.scenario_schema import scenario_schema

Api = Annotated[bool, typer.Option("--api", help="The OpenAPI description of the service instead.")]


def schema(api: Api = False) -> ExitCode:
    """Print the JSON Schema of a scenario, or the description of the service."""
    if api:
        from api.app import described  # noqa: PLC0415 - the schema itself needs no server

        document = described()
    else:
        document = scenario_schema()
    terminal.answer(json.dumps(document, indent=2, ensure_ascii=False).encode() + b"\n")
    return ExitCode.ANSWERED
