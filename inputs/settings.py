"""Settings: `policy.rules.quota.limit=500000` finds its place in a document, or is refused with the nearest name."""

from __future__ import annotations

from typing import Any, get_origin

from inputs.dotted_paths import parts_of
from inputs.places import Parts, dotted
from inputs.yaml_values import yaml_value
from optimizer.errors import InputError, Problem, unknown
from optimizer.scenario import Scenario
from optimizer.scenario.canonical import shown
from optimizer.scenario.schema import bare, fields, follow, is_model, members

OWNERS = ("firms", "applications")
"""Parts whose entries have attributes of their own."""


def with_setting(document: dict[str, Any], setting: str) -> dict[str, Any]:
    """A copy of a document in which one value is another.

    Raises:
        InputError: if the setting has no value, or names no place of a scenario.
    """
    path, equals, text = setting.partition("=")
    if not equals:
        raise InputError([Problem((), "has no value", "write PATH=VALUE", setting)])
    return with_value(document, path.strip(), yaml_value(text, path.strip()))


def with_value(document: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy of a document in which another value stands at a dotted path; None removes what stands there.

    Raises:
        InputError: if the path names no place of a scenario.
    """
    changed: dict[str, Any] = _put(document, place_at(document, path, value), value)
    return changed


def place_at(document: dict[str, Any], path: str, value: Any = None) -> Parts:
    """The keys and indices to which a dotted path leads, where a value may be put.

    Raises:
        InputError: if the path names no place of a scenario.
    """
    try:
        parts = parts_of(path)
    except ValueError as error:
        raise InputError([Problem((), str(error), "write a path such as policy.rules.quota.limit", path)]) from error
    place = _Place(document, path)
    node: Any = document
    done: Parts = ()
    while parts:
        key, parts = place.step(node, done, parts, value)
        done = (*done, key)
        node = node[int(key)] if isinstance(node, list) else node.get(key, {})
    return done


class _Place:
    """Where a setting leads, step by step."""

    def __init__(self, document: dict[str, Any], text: str) -> None:
        self._document, self._text = document, text

    def step(self, node: Any, done: Parts, parts: tuple[str, ...], value: Any) -> tuple[str | int, tuple[str, ...]]:
        """The next key or index, and the parts that are left; the longest name that is there already goes first."""
        if isinstance(node, list):
            if parts[0].isdecimal() and int(parts[0]) < len(node):
                return int(parts[0]), parts[1:]
            raise self._refused(f'"{parts[0]}" is not a place in a list of {len(node)}', "count from 0")
        if not isinstance(node, dict):
            raise self._refused(f"{dotted(done)} is {shown(node)} and has no parts", f"set {dotted(done)} as a whole")
        for size in range(len(parts), 0, -1):
            if ".".join(parts[:size]) in node:
                return ".".join(parts[:size]), parts[size:]
        return self._new(node, done, parts, value)

    def _new(self, node: Any, done: Parts, parts: tuple[str, ...], value: Any) -> tuple[str, tuple[str, ...]]:
        """A name that is not there yet, if the scenario may have it there."""
        expected = members(follow(Scenario, done, self._document))
        known = [name for item in expected if is_model(item) for name in fields(bare(item))]
        if parts[0] in known:
            return parts[0], parts[1:]
        siblings = self._document[str(done[0])].values() if len(done) == len(OWNERS) and done[0] in OWNERS else ()
        attributes = {name for item in siblings for name in item}
        if parts == (".".join(parts),) and parts[0] in attributes:
            return parts[0], ()
        if any(_may_have(item, parts, value) for item in expected):
            return ".".join(parts), ()
        what = dotted(done) or "a scenario"
        raise self._refused(*unknown(parts[0], {*node, *known, *attributes}, what))

    def _refused(self, seen: str, advice: str) -> InputError:
        return InputError([Problem((), seen, advice, self._text)])


def _may_have(expected: Any, parts: tuple[str, ...], value: Any) -> bool:
    """Whether a map may have a new name: if it is one of single values, or if a whole entry is given."""
    if get_origin(bare(expected)) is not dict:
        return False
    entry = members(follow(expected, (parts[0],), None))
    return not all(is_model(item) for item in entry) or (len(parts) == 1 and isinstance(value, dict))


def _put(node: Any, place: Parts, value: Any) -> Any:
    """A copy of a part of a document in which another value stands at a place."""
    if not place:
        return value
    key, rest = place[0], place[1:]
    if isinstance(node, list):
        index = int(key)
        return [*node[:index], _put(node[index], rest, value), *node[index + 1 :]]
    inner = _put(node.get(key, {}), rest, value)
    if inner is None:
        return {name: item for name, item in node.items() if name != key}
    return node | {key: inner}
