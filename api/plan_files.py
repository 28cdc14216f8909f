"""Plans that come back as files."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from optimizer.errors import InputError, Problem
from optimizer.plans import Plan


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
        problems = error.errors(include_url=False, include_context=False, include_input=False)
        raise InputError([_problem(item["loc"], item["msg"], path) for item in problems]) from error


def _problem(where: tuple[int | str, ...], seen: str, path: Path) -> Problem:
    field = ".".join(map(str, where))
    place = f"{path}, {field}" if field else str(path)
    return Problem(where, seen[0].lower() + seen[1:], "the file must be a plan.json as this program writes it", place)
