"""Patching: a Scenario and a change to it into another Scenario. The first stays what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from inputs.folders import document_reading
from inputs.places import placed
from inputs.pointers import json_patched
from inputs.settings import with_setting, with_value
from optimizer.collection import collection_put_off
from optimizer.errors import InputError, Problem
from optimizer.scenario import Scenario
from optimizer.scenario.canonical import exact_form, shown

Patch = Mapping[str, Any] | Sequence[Mapping[str, Any]]
"""A merge patch (RFC 7396) if it is a map, a JSON Patch (RFC 6902) if it is a list of operations."""


def patch_scenario(scenario: Scenario, patch: Patch) -> Scenario:
    """The scenario that a merge patch or a JSON Patch makes of another.

    Raises:
        InputError: if the patch cannot be applied, or with every problem of what it makes.
    """
    exact, problems = exact_form(patch)
    if problems:
        raise InputError(problems)
    written = as_written(scenario)
    if isinstance(exact, dict):
        return _remade(scenario, written, _merged(written, exact))
    if isinstance(exact, list):
        return _remade(scenario, written, json_patched(written, exact))
    seen, advice = f"{shown(patch)} is no patch", "give a map of changes or a list of operations"
    raise InputError([Problem(("patch",), seen, advice)])


def read_patch(path: Path) -> Patch:
    """A patch from a JSON or YAML file.

    Raises:
        InputError: if it is neither a map nor a list, or with every problem of the file.
    """
    reading = document_reading(path)
    if reading.problems:
        raise InputError(placed(reading.problems, reading))
    if not isinstance(reading.document, dict | list):
        advice = "write a map of changes or a list of operations"
        raise InputError([Problem((), f"{shown(reading.document)} is no patch", advice, path.name)])
    return reading.document


def set_values(scenario: Scenario, settings: Sequence[str], written: dict[str, Any] | None = None) -> Scenario:
    """The scenario in which single values are others, each setting as `policy.rules.quota.limit=500000`.

    A value is read as YAML; `null` removes what stands there.

    Args:
        written: what `as_written` gives for the scenario, if that is at hand; it stays as it is.

    Raises:
        InputError: with every setting that names no place, or every problem of what they make.
    """
    return _changed(scenario, [partial(with_setting, setting=setting) for setting in settings], written)


def put_values(scenario: Scenario, values: Sequence[tuple[str, Any]]) -> Scenario:
    """The scenario in which other values stand at dotted paths; None removes what stands there.

    Raises:
        InputError: with every path that names no place, or every problem of what they make.
    """
    return _changed(scenario, [partial(with_value, path=path, value=value) for path, value in values])


def _changed(
    scenario: Scenario,
    changes: Iterable[Callable[[dict[str, Any]], dict[str, Any]]],
    written: dict[str, Any] | None = None,
) -> Scenario:
    written = as_written(scenario) if written is None else written
    document, problems = written, list[Problem]()
    for change in changes:
        try:
            document = change(document)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return _remade(scenario, written, document)


def as_written(scenario: Scenario) -> dict[str, Any]:
    """A scenario with what its author wrote, and the rounds that hold where none were written."""
    document = scenario.written()
    if "rounds" in document.get("policy", {}):
        return document
    rounds = {name: item.model_dump(exclude_unset=True) for name, item in scenario.policy.rounds.items()}
    return document | {"policy": {**document.get("policy", {}), "rounds": rounds}}


def _remade(scenario: Scenario, written: Mapping[str, Any], document: Any) -> Scenario:
    """The scenario of a document that was changed without touching what it shares with what was written before.

    Firms, applications and all other parts that are the same objects as before are not made again. What has to agree
    between the parts is checked for all of them.
    """
    if not isinstance(document, dict):
        return Scenario.parse(document)
    fresh = {name: part for name, part in document.items() if name not in written or part is not written[name]}
    known = {name: getattr(scenario, name) for name in document.keys() - fresh.keys()}
    with collection_put_off():
        exact, problems = exact_form(fresh)
        if exact is None:
            raise InputError(problems)
        return Scenario.validated({**document, **exact}, problems, known=known)


def _merged(document: Any, patch: Any) -> Any:
    """What a merge patch makes of a document: maps are merged, null removes, anything else replaces."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(document) if isinstance(document, dict) else {}
    for name, change in patch.items():
        if change is None:
            merged.pop(name, None)
        else:
            merged[name] = _merged(merged.get(name), change)
    return merged
