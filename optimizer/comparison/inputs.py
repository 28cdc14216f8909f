"""Inputs: two scenarios into the places where they differ, each with both values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from optimizer.comparison.differences import InputDifference, InputDifferences
from optimizer.scenario import Application, Scenario

Parts = tuple[str, ...]
FACTS = ("firms", "applications")


def input_differences(before: Scenario, after: Scenario) -> InputDifferences:
    """Where two scenarios differ; values left at their default count as what they default to."""
    if before is after:
        return InputDifferences()
    values = [
        InputDifference(path=".".join(map(_spelt, path)), from_=_json(one), to=_json(other))
        for path, one, other in sorted(_all(before, after), key=lambda item: item[0])
    ]
    names = {
        f"{part}_{change}": sorted(getattr(more, part).keys() - getattr(less, part).keys())
        for part in FACTS
        for change, more, less in (("added", after, before), ("removed", before, after))
    }
    return InputDifferences(values=values, **names)


def _all(before: Scenario, after: Scenario) -> Iterator[tuple[Parts, Any, Any]]:
    """Every place at which two scenarios differ; each application is taken with its whole window."""
    ends, later = _ends(before), _ends(after)
    for name in before.applications.keys() & after.applications.keys():
        one, other = before.applications[name], after.applications[name]
        if one is not other or ends != later:
            yield from _differences(_filled(one, ends), _filled(other, later), ("applications", name))
    for name in before.firms.keys() & after.firms.keys():
        yield from _differences(before.firms[name], after.firms[name], ("firms", name))
    for part in Scenario.model_fields.keys() - {*FACTS}:
        yield from _differences(getattr(before, part), getattr(after, part), (part,))


def _ends(scenario: Scenario) -> Mapping[str, str]:
    return {"from": scenario.periods[0], "to": scenario.periods[-1]}


def _filled(application: Application, ends: Mapping[str, str]) -> Mapping[str, Any]:
    return {key: ends.get(key) if value is None else value for key, value in _entries(application).items()}


def _differences(before: Any, after: Any, path: Parts) -> Iterator[tuple[Parts, Any, Any]]:
    """Every place at which two values differ, with both; a map that only one side has is one value."""
    if before is after:
        return
    if isinstance(before, BaseModel | dict) and isinstance(after, BaseModel | dict):
        one, other = _entries(before), _entries(after)
        for name in one.keys() | other.keys():
            yield from _differences(one.get(name), other.get(name), (*path, name))
    elif _json(before) != _json(after) or isinstance(before, bool) != isinstance(after, bool):
        yield path, before, after


def _entries(value: BaseModel | Mapping[str, Any]) -> Mapping[str, Any]:
    """The parts of a model or a map, by the names that they have in a document."""
    if not isinstance(value, BaseModel):
        return value
    fields = type(value).model_fields
    return {fields[name].alias or name: item for name, item in value.__dict__.items() if name in fields} | (
        value.__pydantic_extra__ or {}
    )


def _json(value: Any) -> Any:
    """A value as JSON has it, without what is left at its default; exact figures with decimals are texts."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return to_jsonable_python(value)


def _spelt(part: str) -> str:
    """A part of a path; one with a point in it stands in quotes."""
    return f'"{part}"' if "." in part else part
