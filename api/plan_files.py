"""Plans that come back: from a file, or from a document that somebody sent."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from api.refusals import problems_with
from optimizer.errors import InputError, Problem
from optimizer.plans import Plan

NO_PLAN = "it must be a plan.json as this program writes it"


def read_plan(path: Path) -> Plan:
    """A plan from its plan.json; figures are taken as they are written, nothing is converted.

    Raises:
        InputError: with everything that keeps the file from being a plan.
    """
    try:
        return Plan.model_validate_json(path.read_bytes(), strict=True)
    except OSError as error:
        raise InputError([Problem((), f"{error.strerror}", "name the plan.json of a plan", str(path))]) from error
    except ValidationError as error:
        raise InputError(problems_with(error, str(path), NO_PLAN)) from error


def plan_of(document: Mapping[str, Any], name: str) -> Plan:
    """A plan from what its plan.json says.

    Raises:
        InputError: with everything that keeps the document from being a plan.
    """
    try:
        return Plan.model_validate(document, strict=True)
    except ValidationError as error:
        raise InputError(problems_with(error, name, NO_PLAN)) from error
