"""Documents: JSON or YAML text into maps, lists, texts and exact figures."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property, partial
from typing import Any

import yaml

from inputs.places import Parts, Reading, dotted
from inputs.yaml_faults import not_yaml
from inputs.yaml_values import YamlLoader, is_endless
from optimizer.errors import InputError, Problem
from optimizer.scenario.canonical import exact_form

ONCE = "write each name once"


def json_reading(text: str, name: str) -> Reading:
    """A JSON document, with a problem for each name that stands twice in a map and each figure that is none."""
    twice: list[_Twice] = []
    try:
        value = json.loads(text, parse_float=Decimal, object_pairs_hook=partial(_map, twice))
    except json.JSONDecodeError as error:
        seen = f"is not JSON: {error.msg[0].lower()}{error.msg[1:]}"
        raise InputError([Problem((), seen, "mend it there", f"{name} line {error.lineno}")]) from error
    except (RecursionError, ValueError, InvalidOperation) as error:
        raise InputError([Problem((), "has too many levels, or figures too long", "shorten it", name)]) from error
    problems = [
        Problem((*path, key), f'"{key}" stands twice', ONCE)
        for path, item in (_twice_in(value, ()) if twice else ())
        for key in item.keys_twice
    ]
    halves = _halves(value, ()) if r"\u" in text else ()
    problems += [Problem(path, "is half a character", "write it whole") for path in halves]
    exact, inexact = exact_form(value)
    return Reading(exact, (*problems, *inexact), lambda path: f"{name}, {dotted(path)}" if path else name)


class _Twice(dict[str, Any]):
    """A map in which some names stood twice."""

    keys_twice: tuple[str, ...] = ()


def _map(twice: list[_Twice], pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    marked = _Twice(found)
    times = Counter(name for name, _ in pairs)
    marked.keys_twice = tuple(name for name in found if times[name] > 1)
    twice.append(marked)
    return marked


def _twice_in(value: object, path: Parts) -> Iterator[tuple[Parts, _Twice]]:
    if isinstance(value, _Twice):
        yield path, value
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _twice_in(item, (*path, key))


def _halves(value: object, path: Parts) -> Iterator[Parts]:
    """Where a text has half of a character that JSON writes as two."""
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _halves(item, (*path, key))
    elif isinstance(value, str) and any("\ud800" <= character <= "\udfff" for character in value):
        yield path


def yaml_reading(text: str, name: str) -> Reading:
    """A YAML document, with a problem for each name that stands twice and each word that may mean two things."""
    loader = YamlLoader(text)
    try:
        value = loader.document()
    except yaml.YAMLError as error:
        raise InputError([not_yaml(error, name)]) from error
    except RecursionError as error:
        raise InputError(
            [Problem((), "has too many levels", "write maps and lists inside each other less often", name)]
        ) from error
    finally:
        loader.dispose()
    if is_endless(value, text):
        raise InputError([Problem((), "grows without measure by its references", "write it without & and *", name)])
    problems = [Problem((), seen, advice, f"{name} line {line}") for line, seen, advice in loader.found]
    exact, inexact = exact_form(value)
    return Reading(exact, (*problems, *inexact), _YamlPlaces(text, name))


@dataclass(frozen=True)
class _YamlPlaces:
    """The line of each place in a YAML text, found when the first is asked for."""

    text: str
    name: str

    def __call__(self, path: Parts) -> str:
        """The line where a path, or as much of it as there is, stands."""
        line = next((self._lines[path[:size]] for size in range(len(path), 0, -1) if path[:size] in self._lines), None)
        return ", ".join([self.name if line is None else f"{self.name} line {line}", *([dotted(path)] if path else [])])

    @cached_property
    def _lines(self) -> dict[Parts, int]:
        return dict(_lines_of(yaml.compose(self.text, Loader=YamlLoader), ()))


def _lines_of(node: yaml.Node | None, path: Parts) -> Iterator[tuple[Parts, int]]:
    pairs: list[tuple[str | int, yaml.Node, yaml.Node]] = []
    if isinstance(node, yaml.MappingNode):
        pairs = [(str(key.value), key, value) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        pairs = [(index, value, value) for index, value in enumerate(node.value)]
    for part, start, value in pairs:
        yield (*path, part), start.start_mark.line + 1
        yield from _lines_of(value, (*path, part))
