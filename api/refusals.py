"""Refusals: what a schema has against a document that somebody wrote, as problems with their places."""

from __future__ import annotations

from pydantic import ValidationError

from optimizer.errors import Problem


def problems_with(error: ValidationError, name: str, advice: str) -> list[Problem]:
    """Every problem of a document.

    Args:
        name: what the document is called.
        advice: what to do.
    """
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return [_problem(item["loc"], item["msg"], name, advice) for item in found]


def _problem(where: tuple[int | str, ...], seen: str, name: str, advice: str) -> Problem:
    field = ".".join(map(str, where))
    return Problem(where, seen[0].lower() + seen[1:], advice, f"{name}, {field}" if field else name)
